# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The answer page of an escalation: what is offered, accept it, or return it and why.

The grammar is that of all answer pages; see ``answer.py``.
"""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_datetime, is_html_empty

from . import guard
from .answer import STATUS, AnswerPages

ANSWERS = ("accept", "return")


class EscalationPages(http.Controller):
    @http.route(
        "/servicedesk/escalation/<int:escalation_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "HEAD"],
        sitemap=False,
    )
    def escalation_show(self, escalation_id, token, **_kwargs):
        """Show what is offered and ask for the answer."""
        offer, link = self._find_offer(escalation_id, token)
        reason = self._why_not_asked(offer, link)
        if reason:
            return self._render_answered(offer, reason, link)
        return self._render_offer(offer, link)

    @http.route(
        "/servicedesk/escalation/<int:escalation_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def escalation_answer(self, escalation_id, token, **post):
        """Take the answer. Odoo has checked the CSRF token by now."""
        offer, link = self._find_offer(escalation_id, token)
        reason = self._why_not_asked(offer, link)
        if reason:
            return self._render_answered(offer, reason, link)
        post = {name: guard.text(value) for name, value in post.items()}
        problem = guard.complain(self._get_purpose(offer, link), post.get("nonce"))
        if problem:
            return self._render_offer(offer, link, post, problem, status=409)
        try:
            with request.env.cr.savepoint():
                # Used first, in the savepoint: an incomplete form may be sent
                # again with the nonce of the page that says what is missing.
                if not guard.use(post["nonce"]):
                    return self._render_answered(offer, "answered", link)
                self._answer(offer, link, post)
        except UserError as error:
            # Somebody else may have been faster: then there is nothing to send again.
            offer.invalidate_recordset()
            reason = self._why_not_asked(offer, link)
            if reason:
                return self._render_answered(offer, reason, link)
            return self._render_offer(offer, link, post, str(error), status=422)
        return self._render_answered(offer, "thanks", link)

    def _find_offer(self, escalation_id, token):
        """Return (offer, link), as superuser, in the reader's language."""
        # sudo: servicedesk.escalation, servicedesk.answer.link - the token is the
        # right to answer; nothing but the offer is shown
        env = request.env(su=True)
        offer = env["servicedesk.escalation"].browse(escalation_id).exists()
        link = env["servicedesk.answer.link"]
        if offer:
            link = link._find(offer, "escalate", token)
        if not link:
            return offer.browse(), link
        lang = link.partner_id.lang or offer.company_id.partner_id.lang
        request.update_context(lang=lang)
        return offer.with_context(lang=lang), link.with_context(lang=lang)

    def _why_not_asked(self, offer, link):
        """Return why no form is shown: unknown, over, answered; or False."""
        if not link:
            return "unknown"
        if offer.state != "offered":
            return "over" if offer.state == "withdrawn" else "answered"
        if link.cycle != offer.raise_count or not offer._find_answerer(link.partner_id):
            return "over"
        return False

    def _get_purpose(self, offer, link):
        """A nonce holds for one reader and one receiver of the offer."""
        return f"escalate:{link.id}:{offer.raise_count}"

    def _answer(self, offer, link, post):
        """Accept or return in the reader's name.

        :raise UserError: when neither button was pressed, or no reason is given.
        """
        if post.get("answer") not in ANSWERS:
            raise UserError(request.env._("Please choose: accept, or return."))
        user = offer._find_answerer(link.partner_id)
        # sudo: servicedesk.escalation - he was asked; what follows is his doing
        offer = offer.with_user(user).sudo()
        if post["answer"] == "accept":
            offer._accept(user)
        else:
            offer._return(user, (post.get("reason") or "").strip()[:5000])

    def _render_offer(self, offer, link, post=None, problem=False, status=200):
        is_secret, ticket = offer._is_offer_only(), offer.ticket_id
        values = {
            "offer": offer,
            "ticket": ticket,
            "is_secret": is_secret,
            "has_text": not is_secret and not is_html_empty(ticket.description),
            "last_words": [] if is_secret else self._say_last(offer, link),
            "post": post or {},
            "problem": problem,
            "accept_by": self._say_deadline(offer, link.partner_id.tz),
            "nonce": guard.issue(self._get_purpose(offer, link)),
        }
        return self._respond("servicedesk_core.answer_page_escalation", values, status)

    def _say_last(self, offer, link):
        """Return what was last said in public: (who, when on his clock, what)."""
        zone = link.partner_id.tz or offer._get_zone()
        return [
            (who, format_datetime(offer.env, at, tz=zone, dt_format="short"), words)
            for who, at, words in offer._get_last_words()
        ]

    def _say_deadline(self, offer, zone):
        """Return until when an answer is awaited, on the reader's clock; or ""."""
        if not offer.accept_by:
            return ""
        zone = zone or offer._get_zone()
        return offer._say_until(offer.with_context(tz=zone).env)

    def _render_answered(self, offer, reason, link):
        """Say what became of the offer, as far as it is the reader's business."""
        values = {
            "offer": offer,
            "ticket": offer.ticket_id,
            "reason": reason,
            "is_mine": link and link.partner_id == offer.answered_by_id.partner_id,
        }
        return self._respond(
            "servicedesk_core.answer_page_escalation_end", values, STATUS[reason]
        )

    def _respond(self, template, values, status):
        return AnswerPages._respond(self, template, values, status)
