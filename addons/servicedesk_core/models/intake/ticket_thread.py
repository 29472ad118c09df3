# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models, tools

from ...tools import mail_address, mail_thread
from .mail_message import DOUBTED, UNKNOWN

# What the mails of one message are told about the sides of the ticket.
SIDES_KEY = "servicedesk_sides"


class ServicedeskTicket(models.Model):
    """What ties mails to a ticket: keys on their way out, rights on their way in."""

    _inherit = "servicedesk.ticket"

    mail_tag = fields.Char(
        string="Address Tag",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What stood behind the + in the desk's address: desk+tag@example.com.",
    )

    # ------------------------------------------------------------------
    # Out
    # ------------------------------------------------------------------

    @api.model
    def _get_thread_secret(self):
        """Return what thread keys are signed with: known to this database only."""
        # sudo: ir.config_parameter - the secret signs, nobody is told it
        return self.env["ir.config_parameter"].sudo().get_param("database.secret")

    def _get_thread_key(self, side=mail_thread.CUSTOMER):
        """Return the Message-Id for ``References`` of a mail about this ticket.

        :param str side: who gets the mail: ``desk`` when all are internal users, else
            ``customer``; ``note`` and ``aside`` likewise, of what customers may not
            read.
        """
        self.ensure_one()
        domain = (self._get_desk_address() or "").partition("@")[2] or "servicedesk"
        secret = self._get_thread_secret()
        return mail_thread.make_key(secret, self.id, side, domain)

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Remember who of the recipients is an internal user, and what he is sent."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        if len(self) == 1:
            # sudo: mail.message.subtype - whether a subtype is internal is no secret
            hidden = message.is_internal or message.sudo().subtype_id.internal
            values[SIDES_KEY] = (
                bool(hidden) and message.message_type != "auto_comment",
                {row["id"] for row in recipients_data if not row["share"]},
            )
        return values

    def _notify_by_email_get_final_mail_values(
        self, recipient_ids, mail_values, additional_values=None
    ):
        """Begin the conversation of every mail with the ticket's key for its side.

        At its beginning, since mail programs that shorten conversations leave out what
        is in the middle, and group them by what they begin with.
        """
        values = super()._notify_by_email_get_final_mail_values(
            recipient_ids, mail_values, additional_values=additional_values
        )
        facts = values.pop(SIDES_KEY, None)
        if facts:
            hidden, internal_ids = facts
            to_desk = bool(recipient_ids) and internal_ids.issuperset(recipient_ids)
            side = mail_thread.DESK if to_desk else mail_thread.CUSTOMER
            if hidden:
                side = mail_thread.NOTE if to_desk else mail_thread.ASIDE
            key = self._get_thread_key(side)
            values["references"] = f"{key} {values.get('references') or ''}".strip()
        return values

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_number_pattern(self):
        """Return the pattern that finds numbers in subjects, the former ones too."""
        parts = self.env["ir.sequence"]._servicedesk_number_parts()
        # sudo: ir.config_parameter - the list is kept by the system
        former = self.env["ir.config_parameter"].sudo()
        former = former.get_param("servicedesk.former_prefixes") or ""
        suffix = parts[3]
        forms = [(parts[2], suffix), *((prefix, suffix) for prefix in former.split())]
        return mail_thread.compile_numbers(forms)

    def _get_former_team_ids(self):
        """Return the ids of the teams that have, or had, this ticket or its survivor.

        Mails of theirs are answered still.
        """
        self.ensure_one()
        tickets = self | self._get_survivor()
        return {*tickets.team_id.ids, *tickets.span_ids.team_id.ids}

    def _is_asking_side(self, address, people):
        """Return whether a sender stands on the requester's side of this ticket.

        The requester, who was in copy, his company's people; of a confidential ticket
        not those: they do not see it.

        :param str address: plain, in small letters.
        :param people: the contacts with that address.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - the gate asks for a sender without a login
        ticket = self.sudo()
        requester = ticket.partner_id
        if address in (ticket.partner_email, requester.email_normalized):
            return True
        if address in mail_address.find(ticket.email_cc or ""):
            return True
        if requester in people:
            return True
        company = ticket.commercial_partner_id
        return bool(
            company
            and not ticket.is_confidential
            and company in people.commercial_partner_id
        )

    def _is_party(self, address, people):
        """Return whether a sender has a right to this ticket.

        Who stands on the requester's side, who follows, and who may write on it.

        :param str address: plain, in small letters; an empty one has no right.
        :param people: the contacts with that address.
        """
        self.ensure_one()
        if not address:
            return False
        if self._is_asking_side(address, people):
            return True
        # sudo: servicedesk.ticket - the gate asks for a sender without a login
        if people & self.sudo().message_partner_ids:
            return True
        return any(self._may_be_written_by(user) for user in people.user_ids)

    def _may_be_written_by(self, user):
        """Return whether somebody of the desk may work on this ticket."""
        self.ensure_one()
        if user.share or not user.active:
            return False
        return self.sudo(False).with_user(user).has_access("write")

    def message_post(self, **kwargs):
        """Tell of a mail whom it concerns: of one in doubt nobody outside the desk.

        Odoo tells the author of what is answered: of an acknowledgement that is the
        company, whose general mailbox is none of the conversation. An unknown sender
        does not follow the ticket that he came upon; of the note that his mail becomes
        those are told who would be told of an answer.
        """
        doubt = kwargs.get("servicedesk_unverified")
        if doubt == UNKNOWN:
            self = self.with_context(mail_post_autofollow_author_skip=True)
        named = kwargs.get("partner_ids")
        if kwargs.get("message_type") == "email" and (named or doubt):
            partners = self.env["res.partner"].browse(named or [])
            if doubt == UNKNOWN:
                # sudo: servicedesk.ticket - who follows is told, whoever wrote
                partners |= self.sudo().message_partner_ids
            if doubt:
                partners = self._filter_desk_people(partners)
            company_ids = self.env["res.company"]._get_mailboxes()[0]
            kwargs["partner_ids"] = [
                each for each in partners.ids if each not in company_ids
            ]
        return super().message_post(**kwargs)

    def _filter_desk_people(self, partners):
        """Return those who read this ticket as people of the desk."""
        self.ensure_one()
        # sudo: servicedesk.ticket - each is asked with his own rights
        ticket = self.sudo()
        return (partners - ticket.partner_id).filtered(
            lambda partner: any(
                ticket.with_user(user)._is_desk_user() and ticket._may_hear(user)
                for user in partner.user_ids
                if user.active and not user.share
            )
        )

    def _after_public_message(self, message, msg_values):
        """Tell the desk of a stranger's answer as of any other: it is a note."""
        result = super()._after_public_message(message, msg_values)
        if msg_values.get("servicedesk_unverified") == UNKNOWN:
            self._on_customer_message(message)
        return result

    def _plan_notices(self, facts, told):
        """Tell nobody outside the desk what may be somebody else's words."""
        lines = super()._plan_notices(facts, told)
        # sudo: mail.message - whether it is in doubt is for the desk to know
        if not facts["message"] or not facts["message"].sudo().servicedesk_unverified:
            return lines
        return [line for line in lines if self._filter_desk_people(line.partner)]

    def _get_message_create_valid_field_names(self):
        """Let the gate say what it doubts, and nobody else."""
        names = super()._get_message_create_valid_field_names()
        return names | {"servicedesk_unverified"} if self.env.su else names

    # ------------------------------------------------------------------
    # The answer came first
    # ------------------------------------------------------------------

    def _join_original(self, values, address, answerer):
        """Take in the mail that somebody in copy has answered before it was here.

        Who wrote it follows. As long as nobody has worked on the ticket, it becomes
        what it would have been: his, by his subject, and he is told that it arrived.

        :param dict values: the mail's, as Odoo parsed it.
        :param str address: of its sender, plain.
        :param str answerer: the address of who was faster.
        """
        self.ensure_one()
        author = self.env["res.partner"].browse(values.get("author_id") or [])
        if not self._is_of_answerer(answerer):
            self.message_subscribe(author.ids)
            return
        former = self.partner_id
        names = {"first": former.name or answerer, "sender": author.name or address}
        copied = [*mail_address.find(self.email_cc or ""), answerer]
        self.write(
            {
                "partner_id": author.id,
                "partner_email": address,
                "name": (values.get("subject") or "").strip() or self.name,
                "email_cc": ", ".join(dict.fromkeys(copied)),
            }
        )
        self.message_subscribe((former | author).ids)
        desk = self._speak_as_desk()
        desk._message_log(
            body=desk.env._(
                "%(first)s answered this mail before it was here. The requester is"
                " %(sender)s, who wrote it.",
                **names,
            )
        )
        answered = self.with_context(
            servicedesk_acknowledged_mail=values.get("message_id")
        )
        answered._mail_acknowledgement()

    def _is_of_answerer(self, answerer):
        """Return whether nobody has worked on what ``answerer`` is the requester of."""
        self.ensure_one()
        touched = self.ticket_type_id or self.user_id or self.date_first_response
        return (
            self.state == "new"
            and not (touched or self.merged_into_id)
            and self.partner_email == answerer
        )

    # ------------------------------------------------------------------
    # Several desks
    # ------------------------------------------------------------------

    def _follow_by_teams(self, teams):
        """Have other desks look on that the mail was addressed to as well.

        Their leaders follow, of teams without one all members; the ticket is worked on
        by its own team. Of a confidential ticket nobody is let in so: it is noted.
        """
        self.ensure_one()
        if not teams:
            return
        if not self.is_confidential:
            users = self.env["res.users"].union(
                *(team.leader_id or team.member_ids for team in teams)
            )
            self.message_subscribe(users.partner_id.ids)
        desk = self._speak_as_desk()
        names = ", ".join(teams.with_context(lang=desk.env.lang).mapped("name"))
        desk._message_log(
            body=desk.env._("The mail was also addressed to: %(teams)s", teams=names)
        )

    def _note_twins(self):
        """Link these tickets, and note on each which others the same mail has made."""
        # sudo: servicedesk.ticket - the gateway makes tickets of several companies
        tickets = self.sudo()
        for index, ticket in enumerate(tickets, start=1):
            ticket._link(tickets[index:])
        for ticket in self:
            desk = ticket._speak_as_desk()
            for twin in self - ticket:
                body = desk.env._(
                    "The same mail is %(ticket)s of %(company)s.",
                    ticket=twin._get_number_link(),
                    company=twin.company_id.name,
                )
                desk._message_log(body=body)

    def _note_quoted(self, quoted):
        """Tell the desk which ticket a stranger named, as far as it may know of it."""
        self.ensure_one()
        if quoted.is_confidential or quoted.company_id != self.company_id:
            return
        desk = self._speak_as_desk()
        body = desk.env._(
            "The subject names %(ticket)s; its sender has no right to that ticket.",
            ticket=quoted._get_number_link(),
        )
        desk._message_log(body=body)

    def _get_number_link(self):
        """Return the number as a link for notes: it opens for who may read it."""
        self.ensure_one()
        return Markup(
            '<a href="/odoo/servicedesk.ticket/{id}" data-oe-model="{model}"'
            ' data-oe-id="{id}">{number}</a>'
        ).format(id=self.id, model=self._name, number=self.number)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Keep what the desk thinks of a sender from records of other modules."""
        if any(route[0] not in DOUBTED for route in routes or ()):
            message_dict.pop("servicedesk_unverified", None)
        return super()._message_route_process(message, message_dict, routes)
