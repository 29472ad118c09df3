# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The answer page of an approval: what is asked, approve or reject, why.

The grammar is that of all answer pages; see ``answer.py``.
"""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_datetime

from . import guard
from .answer import STATUS, AnswerPages

DECISIONS = {"approve": "approved", "reject": "rejected"}


class ApprovalPages(http.Controller):
    @http.route(
        "/servicedesk/approval/<int:approval_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "HEAD"],
        sitemap=False,
    )
    def approval_show(self, approval_id, token, **_kwargs):
        """Show what is to be approved and ask for the decision."""
        approval, link = self._find_approval(approval_id, token)
        reason = self._why_not_asked(approval, link)
        if reason:
            return self._render_decided(approval, reason)
        return self._render_approval(approval, link)

    @http.route(
        "/servicedesk/approval/<int:approval_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def approval_decide(self, approval_id, token, **post):
        """Take the decision. Odoo has checked the CSRF token by now."""
        approval, link = self._find_approval(approval_id, token)
        reason = self._why_not_asked(approval, link)
        if reason:
            return self._render_decided(approval, reason)
        post = {name: guard.text(value) for name, value in post.items()}
        problem = guard.complain(self._get_purpose(link), post.get("nonce"))
        if problem:
            return self._render_approval(approval, link, post, problem, status=409)
        try:
            with request.env.cr.savepoint():
                # Used first, in the savepoint: an incomplete form may be sent
                # again with the nonce of the page that says what is missing.
                if not guard.use(post["nonce"]):
                    return self._render_decided(approval, "answered")
                approval._decide(
                    self._read_decision(post),
                    (post.get("note") or "").strip()[:5000],
                    link.partner_id,
                )
        except UserError as error:
            # Somebody else may have been faster: then there is nothing to send again.
            reason = self._why_not_asked(approval, link)
            if reason:
                return self._render_decided(approval, reason)
            return self._render_approval(approval, link, post, str(error), status=422)
        return self._render_decided(approval, "thanks")

    def _find_approval(self, approval_id, token):
        """Return (approval, link), as superuser, in the reader's language."""
        # sudo: servicedesk.approval, servicedesk.answer.link - the token is the right
        # to decide; nothing but the question is shown
        env = request.env(su=True)
        approval = env["servicedesk.approval"].browse(approval_id).exists()
        link = env["servicedesk.answer.link"]
        if approval:
            link = link._find(approval, "approve", token)
        if not link:
            return approval.browse(), link
        lang = link.partner_id.lang or approval.ticket_id._get_requester_lang()
        request.update_context(lang=lang)
        return approval.with_context(lang=lang), link.with_context(lang=lang)

    def _why_not_asked(self, approval, link):
        """Return why no form is shown: unknown, over, answered; or False."""
        if not link:
            return "unknown"
        if approval.state in ("approved", "rejected"):
            return "answered"
        if approval.state != "pending" or not approval._may_decide(link.partner_id):
            return "over"
        return False

    def _get_purpose(self, link):
        return f"approve:{link.id}"

    def _read_decision(self, post):
        """Return the decision; refuse anything else.

        :raise UserError: when neither button was pressed.
        """
        if post.get("answer") not in DECISIONS:
            raise UserError(request.env._("Please choose: approve, or reject."))
        return DECISIONS[post["answer"]]

    def _render_approval(self, approval, link, post=None, problem=False, status=200):
        ticket = approval.ticket_id
        values = {
            "approval": approval,
            "ticket": ticket,
            "post": post or {},
            "problem": problem,
            "in_place_of": approval.partner_id - link.partner_id,
            "answers": ticket._get_answers_in_words(
                request.env.user, link.partner_id.tz
            ),
            "window": self._say_window(ticket, link.partner_id.tz),
            "is_inside": self._is_inside(link.partner_id),
            "collisions": self._say_collisions(approval, link.partner_id),
            "given": approval._get_mates().filtered(
                lambda mate: mate.state == "approved"
            ),
            "nonce": guard.issue(self._get_purpose(link)),
        }
        return self._respond("servicedesk_core.answer_page_approval", values, status)

    def _say_window(self, ticket, zone):
        """Return when planned work is to be done, on the reader's clock; "" if open."""
        if not ticket.planned_start:
            return ""
        start, end = (
            format_datetime(ticket.env, at, tz=zone or "UTC", dt_format="short")
            for at in (ticket.planned_start, ticket.planned_end)
        )
        return f"{start} – {end} ({zone or 'UTC'})"

    def _is_inside(self, partner):
        """Return whether the reader is of the house: how work is done is for those."""
        return any(not user.share for user in partner.user_ids)

    def _say_collisions(self, approval, partner):
        """Return what the window collides with: to outsiders only how much it is."""
        names = approval.ticket_id._name_collisions()
        if not names or self._is_inside(partner):
            return ", ".join(names)
        return request.env._("other planned work: %(count)s", count=len(names))

    def _render_decided(self, approval, reason):
        values = {
            "approval": approval,
            "ticket": approval.ticket_id,
            "reason": reason,
        }
        return self._respond(
            "servicedesk_core.answer_page_approval_end", values, STATUS[reason]
        )

    def _respond(self, template, values, status):
        return AnswerPages._respond(self, template, values, status)
