# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from lxml import html
from markupsafe import Markup, escape

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty
from odoo.tools.mail import email_split_tuples

from ..tools import moments, sizes

# A ticket's page shows so many of its last messages, and this many on demand.
RECENT_MESSAGES = 30
ALL_MESSAGES = 500

# What the mail of a solution wraps the solution itself in.
SAID = "//*[contains(concat(' ', @class, ' '), ' o_servicedesk_said ')]"

PUBLIC_MESSAGE_TYPES = ("comment", "email", "email_outgoing", "auto_comment")


class ServicedeskTicket(models.Model):
    """What the requester's pages say about a ticket, as plain values.

    Templates get strings, never records: so a page cannot fail, or tell more than
    it should, because its reader has no access to a colleague's contact, an archived
    assignee or another company's team. All methods here are called in superuser mode
    by a controller that has checked access to the ticket itself.

    Of the desk's people the pages name the authors of public messages, as the mails
    did; never who has the ticket, or had it, nor the team, nor any address.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # State in plain words
    # ------------------------------------------------------------------

    def _portal_get_turn(self, reader):
        """Return whose move it is, as the contact ``reader`` sees it.

        :return: ``you``, ``requester`` (somebody else), ``desk``, ``other`` (whoever
            is waited for) or ``nobody``.
        """
        turn = self._portal_get_turn_of()
        if turn == "requester" and reader and reader == self.partner_id:
            return "you"
        return turn

    def _portal_get_turn_of(self):
        self.ensure_one()
        if not self.is_open:
            return "nobody"
        if self.state == "resolved":
            return "requester" if self.confirmation == "awaiting" else "desk"
        if self.state == "waiting":
            return "requester" if self.waiting_reason == "customer" else "other"
        return "desk"

    def _portal_get_next(self, reader):
        """Return one sentence on whose move it is and what comes next."""
        self.ensure_one()
        env = self.env
        if self.merged_into_id:
            return env._("We go on with it as part of another ticket.")
        turn = self._portal_get_turn(reader)
        if turn == "you" and self.state == "waiting":
            return env._("Your turn: we need your answer to go on.")
        if turn == "you":
            return env._("Your turn: please try it, and tell us whether it works.")
        if self.state == "waiting":
            return self._portal_get_waiting_text()
        if turn == "requester":
            return env._("The requester's turn: to say whether it works.")
        return {
            "new": env._("Our turn: somebody will look at it."),
            "assigned": env._("Our turn: work on it will begin."),
            "in_progress": env._(
                "Our turn: we will propose a solution and ask you whether it works."
            ),
            "resolved": env._("Our turn: we will close it."),
            "closed": env._("Nothing more to do."),
            "cancelled": env._("Nothing more to do."),
        }[self.state]

    def _portal_get_waiting_text(self):
        """Return what is waited for, as the requester should understand it."""
        env = self.env
        return {
            "customer": env._("The requester's turn: we need an answer to go on."),
            "contractor": env._("A contractor's turn: we go on when the work is done."),
            "supplier": env._("A supplier's turn: we go on when it is delivered."),
            "change": env._("We go on when a planned change is done."),
            "problem": env._("We go on when the cause behind it is found."),
            "approval": env._("We go on when it is approved."),
            "scheduled": env._("We go on at the agreed time."),
        }.get(self.waiting_reason, env._("We go on as soon as we can."))

    # ------------------------------------------------------------------
    # Rows and pages
    # ------------------------------------------------------------------

    def _portal_prepare_row(self, zone, reader):
        """Return what the list shows of a ticket.

        :param tzinfo zone: of the reader.
        :param res.partner reader: whose turn is *your turn*; empty for a stranger.
        """
        self.ensure_one()
        return {
            "id": self.id,
            "url": self.access_url,
            "number": self.number,
            "name": self.name,
            "state": self.state,
            "stage": self.stage_id.name,
            "type": self.ticket_type_id.name or "",
            "requester": self.partner_id.name or "",
            "turn": self._portal_get_turn(reader),
            "asked": self._portal_say(self.create_date, zone),
            "due": self._portal_get_due_text(zone),
            "is_late": self.is_late,
        }

    def _portal_prepare_page(self, zone, reader, earlier=False):
        """Return all that the page of a ticket shows.

        :param tzinfo zone: of the reader.
        :param res.partner reader: whose own messages are told from the others.
        :param bool earlier: show the older messages too.
        """
        # long texts come when asked for
        self.fetch(["resolution", "description", "properties"])
        messages, more = self._portal_get_messages(earlier)
        return {
            **self._portal_prepare_row(zone, reader),
            "headline": self._portal_get_headline(),
            "service": self.service_id.complete_name or "",
            "next": self._portal_get_next(reader),
            "is_open": self.is_open,
            "is_asked": self.state == "resolved" and self.confirmation == "awaiting",
            "is_rated": self._get_rating_policy() != "none",
            "confirmation": self.confirmation,
            "resolution": self._portal_get_resolution(),
            "description": self._portal_get_description(messages),
            "history": self._portal_get_history(zone),
            "messages": [
                self._portal_prepare_message(message, zone, reader)
                for message in messages
            ],
            "has_earlier": more,
            "merged": self._portal_get_merged(reader),
            "follow_up": self._portal_get_follow_up(reader),
            "followed": self._portal_get_followed(reader),
            "zone": str(zone),
        }

    def _portal_get_merged(self, reader):
        """Return where a merged ticket goes on, as ``reader`` may be told, or False.

        :return: ``number``, ``name`` and ``url`` of the survivor for who reads it;
            for others nothing but that it goes on.
        """
        if not self.merged_into_id:
            return False
        return self._get_survivor()._portal_point_out(reader) or {"url": False}

    def _portal_get_follow_up(self, reader):
        """Return the open ticket that goes on with this one, for its readers."""
        if self.is_open or self.merged_into_id:
            return False
        return self._find_open_follow_up()._portal_point_out(reader)

    def _portal_get_followed(self, reader):
        """Return the closed ticket that this one goes on with, for its readers."""
        return self.follow_up_of_id._portal_point_out(reader)

    def _portal_point_out(self, reader):
        """Return ``number``, ``name`` and ``url`` for who reads it, else False."""
        users = reader.with_context(active_test=True).user_ids
        readable = self and any(
            self.sudo(False).with_user(user).has_access("read") for user in users
        )
        if not readable:
            return False
        return {"url": self.access_url, "number": self.number, "name": self.name}

    def _portal_get_headline(self):
        """Return what happens now: in the service's words, else in the stage's."""
        if self.merged_into_id:
            return self.env._("It was merged with another ticket.")
        words, _by_state = self._get_phase_words()
        stage = self.stage_id
        return words.get(stage.id) or stage.description or stage.name

    def _portal_get_due_text(self, zone):
        """Return what was promised, while the desk still has to keep it, or False."""
        if not self.date_due or not self.is_open or self.state == "resolved":
            return False
        due = self._portal_say(self.date_due, zone, weekday=True)
        if self.is_late:
            return self.env._("Was expected by %(time)s", time=due)
        return self.env._("Expected by %(time)s", time=due)

    def _portal_get_resolution(self):
        """The solution is shown while it stands: refused ones are history."""
        if self.state not in ("resolved", "closed") or is_html_empty(self.resolution):
            return False
        return self.resolution

    def _portal_get_description(self, messages):
        """Return the description, unless one of ``messages`` says the same.

        A mail and a request of the portal open the conversation with it; what an
        agent wrote down at the phone stands in the description alone.
        """
        if is_html_empty(self.description):
            return False
        if self.merged_into_id:
            # What opened the conversation went on with it.
            moved = (self.merge_facts or {}).get("messages", ())
            messages |= messages.browse(moved).exists()
        text = html2plaintext(self.description).split()
        if any(html2plaintext(message.body).split() == text for message in messages):
            return False
        return self.description

    def _portal_say(self, moment, zone, weekday=False):
        """Return an instant in the reader's language and zone, or False."""
        if not moment:
            return False
        return moments.say(
            moment, fields.Datetime.now(), zone, self.env.lang, weekday=weekday
        )

    # ------------------------------------------------------------------
    # What happened
    # ------------------------------------------------------------------

    def _portal_get_history(self, zone):
        """Return the steps so far, oldest first: what and when, never who.

        In the words of the service, where it has its own for stages of that state.

        Hand-overs between people and teams are spans too; the requester sees one
        step for as long as state and reason stay the same.
        """
        by_stage, by_state = self._get_phase_words()
        words = self._portal_get_step_words() | by_state
        steps, last = [], None
        for span in self.span_ids.sorted("id"):
            current = (span.state, span.waiting_reason)
            if current == last:
                continue
            word = words[span.state]
            if span.state == "waiting" and span.waiting_reason == "customer":
                word = self.env._("Waiting for your answer")
            if span.state == "in_progress" and last and last[0] == "resolved":
                word = self.env._("Not solved, work goes on")
            steps.append(
                {
                    "state": span.state,
                    "text": word,
                    "at": self._portal_say(span.date_from, zone),
                }
            )
            last = current
        # Of the stage it is in we know more than the state.
        if steps and steps[-1]["text"] == words[self.state]:
            steps[-1]["text"] = by_stage.get(self.stage_id.id) or words[self.state]
        self._portal_add_confirmation(steps, zone)
        return steps

    def _portal_add_confirmation(self, steps, zone):
        """Put the requester's word on the solution that stands behind that solution.

        What he said of earlier ones is told by the work that went on, and by the
        conversation.
        """
        if self.confirmation != "confirmed" or not self.date_confirmed:
            return
        proposed = [
            index for index, step in enumerate(steps) if step["state"] == "resolved"
        ]
        confirmed = {
            "state": "resolved",
            "text": self.env._("Confirmed: it works"),
            "at": self._portal_say(self.date_confirmed, zone),
        }
        steps.insert(proposed[-1] + 1 if proposed else len(steps), confirmed)

    def _portal_get_step_words(self):
        env = self.env
        return {
            "new": env._("Received"),
            "assigned": env._("Given to somebody"),
            "in_progress": env._("In work"),
            "waiting": env._("Waiting"),
            "resolved": env._("Solution proposed"),
            "closed": env._("Closed"),
            "cancelled": env._("Cancelled"),
        }

    # ------------------------------------------------------------------
    # The public conversation
    # ------------------------------------------------------------------

    def _portal_get_message_domain(self):
        """Return which messages are public: said to the requester, or by him.

        A hidden note has another subtype; a public message that somebody hid again
        is marked internal. This is the only definition of *public* in the portal:
        the page and the files it links to both use it.
        """
        self.ensure_one()
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return (
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("subtype_id", "=", comment_id)
            & Domain("is_internal", "=", False)
            & Domain("message_type", "in", PUBLIC_MESSAGE_TYPES)
        )

    def _portal_get_messages(self, earlier=False):
        """Return (messages oldest first, whether there are earlier ones)."""
        limit = ALL_MESSAGES if earlier else RECENT_MESSAGES
        messages = self.env["mail.message"].search_fetch(
            self._portal_get_message_domain(),
            [
                "body",
                "date",
                "author_id",
                "email_from",
                "message_type",
                "attachment_ids",
            ],
            order="id desc",
            limit=limit + 1,
        )
        shown = messages[:limit].filtered(
            lambda message: not is_html_empty(message.body) or message.attachment_ids
        )
        return shown.sorted("id"), len(messages) > limit

    def _portal_prepare_message(self, message, zone, reader):
        author = message.author_id
        solution = self._portal_get_said(message)
        return {
            "id": message.id,
            "author": author.name or self._portal_get_sender_name(message),
            "is_mine": bool(reader) and author == reader,
            "is_desk": self._is_from_desk(message),
            "is_doubted": bool(message.servicedesk_unverified),
            "at": self._portal_say(message.date, zone),
            "body": solution or message.body,
            "is_solution": bool(solution),
            "files": [
                {
                    "id": attachment.id,
                    "name": attachment.name,
                    "size": sizes.say(attachment.file_size, self.env.lang),
                }
                for attachment in message.attachment_ids.sorted("id")
            ],
        }

    def _portal_get_said(self, message):
        """Return the solution in the mail that proposed it, or False.

        Greeting, request for an answer and signature belong to the mail; on the page
        they are said elsewhere. A mail that came in may quote ours: of that all is
        shown, as of a template that was rewritten without the mark.
        """
        if (
            message.message_type != "comment"
            or "o_servicedesk_said" not in message.body
        ):
            return False
        parts = html.fragment_fromstring(message.body, "div").xpath(SAID)
        if not parts or is_html_empty(html.tostring(parts[0], encoding="unicode")):
            return False
        inner = (html.tostring(child, encoding="unicode") for child in parts[0])
        return escape(parts[0].text or "") + Markup("").join(map(Markup, inner))

    def _portal_get_sender_name(self, message):
        """Return the name of a sender without contact; never his address."""
        names = email_split_tuples(message.email_from or "")
        return names[0][0] if names and names[0][0] else self.env._("Requester")

    def _portal_find_file(self, attachment_id):
        """Return the attachment ``attachment_id`` of a public message, or none."""
        attachment = self.env["ir.attachment"].browse(attachment_id).exists()
        message = self.env["mail.message"].search(
            self._portal_get_message_domain()
            & Domain("attachment_ids", "in", attachment.ids),
            limit=1,
        )
        return attachment if message else attachment.browse()
