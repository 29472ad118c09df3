# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ServicedeskTicket(models.Model):
    """Who reads an internal ticket: the desk's side, without whom it is about.

    Nobody sees it from the requester's side: not the requester, not his company or
    site, not who approves the service or was asked about it. A global rule asks
    ``is_about_me`` besides, whatever role somebody has.
    """

    _inherit = "servicedesk.ticket"

    is_about_me = fields.Boolean(
        compute="_compute_is_about_me",
        search="_search_is_about_me",
        compute_sudo=True,
        help="Whether it is an internal ticket about you, which you do not read.",
    )

    @api.depends("internal_only", "partner_id", "partner_email")
    @api.depends_context("uid")
    def _compute_is_about_me(self):
        inside = self.filtered("internal_only")
        (self - inside).is_about_me = False
        for ticket in inside:
            ticket.is_about_me = ticket._is_subject(self.env.user.partner_id)

    @api.model
    def _search_is_about_me(self, operator, value):
        """Find them by plain facts of the row, which costs a list no further look-up.

        The address is asked for where it stands: addresses change, and rules are kept.
        """
        if operator != "in":
            return NotImplemented
        partner_id = self.env.user.partner_id.id
        self.env["res.partner"].flush_model(["email_normalized"])

        def to_sql(model, alias, query):
            def column(name):
                # sudo: servicedesk.ticket - who it is about decides who reads it
                return model.sudo()._field_to_sql(alias, name, query)

            return SQL(
                """(%s IS TRUE AND COALESCE(%s IN (
                    %s,
                    (SELECT me.id FROM res_partner me
                      WHERE me.id = %s AND me.email_normalized = %s)
                ), FALSE))""",
                column("internal_only"),
                partner_id,
                column("partner_id"),
                partner_id,
                column("partner_email"),
            )

        return Domain.custom(to_sql=to_sql)

    # ------------------------------------------------------------------
    # The requester's side
    # ------------------------------------------------------------------

    @api.depends("internal_only", "partner_email")
    def _compute_viewer_ids(self):
        return super()._compute_viewer_ids()

    def _get_viewers(self):
        """Of an internal ticket only the desk's own people who were called in."""
        viewers = super()._get_viewers()
        for ticket in viewers:
            if ticket.internal_only:
                called = ticket._filter_inside(ticket.message_follower_ids.partner_id)
                viewers[ticket] = called.user_ids
        return viewers

    def _get_askers(self):
        askers = super()._get_askers()
        for ticket in askers:
            if ticket.internal_only:
                askers[ticket] = self.env["res.users"]
        return askers

    @api.model
    def _flush_viewed(self):
        self.flush_model(["internal_only"])
        return super()._flush_viewed()

    @api.model
    def _get_viewed_sql(self, user_ids):
        """Leave internal tickets out of all that is viewed, however it was found.

        One look-up for each ticket found, by its number. People of the desk see those
        that they follow.
        """
        viewed = super()._get_viewed_sql(user_ids)
        shown = SQL(
            """SELECT seen.id FROM %s AS seen(id)
                WHERE NOT EXISTS (SELECT 1 FROM servicedesk_ticket hidden
                                   WHERE hidden.id = seen.id
                                     AND hidden.internal_only IS TRUE)""",
            viewed,
        )
        # sudo: res.users - only whether they are of the desk
        users = self.env["res.users"].sudo().browse(uid for uid in user_ids if uid)
        inside = users.filtered(
            lambda user: self.sudo(False).with_user(user)._is_desk_user()
        )
        if not inside:
            return SQL("(%s)", shown)
        return SQL(
            """(%s UNION
                SELECT follower.res_id
                  FROM mail_followers follower
                  JOIN servicedesk_ticket called ON called.id = follower.res_id
                       AND called.internal_only IS TRUE
                       AND called.partner_id IS DISTINCT FROM follower.partner_id
                 WHERE follower.res_model = 'servicedesk.ticket'
                   AND follower.partner_id IN %s)""",
            shown,
            tuple(inside.partner_id.ids),
        )

    # ------------------------------------------------------------------
    # The desk's side
    # ------------------------------------------------------------------

    @api.depends("is_about_me")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_read(self):
        result = super()._compute_can_read()
        self.filtered("is_about_me").can_read = False
        return result

    @api.model
    def _search_can_read(self, operator, value):
        domain = super()._search_can_read(operator, value)
        if domain is NotImplemented:
            return domain
        return domain & Domain("is_about_me", "=", False)

    @api.depends("is_about_me")
    @api.depends_context("uid")
    def _compute_can_work(self):
        result = super()._compute_can_work()
        self.filtered("is_about_me").can_work = False
        return result

    @api.model
    def _search_can_work(self, operator, value):
        domain = super()._search_can_work(operator, value)
        if domain is NotImplemented:
            return domain
        return domain & Domain("is_about_me", "=", False)

    @api.model
    def _get_desk_read_domain(self):
        domain = super()._get_desk_read_domain()
        if self.env.su:
            return domain
        return domain & Domain("is_about_me", "=", False)

    # ------------------------------------------------------------------
    # Names and keys
    # ------------------------------------------------------------------

    @api.depends("internal_only")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Tell who may not read an internal ticket neither its subject nor its number.

        Odoo reads the names of what a record points to in superuser mode.
        """
        super()._compute_display_name()
        if not self.env.su or self.env.user._is_public():
            return
        inside = self.browse(self.filtered("internal_only")._origin.ids).sudo(False)
        hidden = set((inside - inside._filtered_access("read"))._ids)
        for ticket in self:
            if ticket._origin.id in hidden:
                ticket.display_name = self.env._("Internal ticket")

    def _portal_ensure_token(self):
        """There is no key to an internal ticket.

        :raise UserError: for who asks for a link to share.
        """
        # sudo: servicedesk.ticket - whether there may be a key at all
        if self.sudo().filtered("internal_only"):
            raise UserError(
                self.env._("This ticket is internal: there is no link to share.")
            )
        return super()._portal_ensure_token()

    @api.model
    def _get_thread_with_access(
        self, thread_id, *, hash=None, pid=None, token=None, **kwargs
    ):
        """No key opens the conversation of an internal ticket."""
        if hash or token:
            # sudo: servicedesk.ticket - whether there may be a key at all
            ticket = self.sudo().browse(thread_id).exists()
            if ticket.internal_only:
                hash = pid = token = None
        return super()._get_thread_with_access(
            thread_id, hash=hash, pid=pid, token=token, **kwargs
        )

    # ------------------------------------------------------------------
    # Approving
    # ------------------------------------------------------------------

    def _keep_readers(self, partners):
        """About an internal ticket people of the desk are asked who read it."""
        partners = super()._keep_readers(partners)
        if not self.internal_only:
            return partners
        return self._filter_inside(partners).filtered(
            lambda partner: any(self._may_hear(user) for user in partner.user_ids)
        )
