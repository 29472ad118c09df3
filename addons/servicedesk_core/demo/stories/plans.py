# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Requests that several teams carry out, each its task."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="new_manager",
        subject="A new assistant manager starts in Ashgill",
        requester="ashgill",
        channel="portal",
        text=(
            "Freya Lund starts with us in two weeks. She needs a computer, a mailbox, a"
            " number for the tills and a badge."
        ),
        steps=(
            step(day(-3, "09:20"), "ashgill", "register", team="service_desk"),
            step(
                day(-3, "09:45"),
                "agent",
                "classify",
                type="work",
                service="it_new_place",
                user="agent",
                tags="accounts",
                due=day(6, "17:00"),
            ),
            step(day(-3, "09:50"), "agent", "start"),
            step(day(-3, "09:52"), "agent", "start_plan"),
            step(day(-3, "10:10"), "daria", "task", of="mailbox", deed="take"),
            step(day(-3, "10:12"), "daria", "task", of="mailbox", deed="start"),
            step(
                day(-3, "11:00"),
                "daria",
                "task",
                of="mailbox",
                deed="resolve",
                text="freya.lund@pellamoor.example.com is there.",
            ),
            step(day(-2, "08:40"), "kenji", "task", of="computer", deed="take"),
            step(day(-2, "08:45"), "kenji", "task", of="computer", deed="start"),
            step(
                day(-2, "09:30"),
                "kenji",
                "task",
                of="computer",
                deed="wait",
                reason="supplier",
                note="The docking stations come on Thursday.",
            ),
            step(day(-1, "10:00"), "luis", "task", of="till", deed="take"),
            step(ago(150), "luis", "task", of="till", deed="start"),
        ),
    ),
    Story(
        key="new_buyer",
        subject="Workplace for a second buyer",
        requester="buyer",
        channel="phone",
        text="From Monday next week, beside my own desk.",
        steps=(
            step(
                ago(180),
                "luis",
                "register",
                type="work",
                service="it_new_place",
                team="service_desk",
                user="luis",
                due=day(5, "17:00"),
            ),
        ),
    ),
)
