# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Deliveries: pallets, vans, returns."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="missing_pallets",
        subject="Three pallets of drinks missing",
        requester="saltby",
        channel="email",
        text=(
            "Hello,\n\nof nine pallets of drinks six came this morning. The papers say"
            " nine, the driver says six were loaded.\n\nOleg, Saltby Pier"
        ),
        steps=(
            step(day(-13, "07:20"), "saltby", "mail", team="logistics"),
            step(
                day(-13, "07:55"),
                "yusuf",
                "classify",
                type="incident",
                service="log_delivery",
                category="damage",
                user="yusuf",
                tags="delivery",
                due=day(-12, "12:00"),
            ),
            step(day(-13, "08:00"), "yusuf", "start"),
            step(
                day(-12, "15:30"),
                "yusuf",
                "resolve",
                text="The three pallets stood at gate 12. They come with today's van.",
            ),
            step(
                day(-11, "09:10"),
                "saltby",
                "confirm",
                rating=3,
                feedback="They came, but a day late, and the shelves were empty.",
            ),
            step(day(-11, "09:30"), "yusuf", "close"),
        ),
    ),
    Story(
        key="delivery_window",
        subject="Deliver before seven on market days",
        requester="saltby",
        channel="web",
        text="On market days the pier is closed to vans from seven o'clock on.",
        steps=(
            step(day(-9, "08:45"), "saltby", "register", team="logistics"),
            step(
                day(-9, "09:20"),
                "rosa",
                "classify",
                type="change",
                service="log_delivery",
                category="other_way",
                urgency="1",
                user="rosa",
                tags="delivery",
            ),
            step(
                day(-8, "14:10"),
                "rosa",
                "cancel",
                reason="Withdrawn by Oleg: the town keeps the pier open until nine.",
            ),
        ),
    ),
    Story(
        key="returns",
        subject="Empty crates have not been collected",
        requester="ravi",
        channel="email",
        text=(
            "Good morning,\n\n140 empty crates have been standing in our yard for two"
            " weeks. When are they collected?\n\nRavi Menon"
        ),
        steps=(
            step(day(-6, "08:31"), "ravi", "mail", team="logistics"),
            step(
                day(-6, "09:12"),
                "yusuf",
                "classify",
                type="work",
                service="log_returns",
                user="yusuf",
                tags="delivery",
                due=day(-2, "17:00"),
            ),
            step(day(-6, "09:15"), "yusuf", "start"),
            step(
                day(-6, "09:30"),
                "yusuf",
                "say",
                text="They are on the tour of the day after tomorrow, before ten.",
            ),
            step(
                day(-3, "13:00"),
                "yusuf",
                "resolve",
                text="138 crates were collected this morning; two were broken.",
            ),
        ),
    ),
    Story(
        key="cold_van",
        subject="Cold van arrives after opening, third time",
        requester="gullhaven",
        channel="phone",
        text="The cold van came at 9:40 again. We open at eight, without milk.",
        steps=(
            step(
                day(-2, "09:48"),
                "yusuf",
                "register",
                type="incident",
                service="log_delivery",
                priority="3",
                tags="delivery cold_chain",
                due=day(-1, "12:00"),
            ),
            step(day(-2, "09:49"), "yusuf", "take"),
            step(day(-2, "10:30"), "yusuf", "start"),
            step(
                day(-2, "11:15"),
                "yusuf",
                "say",
                text="The tour starts in the wrong place. I plan it anew for Monday.",
            ),
            step(
                day(-1, "08:55"),
                "gullhaven",
                "hear",
                text="Today it was 9:35. Customers ask.",
            ),
        ),
    ),
    Story(
        key="damaged_goods",
        subject="Two boxes of glasses arrived broken",
        requester="ashgill",
        channel="messenger",
        text="Photos follow. Please credit them: article 77120, two boxes.",
        steps=(
            step(
                ago(170),
                "luis",
                "register",
                type="information",
                service="log_delivery",
                impact="1",
                urgency="1",
                tags="delivery",
                due=day(2, "12:00"),
            ),
        ),
    ),
)
