# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Answer pages: one question, one answer, from a mailed link.

One grammar for all of them: GET shows a form and changes nothing, however often and
by whatever program it is called; POST answers, with a nonce that a GET of the same
session issued a moment ago. No account and no JavaScript are needed.
"""

import time

from odoo import http
from odoo.exceptions import UserError
from odoo.http import STORED_SESSION_BYTES, request

from ..tools import nonce as nonces

# What the page says instead of the form, by reason: HTTP status of the answer.
STATUS = {"unknown": 404, "over": 410, "answered": 200, "thanks": 200}


class AnswerPages(http.Controller):
    @http.route(
        "/servicedesk/confirm/<int:ticket_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "HEAD"],
        sitemap=False,
    )
    def confirm_show(self, ticket_id, token, **_kwargs):
        """Show the proposed solution and ask whether it works."""
        ticket, link = self._find(ticket_id, token)
        reason = self._why_closed(ticket, link)
        if reason:
            return self._render_end(ticket, reason)
        return self._render_form(ticket, link)

    @http.route(
        "/servicedesk/confirm/<int:ticket_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def confirm_answer(self, ticket_id, token, **post):
        """Take the answer. Odoo has checked the CSRF token by now."""
        ticket, link = self._find(ticket_id, token)
        if not link:
            return self._render_end(ticket, "unknown")
        problem = self._check_nonce(link, post.get("nonce"))
        if problem:
            return self._render_form(ticket, link, post, problem, status=409)
        if link.cycle != ticket.confirm_cycle or ticket.confirmation == "none":
            return self._render_end(ticket, "over")
        try:
            with request.env.cr.savepoint():
                # Used first, in the savepoint: an incomplete form may be sent
                # again with the nonce of the page that says what is missing.
                if not self._use_nonce(post["nonce"]):
                    return self._render_end(ticket, "answered")
                counted = ticket._apply_answer(
                    self._read_answer(post), link.partner_id, cycle=link.cycle
                )
        except UserError as error:
            return self._render_form(ticket, link, post, str(error), status=422)
        return self._render_end(ticket, "thanks" if counted else "answered")

    # ------------------------------------------------------------------
    # The link
    # ------------------------------------------------------------------

    def _find(self, ticket_id, token):
        """Return (ticket, link) in superuser mode, in the reader's language."""
        # sudo: servicedesk.ticket, servicedesk.answer.link - the token is the right
        # to answer; nothing but the question is shown
        env = request.env(su=True)
        ticket = env["servicedesk.ticket"].browse(ticket_id).exists()
        link = env["servicedesk.answer.link"]
        if ticket:
            link = link._find(ticket, "confirm", token)
        if not link:
            return ticket.browse(), link
        lang = link.partner_id.lang or ticket._get_requester_lang()
        request.update_context(lang=lang)
        return ticket.with_context(lang=lang), link.with_context(lang=lang)

    def _why_closed(self, ticket, link):
        """Return why no form is shown: unknown, over, answered; or False."""
        if not link:
            return "unknown"
        if link.cycle != ticket.confirm_cycle or ticket.confirmation == "none":
            return "over"
        if ticket.confirmation != "awaiting":
            return "answered"
        return False

    # ------------------------------------------------------------------
    # The nonce
    # ------------------------------------------------------------------

    def _get_nonce_parts(self, link):
        """Return (secret, purpose): a nonce holds for one link and one session."""
        # sudo: ir.config_parameter - the secret signs, it is never shown
        secret = request.env["ir.config_parameter"].sudo().get_param("database.secret")
        session = request.session.sid[:STORED_SESSION_BYTES]
        return secret, f"answer:{link.id}:{link.cycle}:{session}"

    def _issue_nonce(self, link):
        return nonces.issue(*self._get_nonce_parts(link), time.time())

    def _check_nonce(self, link, nonce):
        """Return what to tell the reader about a nonce that does not count."""
        verdict = nonces.check(*self._get_nonce_parts(link), nonce, time.time())
        if verdict == nonces.VALID:
            return False
        return {
            nonces.TOO_EARLY: request.env._(
                "That was too quick for us. Please press the button once more."
            ),
            nonces.TOO_LATE: request.env._(
                "This page was open for a long time. Please send it once more."
            ),
        }.get(
            verdict,
            request.env._("This page is not valid any more. Please send it once more."),
        )

    def _use_nonce(self, nonce):
        # sudo: servicedesk.answer.nonce - kept by the system
        return request.env["servicedesk.answer.nonce"].sudo()._use(nonce)

    def _read_answer(self, post):
        """Return the answer as the ticket wants it; refuse anything else.

        :raise UserError: when neither button was pressed or the rating is no number.
        """
        if post.get("answer") not in ("confirm", "refuse"):
            raise UserError(
                request.env._("Please choose: it works, or it is not solved.")
            )
        rating = post.get("rating") or False
        if rating and rating not in ("1", "2", "3", "4", "5"):
            raise UserError(request.env._("A rating is a number from 1 to 5."))
        return {
            "answer": post["answer"],
            "rating": int(rating) if rating else False,
            "feedback": (post.get("feedback") or "").strip()[:5000],
            "by_phone": False,
        }

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    def _render_form(self, ticket, link, post=None, problem=False, status=200):
        values = {
            "ticket": ticket,
            "post": post or {},
            "problem": problem,
            "nonce": self._issue_nonce(link),
            "rating_policy": ticket.ticket_type_id.rating_policy,
            "ratings": self._get_rating_words(),
        }
        return self._respond("servicedesk_core.answer_page_confirm", values, status)

    def _render_end(self, ticket, reason):
        values = {"ticket": ticket, "reason": reason}
        return self._respond("servicedesk_core.answer_page_end", values, STATUS[reason])

    def _get_rating_words(self):
        """Return (value, smiley, word) from bad to great."""
        env = request.env
        return [
            (1, "\N{CRYING FACE}", env._("Bad")),
            (2, "\N{WORRIED FACE}", env._("Poor")),
            (3, "\N{NEUTRAL FACE}", env._("Fair")),
            (4, "\N{SLIGHTLY SMILING FACE}", env._("Good")),
            (5, "\N{SMILING FACE WITH SMILING EYES}", env._("Great")),
        ]

    def _respond(self, template, values, status):
        """Render a page that leaves no trace of its address anywhere."""
        response = request.render(template, values)
        response.status_code = status
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
