import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const BADGE = ".o_servicedesk_mail_attention .badge";

// A dispatcher sees that mail waits, reads why, and makes a ticket of it after all.
registry.category("web_tour.tours").add("servicedesk_core_mail_tour", {
    steps: () => [
        {
            content: "Two mails wait, and one of them failed",
            trigger: `${BADGE}.text-bg-danger:contains(2)`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_searchview_facet:contains(Needs Attention)",
        },
        {
            content: "The list says why",
            trigger: ".o_data_row:contains(Absence reply) .o_data_cell[name=subject]",
            run: "click",
        },
        {
            content: "So does the form, with what to do about it",
            trigger:
                ".o_form_view .alert-info:contains(it says that somebody is away. If a person wrote it after all)",
        },
        {
            content: "The words of the mail, and no HTML of it",
            trigger: ".o_field_widget[name=mail_text]:contains(<b>Nobody</b> reads)",
        },
        {
            content: "What only managers read is not offered",
            trigger:
                ".o_notebook_headers:not(:has(.nav-link:contains(Original))):not(:has(.nav-link:contains(Error)))",
        },
        {
            trigger: "button[name=action_bulk_make_ticket]:not(:hidden)",
            run: "click",
        },
        {
            content: "The ticket opens, and leads back to its mail",
            trigger: ".o_form_view button[name=action_view_mail_intake]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Done)",
            run: () => browser.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "One mail less waits",
            trigger: `${BADGE}:contains(1)`,
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Failed) .o_data_cell[name=subject]",
            run: "click",
        },
        {
            trigger: ".o_form_view .alert-danger:contains(Something went wrong)",
        },
        {
            trigger: "button[name=action_dismiss]",
            run: "click",
        },
        {
            content: "It says who decided so",
            trigger:
                ".o_form_view .alert-danger:contains(decided that there is nothing to do)",
        },
    ],
});
