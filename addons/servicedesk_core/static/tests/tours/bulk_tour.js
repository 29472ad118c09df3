import {registry} from "@web/core/registry";

const APPLY = ".modal button[name=action_apply]:contains(Do It on All)";

// What is missing is said before anything is asked; the question names the deed.
registry.category("web_tour.tours").add("servicedesk_core_bulk_tour", {
    steps: () => [
        {trigger: ".o_list_view thead .o_list_record_selector input", run: "click"},
        {
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {trigger: ".o-dropdown-item:contains(Many at Once)", run: "click"},
        {
            content: "One of them cannot be closed: then all cannot",
            trigger: ".modal .o_radio_item:contains(Close) input",
            run: "click",
        },
        {trigger: `.modal:contains(refuse):not(:has(${APPLY}))`},
        {
            trigger: ".modal .o_radio_item:contains(Answer) input",
            run: "click",
        },
        {trigger: APPLY, run: "click"},
        {
            content: "Nothing to send: nothing is asked",
            trigger:
                ".modal .o_field_widget[name=body].o_field_invalid, .modal .o_field_invalid",
        },
        {
            trigger:
                "body:not(:has(.modal:contains(Send this answer))) .modal [name=body] .odoo-editor-editable",
            run: "editor We are on it.",
        },
        {trigger: APPLY, run: "click"},
        {
            trigger:
                ".modal:contains(Send this answer to the requesters of 2 tickets) .btn-secondary",
            run: "click",
        },
        {
            content: "Not gone on: the dialog is still there",
            trigger: `body:not(:has(.modal:contains(Send this answer))) ${APPLY}`,
            run: "click",
        },
        {
            trigger:
                ".modal:contains(Send this answer to the requesters of 2 tickets) .btn-primary",
            run: "click",
        },
        {trigger: "body:not(:has(.modal)) .o_notification:contains(Done on 2 tickets)"},
    ],
});
