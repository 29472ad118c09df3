# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The first line: tills, printers, accounts, and the franchises' questions."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="gift_cards",
        subject="Till 3 freezes when a gift card is scanned",
        requester="dunmere",
        channel="phone",
        text=(
            "Since opening, till 3 stands still for a minute each time a gift card is"
            " scanned. Tills 1 and 2 are fine. Queue at the counter."
        ),
        steps=(
            step(
                day(-19, "08:35"),
                "agent",
                "register",
                type="incident",
                team="service_desk",
                service="it_tills",
                components="till_dunmere_3",
                category="till_slow",
                properties={
                    "till": 3,
                    "sells": True,
                    "cash": True,
                    "words": "Please wait",
                },
                due=day(-19, "12:30"),
                tags="tills",
            ),
            step(day(-19, "08:37"), "agent", "take"),
            step(day(-19, "08:40"), "agent", "start"),
            step(
                day(-19, "08:52"),
                "agent",
                "note",
                text="The card service of till 3 still points to the retired host.",
            ),
            step(
                day(-19, "09:04"),
                "agent",
                "resolve",
                text=(
                    "Till 3 asked a server that no longer exists and waited for it to"
                    " answer. It now uses the same one as tills 1 and 2."
                ),
            ),
            step(
                day(-19, "09:40"),
                "dunmere",
                "confirm",
                rating=5,
                feedback="Quick as lightning. Thank you, Priya!",
            ),
            step(day(-19, "10:15"), "agent", "close"),
        ),
    ),
    Story(
        key="shelf_labels",
        subject="Label printer prints the price twice",
        requester="ashgill",
        channel="email",
        text=(
            "Good morning,\n\nour label printer prints each price twice, one above the"
            " other. We cut them by hand since Saturday.\n\nNadia, Ashgill"
        ),
        steps=(
            step(day(-18, "07:58"), "ashgill", "mail"),
            step(
                day(-18, "08:20"),
                "dispatcher",
                "classify",
                type="incident",
                service="it_prices",
                components="labels_ashgill",
                category="failure",
                urgency="1",
                user="luis",
                tags="printers prices",
                due=day(-17, "17:00"),
            ),
            step(day(-18, "09:05"), "luis", "start"),
            step(
                day(-18, "09:20"),
                "luis",
                "resolve",
                text="The label size was set to 40 mm in place of 80 mm. Corrected.",
            ),
            step(
                day(-18, "11:32"),
                "ashgill",
                "refuse",
                reason="Still twice. Only the test page is right.",
            ),
            step(
                day(-17, "09:10"),
                "luis",
                "note",
                text="The template of the promotion labels has its own size. Sigh.",
            ),
            step(
                day(-17, "09:31"),
                "luis",
                "resolve",
                text=(
                    "The promotion labels had a size of their own, which is now right"
                    " too. I printed ten of them from here; they lie in your tray."
                ),
            ),
            step(
                day(-17, "12:05"),
                "ashgill",
                "confirm",
                rating=4,
                feedback="Now they are right.",
            ),
            step(day(-16, "08:30"), "dispatcher", "close"),
        ),
    ),
    Story(
        key="laptop",
        subject="Laptop and accounts for a new colleague in accounts",
        requester="accounts",
        channel="web",
        text=(
            "A new colleague starts on the first of the month. Please prepare a laptop,"
            " a mailbox, and access to the ledger (posting, not approving)."
        ),
        steps=(
            step(day(-16, "10:12"), "accounts", "register"),
            step(
                day(-16, "10:45"),
                "dispatcher",
                "classify",
                type="work",
                service="it_new_place",
                user="daria",
                tags="accounts",
                due=day(-9, "17:00"),
            ),
            step(day(-16, "11:20"), "daria", "start"),
            step(
                day(-16, "11:30"),
                "daria",
                "wait",
                reason="approval",
                note="Access to the ledger needs the word of the finance director.",
            ),
            step(day(-13, "15:05"), "daria", "start"),
            step(
                day(-12, "10:00"),
                "daria",
                "say",
                text=(
                    "The access is approved. The laptop is ready for collection at our"
                    " counter; the mailbox opens on the first working day."
                ),
            ),
            step(
                day(-11, "16:40"),
                "daria",
                "resolve",
                text="Laptop handed over, mailbox and posting rights are set up.",
            ),
            step(day(-10, "08:15"), "accounts", "confirm", rating=5),
            step(day(-10, "08:50"), "dispatcher", "close"),
        ),
    ),
    Story(
        key="share_folder",
        subject="How do I share the month-end folder with the auditors?",
        requester="accounts",
        channel="chat",
        text=(
            "Can I give somebody from outside access to one folder only, and for two"
            " weeks only?"
        ),
        steps=(
            step(
                day(-9, "13:10"),
                "luis",
                "register",
                type="information",
                service="it_access",
                impact="1",
                urgency="1",
                tags="accounts",
            ),
            step(day(-9, "13:12"), "luis", "start"),
            step(
                day(-9, "13:25"),
                "luis",
                "resolve",
                text=(
                    "Yes: Share, People outside the company, and set the last day in"
                    " the same window. They get a code by mail each time they open it."
                ),
                code="explained",
            ),
            step(
                day(-9, "13:58"),
                "accounts",
                "confirm",
                rating=5,
                feedback="That was easy.",
            ),
            step(day(-9, "14:02"), "luis", "close"),
        ),
    ),
    Story(
        key="cafe_wifi",
        subject="Guests cannot join the wireless network of the café",
        requester="leila",
        channel="email",
        text=(
            "Hello,\n\nguests at Lantern Square see our network, but their phones say"
            " “no internet”. The card reader, on the other network, works.\n\nLeila"
        ),
        steps=(
            step(day(-12, "11:20"), "leila", "mail"),
            step(
                day(-12, "11:48"),
                "dispatcher",
                "classify",
                type="incident",
                service="it_network",
                team="service_desk",
                impact="2",
                user="agent",
                tags="network",
                due=day(-10, "12:00"),
            ),
            step(day(-12, "13:05"), "agent", "start"),
            step(
                day(-12, "13:30"),
                "agent",
                "say",
                text=(
                    "Your access point is well, but the line behind it is not. I have"
                    " asked the line's provider to look at it and will tell you more"
                    " tomorrow."
                ),
            ),
            step(
                day(-12, "13:32"),
                "agent",
                "wait",
                reason="supplier",
                note="Fault reported to the provider, their number 88-2051.",
            ),
            step(day(-8, "10:15"), "agent", "start"),
            step(
                day(-8, "10:40"),
                "agent",
                "resolve",
                text=(
                    "The provider replaced a damaged connection in the street. Guests"
                    " have been online again since 10:20."
                ),
            ),
            # Reminded twice, then somebody is to call.
            step(day(-6, "10:45"), "", "hear_nothing"),
            step(day(-4, "10:45"), "", "hear_nothing"),
            step(day(-2, "10:45"), "", "hear_nothing"),
        ),
    ),
    Story(
        key="card_terminal",
        subject="Терминал оплаты не печатает чеки",
        requester="saltby",
        channel="email",
        text=(
            "Добрый день!\n\nТерминал на второй кассе проводит оплату, но чек не"
            " печатает. Бумага есть, перезагрузка не помогла.\n\nОлег, Saltby Pier"
        ),
        steps=(
            step(day(-6, "09:14"), "saltby", "mail"),
            step(
                day(-6, "09:30"),
                "dispatcher",
                "classify",
                type="incident",
                service="it_receipt",
                components="receipt_saltby_2",
                user="daria",
                urgency="3",
                tags="tills printers",
                due=day(-4, "12:00"),
            ),
            step(day(-6, "09:41"), "daria", "start"),
            step(
                day(-6, "09:55"),
                "daria",
                "say",
                text=(
                    "Олег, здравствуйте! Пожалуйста, откройте крышку: горит ли красный"
                    " индикатор слева от рулона?"
                ),
            ),
            step(
                day(-6, "09:56"),
                "daria",
                "wait",
                reason="customer",
                note="Waiting for a look under the cover.",
            ),
            step(
                day(-6, "12:20"),
                "saltby",
                "hear",
                text="Да, горит. Рулон вставлен верно.",
            ),
            step(
                day(-5, "10:05"),
                "daria",
                "resolve",
                text=(
                    "Датчик бумаги был загрязнён. Вместе с вами прочистили его, пробный"
                    " чек напечатан."
                ),
            ),
            step(
                day(-4, "16:25"),
                "saltby",
                "refuse",
                reason="Вчера работало, сегодня снова не печатает.",
            ),
            step(
                day(-2, "09:30"),
                "daria",
                "resolve",
                text="Заменили печатающий узел. Три пробных чека напечатаны полностью.",
            ),
            step(
                day(-1, "16:25"),
                "saltby",
                "refuse",
                reason="Утром печатал, после обеда опять пустая лента.",
            ),
            step(
                day(-1, "16:50"),
                "daria",
                "note",
                text="Third time this year for this terminal. I order a spare one.",
            ),
            step(
                day(-1, "16:52"),
                "daria",
                "plan",
                what="todo",
                summary="Has the spare terminal been sent?",
                due=day(1, "09:00"),
            ),
        ),
    ),
    Story(
        key="new_tills",
        subject="Two more tills for the market hall",
        requester="customer",
        channel="portal",
        text=(
            "From the weekend on we open two more counters in the market hall. Please"
            " set up the two tills that we bought; they are in our back office."
        ),
        steps=(
            step(day(-13, "09:25"), "customer", "register"),
            step(
                day(-13, "10:10"),
                "dispatcher",
                "classify",
                type="work",
                service="it_tills",
                urgency="1",
                user="agent",
                tags="tills",
                due=day(-2, "17:00"),
            ),
            step(day(-12, "09:00"), "agent", "start"),
            step(
                day(-12, "09:10"),
                "agent",
                "say",
                text=(
                    "Gladly. Which of your two price lists shall the new counters use,"
                    " and do they take gift cards?"
                ),
            ),
            step(day(-12, "09:12"), "agent", "wait", reason="customer"),
            step(
                day(-10, "15:45"),
                "customer",
                "hear",
                text="The price list of the hall, and yes, gift cards too.",
            ),
            step(
                day(-4, "11:30"),
                "agent",
                "note",
                text="Both tills are on the test network; receipts look right.",
            ),
            step(
                day(-3, "14:50"),
                "agent",
                "resolve",
                text=(
                    "Tills 7 and 8 are set up with the hall's price list. Test sales"
                    " by card, cash and gift card went through; they were cancelled."
                ),
            ),
            step(day(-1, "15:00"), "", "hear_nothing"),
        ),
    ),
    Story(
        key="order_export",
        subject="Order export stops at the hundredth line",
        requester="customer",
        channel="portal",
        text=(
            "When we export our weekly order, the file ends after one hundred lines."
            " Last week it was complete. We order on Thursday at noon."
        ),
        steps=(
            step(day(-4, "08:50"), "customer", "register", service="it_franchise"),
            step(
                day(-4, "09:05"),
                "agent",
                "classify",
                type="incident",
                components="portal_brindlewick",
                category="failure",
                user="agent",
                urgency="3",
                due=day(1, "12:00"),
            ),
            step(day(-4, "09:20"), "agent", "start"),
            step(
                day(-4, "09:35"),
                "agent",
                "say",
                text=(
                    "Good morning Ms Fontaine, I see the same here: the export was"
                    " changed on Monday. Until it is mended you can export each"
                    " department by itself; those files are complete."
                ),
            ),
            step(
                day(-4, "10:02"),
                "customer",
                "hear",
                text="That helps for this week, thank you. But it takes an hour.",
            ),
            step(
                day(-3, "11:15"),
                "agent",
                "note",
                text="Kenji has found the cause: the page size became the limit.",
            ),
            step(
                day(-1, "15:10"),
                "agent",
                "say",
                text=(
                    "The cause is found. The mended export is being tested and comes"
                    " tomorrow morning, well before your next order."
                ),
                files=(
                    (
                        "departments.csv",
                        "department;lines\nbakery;41\ndairy;38\nhousehold;77\n",
                    ),
                ),
            ),
            step(
                day(-1, "15:12"),
                "agent",
                "plan",
                what="call",
                summary="Tell Ms Fontaine when the export is complete again",
                due=day(0, "11:00"),
            ),
        ),
    ),
    Story(
        key="invoice_copy",
        subject="Copy of the licence invoice for March",
        requester="ravi",
        channel="portal",
        text="The invoice for the till licences of March is missing in our books.",
        steps=(
            step(day(-3, "14:02"), "ravi", "register"),
            step(
                day(-3, "14:20"),
                "dispatcher",
                "classify",
                type="information",
                service="it_franchise",
                user="luis",
                impact="1",
                urgency="1",
            ),
            step(day(-3, "15:00"), "luis", "start"),
            step(
                day(-3, "15:04"),
                "luis",
                "say",
                text="I find two invoices in March. Do you need both of them?",
            ),
            step(day(-3, "15:05"), "luis", "wait", reason="customer"),
        ),
    ),
    Story(
        key="headset",
        subject="Headset for the information counter",
        requester="shop_gullhaven",
        channel="kiosk",
        text="The headset at the information counter is broken. Please send a new one.",
        steps=(
            step(
                day(-2, "12:31"),
                "shop_gullhaven",
                "register",
                speaker_name="Morag, information counter",
            ),
            step(
                day(-2, "13:15"),
                "luis",
                "classify",
                type="work",
                service="it_workplace",
                user="luis",
                urgency="1",
                due=day(3, "17:00"),
            ),
            step(
                day(-1, "09:10"),
                "shop_gullhaven",
                "hear",
                text="One more thing: the light above the counter has gone out.",
            ),
        ),
    ),
    Story(
        key="till_offline",
        subject="Both tills offline",
        requester="viaduct",
        channel="sms",
        text="BOTH TILLS OFFLINE SINCE 5 MIN. CASH ONLY. MATEUS VIADUCT RD",
        steps=(
            step(
                ago(200),
                "agent",
                "register",
                type="incident",
                service="it_tills",
                components="till_viaduct_1 till_viaduct_2",
                team="service_desk",
                urgency="3",
                properties={
                    "till": 1,
                    "sells": True,
                    "cash": True,
                    "words": "OFFLINE",
                },
                tags="tills network",
                due=ago(20),
            ),
            step(ago(198), "agent", "take"),
            step(ago(196), "agent", "start"),
            step(
                ago(190),
                "agent",
                "say",
                text=(
                    "The router in your back office does not answer. Please pull its"
                    " plug, count to twenty, and plug it in again."
                ),
            ),
            step(
                ago(150),
                "viaduct",
                "hear",
                text="Done twice. One till is back, the other one still says offline.",
            ),
            step(
                ago(141),
                "agent",
                "note",
                text="Port 4 of the switch flaps. Rosa is on her way with a new one.",
            ),
        ),
    ),
)
