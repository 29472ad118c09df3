# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The confidential desk: what only the people team reads."""

from ..script import Story, day, step

STORIES = (
    Story(
        key="chair",
        subject="A chair for a colleague with back trouble",
        requester="accounts",
        channel="phone",
        text="The doctor recommends a chair of her own. The letter is in your box.",
        steps=(
            step(
                day(-10, "09:05"),
                "noor",
                "register",
                type="work",
                service="hr",
                user="noor",
                due=day(-4, "17:00"),
            ),
            step(day(-10, "09:10"), "noor", "start"),
            step(
                day(-6, "14:00"),
                "noor",
                "resolve",
                text="The chair was delivered and adjusted together with her.",
            ),
            step(day(-5, "08:30"), "accounts", "confirm", rating=5),
            step(day(-5, "08:40"), "noor", "close"),
        ),
    ),
    Story(
        key="payslip",
        subject="Overtime is missing on my payslip",
        requester="buyer",
        channel="manual",
        text="Eleven hours of the stock count are not on last month's payslip.",
        steps=(
            step(
                day(-3, "16:20"),
                "noor",
                "register",
                type="information",
                service="hr_pay",
                impact="1",
                user="noor",
                due=day(1, "12:00"),
            ),
            step(day(-2, "08:45"), "noor", "start"),
            step(
                day(-2, "09:10"),
                "noor",
                "note",
                text="Approved on the 2nd, after the payroll run: comes next month.",
            ),
        ),
    ),
)
