# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The answer page of a work order: what is ordered, accept, decline or report it done.

The grammar is that of all answer pages; see ``answer.py``. The page shows what the
order says, and nothing of the ticket behind it.
"""

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import plaintext2html

from . import guard
from .answer import STATUS, AnswerPages

NOTE_LENGTH = 5000


class WorkOrderPages(http.Controller):
    @http.route(
        "/servicedesk/work-order/<int:order_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "HEAD"],
        sitemap=False,
    )
    def work_order_show(self, order_id, token, **_kwargs):
        """Show what is ordered and ask for the answer that is due."""
        order, link = self._find_order(order_id, token)
        reason = self._why_not_asked(order, link)
        if reason:
            return self._render_answered(order, reason)
        return self._render_order(order, link)

    @http.route(
        "/servicedesk/work-order/<int:order_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def work_order_answer(self, order_id, token, **post):
        """Take the answer. Odoo has checked the CSRF token by now."""
        order, link = self._find_order(order_id, token)
        reason = self._why_not_asked(order, link)
        if reason:
            return self._render_answered(order, reason)
        post = {name: guard.text(value) for name, value in post.items()}
        problem = guard.complain(self._get_purpose(order, link), post.get("nonce"))
        if problem:
            return self._render_order(order, link, post, problem, status=409)
        try:
            with request.env.cr.savepoint():
                # Used first, in the savepoint: an incomplete form may be sent
                # again with the nonce of the page that says what is missing.
                if not guard.use(post["nonce"]):
                    return self._render_answered(order, "answered")
                self._take(order, link.partner_id, post)
        except UserError as error:
            order.invalidate_recordset()
            # Somebody else may have been faster: then there is nothing to send again.
            reason = self._why_not_asked(order, link)
            if reason:
                return self._render_answered(order, reason)
            return self._render_order(order, link, post, str(error), status=422)
        return self._render_answered(order, "thanks")

    def _take(self, order, partner, post):
        """Make the step that was answered with.

        :raise UserError: when no button was pressed, or words are missing.
        """
        answer = post.get("answer")
        note = (post.get("note") or "").strip()[:NOTE_LENGTH]
        if answer not in order._get_answers_asked():
            raise UserError(request.env._("Please choose one of the answers."))
        if answer == "accept":
            order._do_accept(partner)
        elif answer == "decline":
            order._do_decline(partner, note)
        elif not note:
            raise UserError(request.env._("Please say what was done."))
        else:
            order._do_done(partner, plaintext2html(note))

    def _find_order(self, order_id, token):
        """Return (order, link), as superuser, in the reader's language."""
        # sudo: servicedesk.work.order, servicedesk.answer.link - the token is the right
        # to answer; nothing but the order is shown
        user_id = request.env.uid
        if request.env.user._is_public():
            # What follows from the answer is done by the desk, not by a visitor.
            user_id = SUPERUSER_ID
        env = request.env(user=user_id, su=True)
        order = env["servicedesk.work.order"].browse(order_id).exists()
        link = env["servicedesk.answer.link"]
        if order:
            link = link._find(order, "work_order", token)
        if not link:
            return order.browse(), link
        lang = link.partner_id.lang or order.company_id.partner_id.lang
        request.update_context(lang=lang)
        return order.with_context(lang=lang), link.with_context(lang=lang)

    def _why_not_asked(self, order, link):
        """Return why no form is shown: unknown, over, answered; or False."""
        if not link:
            return "unknown"
        if not order._may_answer_by_link(link.partner_id):
            return "over"
        if order._get_answers_asked():
            return "over" if link.revoked_at else False
        return "over" if order.state == "cancelled" else "answered"

    def _get_purpose(self, order, link):
        """A nonce holds for one question: accepting asks another than reporting."""
        return f"work_order:{link.id}:{order.state}:{order.reopen_count}"

    def _render_order(self, order, link, post=None, problem=False, status=200):
        values = {
            "order": order,
            "ticket": order,  # by which the frame knows whose page it is
            "post": post or {},
            "problem": problem,
            "window": order._say_window(link.partner_id.tz),
            "asked": order._get_answers_asked(),
            "nonce": guard.issue(self._get_purpose(order, link)),
        }
        return self._respond("servicedesk_core.answer_page_work_order", values, status)

    def _render_answered(self, order, reason):
        values = {"order": order, "ticket": order, "reason": reason}
        return self._respond(
            "servicedesk_core.answer_page_work_order_end", values, STATUS[reason]
        )

    def _respond(self, template, values, status):
        return AnswerPages._respond(self, template, values, status)
