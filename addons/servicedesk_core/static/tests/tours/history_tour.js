import {registry} from "@web/core/registry";

// From a ticket to its requester's history, into another ticket of his, and back.
registry.category("web_tour.tours").add("servicedesk_core_history_tour", {
    steps: () => [
        {
            content: "The ticket's requester has a history",
            trigger: "button[name=action_view_requester_history]",
            run: "click",
        },
        {
            content: "The refusal is there, with its reason",
            trigger:
                ".o_servicedesk_timeline_event[data-kind=closing]:contains(Still shut)",
        },
        {
            content: "The desk's own notes are not, at first",
            trigger:
                ".o_servicedesk_timeline:not(:has(.o_servicedesk_timeline_event[data-kind=note]))",
        },
        {
            content: "Ask for them",
            trigger: ".o_servicedesk_timeline_kinds [data-kind=note]",
            run: "click",
        },
        {
            content: "Now they are",
            trigger: ".o_servicedesk_timeline_event[data-kind=note]:contains(angry)",
        },
        {
            content: "Open the other ticket",
            trigger: ".o_servicedesk_timeline_event a:contains(An older matter)",
            run: "click",
        },
        {
            content: "It is open; the way back leads to the history",
            trigger: ".o_servicedesk_ticket .o_servicedesk_number",
        },
        {
            trigger: ".o_breadcrumb a:contains(History), .o_back_button",
            run: "click",
        },
        {
            content: "What was asked for is still there",
            trigger: ".o_servicedesk_timeline_event[data-kind=note]:contains(angry)",
        },
    ],
});

// Opened by me: where is it, and every move of it.
registry.category("web_tour.tours").add("servicedesk_core_opened_tour", {
    steps: () => [
        {
            content: "The confirmed ticket is the opener's to close",
            trigger: ".o_group_header:contains(May Be Closed)",
        },
        {
            content: "Another one is with colleagues",
            trigger:
                ".o_data_row:contains(Gone to the second line):contains(Dispatcher)",
        },
        {
            content: "See its moves",
            trigger: ".o_data_row:contains(Gone to the second line) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_notebook a[name=path]",
            run: "click",
        },
        {
            content: "Nobody has taken it up yet",
            trigger:
                ".o_servicedesk_ticket_path tr:contains(Dispatcher):contains(Nobody has)",
        },
        {
            trigger: ".o_breadcrumb a:contains(Opened by Me), .o_back_button",
            run: "click",
        },
        {
            content: "Close what may be closed",
            trigger: ".o_data_row button[name=action_close]",
            run: "click",
        },
        {
            content: "It is gone from what is open",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Mended)))",
        },
    ],
});
