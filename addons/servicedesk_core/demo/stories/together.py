# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Tickets that belong together, and one that its customer never sees."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="cards_gullhaven",
        subject="Card payment refused at both tills",
        requester="gullhaven",
        channel="phone",
        text="“Host not reachable”, for every card. We take cash only.",
        steps=(
            step(
                ago(175),
                "agent",
                "register",
                type="incident",
                service="it_card",
                team="service_desk",
                user="agent",
                urgency="3",
                tags="tills",
            ),
        ),
    ),
    Story(
        key="cards_lantern",
        subject="刷卡付款全部失败",
        requester="lantern",
        channel="email",
        text="您好!\n\n三台收银机都无法刷卡,提示“主机无响应”。\n\n陈晓梅",
        steps=(
            step(ago(172), "lantern", "mail", team="service_desk"),
            step(
                ago(168),
                "wei",
                "classify",
                type="incident",
                service="it_card",
                team="service_desk",
                user="wei",
                urgency="3",
                tags="tills",
            ),
        ),
    ),
    Story(
        key="cards_brindlewick",
        subject="No card payments in our three markets",
        requester="customer",
        channel="email",
        text=(
            "Good morning,\n\nno card goes through in any of our markets. The queues"
            " are long.\n\nIsabelle Fontaine"
        ),
        steps=(
            step(ago(170), "customer", "mail", team="service_desk"),
            step(
                ago(166),
                "agent",
                "classify",
                type="incident",
                service="it_card",
                team="service_desk",
                user="agent",
                urgency="3",
                tags="tills",
            ),
        ),
    ),
    Story(
        key="cards_cafe",
        subject="Card reader says “no host”",
        requester="bjorn",
        channel="sms",
        text="CARD READER SAYS NO HOST. 20 GUESTS WAITING. BJORN",
        steps=(
            step(
                ago(169),
                "luis",
                "register",
                type="incident",
                service="it_card",
                team="service_desk",
                user="luis",
                tags="tills",
            ),
        ),
    ),
    Story(
        key="cards_down",
        subject="Card payments are down in all shops",
        channel="manual",
        text="The gateway answers nobody since the new line took over.",
        steps=(
            step(
                ago(164),
                "agent",
                "register",
                type="incident",
                service="it_card",
                components="card_gateway",
                team="second_line",
                user="kenji",
                impact="3",
                urgency="3",
                tags="tills network",
            ),
            step(
                ago(162),
                "agent",
                "add_affected",
                keys="cards_gullhaven cards_lantern cards_brindlewick cards_cafe",
            ),
            step(ago(160), "kenji", "start"),
            step(ago(158), "kenji", "link", to="gateway_firmware"),
            step(
                ago(150),
                "kenji",
                "note",
                text="The new line has another address: the gateway must be told.",
            ),
            step(
                ago(142),
                "luis",
                "task",
                of="cards_cafe",
                deed="resolve",
                text="Your reader goes by the mobile network until the line is back.",
            ),
            step(
                ago(128),
                "bjorn",
                "task",
                of="cards_cafe",
                deed="confirm",
                rating=4,
                feedback="Works. Fast help!",
            ),
        ),
    ),
    Story(
        key="counter_light",
        subject="The light above the information counter is out",
        channel="email",
        text="",
        split_from="headset",
        steps=(
            step(day(-1, "09:40"), "luis", "split"),
            step(
                day(-1, "09:45"),
                "luis",
                "classify",
                type="incident",
                service="fac_light",
                team="facilities",
                user="rosa",
                impact="1",
                tags="building",
            ),
        ),
    ),
    Story(
        key="watch_brindlewick",
        subject="Brindlewick: three unpaid invoices, no new tills on credit",
        requester="customer",
        channel="manual",
        text="Accounts asks us to agree every order of theirs with Birgit Lindqvist.",
        steps=(
            step(
                day(-2, "12:10"),
                "agent",
                "register",
                type="information",
                service="it_franchise",
                team="service_desk",
                user="dispatcher",
                internal_only=True,
                impact="1",
            ),
            step(day(-2, "12:28"), "dispatcher", "start"),
            step(
                day(-2, "12:30"),
                "dispatcher",
                "note",
                text="Birgit calls them on Friday. Until then: repairs yes, tills no.",
            ),
        ),
    ),
)
