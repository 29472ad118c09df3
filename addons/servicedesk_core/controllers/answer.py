# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Answer pages: one question, one answer, from a mailed link.

One grammar for all of them: GET shows a form and changes nothing, however often and
by whatever program it is called; POST answers, with a nonce that a GET of the same
session issued a moment ago. No account and no JavaScript are needed.
"""

from typing import Any, NamedTuple

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from . import guard

ANSWERS = ("confirm", "refuse")
RATINGS = ("1", "2", "3", "4", "5")
# Of these reasons the page says what was answered.
CLOSED = ("answered", "thanks")

# What the page says instead of the form, by reason: HTTP status of the answer.
STATUS = {"unknown": 404, "over": 410, "answered": 200, "silent": 200, "thanks": 200}


class Asked(NamedTuple):
    """Who is asked, and what for: by a mailed link, or because he is logged in."""

    purpose: str  # what a nonce of the form is good for
    cycle: int  # the closing cycle that the question belongs to
    partner: Any  # who answers
    back_url: str = ""  # where the reader goes on afterwards
    may_go_on: bool = True  # whether he is still the one who asked for the ticket


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
        return self._show(*self._find(ticket_id, token))

    @http.route(
        "/servicedesk/confirm/<int:ticket_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def confirm_answer(self, ticket_id, token, **post):
        """Take the answer. Odoo has checked the CSRF token by now."""
        return self._take(*self._find(ticket_id, token), post)

    # ------------------------------------------------------------------
    # The question and its answer
    # ------------------------------------------------------------------

    def _show(self, ticket, asked):
        """Show the form to who is asked, or say why there is nothing to ask."""
        reason = self._why_closed(ticket, asked)
        if reason:
            return self._render_closed(ticket, reason, asked)
        return self._render_form(ticket, asked)

    def _take(self, ticket, asked, post):
        """Apply an answer that was sent, once, and say what became of it."""
        if not asked:
            return self._render_end(ticket, "unknown")
        post = {name: guard.text(value) for name, value in post.items()}
        reason = self._why_closed(ticket, asked)
        problem = guard.complain(self._get_purpose(asked), post.get("nonce"))
        if problem and reason:
            return self._render_closed(ticket, reason, asked, post, problem, 409)
        if reason == "over":
            return self._take_too_late(ticket, asked, post)
        if reason == "silent" and self._lacks_words(post):
            problem = request.env._("Please say what is still wrong.")
            return self._render_closed(ticket, reason, asked, post, problem, 422)
        if problem:
            return self._render_form(ticket, asked, post, problem, status=409)
        try:
            with request.env.cr.savepoint():
                # Used first, in the savepoint: an incomplete form may be sent
                # again with the nonce of the page that says what is missing.
                if not guard.use(post["nonce"]):
                    return self._render_end(ticket, "answered", asked)
                answer = self._read_answer(post)
                answer["way"] = "portal" if asked.back_url else "page"
                counted = ticket._apply_answer(answer, asked.partner, cycle=asked.cycle)
        except UserError as error:
            return self._render_form(ticket, asked, post, str(error), status=422)
        reason = "thanks" if counted else reason or "answered"
        return self._render_end(ticket, reason, asked)

    def _lacks_words(self, post):
        """Return whether the answer is that it is not solved, and nothing more."""
        words = (post.get("feedback") or "").strip()
        return post.get("answer") == "refuse" and not words

    def _take_too_late(self, ticket, asked, post):
        """Keep what was said to a question that is over, without effect."""
        said = post.get("answer") in ANSWERS
        if said and guard.use(post["nonce"]):
            rating = post.get("rating")
            answer = {
                "answer": post["answer"],
                "rating": int(rating) if rating in RATINGS else False,
                "feedback": (post.get("feedback") or "")[:5000],
            }
            ticket._log_late_answer(answer, asked.partner)
        return self._render_end(ticket, "over", asked)

    def _why_closed(self, ticket, asked):
        """Return why the question is not put: unknown, over, answered...; or False."""
        if not asked:
            return "unknown"
        if asked.cycle != ticket.confirm_cycle or ticket.confirmation == "none":
            return "over"
        if ticket.confirmation == "silent":
            return "silent" if asked.may_go_on else "over"
        if ticket.confirmation != "awaiting":
            return "answered"
        return False

    def _get_purpose(self, asked):
        """A nonce holds for one question in one cycle."""
        return f"{asked.purpose}:{asked.cycle}"

    # ------------------------------------------------------------------
    # The link
    # ------------------------------------------------------------------

    def _find(self, ticket_id, token):
        """Return (ticket, Asked or None), as superuser, in the reader's language."""
        # sudo: servicedesk.ticket, servicedesk.answer.link - the token is the right
        # to answer; nothing but the question is shown
        user_id = request.env.uid
        if request.env.user._is_public():
            # What follows from his answer is done by the desk, not by a visitor.
            user_id = SUPERUSER_ID
        env = request.env(user=user_id, su=True)
        ticket = env["servicedesk.ticket"].browse(ticket_id).exists()
        link = env["servicedesk.answer.link"]
        if ticket:
            link = link._find(ticket, "confirm", token)
        if not link:
            return ticket.browse(), None
        lang = link.partner_id.lang or ticket._get_requester_lang()
        request.update_context(lang=lang)
        # A link revoked before its question was answered belongs to no cycle.
        withdrawn = link.revoked_at and ticket.confirmation == "awaiting"
        asked = Asked(
            purpose=f"answer:{link.id}",
            cycle=0 if withdrawn else link.cycle,
            partner=link.partner_id.with_context(lang=lang),
            may_go_on=link.partner_id == ticket.partner_id
            and (bool(link.partner_id) or link.email == ticket.partner_email),
        )
        return ticket.with_context(lang=lang), asked

    def _read_answer(self, post):
        """Return the answer as the ticket wants it; refuse anything else.

        :raise UserError: when neither button was pressed or the rating is no number.
        """
        if post.get("answer") not in ANSWERS:
            raise UserError(
                request.env._("Please choose: it works, or it is not solved.")
            )
        rating = post.get("rating") or False
        if rating and rating not in RATINGS:
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

    def _render_form(self, ticket, asked, post=None, problem=False, status=200):
        values = {
            "ticket": ticket,
            "post": post or {},
            "problem": problem,
            "back_url": asked.back_url,
            "answers": ticket._get_answers_in_words(request.env.user, asked.partner.tz),
            "nonce": guard.issue(self._get_purpose(asked)),
            "rating_policy": ticket._get_rating_policy(),
            "ratings": self._get_rating_words(),
        }
        return self._respond("servicedesk_core.answer_page_confirm", values, status)

    def _render_closed(
        self, ticket, reason, asked, post=None, problem=False, status=200
    ):
        """Say why nothing is asked; after a silent closing take that it is not solved.

        Once: then the page says where it goes on.
        """
        if reason != "silent" or ticket.follow_up_ids:
            return self._render_end(ticket, reason, asked)
        values = {
            "ticket": ticket,
            "post": post or {},
            "problem": problem,
            "back_url": asked.back_url,
            "nonce": guard.issue(self._get_purpose(asked)),
        }
        return self._respond("servicedesk_core.answer_page_silent", values, status)

    def _render_end(self, ticket, reason, asked=None):
        values = {
            "ticket": ticket,
            "reason": reason,
            "back_url": asked.back_url if asked else "",
            "going_on": self._get_going_on(ticket),
            "low": self._get_low_word(ticket) if reason in CLOSED else "",
        }
        return self._respond("servicedesk_core.answer_page_end", values, STATUS[reason])

    def _get_going_on(self, ticket):
        """Return the ticket that goes on with one closed in silence, if there is."""
        return ticket.confirmation == "silent" and ticket.follow_up_ids[:1]

    def _get_rating_words(self):
        """Return (value, smiley, word) from bad to great.

        The smileys are Unicode 6.0's, which the fonts of old machines have, too.
        """
        smileys = {
            1: "\N{CRYING FACE}",
            2: "\N{DISAPPOINTED FACE}",
            3: "\N{NEUTRAL FACE}",
            4: "\N{SMILING FACE WITH SMILING EYES}",
            5: "\N{SMILING FACE WITH OPEN MOUTH AND SMILING EYES}",
        }
        words = request.env["servicedesk.ticket"]._get_rating_words()
        return [(value, smileys[value], word) for value, word in words.items()]

    def _get_low_word(self, ticket):
        """Return the word of the rating that put a ticket back to work, or ""."""
        rating = ticket.confirmation == "refused" and ticket._get_cycle().rating
        return ticket._get_rating_words()[rating] if ticket._is_low(rating) else ""

    def _respond(self, template, values, status):
        """Render a page that leaves no trace of its address anywhere."""
        response = request.render(template, values)
        response.status_code = status
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
