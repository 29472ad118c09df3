# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.tools import email_normalize, format_datetime
from odoo.tools.mail import email_normalize_all

from ...tools import notice
from ...tools.contact_window import ContactWindow

SIDES = {"requester": notice.REQUESTER, "watchers": notice.WATCHER}


class Line(NamedTuple):
    """Somebody a rule names: whether, how and when he is told, or why not."""

    rule: notice.Rule
    partner: Any  # empty for a requester who is no contact yet
    person: notice.Person
    channel: str | None
    why: str
    held_until: Any = None


class ServicedeskTicket(models.Model):
    """Whom the rules name for a ticket, and whether each is told."""

    _inherit = "servicedesk.ticket"

    def _plan_notices(self, facts, told):
        """Return a ``Line`` for everybody the rules name, told or not.

        :param dict facts: ``event``, ``stage_id``, ``actor_id``, ``message``.
        :param dict told: {contact id: rule} of those told at this moment; it grows.
        """
        self.ensure_one()
        rules = self.env["servicedesk.notice.rule"]._get_rules()
        look = self._get_notice_facts(facts["stage_id"])
        lines = []
        for rule in rules.get(facts["event"], ()):
            if not notice.matches(rule, facts["event"], look):
                continue
            for partner in self._get_notice_partners(rule.recipient):
                line = self._prepare_notice_line(rule, partner, facts)
                lines.append(self._tell_once(line, told))
        return lines

    @api.model
    def _tell_once(self, line, told):
        """Return the ``Line``, silenced for who is told something else just now.

        Who has the answer or the solution itself is not written to of what matters
        less; a call that a rule wants he gets all the same.
        """
        key = line.partner.id
        if line.channel and key in told:
            return line._replace(channel=None, why="once", held_until=None)
        if line.channel in (notice.MAIL, notice.INBOX) and ("told", key) in told:
            return line._replace(channel=None, why="told", held_until=None)
        if line.channel:
            told[key] = line.rule
        elif line.why == "told":
            told["told", key] = line.rule
        return line

    def _get_notice_partners(self, recipient):
        """Return the contacts who are ``recipient`` here, as a list.

        A requester who is no contact yet stands as an empty one.
        """
        self.ensure_one()
        if recipient == "requester":
            known = self.partner_id or self.partner_email or self.partner_phone
            return [self.partner_id] if known else []
        if recipient == "watchers":
            users = self.user_id | self.opener_id | self.co_responsible_ids
            return list(self.message_partner_ids - self.partner_id - users.partner_id)
        users = {
            "opener": self._get_opener_for_notice,
            "assignee": lambda: self.user_id,
            "co_responsible": lambda: self.co_responsible_ids,
            "owner": lambda: self.service_id.owner_id,
            "leader": lambda: self.team_id.leader_id,
            "on_duty": self._get_on_duty_for_notice,
        }[recipient]()
        return list(users.partner_id)

    def _get_on_duty_for_notice(self):
        """Return who of the team is on duty now and may be told, else its leader."""
        self.ensure_one()
        on_duty = self.env["servicedesk.duty"]._get_on_duty(self.team_id)
        on_duty = on_duty.filtered(lambda user: not user.share and self._may_hear(user))
        return on_duty or self.team_id.leader_id

    def _prepare_notice_line(self, rule, partner, facts, channel=None):
        """Return the ``Line`` of a rule for one contact.

        :param channel: as decided before, for a notice that was held back.
        """
        self.ensure_one()
        side = SIDES.get(rule.recipient, notice.STAFF)
        person = self._prepare_notice_person(partner, side, facts)
        if channel:
            return Line(rule, partner, person, channel, "held")
        decision = notice.decide(rule.channel, person)
        held = None
        if decision.channel:
            held = notice.hold_until(
                decision.channel,
                self._get_notice_window(partner, side),
                fields.Datetime.now(),
                self.priority,
                side,
            )
        return Line(rule, partner, person, decision.channel, decision.why, held)

    def _prepare_notice_person(self, partner, side, facts):
        """Return what decides about one contact, as a ``notice.Person``."""
        self.ensure_one()
        user = self._get_notice_user(partner)
        email = partner.email_normalized or (not partner and self.partner_email)
        phone = partner.phone or (side == notice.REQUESTER and self.partner_phone)
        values = {
            "side": side,
            "is_actor": bool(partner) and partner.id == facts["actor_id"],
            "is_active": partner.active if partner else True,
            "told": self._has_been_told(partner, side, facts, bool(email)),
            "has_mail": bool(email),
            "has_phone": bool(phone),
            "has_login": bool(user),
            "may_read": self._may_hear(user) if user else side != notice.STAFF,
        }
        if side == notice.STAFF:
            values |= {
                "is_active": user.active,
                "choice": user._get_notice_choice(facts["event"]),
                "native": "mail" if user.notification_type == "email" else "inbox",
            }
        else:
            values["choice"] = partner.preferred_channel or ""
        return notice.Person(**values)

    def _get_notice_user(self, partner):
        """Return the login of a contact, an active and internal one first."""
        users = partner.with_context(active_test=False).user_ids
        return users.sorted(lambda user: (not user.active, user.share))[:1]

    def _may_hear(self, user):
        """Return whether a user reads this ticket, in any of his companies."""
        # Whatever companies somebody has chosen to see just now.
        context = {"allowed_company_ids": user.company_ids.ids}
        ticket = self.with_context(**context).with_user(user)
        return ticket.has_access("read")

    def _has_been_told(self, partner, side, facts, has_mail):
        """Return whether somebody has in writing what a notice would say.

        The message itself, if it went to him; the acknowledgement; the solution.
        """
        message = facts["message"]
        if message and partner in message.notified_partner_ids:
            return has_mail or side == notice.STAFF
        if message and side == notice.REQUESTER:
            # Who is no contact yet was written to at his address.
            address = partner.email_normalized or email_normalize(self.partner_email)
            return bool(address) and address in self._get_mailed_addresses(message)
        if side != notice.REQUESTER or not has_mail:
            return False
        if facts["event"] == "registered":
            return bool(self.date_acknowledged)
        return facts["event"] in notice.OWN_MAIL

    def _get_mailed_addresses(self, message):
        """Return the addresses, normalized, that a message was mailed to."""
        named = email_normalize_all(message.outgoing_email_to or "")
        return {*named, *message.notified_partner_ids.mapped("email_normalized")}

    def _get_notice_window(self, partner, side):
        """Return when somebody may be disturbed: not in his quiet hours."""
        if side == notice.STAFF:
            return self._get_notice_user(partner)._get_notice_window()
        if not partner:
            return ContactWindow()
        return partner._get_contact_window()

    def _explain_notice(self, line):
        """Return in a sentence why somebody is told in this way, or why not."""
        reasons = {
            "actor": self.env._("It was he who did it."),
            "inactive": self.env._("He is archived."),
            "access": self.env._("He may not read this ticket."),
            "told": self.env._("He has it in writing already."),
            "once": self.env._("Another rule tells him."),
            "unwanted": self.env._("He does not want to hear of this."),
            "portal": self.env._("He reads it in the portal."),
            "unreachable": self.env._("Neither an address nor a number is known."),
            "no_mail": self.env._("He has no e-mail address."),
            "choice": self.env._("He chose it so."),
            "native": self.env._("As Odoo notifies him."),
            "rule": self.env._("The rule says so."),
            "held": self.env._("It was held back."),
        }
        reason = reasons[line.why]
        if line.held_until:
            until = format_datetime(self.env, line.held_until)
            held = self.env._("Held back until %(time)s.", time=until)
            return f"{reason} {held}"
        return reason
