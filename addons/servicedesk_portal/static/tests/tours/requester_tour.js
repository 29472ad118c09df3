// Copyright 2026 Service Desk contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import {registry} from "@web/core/registry";

// Forms count from a moment after they were shown: people read first. The tests that
// run this tour have switched that off.
registry.category("web_tour.tours").add("servicedesk_portal_requester", {
    url: "/my",
    steps: () => [
        {
            content: "One ticket waits for an answer; go to all of them",
            trigger: ".o_portal_my_home a[href='/my/tickets']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Ask for something new",
            trigger: ".o_servicedesk_new",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Choose a desk",
            trigger: "select[name=team]",
            run: "selectByIndex 1",
        },
        {
            content: "Say what kind of request it is",
            trigger: "select[name=wish]",
            run: "selectByIndex 1",
        },
        {
            content: "Give it a subject",
            trigger: "input[name=name]",
            run: "edit The lamp flickers",
        },
        {
            content: "Send it without a description",
            trigger: ".o_servicedesk_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says what is missing",
            trigger: "#description_error",
        },
        {
            content: "Describe it",
            trigger: "textarea[name=description]",
            run: "edit It has done so since Monday.",
        },
        {
            content: "Send it",
            trigger: ".o_servicedesk_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says that it has arrived",
            trigger: ".o_servicedesk_headline:contains(We have received it)",
        },
        {
            content: "Add something",
            trigger: "textarea[name=body]",
            run: "edit It is the one by the door.",
        },
        {
            content: "Send it",
            trigger: ".o_servicedesk_answer_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It stands in the conversation",
            trigger: ".o_servicedesk_mine:contains(It is the one by the door)",
        },
        {
            content: "Back to the list",
            trigger: ".breadcrumb a[href='/my/tickets']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "See what waits for an answer",
            trigger: ".o_servicedesk_filters a[href*='filterby=answer']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open it",
            trigger: ".o_servicedesk_tickets a:contains(The till is stuck)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It works",
            trigger: ".o_servicedesk_confirm",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Rate it",
            trigger: "label[for=rating_5]",
            run: "click",
        },
        {
            content: "Confirm it",
            trigger: "button[name=answer][value=confirm]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Go back to the ticket",
            trigger: ".o_servicedesk_answer a[href^='/my/tickets/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The ticket shows the confirmation",
            trigger: ".o_servicedesk_solution:contains(Confirmed)",
        },
    ],
});
