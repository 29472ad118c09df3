import {registry} from "@web/core/registry";

const STAGES = ".o_field_widget[name=stage_ids]";

// A stage with tickets leaves a life cycle: its dialog asks, the form shows it gone.
registry.category("web_tour.tours").add("servicedesk_core_cycle_tour", {
    steps: () => [
        {
            trigger: `${STAGES} .o_tag:contains(Waiting) .o_delete`,
            run: "click",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".modal button:contains(Say where they go)", run: "click"},
        {
            content: "Discarded: the form is as it was left",
            trigger: ".modal:contains(leave the life cycle) button:contains(Discard)",
            run: "click",
        },
        {trigger: "body:not(:has(.modal)) .o_form_button_save", run: "click"},
        {trigger: ".modal button:contains(Say where they go)", run: "click"},
        {
            trigger: ".modal:contains(In Progress) button:contains(Move Tickets)",
            run: "click",
        },
        {
            content: "Nothing is left to save, and the moves through it are gone",
            trigger:
                "body:not(:has(.modal)):has(.o_form_status_indicator_buttons.invisible)",
        },
        {
            trigger:
                ".o_field_widget[name=transition_ids]:not(:has(.o_data_cell:contains(Waiting)))",
        },
        {trigger: `${STAGES}:not(:has(.o_tag:contains(Waiting)))`},
    ],
});
