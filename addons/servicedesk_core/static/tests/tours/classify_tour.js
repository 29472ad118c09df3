import {registry} from "@web/core/registry";

// A mailed ticket opens with what it may be: a click each, and it is classified.
registry.category("web_tour.tours").add("servicedesk_core_classify_tour", {
    steps: () => [
        {
            content: "The requester's card says who asks",
            trigger: ".o_servicedesk_requester_card:contains(1 open)",
        },
        {
            content: "The service is proposed by its words",
            trigger:
                ".o_servicedesk_proposals button[data-field=service_id]:contains(words: till)",
            run: "click",
        },
        {
            content: "It is chosen and saved: its impact is there",
            trigger: ".o_field_widget[name=impact] input:value(Site)",
        },
        {
            content: "So is the type",
            trigger:
                ".o_servicedesk_classify .o_selection_badge.btn-primary:contains(Incident)",
            run: "click",
        },
        {
            content: "It is classified: the question is gone, the reason stands there",
            trigger:
                ".o_form_view:not(:has(.o_servicedesk_classify:visible)) .o_servicedesk_explanation:contains(because impact Site)",
        },
        {
            content: "Set the urgency by hand",
            trigger: ".o_field_widget[name=urgency] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(High)",
            run: "click",
        },
        {
            content: "The hand shows at once; give it back",
            trigger: ".o_servicedesk_by_hand[data-field=urgency]",
            run: "click",
        },
        {
            content: "It follows the rules again",
            trigger: ".o_servicedesk_reason[data-field=urgency]",
        },
        {
            content: "Another type asks why, and where to write it",
            trigger: ".o_group .o_field_widget[name=ticket_type_id] input",
            run: "edit Request for Change",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Request for Change)",
            run: "click",
        },
        {
            trigger: ".o_servicedesk_reason_asked:contains(say why)",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "Without it nothing is saved, and it is said what to do",
            trigger: ".modal:contains(below the service) button:contains(Close)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=reclassify_reason] input",
            run: "edit He wants a new one",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "The note says why",
            trigger: ".o-mail-Message:contains(He wants a new one)",
        },
    ],
});
