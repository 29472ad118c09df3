# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from dataclasses import dataclass

from odoo import api, models

from ...tools import mail_thread
from ...tools import work_order as steps
from ..intake.mail_message import UNKNOWN, UNVERIFIED

ORDER = "servicedesk.work.order"
# Whose Message-Id somebody else made, or which was mailed to nobody.
THEIRS = ("email", "notification")


@dataclass
class Answer:
    """What a mail says about an order.

    :ivar order: in superuser mode; an empty recordset, where it says nothing.
    :ivar parent: the message of the order that it names, if any.
    :ivar sides: of the order's keys in it.
    :ivar by_number: whether nothing but the number in its subject names the order.
    """

    order: models.Model
    parent: models.Model
    sides: frozenset = frozenset()
    by_number: bool = False

    @property
    def is_hidden(self):
        """Return whether what is answered is hidden from who does the work."""
        if mail_thread.HIDDEN_SIDES.intersection(self.sides):
            return True
        return bool(self.parent.is_internal or self.parent.subtype_id.internal)

    @property
    def is_ours(self):
        """Return whether it names what we sent about the order: our secret."""
        sent = self.parent and self.parent.message_type not in THEIRS
        return bool(self.sides) or bool(sent and self.parent.message_id)


class ServicedeskMailIntake(models.Model):
    """Bring answers about a work order to the order.

    By the order's key or a message of it in what the mail refers to; else by the number
    in its subject, from whom it concerns. Never to the ticket: its requester reads
    there; and no stranger gets in by naming a number.
    """

    _inherit = "servicedesk.mail.intake"

    @api.model
    def _read_thread_keys(self, envelope):
        keys = super()._read_thread_keys(envelope)
        return keys or self._read_order_keys(envelope.references)

    @api.model
    def _read_order_keys(self, references):
        """Return {reference: (order id, side)} of the keys of orders among these."""
        if not references:
            return {}
        secret = self.env["servicedesk.ticket"]._get_thread_secret()
        found = {
            reference: mail_thread.read_key(secret, reference, mail_thread.ORDERS)
            for reference in references
        }
        return {reference: key for reference, key in found.items() if key}

    def _route_beside(self, head, thread, desks, address, values):
        """Return the route to the order that a mail answers, if it does."""
        answer = self._find_by_order_references(head, thread)
        if not answer.order and (not thread.ticket or thread.how == "number"):
            answer = self._find_by_order_number(head, address)
        if not answer.order or self._is_order_for_others(answer, desks):
            return super()._route_beside(head, thread, desks, address, values)
        self._judge_order(head, answer, address, values)
        uid = self._get_sender_uid(values["author_id"])
        return [(ORDER, answer.order.id, None, uid, None)]

    # ------------------------------------------------------------------
    # Which order
    # ------------------------------------------------------------------

    def _find_by_order_references(self, head, thread):
        """Return the :class:`Answer` by what the mail refers to, the nearest first.

        What is nearer to it than any message of an order, and a ticket's, wins.
        """
        references = mail_thread.references(head)
        keys = self._read_order_keys(references)
        messages = {
            message.message_id: message
            for message in thread.elsewhere
            if message.model == ORDER
        }
        # sudo: servicedesk.work.order - the gate asks for whoever writes
        orders = self.env[ORDER].sudo()
        none = Answer(orders, thread.elsewhere.browse())
        if not (keys or messages):
            return none
        tickets = set(thread.messages.mapped("message_id"))
        for reference in references:
            if reference in tickets or self._read_keys([reference]):
                return none
            key, message = keys.get(reference), messages.get(reference)
            if not (key or message):
                continue
            order_id = key[0] if key else message.res_id
            order = orders.browse(order_id).exists()
            if order:
                sides = {side for each, side in keys.values() if each == order.id}
                own = (one for one in messages.values() if one.res_id == order.id)
                parent = next(own, none.parent)
                return Answer(order, parent, frozenset(sides))
        return none

    def _find_by_order_number(self, head, address):
        """Return the :class:`Answer` by the number in the subject, if that is for him.

        For who does the work, and who is responsible for it.
        """
        # sudo: servicedesk.work.order - the gate asks for whoever writes
        orders = self.env[ORDER].sudo()
        none = Answer(orders, self.env["mail.message"], by_number=True)
        subject = mail_thread.text(head, "Subject")
        numbers = mail_thread.find_numbers(orders._get_number_pattern(), subject)
        if not numbers:
            return none
        people = self._find_people(address)
        found = orders.search([("number", "in", numbers)]) if people else orders
        for order in found.sorted(lambda order: numbers.index(order.number.upper())):
            partner, sides = order._find_speaker(people)
            if steps.DOER in sides or partner in order.responsible_id.partner_id:
                return Answer(order, none.parent, by_number=True)
        return none

    def _is_order_for_others(self, answer, desks):
        """Return whether a mail that names an order is for other desks alone.

        As of a ticket: who writes to a confidential desk tells it nobody else; who
        writes to another company's, does so unless he answers what we sent him.
        """
        order = answer.order
        team_ids = {desk["team_id"] for desk in desks if desk["team_id"]}
        if not desks:
            team_ids = set(self.fetchmail_server_id.servicedesk_team_id.ids)
        if not team_ids:
            return False
        own = order.ticket_id
        if own and not team_ids.isdisjoint(own._get_former_team_ids()):
            return False
        companies = {desk["company_id"] for desk in desks} - {False}
        foreign = bool(companies) and order.company_id.id not in companies
        secret = self.env["servicedesk.team"]._get_confidential_ids()
        return foreign and not answer.is_ours or not secret.isdisjoint(team_ids)

    # ------------------------------------------------------------------
    # Who answers
    # ------------------------------------------------------------------

    def _judge_order(self, head, answer, address, values):
        """Fill in how an answer is posted: hidden or not, in doubt or not, by whom.

        As on tickets: a stranger's words are a note in doubt. Those of the house are
        public only with what we sent to the house alone, or when our mail server
        vouches for them: else anybody could order in its name.
        """
        order, people = answer.order, self._find_people(address)
        partner, sides = order._find_speaker(people)
        staff = partner.user_ids.filtered(lambda user: user.active and not user.share)
        verified = self._is_authenticated(head, address)
        hidden = answer.is_hidden
        if staff:
            secret = mail_thread.DESK_SIDES.intersection(answer.sides)
            verified = verified or bool(secret)
            engaged = order.doer_company_id & staff.company_ids
            if engaged and steps.ORDERER not in sides:
                # Notes are not theirs to read: what they were sent is no note.
                hidden = False
            hidden = hidden or not verified or answer.by_number
        else:
            verified = verified or answer.is_ours
        doubt = False if verified else UNVERIFIED
        if not partner:
            hidden, doubt = True, UNKNOWN
        else:
            values["author_id"] = partner.id
        # Odoo pings the author of what is answered: of a note he is a colleague.
        quiet = hidden and not answer.is_hidden
        values["is_internal"] = bool(hidden)
        values["parent_id"] = False if quiet else answer.parent.id
        if doubt:
            values["servicedesk_unverified"] = doubt

    def _deliver(self, message, values, routes):
        """Keep the mail with the team and the company whose order it answers."""
        tickets = super()._deliver(message, values, routes)
        ids = [route[1] for route in routes if route[0] == ORDER and route[1]]
        if ids and not tickets:
            # sudo: servicedesk.work.order - the gate notes where a mail went
            order = self.env[ORDER].sudo().browse(ids[0])
            self.write(
                {
                    "company_id": order.company_id.id,
                    "team_id": order.ticket_id.team_id.id,
                }
            )
        return tickets
