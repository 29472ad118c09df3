# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The page of a mailed work order: what is ordered, and all that its doer does to it.

He accepts, declines or reports it done, says when he comes, claims hours and parts,
and sends words, files and photos. The grammar is that of all answer pages; see
``answer.py``. The page shows what the order says, and nothing of the ticket behind it.
"""

import math
from datetime import datetime

import pytz

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import plaintext2html

from . import guard
from .answer import STATUS, AnswerPages
from .uploads import keep_files, read_files

NOTE_LENGTH = 5000
NAME_LENGTH = 200
ADDRESS = "/servicedesk/work-order/<int:order_id>/<string:token>"
# Of a picture that is shown, in points; the file itself is one tap away.
THUMBNAIL = 320
# What the page takes besides the answers: key of the form's button, and the deed.
DEEDS = {
    "plan": "plan",
    "hours": "claim",
    "part": "claim",
    "withdraw": "claim",
    "say": "say",
}


class WorkOrderPages(http.Controller):
    @http.route(
        ADDRESS, type="http", auth="public", methods=["GET", "HEAD"], sitemap=False
    )
    def work_order_show(self, order_id, token, saved="", **_kwargs):
        """Show what is ordered and ask for the answer that is due."""
        order, link = self._find_order(order_id, token)
        reason = self._why_not_asked(order, link)
        if reason:
            return self._render_answered(order, reason)
        return self._render_order(order, link, saved=saved)

    @http.route(ADDRESS, type="http", auth="public", methods=["POST"], sitemap=False)
    def work_order_answer(self, order_id, token, **post):
        """Take what was sent. Odoo has checked the CSRF token by now."""
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
                    return self._go_on(order, link, "again")
                self._take(order, link.partner_id, post)
        except UserError as error:
            order.invalidate_recordset()
            # Somebody else may have been faster: then there is nothing to send again.
            reason = self._why_not_asked(order, link)
            if reason:
                return self._render_answered(order, reason)
            return self._render_order(order, link, post, str(error), status=422)
        return self._go_on(order, link, post["answer"])

    @http.route(
        f"{ADDRESS}/file/<int:file_id>",
        type="http",
        auth="public",
        methods=["GET", "HEAD"],
        sitemap=False,
    )
    def work_order_file(self, order_id, token, file_id, small=False, **_kwargs):
        """Give a file that was sent in public; whatever it is, as one to be kept."""
        order, link = self._find_order(order_id, token)
        reason = self._why_not_asked(order, link)
        if reason:
            return self._render_answered(order, reason)
        file = order._get_page_files().filtered(lambda one: one.id == file_id)
        if not file:
            return self._render_answered(order.browse(), "unknown")
        streams = order.env["ir.binary"]
        if small:
            stream = streams._get_image_stream_from(
                file, "raw", width=THUMBNAIL, height=THUMBNAIL
            )
        else:
            stream = streams._get_stream_from(file, "raw")
        # No browser runs it in our name, and no store on the way keeps it.
        return self._leave_no_trace(stream.get_response(as_attachment=True))

    # ------------------------------------------------------------------
    # What was sent
    # ------------------------------------------------------------------

    def _take(self, order, partner, post):
        """Do what was asked for.

        :raise UserError: when no button was pressed, or words are missing.
        """
        answer = post.get("answer")
        if DEEDS.get(answer) in order._get_page_deeds():
            getattr(self, f"_take_{answer}")(order, partner, post)
        elif answer not in order._get_answers_asked():
            raise UserError(request.env._("Please choose one of the answers."))
        elif answer == "accept":
            order._do_accept(partner)
        elif answer == "decline":
            order._do_decline(partner, self._read_note(post, "reason"))
        else:
            self._take_done(order, partner, post)

    def _take_done(self, order, partner, post):
        report = self._read_note(post, "report")
        if not report:
            raise UserError(request.env._("Please say what was done."))
        files = self._read_files(order)
        if files:
            order._say_by_page(partner, "", files)
        order._do_done(partner, plaintext2html(report))

    def _take_plan(self, order, partner, post):
        start = self._read_moment(order, post.get("planned_start"))
        if not start:
            raise UserError(request.env._("Please say when you come."))
        end = self._read_moment(order, post.get("planned_end"))
        order._do_plan(partner, start, end)

    def _take_hours(self, order, partner, post):
        line = {
            "kind": "labour",
            "name": self._read_name(post, "hours_name"),
            "date": self._read_day(post.get("hours_date")),
            "hours": self._read_number(post.get("hours")) or 0.0,
        }
        if not order.rate:
            line["amount_claimed"] = self._read_number(post.get("hours_amount"))
        order._claim_by_page(partner, line)

    def _take_part(self, order, partner, post):
        amount = self._read_number(post.get("part_amount"))
        if amount is None:
            raise UserError(request.env._("Please say what it costs."))
        line = {
            "kind": "other" if post.get("part_kind") == "other" else "part",
            "name": self._read_name(post, "part_name"),
            "date": self._read_day(post.get("part_date")),
            "quantity": self._read_number(post.get("quantity") or "1"),
            "amount_claimed": amount,
        }
        order._claim_by_page(partner, line)

    def _take_withdraw(self, order, partner, post):
        line = post.get("line") or ""
        line_id = int(line) if line.isascii() and line.isdigit() else 0
        order._withdraw_by_page(partner, line_id)

    def _take_say(self, order, partner, post):
        note = self._read_note(post, "words")
        order._say_by_page(partner, note, self._read_files(order))

    # ------------------------------------------------------------------
    # Reading the forms
    # ------------------------------------------------------------------

    def _read_note(self, post, name):
        return (post.get(name) or "").strip()[:NOTE_LENGTH]

    def _read_name(self, post, name):
        return " ".join((post.get(name) or "").split())[:NAME_LENGTH]

    def _read_files(self, order):
        """Return the ids of the files that came along, for a message of the order.

        :raise UserError: for what is not taken; a form comes whole or not at all.
        """
        accepted, problem = read_files()
        if problem:
            raise UserError(problem)
        return keep_files(accepted, order.env) if accepted else []

    def _read_number(self, value):
        """Return a number, however its fraction is written; None for none.

        :raise UserError: for what is none.
        """
        value = (value or "").strip().replace(",", ".")
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise UserError(request.env._("“%(value)s” is no number.", value=value))
        return number

    def _read_day(self, value):
        """Return a day as the field of a browser gives it; False for today.

        :raise UserError: for what is none.
        """
        try:
            return datetime.strptime(value, "%Y-%m-%d").date() if value else False
        except ValueError as error:
            raise UserError(
                request.env._("“%(value)s” is no day.", value=value)
            ) from error

    def _read_moment(self, order, value):
        """Return in UTC what was typed on the reader's clock; False for nothing.

        :raise UserError: for what is none.
        """
        if not value:
            return False
        try:
            local = datetime.fromisoformat(value).replace(tzinfo=None, microsecond=0)
            moment = order.env.tz.localize(local).astimezone(pytz.utc)
        except (ValueError, OverflowError) as error:
            raise UserError(
                request.env._("“%(value)s” is no day and time.", value=value)
            ) from error
        return moment.replace(tzinfo=None)

    # ------------------------------------------------------------------
    # The link
    # ------------------------------------------------------------------

    def _find_order(self, order_id, token):
        """Return (order, link), as superuser, in the reader's language and time."""
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
        order = order._as_read_by(link.partner_id)
        lang, zone = order.env.context["lang"], order.env.context["tz"]
        request.update_context(lang=lang, tz=zone)
        return order, link.with_env(order.env)

    def _why_not_asked(self, order, link):
        """Return why no form is shown: unknown, over, newer, answered; or False."""
        if not link:
            return "unknown"
        if not order._may_answer_by_link(link.partner_id):
            return "over"
        if order._get_answers_asked() or order._get_page_deeds():
            # Verified, and given back all the same: he was mailed anew.
            return "newer" if link.revoked_at else False
        return "over" if order.state == "cancelled" else "answered"

    def _get_purpose(self, order, link):
        """A nonce holds for one question: accepting asks another than reporting."""
        return f"work_order:{link.id}:{order.state}:{order.reopen_count}"

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    def _go_on(self, order, link, saved):
        """Show what the order has become: to load that page again sends nothing."""
        order.invalidate_recordset()
        reason = self._why_not_asked(order, link)
        if reason:
            return self._render_answered(
                order, "thanks" if saved != "again" else reason
            )
        path = f"{request.httprequest.path}?saved={saved}"
        return self._leave_no_trace(request.redirect(path, code=303))

    def _render_order(
        self, order, link, post=None, problem=False, saved="", status=200
    ):
        zone = order.env.tz
        today = datetime.now(zone).date()
        values = {
            "order": order,
            "ticket": order,  # by which the frame knows whose page it is
            "post": post or {},
            "problem": problem,
            "saved": saved,
            "open": self._get_open(order, post, problem, saved),
            "window": order._say_window(),
            "zone": zone.zone,
            "today": today.isoformat(),
            "planned_start": self._to_local(order, order.planned_start),
            "planned_end": self._to_local(order, order.planned_end),
            "asked": order._get_answers_asked(),
            "deeds": order._get_page_deeds(),
            "files": order._get_page_files(),
            "messages": order._get_page_messages(),
            "nonce": guard.issue(self._get_purpose(order, link)),
        }
        return self._respond("servicedesk_core.answer_page_work_order", values, status)

    def _get_open(self, order, post, problem, saved):
        """Return which form lies open: the one to mend, or that comes next."""
        if problem:
            return (post or {}).get("answer")
        if saved == "accept" and not order.planned_start:
            return "plan"
        return saved if saved in ("hours", "part") else ""

    def _to_local(self, order, moment):
        """Return a moment as a browser's field for day and time takes it."""
        if not moment:
            return ""
        return order._get_local(moment).strftime("%Y-%m-%dT%H:%M")

    def _render_answered(self, order, reason):
        values = {"order": order, "ticket": order, "reason": reason}
        return self._respond(
            "servicedesk_core.answer_page_work_order_end",
            values,
            STATUS.get(reason, 410),
        )

    def _respond(self, template, values, status):
        return AnswerPages._respond(self, template, values, status)

    def _leave_no_trace(self, response):
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
