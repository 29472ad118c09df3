# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Buildings: cold rooms, doors, roofs."""

from ..script import Story, ago, day, step

STORIES = (
    Story(
        key="freezer",
        subject="Walk-in freezer at -11 °C and rising",
        requester="gullhaven",
        channel="phone",
        text=(
            "The walk-in freezer has gone from -20 to -11 since five o'clock. Goods of"
            " about four thousand in it. Door seals look fine."
        ),
        steps=(
            step(
                day(-14, "06:42"),
                "samuel",
                "register",
                type="incident",
                service="fac_cold",
                components="freezer_gullhaven",
                properties={"degrees": -11, "goods": "frozen"},
                tags="cold_chain building",
                due=day(-14, "10:45"),
            ),
            step(day(-14, "06:45"), "samuel", "start"),
            step(
                day(-14, "06:50"),
                "samuel",
                "say",
                text=(
                    "Keep the door shut. Frostwell's engineer is with you before nine;"
                    " a cold van comes in case we must move the goods."
                ),
            ),
            step(
                day(-14, "06:52"),
                "samuel",
                "wait",
                reason="contractor",
                note="Frostwell, Hamish Orde, on site about 08:30.",
            ),
            step(day(-14, "09:20"), "samuel", "start"),
            step(
                day(-14, "10:05"),
                "samuel",
                "resolve",
                text=(
                    "The fan of the evaporator was iced up and has been replaced. The"
                    " freezer was at -19 °C at ten; no goods had to be moved."
                ),
            ),
            step(
                day(-14, "12:30"),
                "gullhaven",
                "confirm",
                rating=5,
                feedback="You saved our weekend. Thanks to Hamish, too.",
            ),
            step(day(-14, "13:00"), "samuel", "close"),
        ),
    ),
    Story(
        key="emergency_lights",
        subject="Inspection report: two emergency lights dark",
        requester="valentina",
        channel="fax",
        text=(
            "Yearly inspection Viaduct Road: emergency lights 14 and 22 (stairs to the"
            " store room) do not light. To be replaced within two weeks."
        ),
        steps=(
            step(
                day(-15, "11:02"),
                "rosa",
                "register",
                type="work",
                service="fac_safety",
                impact="3",
                urgency="1",
                user="rosa",
                tags="building",
                due=day(-6, "17:00"),
            ),
            step(day(-15, "11:03"), "rosa", "start"),
            step(
                day(-11, "15:30"),
                "rosa",
                "resolve",
                text="Lights 14 and 22 are replaced and noted in the inspection book.",
            ),
            step(
                day(-5, "09:00"),
                "manager",
                "close",
                reason="The inspector has signed the book; faxes get no answer.",
            ),
        ),
    ),
    Story(
        key="front_door",
        subject="Automatic door opens halfway only",
        requester="viaduct",
        channel="email",
        text=(
            "Hi,\n\nour front door opens half and then thinks about it. Prams and"
            " trolleys get stuck. It is the left wing.\n\nMateus"
        ),
        steps=(
            step(day(-11, "09:33"), "viaduct", "mail", team="facilities"),
            step(
                day(-11, "09:50"),
                "rosa",
                "classify",
                type="incident",
                service="fac_doors",
                user="rosa",
                tags="building",
                due=day(-1, "17:00"),
            ),
            step(day(-11, "14:15"), "rosa", "start"),
            step(
                day(-11, "15:00"),
                "rosa",
                "say",
                text=(
                    "I was with you at two and have set the left wing to “open” for"
                    " the day. The motor must be replaced by the maker."
                ),
            ),
            step(
                day(-11, "15:04"),
                "rosa",
                "wait",
                reason="contractor",
                note="The motor is ordered; the maker has no date yet.",
            ),
            step(
                day(-11, "15:05"),
                "rosa",
                "plan",
                what="call",
                summary="Ask the door's maker for a date",
                due=day(-2, "10:00"),
            ),
        ),
    ),
    Story(
        key="weekend_heating",
        subject="Lower the heating of the office at weekends",
        requester="accounts",
        channel="web",
        text="On Saturdays the empty office is as warm as on a Monday. Why?",
        steps=(
            step(day(-5, "10:25"), "accounts", "register", team="facilities"),
            step(
                day(-5, "11:00"),
                "samuel",
                "classify",
                type="suggestion",
                service="fac",
                user="samuel",
                urgency="1",
                tags="building",
            ),
            step(day(-5, "11:01"), "samuel", "start"),
            step(
                day(-4, "16:00"),
                "samuel",
                "resolve",
                text="Good thought. From Friday on it falls to 16 °C at weekends.",
            ),
            step(day(-4, "16:05"), "samuel", "close"),
        ),
    ),
    Story(
        key="shelf_reset",
        subject="Move the seasonal shelves to the entrance",
        requester="lantern",
        channel="manual",
        text=(
            "From the regional meeting: seasonal shelves to the entrance, four units,"
            " one evening after closing time."
        ),
        steps=(
            step(
                day(-4, "13:40"),
                "rosa",
                "register",
                type="work",
                service="fac",
                user="rosa",
                urgency="1",
                due=day(5, "18:00"),
            ),
            step(day(-4, "13:41"), "rosa", "start"),
            step(
                day(-4, "13:50"),
                "rosa",
                "wait",
                reason="approval",
                note="Fire safety must agree to the new way out.",
            ),
        ),
    ),
    Story(
        key="freezer_round",
        subject="Clean the freezers of Dunmere and Ashgill",
        channel="schedule",
        text="Clean the seals of the doors, read the temperature, listen to the fan.",
        steps=(
            step(
                day(-9, "07:30"),
                "",
                "register",
                type="work",
                schedule="freezers",
                service="fac_cleaning",
                team="facilities",
                components="freezer_dunmere freezer_ashgill",
                due=day(-9, "11:30"),
            ),
            step(day(-9, "08:05"), "samuel", "take"),
            step(day(-9, "08:06"), "samuel", "start"),
            step(
                day(-9, "08:40"),
                "samuel",
                "wait",
                reason="scheduled",
                note="Ashgill unloads until ten; the freezer stays shut.",
            ),
            step(day(-9, "10:05"), "samuel", "start"),
            step(
                day(-9, "10:50"),
                "samuel",
                "resolve",
                text="-20 and -21 degrees. The seal of door 2 in Ashgill is worn.",
            ),
            step(day(-9, "10:55"), "samuel", "close"),
        ),
    ),
    Story(
        key="alarm_code",
        subject="New alarm code after a change of staff",
        requester="dunmere",
        channel="phone",
        text="Two colleagues have left us. Please change the code of the alarm.",
        steps=(
            step(
                day(-3, "17:10"),
                "samuel",
                "register",
                type="change",
                service="fac_doors",
                category="other_way",
                impact="2",
                user="samuel",
                tags="building accounts",
                due=day(-1, "17:00"),
            ),
            step(day(-2, "09:00"), "samuel", "start"),
            step(
                day(-2, "09:01"),
                "samuel",
                "classify",
                planned_start=day(-2, "09:10"),
                planned_end=day(-2, "09:40"),
                risk="1",
                back_out_plan="<p>The old code is set again.</p>",
            ),
            step(day(-2, "09:02"), "samuel", "move", to="planned"),
            step(day(-2, "09:10"), "samuel", "move", to="in_progress"),
            step(day(-2, "09:35"), "samuel", "move", to="review"),
            step(
                day(-2, "09:40"),
                "samuel",
                "resolve",
                text="The code is changed. You get it by phone, from me only.",
            ),
            step(day(-1, "08:20"), "dunmere", "confirm", rating=4),
        ),
    ),
    Story(
        key="roof",
        subject="Water drips from the ceiling above aisle 6",
        requester="ashgill",
        channel="phone",
        text=(
            "Water comes through the ceiling above aisle 6, about a bucket an hour. We"
            " have closed the aisle."
        ),
        steps=(
            step(
                ago(310),
                "samuel",
                "register",
                type="incident",
                service="fac_water",
                category="leak",
                urgency="3",
                tags="building",
                due=day(0, "23:00"),
            ),
            step(ago(309), "samuel", "take"),
            step(ago(305), "samuel", "start"),
            step(ago(304), "samuel", "help", user="rosa"),
            step(
                ago(298),
                "samuel",
                "say",
                text="A roofer is on his way. Please keep the electric sockets dry.",
            ),
            step(
                ago(120),
                "samuel",
                "note",
                text="A gutter is blocked by leaves. The roofer clears it now.",
            ),
        ),
    ),
)
