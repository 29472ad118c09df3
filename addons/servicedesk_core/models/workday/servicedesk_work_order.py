# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import binascii
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...tools import arguments, filetype, work_day
from ...tools import work_order as life

# What a phone takes without being made smaller; more is a film.
MAX_PHOTO = 15 * 1024 * 1024
# Beyond this a list is no day any more.
MOST = 100
# He still adds a photo or a word to what he has just done.
WITH_HIM = (*life.UNDER_WAY, life.DONE)


class ServicedeskWorkOrder(models.Model):
    """The day of a field engineer: his orders one after the other, on a phone.

    Everything here is about the orders of whoever asks, never about a colleague's.
    """

    _inherit = "servicedesk.work.order"

    route_day = fields.Date(
        readonly=True,
        copy=False,
        help="The day for which its engineer put it in order.",
    )

    _day_idx = models.Index(
        "(user_id, planned_start) WHERE state IN ('sent', 'accepted', 'in_progress')"
    )

    # ------------------------------------------------------------------
    # What is read
    # ------------------------------------------------------------------

    @api.model
    def get_day(self, day=False):
        """Return the orders that the user does on a day, in the order of his route.

        :param str day: such as “2026-03-02”, in his time zone; False for today.
        :return: a dict of ``day``, ``today``, ``orders`` (of that day), ``left`` (of
            days before today), ``unplanned``, ``over`` (done on that day), ``next``
            (``day`` and ``count`` of the next one with orders, or False) and ``timer``
            (what of his runs: ``res_model``, ``res_id``, ``name``, ``since``).
        :raise UserError: for a day that is none.
        """
        today = fields.Date.context_today(self)
        day = self._clean_day(day) or today
        start, end = self._get_day_bounds(day)
        parts = self._split_day(self._find_day_orders(start, end, day == today), start)
        if day < today:
            parts["unplanned"] = self.browse()
        timer = self.env["servicedesk.time.entry"]._find_running()
        shown = self.browse().concat(*parts.values())
        told = shown._tell_day(timer)
        return {
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(today),
            **{
                name: [told[order.id] for order in orders]
                for name, orders in parts.items()
            },
            "next": not parts["orders"] and self._find_next_day(end),
            "timer": self._tell_timer(timer),
        }

    @api.model
    def _clean_day(self, day):
        """Return ``day`` as a date, False for none."""
        moment = arguments.moment(self.env, day, "day")
        return moment and moment.date()

    @api.model
    def _get_day_bounds(self, day):
        """Return when ``day`` begins and ends where the user is, as UTC."""
        zone = self.env.tz
        try:
            bounds = [
                zone.localize(datetime.combine(one, time.min))
                .astimezone(pytz.utc)
                .replace(tzinfo=None)
                for one in (day, day + timedelta(days=1))
            ]
        except OverflowError as error:
            raise UserError(self.env._("There is no such day.")) from error
        return bounds

    @api.model
    def _find_day_orders(self, start, end, is_today):
        """Return what is planned, left over, without a day, or done then."""
        mine = Domain("user_id", "=", self.env.uid)
        planned = Domain("planned_start", "<", end)
        if not is_today:
            planned &= Domain("planned_start", ">=", start) | Domain(
                "planned_end", ">", start
            )
        waiting = Domain("state", "in", life.UNDER_WAY) & (
            planned | Domain("planned_start", "=", False)
        )
        over = (
            Domain("state", "in", (life.DONE, life.VERIFIED))
            & Domain("date_done", ">=", start)
            & Domain("date_done", "<", end)
        )
        return self.search(
            mine & (waiting | over), order="planned_start, id", limit=MOST
        )

    def _split_day(self, orders, start):
        """Return a day in parts: ``orders`` as the route goes, ``left`` and so on."""
        over = orders.filtered(lambda order: order.state not in life.UNDER_WAY)
        unplanned = (orders - over).filtered(lambda order: not order.planned_start)
        left = (orders - over - unplanned).filtered(
            lambda order: (
                max(order.planned_start, order.planned_end or datetime.min) < start
            )
        )
        stops = orders - over - unplanned - left
        zone = self.env.tz
        day = pytz.utc.localize(start).astimezone(zone).date()
        route = work_day.route(
            work_day.Stop(
                order.id,
                order.planned_start,
                order.route_sequence if order.route_day == day else None,
            )
            for order in stops
        )
        return {
            "orders": self.browse(route),
            "left": left,
            "unplanned": unplanned,
            "over": over.sorted("date_done"),
        }

    def _tell_day(self, timer):
        """Return what the day's list shows of each order, by its id."""
        names = dict(self._fields["state"]._description_selection(self.env))
        hours = self._get_own_hours()
        # Of a ticket that he may not read he is told nothing, only where to go.
        # sudo: servicedesk.ticket - also who has no role in the desk knows whom to call
        tickets = self.ticket_id._filtered_access("read").sudo()
        told = {}
        for order in self:
            ticket = order.ticket_id.sudo() & tickets
            person = ticket.partner_id
            steps = life.steps_from(order.state, (life.DOER,))
            told[order.id] = {
                "id": order.id,
                "number": order.number,
                "name": order.name,
                "state": order.state,
                "state_name": names[order.state],
                "start": fields.Datetime.to_string(order.planned_start),
                "end": fields.Datetime.to_string(order.planned_end),
                "minutes": order._get_planned_minutes(),
                **order._tell_place(person),
                "contact_name": person.display_name or "",
                "phone": ticket.partner_phone or person.phone or "",
                "hours": hours.get(order.id, 0.0),
                "timer_since": timer.work_order_id == order
                and fields.Datetime.to_string(timer.date_start),
                "file_count": order.message_attachment_count,
                "can_accept": order.state == life.SENT,
                "can_plan": "plan" in steps,
                "can_work": order.state in life.UNDER_WAY,
                "can_finish": order.state == life.IN_PROGRESS,
                "can_add": order.state in WITH_HIM,
            }
        return told

    def _get_planned_minutes(self):
        """Return how long it is planned for, 0 where nothing is said."""
        if not self.planned_start or not self.planned_end:
            return 0
        return int((self.planned_end - self.planned_start).total_seconds() // 60)

    def _get_own_hours(self):
        """Return the hours that the user has worked on these, by the order's id."""
        # sudo: servicedesk.time.entry - one's own, also without a role in the desk
        entries = self.env["servicedesk.time.entry"].sudo()
        groups = entries._read_group(
            [("work_order_id", "in", self.ids), ("user_id", "=", self.env.uid)],
            ["work_order_id"],
            ["hours:sum"],
        )
        return {order.id: hours for order, hours in groups}

    def _tell_place(self, person):
        """Return where to go: the site's address, else that of ``person``."""
        # sudo: servicedesk.site - who is sent to a place is told where it is, also
        # where its contact belongs to those he does not read
        site = self.sudo().site_id
        place = site.partner_id or person
        lines = place._display_address(without_company=True).split("\n")
        address = ", ".join(line.strip() for line in lines if line.strip())
        return {
            "site_id": site.id,
            "site_name": site.display_name or "",
            "address": address,
            "directions_url": self._get_directions(address, place),
        }

    @api.model
    def _find_next_day(self, end):
        """Return the next day on which something is planned, or False."""
        domain = [
            ("user_id", "=", self.env.uid),
            ("state", "in", life.UNDER_WAY),
            ("planned_start", ">=", end),
        ]
        first = self.search(domain, order="planned_start, id", limit=1)
        if not first:
            return False
        zone = self.env.tz
        day = pytz.utc.localize(first.planned_start).astimezone(zone).date()
        _start, until = self._get_day_bounds(day)
        count = self.search_count([*domain, ("planned_start", "<", until)], limit=MOST)
        return {"day": fields.Date.to_string(day), "count": count}

    @api.model
    def _tell_timer(self, timer):
        record = timer.work_order_id or timer.ticket_id
        if not record:
            return False
        return {
            "res_model": record._name,
            "res_id": record.id,
            "name": record.display_name,
            "since": fields.Datetime.to_string(timer.date_start),
        }

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_sort_day(self, day=False):
        """Go to these orders one after the other on a day, as they are given here.

        :param str day: such as “2026-03-02”; False for today.
        :raise AccessError: where one of them is not the user's own.
        """
        day = self._clean_day(day) or fields.Date.context_today(self)
        self._check_own_work()
        for place, order in enumerate(self, start=1):
            # sudo: servicedesk.work.order - the way through his day is his own affair;
            # nothing else of the order changes
            order.sudo().write({"route_sequence": place, "route_day": day})
        return True

    def action_start_work(self):
        """Begin: accept and start where that is still to do, and start the timer.

        One tap for what are three steps; all of them or none.
        """
        self._check_one()
        self._check_own_work()
        if self.state == life.SENT:
            self.action_accept()
        if self.state == life.ACCEPTED:
            self.action_start()
        self.action_start_timer()
        return True

    def action_add_photo(self, name, data):
        """Put a photo into the order's conversation.

        :param str name: of the file.
        :param str data: the picture in base64.
        :return: the id of the attachment.
        :raise UserError: for what is no picture, is too large, or comes too late.
        """
        self._check_one()
        name = filetype.clean_name(arguments.text(self.env, name, "name"))
        data = arguments.text(self.env, data, "data")
        self._check_own_work(WITH_HIM)
        content = self._read_photo(data)
        # sudo: servicedesk.work.order - its engineer speaks, as was checked above
        message = self.sudo().message_post(
            attachments=[(name or self.env._("photo.jpg"), content)],
            subtype_xmlid="mail.mt_note",
        )
        return message.attachment_ids.id

    def _read_photo(self, data):
        """Return the bytes of a picture that was sent in base64."""
        if len(data) > MAX_PHOTO * 4 // 3 + 4:
            raise UserError(
                self.env._(
                    "This photo is larger than %(most)s MB. Take it again with a"
                    " smaller size.",
                    most=MAX_PHOTO // 1024 // 1024,
                )
            )
        try:
            content = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("“%(argument)s” must be base64.", argument="data")
            ) from error
        kind = filetype.detect(content) if content else ""
        if not kind.startswith("image/") or filetype.is_page(kind):
            raise UserError(self.env._("This is no photo."))
        return content

    def action_add_note(self, note):
        """Write a hidden note into the order's conversation.

        :param str note: what others should know; required.
        :return: the id of the message.
        """
        self._check_one()
        note = arguments.text(self.env, note, "note")
        if not note:
            raise UserError(self.env._("Write what there is to say."))
        self._check_own_work(WITH_HIM)
        # sudo: servicedesk.work.order - its engineer speaks, as was checked above
        message = self.sudo().message_post(
            body=plaintext2html(note), subtype_xmlid="mail.mt_note"
        )
        return message.id

    def _check_own_work(self, states=life.UNDER_WAY):
        """Raise unless these are the user's own orders, and still with him.

        :raise AccessError: for another's; it says nothing of the order.
        :raise UserError: for one that is over.
        """
        orders = self._get_known()
        if any(order.user_id != self.env.user for order in orders):
            raise AccessError(self.env._("This is not a work order of yours."))
        names = dict(self._fields["state"]._description_selection(self.env))
        for order in orders:
            if order.state not in states:
                raise UserError(
                    self.env._(
                        "%(number)s is not with you any more: %(state)s.",
                        number=order.number,
                        state=names[order.state],
                    )
                )
