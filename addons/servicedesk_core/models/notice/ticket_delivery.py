# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import models
from odoo.fields import Command
from odoo.tools import format_datetime

from ...tools import notice

_logger = logging.getLogger(__name__)


class ServicedeskTicket(models.Model):
    """Telling somebody: in Odoo, by mail, or by an operator who calls."""

    _inherit = "servicedesk.ticket"

    def _deliver_notice(self, facts, line):
        """Tell the person of ``line``; return the values of mails yet to be made."""
        self.ensure_one()
        lang = line.partner.lang or self._get_requester_lang()
        ticket = self.with_context(lang=lang)
        body, subject = ticket._render_notice(facts, line)
        if line.channel == notice.CALL:
            self._plan_call_task(line.partner, body)
        elif line.channel == notice.INBOX:
            ticket.with_context(servicedesk_notice_inbox=True).message_notify(
                body=body,
                subject=subject,
                author_id=self.company_id.partner_id.id,
                partner_ids=line.partner.ids,
            )
        else:
            values = ticket._prepare_notice_mail_vals(body, subject, line)
            if (
                facts["event"] == "registered"
                and ticket.channel == "email"
                and line.person.side == notice.REQUESTER
            ):
                # It stands for the acknowledgement: it answers his mail as that does.
                first = ticket._get_first_mail_id()
                values |= ticket._prepare_answering_vals(values, first)
            return [values]
        return []

    def _prepare_notice_mail_vals(self, body, subject, line):
        """Return the values of the mail to one person, from the desk's address."""
        self.ensure_one()
        is_staff = line.person.side == notice.STAFF
        button = {}
        if is_staff or line.person.has_login:
            page = f"/mail/view?model={self._name}&res_id={self.id}"
            url = f"{self.get_base_url()}{page if is_staff else self.access_url}"
            title = self.env._("View Ticket")
            button = {
                "has_button_access": True,
                "button_access": {"url": url, "title": title},
            }
        if is_staff:
            button["model_description"] = self.env._("ticket")
        values = self._prepare_desk_mail_vals(body, subject, **button)
        if is_staff:
            # What the desk tells itself is no part of the conversation.
            values["message_type"] = "user_notification"
        to_address = False if line.partner else self.partner_email
        return values | {
            "email_to": to_address,
            "recipient_ids": [Command.set(line.partner.ids)],
        }

    def _prepare_digest_mail_vals(self, body, subject, line):
        """Return the values of a mail about this and other tickets, to a colleague."""
        self.ensure_one()
        values = self._prepare_desk_mail_vals(
            body, subject, model_description=self.env._("tickets"), record_name=False
        )
        return values | {
            "model": False,
            "res_id": False,
            "message_type": "user_notification",
            "email_to": False,
            "recipient_ids": [Command.set(line.partner.ids)],
        }

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _render_notice(self, facts, line):
        """Return (body, subject): of the rule's template, else built in.

        Who calls is told what to say, not what a mail would say.
        """
        self.ensure_one()
        template = self._get_own_template(line.rule.template_id)
        if template and line.channel != notice.CALL:
            texts = self._fill_in_notice(template)
            if texts:
                return texts
        sentence = self._get_notice_sentence(facts)
        parts = [Markup("<p>%s</p>") % sentence]
        if line.person.side == notice.STAFF:
            rows = (Markup("<li>%s: %s</li>") % row for row in self._get_notice_rows())
            parts.append(Markup("<ul>%s</ul>") % Markup("").join(rows))
        if line.channel == notice.CALL:
            parts.append(self._get_notice_words(facts))
        subject = self._message_compute_subject()
        # A requester's program groups what has one subject; he reads the rest inside.
        if line.person.side == notice.STAFF:
            subject = f"{subject}: {sentence}"
        return Markup("").join(parts), subject

    def _fill_in_notice(self, template):
        """Return (body, subject) of a rule's text, or None when it cannot be filled in.

        Then people are told in plain words, and a note says so on the ticket.
        """
        try:
            with self.env.cr.savepoint():
                body, subject = self._render_template_texts(template)
        except OperationalError:
            raise
        except Exception as error:  # a text that people wrote can fail in any way
            _logger.warning("Template %s on %s: %s", template.id, self, error)
            desk = self._speak_as_desk()
            desk._note_once(
                desk.env._(
                    "“%(template)s” could not be filled in for this ticket.",
                    template=template.display_name,
                )
            )
            return None
        return body, subject or self._message_compute_subject()

    def _get_notice_sentence(self, facts):
        """Return in a sentence what happened."""
        self.ensure_one()
        stage = self.env["servicedesk.stage"].browse(facts["stage_id"] or [])
        sentences = {
            "registered": self.env._("The ticket was registered."),
            "classified": self.env._(
                "The ticket was classified: %(type)s.", type=self.ticket_type_id.name
            ),
            "assigned": self._say_assigned(),
            "moved": self._say_moved(),
            "customer_answer": self.env._("The requester has answered."),
            "desk_answer": self.env._("The service desk has answered."),
            "stage": self.env._("The ticket is now: %(stage)s.", stage=stage.name),
            "waiting": self.env._("The ticket waits."),
            "resolved": self.env._("A solution was proposed."),
            "reopened": self.env._("The ticket is back in work."),
            "closed": self.env._("The ticket was closed."),
            "cancelled": self.env._("The ticket was cancelled."),
            "late": self.env._("The promised time has passed."),
        }
        return sentences[facts["event"]]

    def _say_assigned(self):
        """Return who has it now."""
        self.ensure_one()
        if not self.user_id:
            return self.env._("The ticket has no assignee any more.")
        return self.env._(
            "The ticket was assigned to %(user)s.", user=self.user_id.name
        )

    def _say_moved(self):
        """Return who has it now: the team, the person, or both."""
        self.ensure_one()
        names = ", ".join(filter(None, [self.team_id.name, self.user_id.name]))
        if not names:
            return self.env._("The ticket was passed on, and nobody has it now.")
        return self.env._("The ticket was passed on: %(to)s.", to=names)

    def _get_notice_words(self, facts):
        """Return what somebody is told by phone: the solution, or the answer."""
        self.ensure_one()
        if facts["event"] == "resolved":
            return self.resolution or Markup()
        if facts["event"] == "desk_answer":
            return facts["message"].body or Markup()
        return Markup()

    def _get_notice_rows(self):
        """Return [(label, value)] of what an agent wants to know first."""
        self.ensure_one()

        def label(name):
            return self._fields[name]._description_string(self.env)

        def chosen(name):
            selection = self._fields[name]._description_selection(self.env)
            return dict(selection).get(self[name], "")

        rows = [
            (label("partner_id"), self.partner_id.display_name or self.partner_email),
            (label("priority"), chosen("priority")),
            (label("stage_id"), self.stage_id.name),
        ]
        if self.waiting_reason:
            rows.append((label("waiting_reason"), chosen("waiting_reason")))
        if self.date_due:
            rows.append((label("date_due"), format_datetime(self.env, self.date_due)))
        return [(name, value) for name, value in rows if value]
