import {registry} from "@web/core/registry";

const DAY = ".o_day_order:contains(The till is dark)";

// The agent orders work from a ticket; everything is filled in but who does it.
registry.category("web_tour.tours").add("servicedesk_core_order_work_tour", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons .o_servicedesk_more",
            run: "click",
        },
        {
            trigger: ".o_servicedesk_deed[data-deed=order_work]",
            run: "click",
        },
        {
            content: "An own engineer does it",
            trigger: ".modal .o_field_widget[name=doer] label:contains(Own)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=user_id] input",
            run: "edit Field Engineer",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Field Engineer)",
            run: "click",
        },
        {
            content: "The subject is the ticket's",
            trigger: ".modal .o_field_widget[name=name] input:value(The till is dark)",
        },
        {
            trigger: ".modal button[name=action_send]:visible",
            run: "click",
        },
        {
            content: "The ticket counts it",
            trigger: ".o_form_view:not(:has(.modal)) .oe_stat_button:contains(1)",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

// The engineer's day, on a phone: begin, interrupt, go on, and report.
registry.category("web_tour.tours").add("servicedesk_core_my_day_tour", {
    steps: () => [
        {
            trigger: `${DAY} .o_day_start:enabled`,
            run: "click",
        },
        {
            content: "The clock runs",
            trigger: `${DAY} .o_day_stop:enabled:contains(0:00)`,
            run: "click",
        },
        {
            content: "Stopped: the work may go on, or is done",
            trigger: `${DAY} .o_day_start:enabled`,
            run: "click",
        },
        {
            trigger: `${DAY} .o_day_stop`,
        },
        {
            trigger: `${DAY} .o_day_done:enabled`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=report] textarea",
            run: "edit Changed the fuse",
        },
        {
            trigger: ".modal button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "It is done, and no clock runs any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_day_stop))",
        },
        {
            trigger: ".o_day_over:contains(The till is dark)",
        },
    ],
});

// Who ordered it reads the report and verifies the work.
registry.category("web_tour.tours").add("servicedesk_core_verify_work_tour", {
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=report]:contains(fuse)",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_verify]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view:not(:has(button[name=action_verify])) .o_statusbar_status",
        },
    ],
});

// On a phone the timer of a ticket is within reach of a thumb.
registry.category("web_tour.tours").add("servicedesk_core_phone_timer_tour", {
    steps: () => [
        {
            trigger: ".o_form_view .o_servicedesk_timer[aria-pressed=false]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_servicedesk_timer[aria-pressed=true]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_servicedesk_timer[aria-pressed=false]:enabled",
        },
    ],
});
