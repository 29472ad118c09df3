import {registry} from "@web/core/registry";

// An agent's first minutes with a mailed ticket: classify, take, start, wait, resolve.
registry.category("web_tour.tours").add("servicedesk_core_ticket_tour", {
    steps: () => [
        {
            content: "An unclassified ticket asks what it is: one click saves",
            trigger: ".o_servicedesk_classify .o_selection_badge:contains(Incident)",
            run: "click",
        },
        {
            content: "Take it",
            trigger: "button[name=action_take]",
            run: "click",
        },
        {
            content: "Start work",
            trigger: ".o_servicedesk_moves button[data-state=in_progress]",
            run: "click",
        },
        {
            content: "Wait for the customer: the dialog asks for whom",
            trigger: ".o_servicedesk_moves button[data-state=waiting]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=waiting_reason] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Customer)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Resume",
            trigger: ".o_servicedesk_moves button[data-state=in_progress]",
            run: "click",
        },
        {
            content: "Resolve: the dialog asks for the solution",
            trigger: ".o_servicedesk_moves button[data-state=resolved]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=resolution] .odoo-editor-editable",
            run: "editor The cable was loose.",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "The requester's answer is awaited",
            trigger: ".o_field_widget[name=confirmation]:contains(Awaiting)",
        },
        {
            content: "He calls: it works",
            trigger: "button[name=action_answered_by_phone]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=answer] label:contains(It works)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=rating] label:contains(Great)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "Now it may be closed",
            trigger: ".o_servicedesk_moves button[data-state=closed]",
            run: "click",
        },
        {
            content: "It is closed",
            trigger: ".o_arrow_button_current:contains(Closed)",
        },
    ],
});

// The board: a drag along a move that asks nothing works; one that asks explains.
registry.category("web_tour.tours").add("servicedesk_core_board_tour", {
    steps: () => [
        {
            content: "Drag a new ticket into work",
            trigger: ".o_kanban_record:contains(Dragged ticket)",
            run: "drag_and_drop(.o_kanban_group:contains(In Progress))",
        },
        {
            content: "It is there",
            trigger:
                ".o_kanban_group:contains(In Progress) .o_kanban_record:contains(Dragged ticket) .o_m2o_avatar img",
        },
        {
            content: "Drag it to Waiting, which asks for whom",
            trigger:
                ".o_kanban_group:contains(In Progress) .o_kanban_record:contains(Dragged ticket)",
            run: "drag_and_drop(.o_kanban_group:contains(Waiting))",
        },
        {
            content: "The board says what is missing, as a person would",
            trigger:
                ".modal:contains(Not moved yet):contains(Waiting needs a reason) button:contains(Choose the reason)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=waiting_reason] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Supplier)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "The board shows it where it went",
            trigger:
                ".o_kanban_group:contains(Waiting) .o_kanban_record:contains(Dragged ticket):contains(Supplier)",
        },
    ],
});

// A caller nobody knows yet: a new ticket with its contact, saved by hand.
registry.category("web_tour.tours").add("servicedesk_core_new_tour", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit The oven is cold",
        },
        {
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Nadia Newcomer",
        },
        {
            content: "An agent may make the contact",
            trigger: ".o_m2o_dropdown_option_create a",
            run: "click",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "The ticket has its number",
            trigger: ".o_field_widget[name=number]:contains(SD-)",
        },
    ],
});
