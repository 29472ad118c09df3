# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What the requester's pages share: finding a ticket, the reader's zone, headers."""

from datetime import timedelta
from typing import Any, NamedTuple

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools import moments

# A link with the ticket's token stops opening it so long after it was closed.
TOKEN_LIFE_AFTER_CLOSING = timedelta(days=90)


class Visit(NamedTuple):
    """A ticket that somebody may look at, and how he came by it."""

    ticket: Any  # in superuser mode: only to be read through its _portal_* methods
    token: str  # empty for those who have access themselves
    may_answer: bool

    @property
    def query(self):
        """Return the query part that links on the page need to be opened too."""
        return f"?access_token={self.token}" if self.token else ""


class TicketPages(CustomerPortal):
    def _find_visit(self, ticket_id, access_token=None):
        """Return the :class:`Visit` of a ticket the current user may look at.

        The one place where access to the pages is decided, and the only caller of
        Odoo's ``_document_check_access``, which returns a superuser record. A token
        lets people without access read; whoever has access needs none.

        :raise NotFound: for a ticket that does not exist and for one of somebody
            else alike, so that numbers cannot be tried.
        """
        token = access_token if access_token and access_token.isascii() else None
        try:
            found = self._document_check_access("servicedesk.ticket", ticket_id, token)
        except (AccessError, MissingError) as error:
            raise NotFound() from error
        ticket = found.with_context(lang=request.env.lang)
        own = request.env["servicedesk.ticket"].browse(ticket_id)
        if own.has_access("read"):
            return Visit(ticket, "", self._may_answer(ticket))
        if self._is_token_over(ticket):
            raise NotFound()
        return Visit(ticket, token, False)

    def _is_token_over(self, ticket):
        """Whether the ticket has been closed for so long that its link is dead."""
        if ticket.is_open or not ticket.date_closed:
            return False
        return ticket.date_closed + TOKEN_LIFE_AFTER_CLOSING < fields.Datetime.now()

    def _may_answer(self, ticket):
        """People on the requester's side answer here, also when the ticket is over.

        What they say then opens one that goes on with it; of a merged ticket they say
        it on the one that goes on. The desk's own people see the page as their
        customer does, and write from the ticket's form, where they see to whom. Who
        approves only reads.
        """
        user = request.env.user
        if not ticket.is_open and ticket._get_closed_end() != ticket:
            return False
        # Customers see nothing but what they ask for: no need to compute it.
        return user.share or user in ticket._get_askers()[ticket]

    def _get_zone(self, ticket=None):
        """Return the reader's time zone, else the requester's, else the company's."""
        user = request.env.user
        names = [user.tz if not user._is_public() else False]
        if ticket:
            names += [ticket.partner_id.tz, ticket.company_id.partner_id.tz]
        return moments.find_zone(*names)

    def _seal(self, response, visit):
        """Keep the address of a page that was opened by token to its reader."""
        if visit.token:
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
