# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..ticket.servicedesk_ticket import DEED

# Another one may be whom the ticket is about, once these are written.
SUBJECT_FIELDS = frozenset({"partner_id", "partner_email"})


class ServicedeskTicket(models.Model):
    """A ticket *about* a customer that he must never see.

    Only the desk's own people read it, and are told of it; everything said there is a
    hidden note. Whoever it is about is shut out whatever else he is: an agent of the
    team, an auditor, a follower. So he has no place on it either.

    A ticket is hidden by a plain write, also while it is registered. Showing it again
    is a deed of its own, with a warning.
    """

    _inherit = "servicedesk.ticket"

    # A copy would tell him all the same: it is hidden, too.
    internal_only = fields.Boolean(
        string="Internal",
        help="About the requester, never for him: not shown, not mailed, by any route.",
    )

    _internal_only_idx = models.Index("(id) WHERE internal_only IS TRUE")

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_hide_from_requester(self):
        """Keep tickets from their requesters from now on; what they know they know.

        Nothing is asked of them any more, no link opens, no mail goes out; tickets
        that were merged into these are hidden with them.

        :raise AccessError: for who does not work on all of them.
        """
        self._check_work_access()
        self._lock()
        self.filtered(lambda ticket: not ticket.internal_only).write(
            {"internal_only": True}
        )
        return True

    def action_show_to_requester(self):
        """Show tickets to their requesters: what is said from now on, and the head.

        What was said while they were internal stays hidden. He is told nothing by it:
        whoever shows him the ticket writes to him.

        :raise AccessError: for who does not work on all of them.
        """
        self._check_work_access()
        self._lock()
        hidden = self.filtered("internal_only")
        hidden._write_deed({"internal_only": False})
        for ticket in hidden:
            # sudo: mail.followers - he follows his ticket as every requester does
            asker = ticket.sudo()
            asker._message_subscribe(asker.partner_id.ids)
            ticket._message_log(
                body=self.env._("Shown to the requester from now on."),
            )
        return True

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    def write(self, vals):
        """Hide what becomes internal; show nothing but by the deed.

        :raise UserError: when a plain write would show a ticket.
        """
        if "internal_only" not in vals and not SUBJECT_FIELDS & vals.keys():
            return super().write(vals)
        # sudo: servicedesk.ticket - who gives a ticket away may not read it afterwards
        tickets = self.sudo()
        hidden = tickets.filtered("internal_only")
        if hidden and not vals.get("internal_only", True):
            self._check_may_show(hidden)
        result = super().write(vals)
        for ticket in tickets.filtered("internal_only"):
            if ticket not in hidden:
                ticket._shut_out()
            elif SUBJECT_FIELDS & vals.keys():
                ticket._let_outsiders_go()
        return result

    def _check_may_show(self, tickets):
        """Raise UserError unless a deed shows the tickets, with its warning."""
        if self.env.context.get("servicedesk_deed") is not DEED:
            raise UserError(
                self.env._(
                    "%(tickets)s: hidden from the requester. Use “Show to the"
                    " Requester”, which says what he will see.",
                    tickets=", ".join(tickets.mapped("number")),
                )
            )

    @api.constrains(
        "internal_only",
        "partner_id",
        "partner_email",
        "user_id",
        "co_responsible_ids",
        "opener_id",
    )
    def _check_no_subject_inside(self):
        """Nobody works on, or opens, a ticket about himself that he must not see."""
        for ticket in self.filtered("internal_only"):
            users = ticket.user_id | ticket.co_responsible_ids | ticket.opener_id
            for user in users:
                if ticket._is_subject(user.partner_id):
                    raise ValidationError(
                        self.env._(
                            "An internal ticket about %(user)s is never for his eyes:"
                            " he cannot register it, or work on it.",
                            user=user.name,
                        )
                    )

    # ------------------------------------------------------------------
    # Who is inside
    # ------------------------------------------------------------------

    def _is_subject(self, partners):
        """Return whether one of the contacts is whom this ticket is about.

        Himself, or another contact with his address: one person is often two.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket, res.partner - who it is about decides who reads it
        ticket, partners = self.sudo(), partners.sudo()
        if ticket.partner_id and ticket.partner_id in partners:
            return True
        email = ticket.partner_email
        return bool(email) and email in partners.mapped("email_normalized")

    def _filter_inside(self, partners):
        """Return those who may hear of this ticket: of the desk, and not its subject.

        Whoever has a role in the desk of the ticket's company.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket, res.users - where somebody belongs is no secret here
        company = self.sudo().company_id

        def is_desk(user):
            return (
                user.active
                and not user.share
                and company in user.company_ids
                and self.env[self._name].sudo(False).with_user(user)._is_desk_user()
            )

        # sudo: res.partner - whether somebody is of the desk is no secret
        return partners.filtered(
            lambda partner: (
                any(is_desk(user) for user in partner.sudo().user_ids)
                and not self._is_subject(partner)
            )
        )

    # ------------------------------------------------------------------
    # Hiding
    # ------------------------------------------------------------------

    def _shut_out(self):
        """Close every door that stood open to the requester; in superuser mode."""
        self.ensure_one()
        merged = self.search(
            [("merged_into_id", "=", self.id), ("internal_only", "=", False)]
        )
        merged._write_deed({"internal_only": True})
        if self.confirmation == "awaiting":
            self._write_deed({"confirmation": "none", "confirm_next_at": False})
        self._drop_notices()
        self._delete_links()
        self._let_outsiders_go()
        self._drop_waiting_words()
        # Pictures in texts are asked for anew, with the rights of who looks.
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("access_token", "!=", False),
            ]
        )
        files.access_token = False
        announcements = self.env["servicedesk.announcement"]
        announcements.with_context(active_test=False).search(
            [("ticket_id", "=", self.id)]
        ).ticket_id = False
        self._message_log(body=self.env._("Hidden from the requester from now on."))

    def _delete_links(self):
        """Take back the keys: to the page, and to questions about the ticket."""
        if self.access_token:
            self.access_token = False
        links = self.env["servicedesk.answer.link"]
        found = links.search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        asked = links.search(
            [
                ("res_model", "=", "servicedesk.approval"),
                ("res_id", "in", self.approval_ids.ids),
            ]
        )
        found |= asked.filtered(lambda link: not self._filter_inside(link.partner_id))
        found.unlink()

    def _let_outsiders_go(self):
        """Let go who follows from outside, and what is planned for such people."""
        followers = self.message_partner_ids
        leaving = followers - self._filter_inside(followers)
        if leaving:
            self.message_unsubscribe(leaving.ids)
        outside = self.activity_ids.filtered(
            lambda activity: (
                (
                    activity.user_id
                    and not self._filter_inside(activity.user_id.partner_id)
                )
                or activity.is_servicedesk_call
            )
        )
        outside.unlink()

    def _drop_waiting_words(self):
        """Drop what waits to be told outside: notices, mails, counts of unread."""
        waiting = self.env["servicedesk.notice"].search([("ticket_id", "=", self.id)])
        waiting.filtered(
            lambda row: (
                row.template_id
                or (row.partner_id and not self._filter_inside(row.partner_id))
            )
        ).unlink()
        told = self.env["mail.notification"].search(
            [
                ("mail_message_id", "in", self.message_ids.ids),
                ("notification_type", "=", "inbox"),
                ("is_read", "=", False),
            ]
        )
        told.filtered(
            lambda row: not self._filter_inside(row.res_partner_id)
        ).is_read = True
