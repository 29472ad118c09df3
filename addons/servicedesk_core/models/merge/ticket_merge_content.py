# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, models
from odoo.tools import html2plaintext, is_html_empty

from ..notice.mail_activity import CALL_ACTIVITY
from ..plan.ticket_family import DONE_STATES


class ServicedeskTicket(models.Model):
    """What goes over when tickets are merged, and how it returns.

    All methods but those that write to people are called in superuser mode by the
    deeds, which have checked who works on both tickets.
    """

    _inherit = "servicedesk.ticket"

    def _count_what_merges(self):
        """Return how many messages, files, activities and tasks would go over."""
        # sudo: mail.message - only how many there are
        tickets = self.sudo()
        messages = self.env["mail.message"].sudo()
        hanging = [("res_id", "in", self.ids)]
        comment_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        said = [("model", "=", self._name), ("subtype_id", "=", comment_id)]
        # sudo: ir.attachment - only how many there are
        files = self.env["ir.attachment"].sudo()
        kept = [("res_model", "=", self._name), ("res_field", "=", False)]
        return (
            messages.search_count([*hanging, *said]),
            files.search_count([*hanging, *kept]),
            len(tickets.activity_ids),
            sum(ticket.child_count + ticket.affected_count for ticket in tickets),
        )

    # ------------------------------------------------------------------
    # Over
    # ------------------------------------------------------------------

    def _hand_over(self, survivor, together):
        """Give the survivor all that hangs on this ticket; return what it was.

        :param bool together: the requester of the one may read the other. If not, what
            was said stays his, and the survivor gets copies for the desk's eyes.
        """
        self.ensure_one()
        if together:
            facts = self._move_conversation(survivor)
        else:
            said = self._get_said()
            facts = {"copies": self._copy_conversation(survivor, said)}
            facts["copied"] = said.ids
        facts["activities"] = self._move_activities(survivor, together)
        facts["followers"] = self._share_followers(survivor, together)
        facts["children"] = self._move_children(survivor)
        facts["parent"] = self._take_place(survivor)
        facts["announcements"] = self._move_announcements(survivor)
        return facts | self._hand_over_links(survivor)

    def _get_hanging(self, model):
        """Return the records of ``model`` that hang on this ticket by name and id."""
        domain = [("res_id", "=", self.id)]
        records = self.env[model]
        domain.append(
            (
                "res_model" if "res_model" in records._fields else "model",
                "=",
                self._name,
            )
        )
        if model == "ir.attachment":
            domain.append(("res_field", "=", False))
        return records.search(domain, order="id")

    def _get_said(self):
        """Return the whole conversation, but what was sent to somebody personally."""
        messages = self._get_hanging("mail.message")
        return messages.filtered(
            lambda message: message.message_type != "user_notification"
        )

    def _move_conversation(self, survivor):
        """Give messages and files to the survivor as they are: kind, author, date."""
        facts = {}
        for key, records in (
            ("messages", self._get_said()),
            ("files", self._get_hanging("ir.attachment")),
        ):
            facts[key] = records.ids
            records.write({"res_id": survivor.id})
        return facts

    def _copy_conversation(self, survivor, messages):
        """Put what was said here on the survivor as hidden notes; return their ids.

        Their files are copied with them; see :meth:`_copy_loose_files`. Of a type that
        is nobody's own words, for they are not said again: not shown to the survivor's
        requester, not split into a ticket of his, no answer to him.
        """
        note_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        messages = messages.filtered(
            lambda message: (
                not is_html_empty(message.body) or bool(message.attachment_ids)
            )
        )
        copies = self.env["mail.message"].create(
            [
                {
                    "model": self._name,
                    "res_id": survivor.id,
                    "message_type": "auto_comment",
                    "subtype_id": note_id,
                    "is_internal": True,
                    "author_id": message.author_id.id,
                    "email_from": message.email_from,
                    "date": message.date,
                    "subject": f"[{self.number}] {self.name}",
                    "body": message.body,
                }
                for message in messages
            ]
        )
        for message, copy in zip(messages, copies, strict=True):
            files = message.attachment_ids.copy({"res_id": survivor.id})
            copy.attachment_ids = files
        return copies.ids

    def _copy_loose_files(self, survivor, note):
        """Put copies of files that hang on no message on a note of ``survivor``."""
        files = self._get_hanging("ir.attachment")
        files -= self._get_hanging("mail.message").attachment_ids
        if files:
            note.attachment_ids = files.copy({"res_id": survivor.id})

    def _move_activities(self, survivor, together):
        """Give the survivor what is planned here, as far as its people read it there.

        Whom to call about the one ticket is not called about another customer's.
        """
        call_id = self.env["ir.model.data"]._xmlid_to_res_id(CALL_ACTIVITY)
        moved = self.activity_ids.filtered(
            lambda activity: (
                (together or activity.activity_type_id.id != call_id)
                and (not activity.user_id or survivor._is_read_by(activity.user_id))
            )
        )
        moved.write({"res_id": survivor.id})
        return moved.ids

    def _share_followers(self, survivor, together):
        """Have those follow the survivor who may read it; return who is new there."""
        known = survivor.message_partner_ids
        added = self.env["mail.followers"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        added = added.filtered(
            lambda follower: (
                follower.partner_id not in known
                and self._may_follow(follower.partner_id, survivor, together)
            )
        )
        for follower in added:
            follower.copy({"res_id": survivor.id})
        survivor.invalidate_recordset(["message_follower_ids", "message_partner_ids"])
        partners = added.partner_id
        if together and self.partner_id not in known | partners:
            if self._may_follow(self.partner_id, survivor, together):
                survivor._message_subscribe(self.partner_id.ids)
                partners |= self.partner_id
        return partners.ids

    def _may_follow(self, partner, survivor, together):
        """Return whether a follower of this ticket may follow ``survivor`` as well.

        Whoever follows reads the past as well. So nobody is let in to a confidential
        ticket by it, nor to another customer's: there only who reads it anyway goes on
        following.
        """
        if together and not survivor.is_confidential:
            customer = survivor.commercial_partner_id
            if partner == self.partner_id:
                return True
            if customer and partner.commercial_partner_id == customer:
                return True
        return any(survivor._is_read_by(user) for user in partner.user_ids)

    def _move_children(self, survivor):
        """Make the tasks of this ticket the survivor's; return {task: its step}."""
        tasks = self.child_ids - survivor
        steps = {str(task.id): task.plan_step_id.id for task in tasks}
        if tasks:
            tasks._write_deed({"parent_id": survivor.id, "plan_step_id": False})
            (self | survivor)._recount_children()
        return steps

    def _take_place(self, survivor):
        """Have the survivor be the task that this one was, so that it is not missed.

        :return: the id of the ticket it is a task of now, or False.
        """
        parent = self.parent_id
        above = survivor._get_parents() | survivor
        if (
            not parent
            or survivor.parent_id
            or parent in above
            or survivor in parent._get_parents()
            or parent.state in DONE_STATES
        ):
            return False
        survivor._write_deed({"parent_id": parent.id, "child_role": self.child_role})
        parent._recount_children()
        return parent.id

    def _move_announcements(self, survivor):
        """Let announcements name the survivor, unless that is confidential."""
        announcements = self.env["servicedesk.announcement"]
        if survivor.is_confidential:
            return []
        found = announcements.search([("ticket_id", "=", self.id)])
        found.write({"ticket_id": survivor.id})
        return found.ids

    # ------------------------------------------------------------------
    # Back
    # ------------------------------------------------------------------

    def _take_back(self, survivor, facts):
        """Undo :meth:`_hand_over`, as far as it is still where it was put."""
        self.ensure_one()
        for key, model in (
            ("messages", "mail.message"),
            ("files", "ir.attachment"),
            ("activities", "mail.activity"),
        ):
            records = self.env[model].browse(facts.get(key)).exists()
            records.filtered(lambda record: record.res_id == survivor.id).write(
                {"res_id": self.id}
            )
        copies = self.env["mail.message"].browse(facts.get("copies"))
        copies |= copies.browse(facts.get("note"))
        # What a requester was shown, and mailed, stays.
        copies = copies.exists().filtered(lambda copy: copy._is_hidden_note())
        copies.attachment_ids.filtered(lambda file: file.res_id == survivor.id).unlink()
        copies.unlink()
        self._leave_followers(survivor, facts["followers"])
        self._take_links_back(survivor, facts)
        self._take_children_back(survivor, facts)
        announcements = self.env["servicedesk.announcement"].browse(
            facts["announcements"]
        )
        announcements.exists().filtered(
            lambda one: one.ticket_id == survivor
        ).ticket_id = self

    def _leave_followers(self, survivor, partner_ids):
        """Those the merge brought go, unless they have a place there by now."""
        users = survivor.user_id | survivor.opener_id | survivor.co_responsible_ids
        placed = users.partner_id | survivor.partner_id
        leaving = self.env["res.partner"].browse(partner_ids) - placed
        if leaving:
            survivor.message_unsubscribe(leaving.ids)

    def _take_children_back(self, survivor, facts):
        """Tasks return to where they were, and the survivor leaves its place."""
        if facts["parent"] and survivor.parent_id.id == facts["parent"]:
            parent = survivor.parent_id
            survivor._write_deed({"parent_id": False, "child_role": "task"})
            parent._recount_children()
        tasks = self.browse(map(int, facts["children"])).exists()
        tasks = tasks.filtered(lambda task: task.parent_id == survivor)
        for task in tasks:
            step_id = facts["children"][str(task.id)]
            step = self.env["servicedesk.plan.step"].browse(step_id or []).exists()
            task._write_deed({"parent_id": self.id, "plan_step_id": step.id})
        if tasks:
            (self | survivor)._recount_children()

    # ------------------------------------------------------------------
    # What is said about it
    # ------------------------------------------------------------------

    def _log_merge(self, survivor, facts):
        """Note on both tickets what happened; the survivor's note says what it was."""
        self.ensure_one()
        self._message_log(
            body=self.env._("Merged into %(ticket)s.", ticket=survivor.number)
        )
        lines = [
            self.env._(
                "%(ticket)s “%(name)s” was merged into this one.",
                ticket=self.number,
                name=self.name,
            )
        ]
        if not facts["together"]:
            lines.append(
                self.env._(
                    "Its requester is another one: he is not told of this ticket, and"
                    " does not see what is said here."
                )
            )
        body = Markup("<br/>").join(lines)
        # sudo: servicedesk.ticket, mail.message - what is noted was said on this ticket
        description = self.sudo().description
        moved = [*facts.get("messages", ()), *facts.get("copies", ())]
        if not self._is_said_in(description, self.sudo().message_ids.browse(moved)):
            body += Markup("<div>%s</div>") % Markup(description)
        note = survivor._message_log(body=body)
        if not facts["together"]:
            # sudo: mail.message, ir.attachment - copied for who reads the note
            self.sudo()._copy_loose_files(survivor, note.sudo())
        return {"note": note.id}

    @api.model
    def _is_said_in(self, text, messages):
        """Return whether one of ``messages`` says what ``text`` does; nothing is said.

        A mail, and a request of the portal, open the conversation with it.
        """
        words = html2plaintext(text or "").split()
        return is_html_empty(text) or any(
            html2plaintext(message.body or "").split() == words for message in messages
        )

    def _tell_merged(self, survivor, together):
        """Tell the requester where it goes on, or, if that is not his, that it does."""
        self.ensure_one()
        names = {"ticket": self.number, "other": survivor.number}
        if together and self._may_name(survivor):
            names["name"] = survivor.name

        def say(words):
            env = words.env
            if "name" in names:
                return env._(
                    "We go on with %(ticket)s as part of %(other)s “%(name)s”, where"
                    " all that was said about it is kept. Nothing is lost, and an"
                    " answer to this mail reaches us there.",
                    **names,
                )
            if together:
                return env._(
                    "We go on with %(ticket)s as part of %(other)s, where all that was"
                    " said about it is kept. Nothing is lost, and an answer to this"
                    " mail reaches us there.",
                    **names,
                )
            return env._(
                "We know of the cause of %(ticket)s from elsewhere and go on with it"
                " there, so this request is closed. An answer to this mail reaches us.",
                ticket=self.number,
            )

        return self._post_to_requester(say)

    def _may_name(self, survivor):
        """Return whether what ``survivor`` is about may be said on this ticket.

        All who read this one read it there, for good: the desk, and its followers.
        """
        # sudo: mail.followers - whoever follows, and may not be read by who merges
        followers = self.sudo().message_partner_ids
        known = survivor.sudo().message_partner_ids
        return not survivor.is_confidential and followers <= known

    def _post_to_requester(self, say):
        """Post what ``say(ticket)`` says, in the requester's language, to him alone."""
        self.ensure_one()
        if not (self.partner_id or self.partner_email):
            return self.env["mail.message"]
        ticket = self.with_context(
            lang=self._get_requester_lang(),
            servicedesk_answer=True,
            mail_post_autofollow=False,
            mail_post_autofollow_author_skip=True,
        )
        return ticket.message_post(
            body=say(ticket),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            notify_skip_followers=True,
            **ticket._get_requester_recipients(),
        )
