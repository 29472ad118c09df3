import {press} from "@odoo/hoot-dom";
import {registry} from "@web/core/registry";

// So long a practised hand takes for a key; so long a caller's first words may take.
const SECONDS_PER_KEY = 0.2;
const BUDGET = 15;

let keys = 0;

/**
 * Press keys one after another, into whatever has the focus; a list is a chord.
 *
 * @param  {...(String|Array)} strokes
 */
async function hit(...strokes) {
    for (const stroke of strokes) {
        keys += 1;
        await press(stroke);
    }
}

// A caller is registered by keyboard alone: no step clicks, and each waits for the
// focus to be where the keys are to go.
registry.category("web_tour.tours").add("servicedesk_core_quick_tour", {
    steps: () => [
        {
            content: "Everywhere in the desk: the quick form opens by its keys",
            trigger: ".o_servicedesk_quick_ticket button",
            run: () => hit(["alt", "shift", "t"]),
        },
        {
            content: "The caller is asked first: by his personnel number",
            trigger: ".modal .o_field_widget[name=partner_id] input:focus",
            run: () => hit(..."p-4711"),
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item:contains(Nora Quick)",
            run: () => hit("Enter"),
        },
        {
            content: "His card is there",
            trigger:
                ".modal:not(:has(.o-autocomplete--dropdown-menu)) .o_servicedesk_requester_card:contains(Cashier)",
        },
        {
            content: "The enter key has taken him and gone on: next is the service",
            trigger: ".modal .o_field_widget[name=service_id] input:focus",
            run: () => hit(..."till"),
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item:contains(Tills)",
            run: () => hit("Enter"),
        },
        {
            content: "Type, category and team are filled in",
            trigger:
                ".modal:not(:has(.o-autocomplete--dropdown-menu)) .o_field_widget[name=category_id] input:value(Dead till)",
        },
        {
            content: "Next is the subject",
            trigger: ".modal .o_field_widget[name=name] input:focus",
            run: () => hit(..."no receipt at till three"),
        },
        {
            content: "What the service asks comes next",
            trigger: ".modal .o_property_field:contains(Number of the till)",
            run: () => hit("Tab"),
        },
        {
            content: "Save, and be ready for the next caller",
            trigger: ".modal .o_property_field input:focus",
            run: () => hit(["alt", "n"]),
        },
        {
            content: "The number is told, and the form is empty again",
            trigger: ".o_notification:contains(SD-)",
        },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input:focus:value(/^$/)",
            run() {
                const typing = keys * SECONDS_PER_KEY;
                if (typing > BUDGET) {
                    throw new Error(`${keys} keys take ${typing} s, over ${BUDGET} s`);
                }
            },
        },
    ],
});

// Somebody nobody knows calls twice: the first time the form is given up.
registry.category("web_tour.tours").add("servicedesk_core_quick_new_tour", {
    steps: () => [
        {
            trigger: ".o_servicedesk_quick_ticket button",
            run: () => hit(["alt", "shift", "t"]),
        },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input:focus",
            run: () => hit(..."Ada Hangup"),
        },
        {
            content: "Nobody of that name is known",
            trigger: ".modal .o_m2o_dropdown_option_create a:contains(Ada Hangup)",
            run: () => hit("Enter"),
        },
        {
            content: "It is said what saving would do; he hangs up",
            trigger:
                ".modal .o_servicedesk_new_caller .o_field_many2one_extra:contains(New contact: “Ada Hangup”), .modal .o_servicedesk_new_caller + .o_field_many2one_extra:contains(New contact: “Ada Hangup”)",
            run: () => hit(["alt", "x"]),
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_servicedesk_quick_ticket button:not(:hidden)",
            run: () => hit(["alt", "shift", "t"]),
        },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input:focus",
            run: () => hit(..."+44 20 7946 0018"),
        },
        {
            content: "The tab key takes what is offered, and goes on",
            trigger: ".modal .o_m2o_dropdown_option_create a:contains(7946)",
            run: () => hit("Tab"),
        },
        {
            trigger:
                ".modal:has(.o_field_many2one_extra:contains(new number)) .o_field_widget[name=service_id] input:focus",
            run: () => hit(..."till"),
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item:contains(Tills)",
            run: () => hit("Enter"),
        },
        {
            trigger:
                ".modal:not(:has(.o-autocomplete--dropdown-menu)) .o_field_widget[name=category_id] input:value(Dead till)",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input:focus",
            run: () => hit(..."no receipt"),
        },
        {
            trigger: ".modal .o_field_widget[name=name] input:focus",
            run: () => hit(["alt", "q"]),
        },
        {
            content: "The number is told",
            trigger: "body:not(:has(.modal)) .o_notification:contains(SD-)",
        },
    ],
});
