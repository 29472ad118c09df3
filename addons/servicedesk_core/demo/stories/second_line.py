# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The second line: servers, networks, interfaces."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="handhelds",
        subject="Handhelds lose the stock count on the way to the office",
        requester="depot_lead",
        channel="web",
        text=(
            "We counted aisles 4 to 9 twice. Each time the handhelds show the count"
            " as sent, but the office sees zero."
        ),
        steps=(
            step(day(-17, "06:50"), "depot_lead", "register"),
            step(
                day(-17, "08:05"),
                "dispatcher",
                "classify",
                type="incident",
                service="it_network",
                team="second_line",
                components="handheld_depot",
                impact="3",
                user="kenji",
                tags="network",
                due=day(-15, "12:00"),
            ),
            step(day(-17, "08:30"), "kenji", "start"),
            step(
                day(-17, "10:05"),
                "kenji",
                "say",
                text=(
                    "Your counts are not lost: they wait in the handhelds. Please leave"
                    " them switched on in the cradle."
                ),
            ),
            step(
                day(-17, "10:20"),
                "kenji",
                "wait",
                reason="supplier",
                note="The maker of the handhelds confirms a fault, a patch is to come.",
            ),
            step(day(-14, "09:15"), "kenji", "start"),
            step(
                day(-14, "11:00"),
                "kenji",
                "resolve",
                text="All handhelds have the patch; the counts of both days are in.",
            ),
            step(
                day(-13, "08:40"),
                "kenji",
                "confirm",
                rating=4,
                feedback="Works. Next time tell us at once not to count again.",
                by_phone=True,
            ),
            step(day(-13, "08:45"), "dispatcher", "close"),
        ),
    ),
    Story(
        key="certificate",
        subject="Renew the certificate of the shops' gateway",
        requester="hanne",
        channel="manual",
        text=(
            "The certificate runs out at the end of next week. Shops must not notice:"
            " change it on a Sunday night, after the backup."
        ),
        steps=(
            step(
                day(-10, "14:30"),
                "hanne",
                "register",
                type="change",
                service="it_tills",
                components="card_gateway",
                user="hanne",
                tags="network",
                due=day(4, "06:00"),
            ),
            step(day(-10, "14:31"), "hanne", "classify", priority="1"),
            step(day(-7, "09:30"), "hanne", "start"),
            step(
                day(-7, "10:10"),
                "hanne",
                "note",
                text="New certificate is in the vault, chain checked on the test shop.",
            ),
            step(
                day(-7, "10:11"),
                "hanne",
                "classify",
                planned_start=day(3, "22:00"),
                planned_end=day(3, "23:59"),
                risk="2",
                back_out_plan=(
                    "<p>The old certificate stays in the vault and is put back if the"
                    " test shop cannot pay by card at 23:30. Hanne decides.</p>"
                ),
            ),
            step(day(-7, "10:12"), "hanne", "move", to="planned"),
            step(
                day(-7, "10:14"),
                "kenji",
                "approve",
                note="Sound, as long as the test shop is asked first.",
            ),
            step(
                day(-7, "10:15"),
                "hanne",
                "plan",
                what="todo",
                summary="Change the certificate after the backup",
                due=day(3, "21:00"),
            ),
        ),
    ),
    Story(
        key="electronic_prices",
        subject="电子价签显示昨天的价格",
        requester="lantern",
        channel="messenger",
        text=(
            "您好！生鲜区大约四十个电子价签还显示昨天的价格，收银台的价格是对的。"
            "顾客已经投诉了，请尽快处理。"
        ),
        steps=(
            step(
                day(-8, "08:12"),
                "agent",
                "register",
                type="incident",
                service="it_prices",
                urgency="3",
                tags="prices",
                due=day(-6, "10:00"),
            ),
            step(day(-8, "08:14"), "agent", "take"),
            step(day(-8, "08:20"), "agent", "start"),
            step(
                day(-8, "08:24"),
                "agent",
                "say",
                text=(
                    "Thank you, we see it. Until it works, please put the printed price"
                    " cards on these shelves; they are in the drawer below the"
                    " information counter."
                ),
            ),
            step(
                day(-8, "09:02"),
                "dispatcher",
                "assign",
                team="second_line",
                user="kenji",
                reason="The base station needs somebody who knows it.",
            ),
            step(
                day(-8, "10:40"),
                "kenji",
                "note",
                text="The base station above aisle 2 answers every third call.",
            ),
            step(
                day(-3, "09:20"),
                "lantern",
                "hear",
                text="今天早上又有十二个价签没有更新。",
            ),
            step(
                day(-3, "09:45"),
                "kenji",
                "say",
                text="A new base station is on its way; I push prices by hand now.",
            ),
            step(
                day(-3, "09:46"),
                "kenji",
                "plan",
                what="call",
                summary="Agree on a time to mount the base station",
                due=day(-1, "12:00"),
            ),
        ),
    ),
    Story(
        key="price_file",
        subject="Nightly price file: 14 articles rejected",
        channel="api",
        text="Import of 02:10: 14 articles rejected, first 400127 “no tax class”.",
        steps=(
            step(day(-7, "02:10"), "api", "register", team="second_line", priority="1"),
            step(
                day(-7, "08:10"),
                "dispatcher",
                "classify",
                type="incident",
                service="it_prices",
                components="database",
                user="hanne",
            ),
            step(
                day(-7, "09:00"),
                "hanne",
                "cancel",
                reason="The articles were withdrawn yesterday: rightly rejected.",
            ),
        ),
    ),
    Story(
        key="disk_space",
        subject="Gullhaven till server: disk 92 % full",
        channel="monitoring",
        text="WARNING disk /var 92 % (limit 90 %) on gullhaven-till-1",
        steps=(
            step(
                day(-2, "03:41"),
                "monitoring",
                "register",
                components="till_gullhaven_1",
            ),
            step(
                day(-2, "08:02"),
                "dispatcher",
                "classify",
                type="incident",
                service="it_tills",
                urgency="1",
                due=day(2, "12:00"),
            ),
        ),
    ),
    Story(
        key="backup",
        subject="Nightly backup of the ledger took nine hours",
        channel="monitoring",
        text="WARNING job ledger-full: 9 h 04 min, usually 3 h 30 min",
        steps=(
            step(day(-11, "07:05"), "monitoring", "register", team="second_line"),
            step(
                day(-11, "08:00"),
                "dispatcher",
                "classify",
                type="incident",
                service="it",
                category="slow",
                user="hanne",
            ),
            step(day(-11, "08:45"), "hanne", "start"),
            step(
                day(-11, "11:30"),
                "hanne",
                "resolve",
                text="Two backups wrote to one disk at once. They now take turns.",
                code="workaround",
            ),
            step(day(-10, "08:05"), "hanne", "close"),
        ),
    ),
    Story(
        key="remote_access",
        subject="Remote access asks for the code three times",
        requester="buyer",
        channel="phone",
        text="From the hotel I must type the code three times before it lets me in.",
        steps=(
            step(
                ago(340),
                "luis",
                "register",
                type="incident",
                service="it_access",
                team="second_line",
                components="laptop_buyer",
                impact="1",
                tags="network accounts",
                due=day(1, "17:00"),
            ),
            step(ago(300), "kenji", "take"),
            step(ago(260), "kenji", "start"),
        ),
    ),
)
