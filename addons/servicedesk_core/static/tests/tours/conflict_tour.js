import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";

/** Write to the ticket on the screen from elsewhere: this page knows nothing of it. */
function writeElsewhere(vals) {
    const ticketId = parseInt(window.location.pathname.split("/").pop(), 10);
    return rpc("/web/dataset/call_kw/servicedesk.ticket/write", {
        model: "servicedesk.ticket",
        method: "write",
        args: [[ticketId], vals],
        kwargs: {},
    });
}

const NAME = "div[name=name] textarea, div[name=name] input";
const DIALOG = ".o_servicedesk_conflict";

// Two people save one ticket: what collides is decided, the rest merges.
registry.category("web_tour.tours").add("servicedesk_core_conflict_tour", {
    steps: () => [
        {trigger: NAME, run: "edit Seen by me"},
        {
            content: "Meanwhile a colleague saves other words, and a telephone number",
            trigger: ".o_form_button_save",
            run: async ({click}) => {
                await writeElsewhere({
                    name: "Seen by a colleague",
                    partner_phone: "+15550100",
                });
                await click();
            },
        },
        {trigger: `${DIALOG} .o_servicedesk_conflict_value:contains(Seen by me)`},
        {
            content: "First think it over: all that was entered is still there",
            trigger: `${DIALOG} .btn-secondary:contains(Back to the Form)`,
            run: "click",
        },
        {
            content: "Leaving with it asks again, and does not leave",
            trigger: `body:not(:has(${DIALOG})) .o_breadcrumb .breadcrumb-item a`,
            run: "click",
        },
        {
            trigger: `${DIALOG} label:contains(Seen by a colleague) input[value=theirs]`,
        },
        {trigger: `${DIALOG} input[value=merged]`, run: "click"},
        {
            trigger: `${DIALOG} input[type=text]`,
            run: "edit Seen by both of us",
        },
        {trigger: `${DIALOG} .o_servicedesk_conflict_save`, run: "click"},
        {
            content: "Decided: the page is left, as was asked",
            trigger: ".o_list_view, .o_kanban_view",
        },
    ],
});
