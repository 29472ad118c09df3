# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The duty roster of the weeks around the day of loading."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields

MODULE = "servicedesk_core"
DAYS = range(-4, 15)
# Who has which shift: one after the other, changing daily or weekly.
TURNS = (
    ("early", ("agent", "daria"), 1),
    ("late", ("luis", "wei"), 1),
    ("on_call", ("kenji", "hanne"), 7),
    ("caretaker", ("samuel",), 1),
)
# What the one who goes tells the one who comes, by shift, for yesterday.
NOTES = {
    "early": (
        "<p>Gullhaven calls again about the cold van: Yusuf has it, tell them so."
        " The franchises got their order export by mail.</p>"
    ),
    "late": (
        "<p>Quiet. Ashgill rings if more water comes through the ceiling: call Samuel"
        " at once, not the roofer.</p>"
    ),
    "on_call": (
        "<p>The backup runs until four. If it fails, do <b>not</b> start it again"
        " before the price file has gone out at 05:30.</p>"
    ),
}


def plan(env):
    """Make the roster, unless it is there.

    :return: True, as data files expect a value.
    """
    if env.ref(f"{MODULE}.duty_demo_early_0", raise_if_not_found=False):
        return True
    monday = datetime(2024, 1, 1).date()
    names, vals_list = [], []
    for key, people, every in TURNS:
        shift = env.ref(f"{MODULE}.shift_demo_{key}")
        zone = pytz.timezone(shift.tz)
        today = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()
        for offset in DAYS:
            day = today + timedelta(days=offset)
            turn = (day - monday).days // every
            user = env.ref(f"{MODULE}.user_demo_{people[turn % len(people)]}")
            start, end = _get_span(shift, day)
            names.append(f"duty_demo_{key}_{offset - DAYS.start}")
            vals_list.append(
                {
                    "team_id": shift.team_id.id,
                    "user_id": user.id,
                    "shift_id": shift.id,
                    "date_from": start,
                    "date_to": end,
                    "handover_note": NOTES.get(key) if offset == -1 else False,
                }
            )
    duties = env["servicedesk.duty"].create(vals_list)
    env["ir.model.data"]._update_xmlids(
        [
            {"xml_id": f"{MODULE}.{name}", "record": duty, "noupdate": True}
            for name, duty in zip(names, duties, strict=True)
        ]
    )
    return True


def _get_span(shift, day):
    """Return start and end (UTC) of ``shift`` on a day of its clock."""
    zone = pytz.timezone(shift.tz)

    def moment(of_day, hour):
        local = datetime.combine(of_day, time()) + timedelta(hours=hour)
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    over = shift.hour_to <= shift.hour_from
    return (
        moment(day, shift.hour_from),
        moment(day + timedelta(days=over), shift.hour_to),
    )
