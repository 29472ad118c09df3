# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from werkzeug.exceptions import Forbidden, NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.servicedesk_core.controllers.answer import AnswerPages, Asked


class TicketAnswer(AnswerPages):
    """The confirm page for a requester who is logged in: no link, no token needed."""

    @http.route(
        "/my/tickets/<int:ticket_id>/confirm",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def portal_confirm_show(self, ticket_id, **_kwargs):
        """Ask the logged-in requester whether the solution works."""
        ticket, asked = self._find_own(ticket_id)
        if ticket.confirmation == "none":
            return request.redirect(ticket.access_url, code=303)
        return self._show(ticket, asked)

    @http.route(
        "/my/tickets/<int:ticket_id>/confirm",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def portal_confirm_answer(self, ticket_id, **post):
        """Take his answer, by the same rules as from the mailed link."""
        return self._take(*self._find_own(ticket_id), post)

    def _find_own(self, ticket_id):
        """Return (ticket, :class:`Asked`) if the current user may be asked.

        :raise NotFound: for tickets he cannot see.
        :raise Forbidden: for those he sees, but did not ask for.
        """
        ticket = request.env["servicedesk.ticket"].browse(ticket_id)
        if not ticket.exists() or not ticket.has_access("read"):
            raise NotFound()
        try:
            ticket._check_may_answer(by_phone=False)
        except AccessError as error:
            raise Forbidden(str(error)) from error
        user = request.env.user
        # sudo: servicedesk.ticket - he is the requester, and answers as on the
        # mailed page; nothing but the question is shown
        ticket = ticket.sudo()
        asked = Asked(
            purpose=f"answer-own:{ticket.id}:{user.id}",
            cycle=ticket.confirm_cycle,
            partner=user.partner_id,
            back_url=ticket.access_url,
        )
        return ticket, asked
