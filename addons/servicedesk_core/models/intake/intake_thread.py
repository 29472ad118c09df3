# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from dataclasses import dataclass, field

from odoo import api, models
from odoo.fields import Domain

from ...tools import mail_address, mail_auth, mail_envelope, mail_thread
from .mail_message import TICKET, UNKNOWN, UNVERIFIED

AUTHSERV_IDS = "servicedesk.mail_authserv_ids"
AGENT = "servicedesk_core.group_servicedesk_agent"

# More mails of one conversation are not looked at for one that has a ticket.
MOST_EARLIER = 20


@dataclass
class Sender:
    """Who a mail says it is from.

    :ivar address: plain, in small letters, or an empty string.
    :ivar people: the contacts with that address.
    """

    address: str
    people: models.Model

    @property
    def staff(self):
        """Return the internal users among them."""
        return self.people.user_ids.filtered(
            lambda user: user.active and not user.share
        )


@dataclass
class Thread:
    """What a mail answers.

    :ivar ticket: the ticket, or an empty recordset.
    :ivar how: how it was found: key, message, intake, number.
    :ivar sides: of the ticket's keys in the mail.
    :ivar parent: the message of the ticket that the mail answers, if it names one.
    :ivar twins: other tickets whose messages it names.
    :ivar elsewhere: messages of other records that it names.
    :ivar quoted: tickets whose number it names without a right to them.
    :ivar keys: (ticket id, side) of all keys in the mail.
    :ivar messages: of tickets that it names, the nearest first.
    :ivar answerer: who has answered this very mail before it was here.
    :ivar is_named: whether who wrote before has written to the sender, too.
    """

    ticket: models.Model
    parent: models.Model
    twins: models.Model
    elsewhere: models.Model
    quoted: models.Model
    messages: models.Model
    how: str = ""
    sides: list = field(default_factory=list)
    keys: list = field(default_factory=list)
    answerer: str = ""
    is_named: bool = False

    def aim(self, ticket):
        """Take the mail for an answer on this one of the tickets that it names."""
        self.twins = (self.ticket | self.twins) - ticket
        self.ticket = ticket
        ids = [ticket_id for ticket_id, _side in self.keys]
        self.how = "key" if ticket.id in ids else "message"
        self.sides = [side for found_id, side in self.keys if found_id == ticket.id]
        self.parent = self.messages.filtered(lambda found: found.res_id == ticket.id)
        self.parent = self.parent[:1]

    @property
    def is_ours(self):
        """Return whether the mail names what we sent about the ticket: our secret."""
        return bool(self.sides) or (bool(self.parent) and _is_sent(self.parent))

    @property
    def is_hidden(self):
        """Return whether what is answered is hidden from customers."""
        parent = self.parent
        if mail_thread.HIDDEN_SIDES.intersection(self.sides):
            return True
        return parent.message_type != "auto_comment" and (
            parent.is_internal or parent.subtype_id.internal
        )


class ServicedeskMailIntake(models.Model):
    """Find the ticket that a mail answers, and judge who answers.

    In this order: the ticket's key, the messages the mail names, mails of the same
    conversation that were here before, the number in its subject. Neither equal
    subjects nor what Outlook calls a thread index count: they mix strangers.
    """

    _inherit = "servicedesk.mail.intake"

    @api.model
    def _read_thread_keys(self, envelope):
        """Return [(ticket id, side)] of the keys in a mail."""
        return self._read_keys(envelope.references)

    @api.model
    def _read_keys(self, references):
        if not references:
            return []
        secret = self.env[TICKET]._get_thread_secret()
        keys = (mail_thread.read_key(secret, reference) for reference in references)
        return [key for key in keys if key]

    # ------------------------------------------------------------------
    # Which ticket
    # ------------------------------------------------------------------

    def _find_thread(self, head, address):
        """Return the :class:`Thread` that a mail belongs to.

        :param head: the mail's head, as it came.
        :param str address: of the sender, plain.
        """
        references = mail_thread.references(head)
        thread = self._find_by_references(references)
        if not thread.ticket:
            self._find_by_intake(thread, head, references, address)
        if not thread.ticket:
            self._find_by_number(thread, head, address)
        return thread

    def _find_by_references(self, references):
        tickets, messages = self.env[TICKET], self.env["mail.message"]
        thread = Thread(tickets, messages, tickets, messages, tickets, messages)
        if not references:
            return thread
        keys = thread.keys = self._read_keys(references)
        named = references[: mail_envelope.MOST_REFERENCES]
        found = messages.search([("message_id", "in", named)], order="id desc")
        found = found.sorted(lambda message: named.index(message.message_id))
        ours = found.filtered(lambda message: message.model == TICKET)
        thread.messages = ours
        thread.elsewhere = found - ours
        ids = [ticket_id for ticket_id, _side in keys]
        candidates = tickets.browse(dict.fromkeys(ids + ours.mapped("res_id"))).exists()
        thread.twins = candidates
        thread.aim(candidates[:1])
        return thread

    def _find_by_intake(self, thread, head, references, address):
        """Fill in the ticket of a mail of the same conversation that was here before.

        Whoever was in copy may have answered before the mail itself is here, and two
        of them may have. They belong together only if they wrote to one another, or to
        the same people: a conversation can be named by anybody.
        """
        conversation = [each for each in references if "@" in each]
        own = self.message_id
        domain = Domain.FALSE
        if named := conversation[: mail_envelope.MOST_REFERENCES]:
            domain |= Domain("message_id", "in", named)
        if own or named:
            about = [own, *named] if own else named
            domain |= Domain("in_reply_to", "in", about)
            domain |= Domain("thread_root", "in", about)
        if domain.is_false():
            return
        domain &= Domain("state", "=", "done") & Domain("ticket_id", "!=", False)
        domain &= Domain("id", "!=", self.id)
        fields = ["email_from", "email_to", "in_reply_to", "thread_root", "ticket_id"]
        earlier = self.search_fetch(domain, fields, order="id desc", limit=MOST_EARLIER)
        if not earlier:
            return
        people = {address, *mail_thread.addresses(head, *mail_envelope.VISIBLE)}
        people = self._leave_out_ours(people)
        for mail in earlier:
            texts = (mail.email_from, mail.email_to, mail.ticket_id.email_cc)
            others = {each for text in texts for each in _addresses(text)}
            if people & self._leave_out_ours(others):
                thread.ticket, thread.how = mail.ticket_id, "intake"
                self._note_earlier(thread, mail, address)
                return

    def _note_earlier(self, thread, mail, address):
        """Fill in what a mail that was here before says about this one's sender.

        Whom he writes to anybody chooses; whom the requester, or who was in copy, has
        written to is no stranger.
        """
        ticket, writers = thread.ticket, _addresses(mail.email_from)
        trusted = {ticket.partner_email, *_addresses(ticket.email_cc)}
        wrote = trusted.intersection(writers) and address not in writers
        thread.is_named = bool(wrote) and address in _addresses(mail.email_to)
        answered = {mail.in_reply_to, mail.thread_root} - {False}
        if thread.is_named and self.message_id in answered:
            thread.answerer = writers[0]

    def _leave_out_ours(self, addresses):
        """Return the addresses of people: those of desks are in every mail."""
        aliases = self.env["mail.alias"]
        return {each for each in addresses if each and not aliases._find_desk(each)[0]}

    def _find_by_number(self, thread, head, address):
        """Fill in the ticket whose number the subject names, if that is for him.

        A stranger who names one makes a ticket like anybody else, and learns nothing.
        """
        tickets = self.env[TICKET]
        subject = mail_thread.text(head, "Subject")
        numbers = mail_thread.find_numbers(tickets._get_number_pattern(), subject)
        if not numbers:
            return
        found = tickets.search([("number", "in", numbers)])
        if not found:
            return
        people = self._find_people(address)
        for ticket in found.sorted(lambda ticket: numbers.index(ticket.number)):
            if ticket._is_party(address, people):
                thread.ticket, thread.how = ticket, "number"
                return
        thread.quoted = found

    def _find_people(self, address):
        """Return the active contacts with an address."""
        people = self.env["res.partner"]
        if not address:
            return people
        return people.search([("email_normalized", "=", address)])

    # ------------------------------------------------------------------
    # Who answers
    # ------------------------------------------------------------------

    def _judge(self, head, thread, address, values):
        """Fill in how an answer is posted: hidden or not, in doubt or not, by whom.

        A forged sender is no right. Colleagues of the desk speak as the desk only with
        what we sent to the desk alone, or when our mail server vouches for them: else
        their mail is an internal note. The answer to what is hidden stays hidden.
        """
        ticket = thread.ticket
        sender = Sender(address, self._find_people(address))
        if ticket.partner_id in sender.people:
            values["author_id"] = ticket.partner_id.id
        authenticated = self._is_authenticated(head, address)
        hidden, party = thread.is_hidden, ticket._is_party(address, sender.people)
        if self._is_desk_voice(ticket, sender):
            verified = authenticated or self._carries_desk_secret(thread)
            may_write = any(ticket._may_be_written_by(user) for user in sender.staff)
            hidden = hidden or not verified or not may_write or thread.how == "number"
        else:
            verified = authenticated or self._carries_customer_secret(thread)
            party = party or thread.is_named
        doubt = False if party and verified else UNVERIFIED if party else UNKNOWN
        # A stranger's words under the desk's name would be taken for the desk's.
        self._fill_in_answer(thread, values, hidden or doubt == UNKNOWN, doubt)
        if thread.is_named and address:
            # He is in the conversation now; his next mail is no stranger's.
            values["cc"] = ",".join(filter(None, (values.get("cc"), address)))

    def _fill_in_answer(self, thread, values, hidden, doubt):
        values["is_internal"] = bool(hidden)
        # Odoo pings the author of what is answered: of a note he is a colleague.
        quiet = hidden and not thread.is_hidden
        values["parent_id"] = False if quiet else thread.parent.id
        if doubt:
            values["servicedesk_unverified"] = doubt
            # Who is in copy gets a right to the ticket: nobody gives it to himself.
            values["cc"] = ""

    def _is_desk_voice(self, ticket, sender):
        """Return whether customers would take this for a word of the desk."""
        if not sender.staff or ticket.partner_id in sender.people:
            return False
        if any(user.has_group(AGENT) for user in sender.staff):
            return True
        return not ticket._is_asking_side(sender.address, sender.people)

    def _carries_desk_secret(self, thread):
        """Return whether the mail names what only the desk's own people were sent."""
        if mail_thread.DESK_SIDES.intersection(thread.sides):
            return True
        return bool(thread.parent) and thread.is_hidden and _is_sent(thread.parent)

    def _carries_customer_secret(self, thread):
        """Return whether the mail names what we sent to the requester's side."""
        if mail_thread.CUSTOMER_SIDES.intersection(thread.sides):
            return True
        return bool(thread.parent) and not thread.is_hidden and _is_sent(thread.parent)

    def _is_authenticated(self, head, address):
        """Return whether a mail server of ours vouches for the sender."""
        # sudo: ir.config_parameter - the gate reads its own settings
        names = self.env["ir.config_parameter"].sudo().get_param(AUTHSERV_IDS) or ""
        values = [str(value) for value in head.get_all(mail_auth.HEADER, [])]
        writers = mail_thread.addresses(head, "From")
        if not names or not values or writers != [address]:
            return False
        trusted = names.replace(",", " ").split()
        return mail_auth.is_authenticated(values, trusted, address.partition("@")[2])


def _addresses(text):
    return mail_envelope.addresses(text or "")


def _is_sent(message):
    """Return whether we made a message, and with it its Message-Id: a random one."""
    return message.message_type not in ("email", "notification") and bool(
        message.message_id
    )


def plain_address(text):
    """Return the sender in a text, plain, in small letters, or an empty string."""
    senders = mail_address.find_senders(text or "")
    return senders[0][1][-1] if senders else ""
