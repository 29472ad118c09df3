import {registry} from "@web/core/registry";

const BADGE = ".o_servicedesk_escalation_menu .badge";

// The sender offers the whole to the superior team, and reads that he keeps it so long.
registry.category("web_tour.tours").add("servicedesk_core_escalate_tour", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons .o_servicedesk_more",
            run: "click",
        },
        {
            trigger: ".o_servicedesk_deed[data-deed=escalate]",
            run: "click",
        },
        {
            content: "Upwards: the superior team is proposed",
            trigger: ".modal .o_field_widget[name=direction] label:contains(Vertical)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=to_team_id] input:value(Second Line)",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit It needs a router",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "The ticket says who is asked, and lets the sender withdraw it",
            trigger:
                ".o_servicedesk_offer:contains(Second Line):contains(It needs a router)",
        },
        {
            trigger: ".o_servicedesk_offer button[name=withdraw]",
        },
    ],
});

// The receiver returns it from the badge with a reason; nothing waits any more.
registry.category("web_tour.tours").add("servicedesk_core_return_tour", {
    steps: () => [
        {
            trigger: `${BADGE}:contains(1)`,
            run: "click",
        },
        {
            trigger: ".o_servicedesk_offer_menu button[name=return]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The router answers",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Nothing waits",
            trigger: `.o_menu_systray:not(:has(${BADGE}))`,
        },
    ],
});

// The receiver accepts on the ticket itself, and reads the way it came.
registry.category("web_tour.tours").add("servicedesk_core_accept_tour", {
    steps: () => [
        {
            trigger: ".o_servicedesk_offer button[name=accept]",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has(.o_servicedesk_offer))",
        },
        {
            trigger: ".o_notebook_headers .nav-link:contains(Path)",
            run: "click",
        },
        {
            content: "First it was returned, then accepted",
            trigger: ".o_servicedesk_map li[data-state=returned]",
        },
        {
            trigger: ".o_servicedesk_map li[data-state=accepted]:contains(Agent B)",
        },
    ],
});
