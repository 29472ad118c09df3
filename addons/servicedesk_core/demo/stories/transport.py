# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Another company's service: what the stores order of Pellamoor Logistics."""

from ..script import Story, day, step

STORIES = (
    Story(
        key="market_van",
        subject="Cooled van for the summer market",
        requester="buyer",
        channel="phone",
        text=(
            "We need a cooled van from Friday noon to Saturday evening, from the depot"
            " to the market square and back."
        ),
        steps=(
            step(
                day(-9, "10:05"),
                "transport",
                "register",
                type="work",
                service="transport",
                team="transport",
                user="transport",
                due=day(-5, "12:00"),
            ),
            step(day(-9, "10:20"), "transport", "start"),
            step(
                day(-6, "17:40"),
                "transport",
                "resolve",
                text="Van 4 was with you from Friday noon; it is back, and cleaned.",
            ),
            step(
                day(-5, "09:10"),
                "buyer",
                "confirm",
                rating=4,
                feedback="Cold all day long. The driver could not find the gate.",
            ),
            step(day(-5, "09:30"), "transport", "close"),
        ),
    ),
    Story(
        key="ice_run",
        subject="Two runs with frozen goods next week",
        requester="depot_lead",
        channel="phone",
        text=(
            "Our own van is in the workshop. Two runs to the coast, Tuesday and"
            " Thursday before seven, twelve pallets each."
        ),
        steps=(
            step(
                day(-1, "14:15"),
                "transport",
                "register",
                type="work",
                service="transport",
                team="transport",
                user="transport",
                due=day(3, "17:00"),
            ),
            step(day(-1, "14:40"), "transport", "start"),
            step(
                day(-1, "14:45"),
                "transport",
                "wait",
                reason="approval",
                note="Above the agreed amount: Marguerite Holm decides.",
            ),
        ),
    ),
)
