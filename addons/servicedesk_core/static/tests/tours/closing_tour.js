import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const resolve = (words) => [
    {
        content: "Resolve: the dialog asks for the solution",
        trigger: ".o_servicedesk_moves button[data-state=resolved]",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name=resolution] .odoo-editor-editable",
        run: `editor ${words}`,
    },
    {
        trigger: ".modal button[name=action_apply]:visible",
        run: "click",
    },
    {
        content: "The answer is awaited, and agents are offered no way to close",
        trigger:
            ".o_form_view:not(:has(.o_servicedesk_moves button[data-state=closed])) .o_field_widget[name=confirmation]:contains(Awaiting)",
    },
];

tours.add("servicedesk_core_closing_resolve", {
    steps: () => resolve("The fuse was blown."),
});

tours.add("servicedesk_core_closing_refused", {
    steps: () => [
        {
            content: "The customer says no: back in work, and why",
            trigger: ".o_field_widget[name=confirmation]:contains(Refused)",
        },
        {trigger: ".o-mail-Message:contains(It went dark again)"},
        ...resolve("A new lamp, and the fuse that fits it."),
    ],
});

tours.add("servicedesk_core_closing_close", {
    steps: () => [
        {
            content: "Only now the opener is told that it may be closed",
            trigger: ".o-mail-Activity:contains(may be closed)",
        },
        {trigger: ".o_field_widget[name=confirmation]:contains(Confirmed)"},
        {
            trigger: ".o_servicedesk_moves button[data-state=closed]",
            run: "click",
        },
        {trigger: ".o_arrow_button_current:contains(Closed)"},
    ],
});
