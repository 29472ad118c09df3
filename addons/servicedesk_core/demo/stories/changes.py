# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Changes: assessed, approved or not, planned side by side, some too close."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="gateway_firmware",
        subject="New firmware for the card payment gateway",
        requester="hanne",
        channel="manual",
        text="The maker closes a hole in the encryption. Cards cannot be taken for"
        " about twenty minutes while it restarts.",
        steps=(
            step(
                day(-6, "10:20"),
                "hanne",
                "register",
                type="change",
                service="it_tills",
                components="card_gateway",
                user="hanne",
                tags="tills network",
            ),
            step(day(-6, "10:30"), "hanne", "start"),
            step(
                day(-6, "11:00"),
                "hanne",
                "classify",
                planned_start=day(2, "21:30"),
                planned_end=day(2, "23:00"),
                risk="3",
                back_out_plan=(
                    "<p>The old firmware stays in the second slot: switch back and"
                    " restart, eight minutes. Kenji decides at 22:45.</p>"
                ),
            ),
            step(
                day(-6, "11:02"),
                "hanne",
                "move",
                to="planned",
                comment="After closing time in all shops but Lantern Square.",
            ),
            step(
                day(-6, "14:40"),
                "kenji",
                "approve",
                note="Tried on the spare gateway; it works.",
            ),
            step(day(-4, "09:00"), "", "remind"),
            step(day(-2, "09:00"), "", "remind"),
        ),
    ),
    Story(
        key="core_switch",
        subject="Replace a fan of the core switch",
        requester="kenji",
        channel="manual",
        text="One of its two fans is loud. The switch must be off for half an hour.",
        steps=(
            step(
                day(-2, "15:10"),
                "kenji",
                "register",
                type="change",
                service="it",
                components="core_switch",
                user="kenji",
                tags="network",
            ),
            step(day(-2, "15:20"), "kenji", "start"),
            step(
                day(-2, "15:40"),
                "kenji",
                "classify",
                planned_start=day(2, "22:00"),
                planned_end=day(2, "23:30"),
                risk="2",
                back_out_plan="<p>None: without a fan it stays off.</p>",
            ),
        ),
    ),
    Story(
        key="restart_at_noon",
        subject="Restart all tills at noon every day",
        requester="viaduct",
        channel="email",
        text="Our tills are slow in the afternoon. Could they be restarted at noon?",
        steps=(
            step(day(-5, "13:05"), "viaduct", "mail", team="second_line"),
            step(
                day(-5, "14:10"),
                "dispatcher",
                "classify",
                type="change",
                service="it_tills",
                urgency="1",
                user="hanne",
                tags="tills",
            ),
            step(day(-4, "09:30"), "hanne", "start"),
            step(
                day(-4, "09:50"),
                "hanne",
                "classify",
                planned_start=day(5, "12:00"),
                planned_end=day(5, "12:15"),
                risk="1",
                back_out_plan="<p>The job is switched off.</p>",
            ),
            step(day(-4, "09:55"), "hanne", "move", to="planned"),
            step(
                day(-4, "16:20"),
                "kenji",
                "reject",
                note="Noon is when the queues are longest. Find out why they are slow.",
            ),
        ),
    ),
    Story(
        key="spare_server",
        subject="Move the tills of the coast to the new store server",
        requester="hanne",
        channel="manual",
        text="Saltby Pier and Gullhaven first; the other shops follow in spring.",
        steps=(
            step(
                day(-3, "10:05"),
                "hanne",
                "register",
                type="change",
                service="it_tills",
                components="store_server",
                user="hanne",
                tags="tills",
            ),
            step(day(-3, "10:10"), "hanne", "start"),
            step(
                day(-3, "11:30"),
                "hanne",
                "classify",
                planned_start=day(10, "21:00"),
                planned_end=day(10, "23:45"),
                risk="3",
                back_out_plan=(
                    "<p>The tills keep both addresses. Until five in the morning one"
                    " switch leads them back; Hanne decides.</p>"
                ),
            ),
            step(day(-3, "11:32"), "hanne", "move", to="planned"),
            step(day(-2, "16:50"), "kenji", "approve"),
        ),
    ),
    Story(
        key="sales_figures",
        subject="Access to the sales figures of the coast",
        requester="buyer",
        channel="portal",
        text="For the planning of the spring range I need last year's weekly figures.",
        steps=(
            step(ago(250), "buyer", "register", team="service_desk"),
            step(
                ago(240),
                "agent",
                "classify",
                type="change",
                service="it_access",
                category="new_access",
                impact="1",
                user="agent",
                tags="accounts",
            ),
            step(ago(238), "agent", "start"),
            step(
                ago(236),
                "agent",
                "classify",
                planned_start=day(1, "09:00"),
                planned_end=day(1, "09:30"),
                risk="1",
                back_out_plan="<p>The right is withdrawn.</p>",
            ),
            step(ago(235), "agent", "move", to="planned"),
        ),
    ),
    Story(
        key="ledger_reader",
        subject="Read the ledger while Aroha is away",
        requester="depot_lead",
        channel="phone",
        text="For two weeks I check the deliveries against the bills.",
        steps=(
            step(
                day(-4, "08:15"),
                "luis",
                "register",
                type="work",
                service="it_access",
                user="luis",
                impact="1",
                tags="accounts",
            ),
            step(day(-4, "08:20"), "luis", "start"),
            step(
                day(-4, "08:25"),
                "luis",
                "snooze",
                until=day(3, "08:00"),
                note="Aroha leaves on that day, not before.",
            ),
            step(
                ago(200),
                "luis",
                "call",
                text="Tell him on which day his access opens, and for how long.",
            ),
        ),
    ),
)
