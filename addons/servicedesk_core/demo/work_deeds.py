# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Steps of a story in which others take a ticket over, work for it, and count time."""

from datetime import timedelta

import pytz

from odoo import fields
from odoo.tools import plaintext2html

WORK_ORDER = "servicedesk.work.order"
TIME_ENTRY = "servicedesk.time.entry"


class WorkDeeds:
    """What the player does with offers, work orders and working time.

    ``self.moment`` is when the step happens: deeds that reckon with the clock reckon
    with the present, and what they reckoned is put right here.
    """

    # ------------------------------------------------------------------
    # Steps of an escalation
    # ------------------------------------------------------------------

    def _do_escalate(self, ticket, _who, reason, team=None, user=None, **values):
        """Offer the whole, or the part that ``part`` describes.

        ``until`` says until when it is answered; by default the team's time for it.
        """
        part, until = values.get("part"), values.get("until")
        until = until and self._at(until)
        is_ahead = until and until > self.past.present
        offer = ticket._offer(
            {
                "direction": values.get("direction", "horizontal"),
                "share": "part" if part else "whole",
                "part": part or False,
                "reason": reason,
                "to_team_id": self._get_team(team).id if team else False,
                "to_user_id": self._find("user", user).id if user else False,
                "accept_by": until if is_ahead else None,
            }
        )
        if not is_ahead:
            # sudo: servicedesk.escalation - offered in the past, due in the past
            self._put_deadline(offer.sudo(), until)

    def _put_deadline(self, offer, until):
        """Let an offer be due in the past, also in the words that tell of it."""
        said = offer._say_until(offer._get_note_env())
        offer.accept_by = until or self._count_acceptance(offer)
        right = offer._say_until(offer._get_note_env())
        for message in offer.ticket_id.message_ids:
            if message.create_date >= self.past.present and said in message.body:
                message.body = message.body.replace(said, right)

    def _count_acceptance(self, offer):
        """Return until when an offer of this step is to be answered."""
        ticket, team = offer.ticket_id, offer.to_team_id
        span = ticket._get_accept_by(team) - fields.Datetime.now()
        minutes = team.acceptance_minutes
        worktime = ticket._get_acceptance_calendar(team)._get_worktime()
        return worktime.add(self.moment, minutes * 60) or self.moment + span

    def _do_accept(self, ticket, who):
        offer = self._find_offer(ticket, who)
        offer.action_accept()
        self._count_answer(offer)

    def _do_return(self, ticket, who, reason):
        offer = self._find_offer(ticket, who)
        offer.action_return(reason)
        self._count_answer(offer)

    def _find_offer(self, ticket, who):
        """Return what is offered to ``who`` on this ticket.

        :raise ValueError: when nothing is.
        """
        user = self._find("user", who)
        # sudo: servicedesk.escalation - who is asked finds what he is asked about
        offers = ticket.sudo().escalation_ids.filtered(
            lambda one: one.state == "offered" and user in one.receiver_ids
        )
        if not offers:
            raise ValueError(f"{ticket.display_name}: {who} is offered nothing")
        return offers[:1].with_env(ticket.env)

    def _count_answer(self, offer):
        # sudo: servicedesk.escalation - reckoned until the present by the deed
        answered = offer.sudo()
        answered.accept_seconds = answered._count_seconds(self.moment)

    def _do_hear_no_answer(self, ticket, _who):
        """Raise what nobody answers, as the scheduled job does."""
        # sudo: servicedesk.ticket - a job has every right
        ticket.sudo().escalation_id._raise()

    def _do_settle(self, ticket, _who, decision, team=None, user=None):
        ticket.escalation_id.action_settle(
            decision,
            to_team_id=self._get_team(team).id if team else False,
            to_user_id=self._find("user", user).id if user else False,
        )

    # ------------------------------------------------------------------
    # Steps of a work order
    # ------------------------------------------------------------------

    def _do_order(self, ticket, _who, key, **values):
        """Make a work order of this ticket, and send it unless it stays a draft.

        ``to`` is an own engineer, or a contractor, whose rate is the agreed one.
        """
        words = ticket._prepare_work_order_vals()
        words["name"] = values.get("subject") or words["name"]
        if values.get("text"):
            words["description"] = plaintext2html(values["text"])
        if values.get("site"):
            words["site_id"] = self._find("site", values["site"]).id
        if values.get("to"):
            words |= self._prepare_doer(ticket, values["to"], values.get("contact"))
        words["quota_amount"] = values.get("quota", 0)
        for name in ("planned_start", "planned_end"):
            if values.get(name):
                words[name] = self._at(values[name])
        order = ticket.env[WORK_ORDER].create(words)
        self._remember_as(f"work_order_demo_{key}", order)
        if not values.get("is_draft"):
            order.action_send()

    def _prepare_doer(self, ticket, to, contact):
        """Return who does it and, of a contractor, whom to write to and the rate."""
        user = self._find("user", to)
        if user:
            return {"user_id": user.id}
        # sudo: res.partner - what is agreed with a contractor
        firm = self._get_contact(to).sudo()
        rate = firm._get_contractor_rate(ticket.service_id, ticket.company_id)
        person = self._get_contact(contact) if contact else firm._get_order_contact()
        return {
            "contractor_id": firm.id,
            "contact_id": person.id,
            "rate": rate.amount,
        }

    def _do_work(self, ticket, who, of, deed, **values):
        """Do something with the work order ``of``: accept, plan, start, done, verify…

        Whoever has no login answers on the mailed page.
        """
        order = self._find("work_order", of).with_env(ticket.env)
        if not self._find("user", who):
            self._answer_order(order, self._get_contact(who), deed, **values)
            return
        for name in ("planned_start", "planned_end"):
            if name in values:
                moment = self._at(values[name])
                values[name] = fields.Datetime.to_string(moment)
        getattr(order, f"action_{deed}")(**values)

    def _answer_order(self, order, person, deed, **values):
        """Accept, decline or report as done as the page does that the link opens."""
        public = self.env(user=self.env.ref("base.public_user").id, su=True)
        getattr(order.with_env(public), f"_do_{deed}")(person, **values)

    def _do_claim(self, ticket, who, of, lines):
        """Claim what was done on the step's day; each line is kind, name, hours…"""
        order = self._find("work_order", of).with_env(ticket.env)
        person = self._get_contact(who)
        day = fields.Date.to_string(self._get_day())
        order.action_claim(
            [
                {"date": day}
                | ({"partner_id": person.id} if line["kind"] == "labour" else {})
                | line
                for line in lines
            ]
        )

    def _do_look_at_lines(self, ticket, _who, of, cut):
        """Approve the lines of an order; ``cut`` says of which less, and why."""
        order = self._find("work_order", of).with_env(ticket.env)
        for line in order.line_ids:
            if line.name in cut:
                line.action_cut(*cut[line.name])
            else:
                line.action_approve()

    def _do_engaged(self, ticket, who, of, deed, **values):
        """Do something to the ticket that the engaged company made of an order."""
        # sudo: servicedesk.work.order - which ticket it is
        engaged = self._find("work_order", of).sudo().doer_ticket_id
        getattr(self, f"_do_{deed}")(engaged.with_env(ticket.env), who, **values)

    # ------------------------------------------------------------------
    # Steps by the clock
    # ------------------------------------------------------------------

    def _do_spend(self, ticket, _who, hours, what, note="", of=None):
        """Write down working time that ends with the step, on an order or here."""
        place = {"ticket_id": ticket.id}
        if of:
            place = {"work_order_id": self._find("work_order", of).id}
        start = self.moment - timedelta(hours=hours)
        ticket.env[TIME_ENTRY].create(
            place
            | {
                "activity_id": self._ref(f"time_activity_{what}").id,
                "date_start": start,
                "date_stop": self.moment,
                "hours": hours,
                "note": note,
            }
        )

    def _get_day(self):
        """Return the day of the step on the company's clocks."""
        return pytz.utc.localize(self.moment).astimezone(self.zone).date()
