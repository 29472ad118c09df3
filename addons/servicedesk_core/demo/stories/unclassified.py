# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What came in just now and waits for somebody to say what it is."""

from ..script import Story, ago, step

STORIES = (
    Story(
        key="shift_plan",
        subject="Не открывается график смен",
        requester="saltby",
        channel="email",
        text=(
            "Добрый день!\n\nС сегодняшнего утра график смен не открывается ни на"
            " планшете, ни в кассе: белая страница.\n\nОлег"
        ),
        steps=(step(ago(131), "saltby", "mail"),),
    ),
    Story(
        key="receipts",
        subject="Receipts: the last line is missing",
        requester="dunmere",
        channel="email",
        text=(
            "Hi,\n\nthe last line of our receipts is missing, the one with the opening"
            " hours. Is that on purpose?\n\nCallum"
        ),
        steps=(step(ago(96), "dunmere", "mail"),),
    ),
    Story(
        key="supplier_login",
        subject="Your delivery calendar refuses our password",
        sender='"Marta Ilves" <dispatch@windlecote.example.com>',
        channel="email",
        text=(
            "Dear colleagues,\n\nsince the weekend your delivery calendar refuses our"
            " password. We cannot book a gate for Thursday.\n\nMarta Ilves,"
            " Windlecote Dairy"
        ),
        steps=(step(ago(41), "gateway", "mail"),),
    ),
    Story(
        key="opening_hours",
        subject="Sunday opening hours in the store finder",
        requester="customer",
        channel="portal",
        text=(
            "From next month on we open on Sundays from ten to four. Please show that"
            " in the store finder of our three markets."
        ),
        steps=(step(ago(16), "customer", "register"),),
    ),
)
