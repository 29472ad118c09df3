# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.servicedesk_core.controllers import guard
from odoo.addons.servicedesk_core.controllers.uploads import keep_files, read_files
from odoo.addons.servicedesk_core.models.log.log_reading import FILE

from .ticket_pages import TicketPages

ANSWER_LIMIT = 20000  # characters

# Files that browsers show by themselves, and that can do no harm there.
SHOWN_IN_BROWSER = ("image/png", "image/jpeg", "image/gif", "image/webp")


class TicketPage(TicketPages):
    @http.route(
        "/my/tickets/<int:ticket_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def portal_my_ticket(self, ticket_id, access_token=None, **kwargs):
        """Show a ticket to who may see it, or holds its token; nobody else learns
        that it exists. A visitor without either is asked to log in first.
        """
        if request.env.user._is_public() and not access_token:
            return self._ask_to_log_in()
        visit = self._find_visit(ticket_id, access_token)
        request.env["servicedesk.ticket"].browse(ticket_id)._log_reading()
        return self._render_ticket(visit, options=kwargs)

    @http.route(
        "/my/tickets/<int:ticket_id>/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def portal_my_ticket_answer(self, ticket_id, **post):
        """Post the requester's answer; Odoo has checked the CSRF token by now."""
        visit = self._find_visit(ticket_id)
        text = guard.text(post.get("body")).strip()[:ANSWER_LIMIT]
        if not visit.may_answer:
            problem = request.env._("This ticket takes no answers here any more.")
            return self._render_ticket(visit, {"body": text}, problem, status=409)
        purpose = self._get_answer_purpose(ticket_id)
        files, problem = read_files()
        if not problem and not text and not files:
            problem = request.env._("Please write something, or choose a file.")
        problem = problem or guard.complain(purpose, post.get("nonce"))
        if problem:
            return self._render_ticket(visit, {"body": text}, problem, status=422)
        landed = ticket_id
        if guard.use(post["nonce"]):
            ticket = request.env["servicedesk.ticket"].browse(ticket_id)
            message = ticket.message_post(
                body=plaintext2html(text) if text else "",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                attachment_ids=keep_files(files),
            )
            # What is said on a closed ticket lives on the one that goes on with it.
            # sudo: mail.message - where his own words went
            landed = message.sudo().res_id
        sent = 1 if landed == ticket_id else "follow_up"
        path = f"/my/tickets/{landed}?sent={sent}#answer"
        return request.redirect(path, code=303)

    @http.route(
        "/my/tickets/<int:ticket_id>/files/<int:attachment_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def portal_my_ticket_file(
        self, ticket_id, attachment_id, access_token=None, **_kwargs
    ):
        """Send a file of a public message to whoever may see the ticket.

        Files of hidden notes, and of other tickets, are not found. Whatever it is,
        the browser is told to save it, not to open it as a page of ours.
        """
        if request.env.user._is_public() and not access_token:
            return self._ask_to_log_in()
        visit = self._find_visit(ticket_id, access_token)
        attachment = visit.ticket._portal_find_file(attachment_id)
        if not attachment:
            raise NotFound()
        request.env["servicedesk.ticket"].browse(ticket_id)._log_reading(FILE)
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        response = stream.get_response(
            as_attachment=attachment.mimetype not in SHOWN_IN_BROWSER
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return self._seal(response, visit)

    # ------------------------------------------------------------------
    # Rendering
    # ------------------------------------------------------------------

    def _ask_to_log_in(self):
        path = request.httprequest.path
        return request.redirect_query("/web/login", {"redirect": path}, code=303)

    def _get_answer_purpose(self, ticket_id):
        return f"ticket-answer:{ticket_id}:{request.env.uid}"

    def _render_ticket(self, visit, post=None, problem=False, status=200, options=None):
        """Render the page; with what was typed when an answer was not taken."""
        options = options or {}
        user = request.env.user
        reader = user.partner_id if not user._is_public() else user.partner_id.browse()
        zone = self._get_zone(visit.ticket)
        is_requester = bool(reader) and reader == visit.ticket.partner_id
        values = {
            "page_name": "servicedesk_ticket",
            "page": visit.ticket._portal_prepare_page(
                zone, reader, earlier=bool(options.get("earlier"))
            ),
            "answers": visit.ticket._get_answers_in_words(user, str(zone)),
            "query": visit.query,
            "is_requester": is_requester and not visit.token,
            "may_answer": visit.may_answer,
            "no_breadcrumbs": bool(visit.token),
            "backend_url": self._get_backend_url(visit),
            "is_sent": bool(options.get("sent")),
            "is_followed": options.get("sent") == "follow_up",
            "problem": problem,
            "post": post or {},
            "nonce": guard.issue(self._get_answer_purpose(visit.ticket.id)),
        }
        response = request.render("servicedesk_portal.portal_my_ticket", values)
        response.status_code = status
        return self._seal(response, visit)

    def _get_backend_url(self, visit):
        """Return where the desk's people go on working, or False for others."""
        tickets = request.env["servicedesk.ticket"]
        if visit.token or not request.env.user._is_internal():
            return False
        if not tickets._reads_notes():
            return False
        return f"/odoo/servicedesk.ticket/{visit.ticket.id}"
