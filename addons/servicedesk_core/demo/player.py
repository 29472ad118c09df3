# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Play stories: each step is the real deed, by the person whose it is.

So the demo cannot contradict the product: stages, spans, notices and notes are what
the ticket itself made of the deeds, and a step that its person may not take fails
the loading. What is stamped with the present is then moved to the time of the step.
"""

import logging

import pytz

from odoo import SUPERUSER_ID, fields
from odoo.fields import Command
from odoo.tools import plaintext2html

from .past import CONTRACT, OWN, TICKET, Past
from .work_deeds import WorkDeeds

_logger = logging.getLogger(__name__)

MODULE = "servicedesk_core"
# Words of a story that name one record, and the ticket's field for it…
ONE = {
    "type": "ticket_type_id",
    "team": "team_id",
    "user": "user_id",
    "service": "service_id",
    "category": "category_id",
    "schedule": "schedule_id",
}
# …and those that name several, with what the records are.
SEVERAL = {"tags": "tag", "components": "component"}
CONTEXT = {
    # Mails are made, so that the conversation shows whom they went to, but not sent.
    "mail_notify_force_send": False,
    "mail_auto_subscribe_no_notify": True,
}


class Player(WorkDeeds):
    """Plays stories in the database of ``env`` (superuser mode)."""

    def __init__(self, env):
        self.env = env(context=CONTEXT)
        self.past = Past(self.env)
        calendar = self.env.ref("base.main_company").resource_calendar_id
        self.zone = pytz.timezone(calendar.tz or "UTC")
        self.moment = self.past.present

    # ------------------------------------------------------------------
    # Playing
    # ------------------------------------------------------------------

    def play(self, stories):
        """Make the tickets of ``stories`` that are not there yet, oldest first.

        :return: the number of tickets made.
        :raise ValueError: when a story's steps are not in the order of time.
        """
        last_mail = self._get_last_mail_id()
        new = [story for story in stories if not self._find("ticket", story.key)]
        for story in sorted(new, key=lambda story: self._at(story.steps[0].when)):
            self._play_story(story)
        self._drop_mails(last_mail)
        _logger.info("%s demo tickets were played", len(new))
        return len(new)

    def _play_story(self, story):
        times = [self._at(step.when) for step in story.steps]
        if times != sorted(times):
            raise ValueError(f"story {story.key}: a step comes before an earlier one")
        first = story.steps[0]
        ticket = self._open(story, first)
        self._remember(story, ticket)
        self.past.move(ticket, times[0])
        for step, moment in zip(story.steps[1:], times[1:], strict=True):
            self.moment = moment
            deed = getattr(self, f"_do_{step.verb}")
            deed(ticket.with_env(self._get_env(step.who)), step.who, **step.values)
            self.past.move(ticket, moment)

    def _at(self, moment):
        return moment.resolve(self.past.present, self.zone)

    def _remember(self, story, ticket):
        self._remember_as(f"ticket_demo_{story.key}", ticket)

    def _remember_as(self, name, record):
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"{MODULE}.{name}",
                    "record": record.with_env(self.env),
                    "noupdate": True,
                }
            ]
        )

    # ------------------------------------------------------------------
    # Who acts
    # ------------------------------------------------------------------

    def _find(self, kind, key):
        """Return the demo's own record of this name, or None."""
        return self.env.ref(f"{MODULE}.{kind}_demo_{key}", raise_if_not_found=False)

    def _ref(self, name):
        return self.env.ref(f"{MODULE}.{name}")

    def _get_contact(self, key):
        user = self._find("user", key)
        return self._find("partner", key) or user.partner_id

    def _get_env(self, who):
        """Return the environment of a demo user, else that of the system."""
        user = self._find("user", who)
        return self.env(user=user.id if user else SUPERUSER_ID, su=not user)

    # ------------------------------------------------------------------
    # The first step
    # ------------------------------------------------------------------

    def _open(self, story, step):
        """Make the ticket as its channel does."""
        env = self._get_env(step.who)
        values = self._get_values(**step.values)
        if story.goes_on_with:
            return self._open_by_late_word(story)
        if story.split_from:
            return self._open_by_split(env, story)
        if story.channel == "email":
            # The gateway creates on behalf of the sender.
            return self._open_by_mail(env(su=True), story, values)
        values |= {
            "name": story.subject,
            "channel": story.channel,
            "description": plaintext2html(story.text),
        }
        if story.requester:
            values["partner_id"] = self._get_contact(story.requester).id
        if env.user.share:
            return self._open_by_portal(env, values)
        return env[TICKET].create(values)

    def _open_by_portal(self, env, values):
        """Make the ticket as the portal's form does: the request is its first word."""
        ticket = env(su=True)[TICKET].create(values).with_env(env)
        ticket.message_post(
            body=values["description"],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        # sudo: servicedesk.ticket - the desk answers
        ticket.sudo()._send_acknowledgement()
        return ticket

    def _open_by_mail(self, env, story, values):
        """Make the ticket and post the mail on it, as Odoo's mail gateway does."""
        contact = env["res.partner"]
        if story.requester:
            contact = self._get_contact(story.requester).with_env(env)
        message = {
            "subject": story.subject,
            "body": plaintext2html(story.text),
            "author_id": contact.id,
            "email_from": story.sender or contact.email_formatted,
        }
        gateway = env[TICKET].with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )
        ticket = gateway.message_new(message, values)
        ticket.message_post(
            message_type="email", subtype_xmlid="mail.mt_comment", **message
        )
        return ticket.with_env(env)

    def _open_by_late_word(self, story):
        """Have a requester say on the mailed page, too late, that it is not solved."""
        closed = self._find("ticket", story.goes_on_with)
        self._answer_page(closed, "refuse", False, story.text)
        return closed.follow_up_ids

    def _open_by_split(self, env, story):
        """Make a ticket of what its requester wrote last on another one."""
        first = self._find("ticket", story.split_from).with_env(env)
        said = first.message_ids.filtered(
            lambda message: message.author_id == first.partner_id
        )
        return first.browse(first.action_split(said[:1].id, story.subject))

    def _get_values(self, **words):
        """Return the values behind a story's words: type, team, service, due, tags…

        Words that are fields of the ticket (impact, urgency, properties…) are values
        already.
        """
        values = {}
        for word, meaning in words.items():
            if word in SEVERAL:
                records = [self._find(SEVERAL[word], key) for key in meaning.split()]
                ids = [record.id for record in records]
                values[f"{SEVERAL[word]}_ids"] = [Command.set(ids)]
            elif word == "due":
                values["date_due"] = self._at(meaning)
            elif word in ("planned_start", "planned_end"):
                values[word] = self._at(meaning)
            elif word in ONE:
                values[ONE[word]] = getattr(self, f"_get_{word}")(meaning).id
            else:
                values[word] = meaning
        return values

    def _get_type(self, key):
        return self._ref(f"ticket_type_{key}")

    def _get_user(self, key):
        return self._find("user", key)

    def _get_service(self, key):
        return self._find("service", key)

    def _get_schedule(self, key):
        return self._find("schedule", key)

    def _get_category(self, key):
        """Return the demo's category, else one that every desk starts with."""
        return self._find("category", key) or self._ref(f"category_{key}")

    def _get_team(self, key):
        if key == "service_desk":
            return self._ref("team_service_desk")
        return self._find("team", key)

    # ------------------------------------------------------------------
    # Steps of the desk
    # ------------------------------------------------------------------

    def _do_classify(self, ticket, _who, **values):
        ticket.write(self._get_values(**values))

    def _do_take(self, ticket, _who):
        ticket.action_take()

    def _do_assign(self, ticket, _who, user=None, team=None, reason=""):
        ticket.action_assign(
            user_id=self._find("user", user).id if user else False,
            team_id=self._get_team(team).id if team else False,
            reason=reason,
        )

    def _do_help(self, ticket, _who, user):
        ticket.write(
            {"co_responsible_ids": [Command.link(self._find("user", user).id)]}
        )

    def _do_start(self, ticket, _who):
        ticket.action_start()

    def _do_move(self, ticket, _who, to, comment=""):
        """Move along the life cycle to a stage that every desk starts with.

        :raise ValueError: when the move asks for more than a comment.
        """
        stage = self._ref(f"stage_{to}")
        moves = ticket._get_moves_from_here()
        move = next(move for move in moves if move.to_stage_id == stage.id)
        if ticket.action_move(move.id, {"comment": comment}) is not True:
            raise ValueError(f"{ticket.display_name}: {to} asks for more")

    def _do_wait(self, ticket, _who, reason, note=""):
        ticket.action_wait(reason, note)

    def _do_say(self, ticket, _who, text, files=()):
        """Answer the requester."""
        ticket.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[(name, content.encode()) for name, content in files],
        )

    def _do_note(self, ticket, _who, text):
        """Tell colleagues what the requester does not read."""
        ticket.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def _do_resolve(self, ticket, _who, text, code="solved"):
        ticket.action_resolve(text, closure_code=code)
        # sudo: servicedesk.ticket - the mail's way is no deed of the solver
        self._count_as_sent(ticket.sudo())

    def _count_as_sent(self, ticket):
        """Count silence from the step on: the mail that asks is dropped in the end."""
        ticket.flush_recordset()
        if ticket.confirmation != "awaiting" or ticket._is_asked_by_phone():
            return
        cycle = ticket._get_cycle()
        cycle._note_mail(ticket.id, ticket.confirm_cycle, True)
        cycle.date_sent = ticket.date_resolved
        ticket._heed_mail()

    def _do_close(self, ticket, _who, reason=""):
        ticket.action_close(reason)

    def _do_cancel(self, ticket, _who, reason):
        ticket.action_cancel(reason)

    def _do_plan(self, ticket, who, what, summary, due, user=None):
        """Plan an activity: call, todo or meeting."""
        ticket.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(TICKET),
                "res_id": ticket.id,
                "activity_type_id": self.env.ref(f"mail.mail_activity_data_{what}").id,
                "summary": summary,
                "date_deadline": self._at(due).date(),
                "user_id": self._find("user", user or who).id,
            }
        )

    def _do_snooze(self, ticket, _who, until, note=""):
        ticket.action_snooze(fields.Datetime.to_string(self._at(until)), note)

    def _do_call(self, ticket, _who, text):
        """Have an operator tell the requester by phone."""
        ticket._plan_call_task(ticket.partner_id, plaintext2html(text))

    # ------------------------------------------------------------------
    # Steps of several tickets
    # ------------------------------------------------------------------

    def _do_add_affected(self, ticket, _who, keys):
        """Let tickets be solved with this one."""
        found = [self._find("ticket", key).id for key in keys.split()]
        ticket.action_add_children(found, role="affected")

    def _do_link(self, ticket, _who, to):
        ticket.action_link(self._find("ticket", to).ids)

    # ------------------------------------------------------------------
    # Steps of a plan
    # ------------------------------------------------------------------

    def _do_start_plan(self, ticket, _who):
        ticket.action_start_plan()

    def _do_task(self, ticket, who, of, deed, **values):
        """Do something to a ticket below: one of a story, or of a step of the plan."""
        plan_step = self._find("plan_step", of)
        task = self._find("ticket", of)
        if not task:
            # sudo: servicedesk.ticket - who has a task need not read the one above
            tasks = ticket.sudo().child_ids
            task = tasks.filtered(lambda t: t.plan_step_id == plan_step)
        getattr(self, f"_do_{deed}")(task.with_env(ticket.env), who, **values)

    # ------------------------------------------------------------------
    # Steps of an approval
    # ------------------------------------------------------------------

    def _do_approve(self, ticket, who, note=""):
        self._decide(ticket, who, "approved", note)

    def _do_reject(self, ticket, who, note):
        self._decide(ticket, who, "rejected", note)

    def _decide(self, ticket, who, decision, note):
        """Decide in the backend, or on the mailed page if there is no user.

        :raise ValueError: when nothing is asked of this person.
        """
        person = self._get_contact(who)
        # sudo: servicedesk.approval - who is asked finds what he is asked about
        pending = ticket.sudo().approval_ids.filtered(
            lambda one: one.state == "pending" and person in one.asked_ids
        )
        if not pending:
            raise ValueError(f"{ticket.display_name}: {who} is not asked anything")
        if not self._find("user", who):
            pending._decide(decision, note, person)
        elif decision == "approved":
            pending.with_env(ticket.env).action_approve(note)
        else:
            pending.with_env(ticket.env).action_reject(note)

    def _do_remind(self, ticket, _who):
        """Remind, as the scheduled job does, of what is not decided yet."""
        for approval in ticket.approval_ids:
            if approval.state == "pending":
                approval.date_next = self.past.present
                approval._remind(self.past.present)

    # ------------------------------------------------------------------
    # Steps of the requester
    # ------------------------------------------------------------------

    def _do_hear(self, ticket, who, text):
        """Get an answer of the requester: in the portal if he has it, else by mail."""
        if not self._find("user", who):
            ticket.message_post(
                body=plaintext2html(text),
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=ticket.partner_id.id,
                email_from=ticket.partner_id.email_formatted,
            )
            return
        ticket.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _do_confirm(self, ticket, who, rating=False, feedback="", by_phone=False):
        if by_phone or self._find("user", who):
            ticket.action_confirm(rating, feedback, by_phone)
        else:
            self._answer_page(ticket, "confirm", rating, feedback)

    def _do_refuse(self, ticket, who, reason, by_phone=False):
        if by_phone or self._find("user", who):
            ticket.action_refuse(reason, by_phone)
        else:
            self._answer_page(ticket, "refuse", False, reason)

    def _do_hear_nothing(self, ticket, _who):
        """Go on as the scheduled job does when the time for an answer is over."""
        # sudo: servicedesk.ticket - a job has every right
        ticket.sudo()._go_on_unanswered()

    def _answer_page(self, ticket, answer, rating, feedback):
        """Answer as the page does that the mail's link leads to."""
        public = self.env(user=self.env.ref("base.public_user").id, su=True)
        ticket.with_env(public)._apply_answer(
            {
                "answer": answer,
                "rating": rating,
                "feedback": feedback,
                "by_phone": False,
            },
            ticket.partner_id,
            cycle=ticket.confirm_cycle,
        )

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    def _get_last_mail_id(self):
        return self.env["mail.mail"].search([], order="id desc", limit=1).id or 0

    def _drop_mails(self, last_id):
        """Forget the mails that the deeds wrote, as if sent long ago."""
        mails = self.env["mail.mail"].search(
            [("id", ">", last_id), ("model", "in", (TICKET, *OWN, CONTRACT))]
        )
        notifications = self.env["mail.notification"].search(
            [("mail_mail_id", "in", mails.ids)]
        )
        notifications.notification_status = "sent"
        mails.unlink()
