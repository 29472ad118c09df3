# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ...tools import arguments
from .servicedesk_ticket import DEED

ANSWERED = ("confirmed", "refused")


class ServicedeskTicket(models.Model):
    """Two-phase closing: the desk proposes a solution, the requester disposes.

    One answer counts per cycle, the first; later ones are logged. It comes from the
    requester himself (page of the mail, portal, RPC), or from an agent who says he
    was told by phone, which is recorded as such.
    """

    _inherit = "servicedesk.ticket"

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def action_confirm(self, rating=False, feedback="", by_phone=False):
        """Confirm the proposed solution.

        :param int rating: 1 (bad) to 5 (great); required where the type says so,
            except by phone, where a refusal to rate is recorded.
        :param str feedback: the requester's words.
        :param bool by_phone: an agent records what the requester told him.
        :return: True; False when the cycle was answered before (then only logged).
        :raise UserError: when nothing is to be confirmed, or a rating is missing.
        :raise AccessError: when the caller is neither requester nor agent by phone.
        """
        return self._answer_all(
            {
                "answer": "confirm",
                "rating": arguments.stars(self.env, rating),
                "feedback": arguments.text(self.env, feedback, "feedback"),
                "by_phone": arguments.flag(self.env, by_phone, "by_phone"),
            }
        )

    def action_refuse(self, reason="", by_phone=False):
        """Say that the ticket is not solved; it goes back in progress.

        :param str reason: what is still wrong; required.
        :return: True; False when the cycle was answered before (then only logged).
        """
        return self._answer_all(
            {
                "answer": "refuse",
                "feedback": arguments.text(self.env, reason, "reason"),
                "by_phone": arguments.flag(self.env, by_phone, "by_phone"),
            }
        )

    def _answer_all(self, answer):
        """Apply one answer to all of ``self``, or raise and apply it to none."""
        self._check_ids()
        results = []
        for ticket in self:
            ticket._check_may_answer(answer["by_phone"])
            author = (
                ticket.partner_id if answer["by_phone"] else self.env.user.partner_id
            )
            # sudo: servicedesk.ticket - the requester answers, he has no write access
            results.append(ticket.sudo()._apply_answer(answer, author))
        return all(results)

    def _check_may_answer(self, by_phone):
        """Raise unless the current user may answer for the requester.

        :raise AccessError: for strangers, for agents without ``by_phone``, and for
            the solver who made himself the requester.
        """
        self.ensure_one()
        if by_phone:
            self._check_work_access()
            return
        self.check_access("read")
        # sudo: servicedesk.ticket - requesters do not read who solved it
        if self.sudo().resolved_by_id == self.env.user:
            raise AccessError(self.env._("Nobody confirms his own solution."))
        # sudo: res.partner - the requester may not be readable by himself's peers
        if self.sudo().partner_id != self.env.user.partner_id:
            raise AccessError(
                self.env._(
                    "Only the requester answers here. What he told you by phone is"
                    " recorded as answered by phone."
                )
            )

    # ------------------------------------------------------------------
    # Applying an answer
    # ------------------------------------------------------------------

    def _apply_answer(self, answer, author, cycle=False):
        """Record the requester's answer and move the ticket accordingly.

        :param dict answer: ``answer`` (confirm, refuse), ``rating``, ``feedback``,
            ``by_phone``.
        :param author: the contact who answered (may be empty).
        :param int cycle: the closing cycle the question was asked in, if known.
        :return: whether the answer counted.
        :raise UserError: when it is incomplete, or nothing was asked.
        """
        self.ensure_one()
        self._lock()
        if cycle and cycle != self.confirm_cycle:
            return self._log_late_answer(answer, author)
        if self.confirmation in (*ANSWERED, "silent", "waived"):
            return self._log_late_answer(answer, author)
        if self.confirmation == "none" and self._was_asked():
            return self._log_late_answer(answer, author)
        if self.confirmation != "awaiting":
            raise UserError(
                self.env._(
                    "No solution of %(ticket)s waits for an answer.", ticket=self.number
                )
            )
        self._check_answer(answer)
        answer = self._clean_answer(answer)
        if author and not answer["by_phone"]:
            # The history names who answered, not the visitor of a public page.
            self._track_set_author(author)
        if answer["answer"] == "refuse" or self._is_low(answer.get("rating")):
            self._apply_refusal(answer, author)
        else:
            self._apply_confirmation(answer, author)
        return True

    def _clean_answer(self, answer):
        """Return the answer as it counts: of the desk's own people without rating."""
        policy = self._get_rating_policy()
        if policy == "none":
            answer = dict(answer, rating=False)
        declined = answer["by_phone"] and answer["answer"] == "confirm"
        declined = declined and policy != "none" and not answer.get("rating")
        return dict(answer, rating_declined=bool(declined))

    def _get_rating_policy(self):
        """Return whether a rating is asked: required, optional or none.

        The desk's own people confirm what they asked for; they do not rate it.
        """
        self.ensure_one()
        # sudo: servicedesk.ticket - whoever answers, the type decides
        ticket = self.sudo()
        policy = ticket.ticket_type_id.rating_policy or "none"
        if policy != "none" and self._is_desk_staff(ticket.partner_id):
            return "none"
        return policy

    @api.model
    def _is_desk_staff(self, partner):
        """Whether a contact is one of the desk's own people."""
        # Customers, who are nearly all, have no login inside.
        if not partner or partner.partner_share:
            return False
        users = partner.with_context(active_test=False).user_ids
        agent = "servicedesk_core.group_servicedesk_agent"
        return any(user.has_group(agent) for user in users)

    def _tell_ledger(self, answer, author):
        """Return the ticket such that what it writes tells the ledger of the answer."""
        # sudo: res.users - who recorded it is compared with who solved it
        user, solver = self.env.user, self.resolved_by_id.sudo()
        by_phone = answer["by_phone"]
        facts = {
            "way": answer.get("way") or ("phone" if by_phone else "rpc"),
            "answered_by_id": (author or self.partner_id).id or None,
            "recorded_by_id": user.id if by_phone else None,
            "is_solver_own": by_phone and user == solver,
            "rating": int(answer.get("rating") or 0) or None,
            "rating_declined": answer["rating_declined"],
            "feedback": (answer.get("feedback") or "").strip() or None,
        }
        return self.with_context(servicedesk_answer_facts=(DEED, facts))

    def _was_asked(self):
        """Whether the latest solution was put to somebody before it was withdrawn."""
        # sudo: servicedesk.answer.link - links are kept by the system
        links = self.env["servicedesk.answer.link"].sudo()
        asked = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return bool(
            self.confirm_cycle
            and links.search_count(
                [*asked, ("cycle", "=", self.confirm_cycle)], limit=1
            )
        )

    def _is_low(self, rating):
        """Whether ``rating`` is so bad that the ticket goes round again."""
        return bool(rating) and int(rating) <= self.ticket_type_id.low_rating

    def _check_answer(self, answer):
        """Raise UserError unless rating and reason are there and make sense."""
        rating = arguments.stars(self.env, answer.get("rating"))
        policy = self._get_rating_policy()
        if policy == "none":
            rating = False
        feedback = (answer.get("feedback") or "").strip()
        needs_rating = (
            answer["answer"] == "confirm"
            and policy == "required"
            and not answer["by_phone"]
        )
        if needs_rating and not rating:
            raise UserError(self.env._("Please rate the solution, from 1 to 5."))
        if feedback:
            return
        if answer["answer"] == "refuse":
            raise UserError(self.env._("Please say what is still wrong."))
        if self._is_low(rating):
            raise UserError(
                self.env._(
                    "A rating of “%(rating)s” puts it back to work: please say what"
                    " was wrong.",
                    rating=self._get_rating_words()[rating],
                )
            )

    @api.model
    def _get_rating_words(self):
        """Return what each rating is called, from 1 to 5."""
        return {
            1: self.env._("Bad"),
            2: self.env._("Poor"),
            3: self.env._("Fair"),
            4: self.env._("Good"),
            5: self.env._("Great"),
        }

    def _apply_confirmation(self, answer, author):
        self._end_ask_calls()
        self._tell_ledger(answer, author)._write_deed(
            {"confirmation": "confirmed", "date_confirmed": fields.Datetime.now()}
        )
        self._post_answer(self.env._("It works: solution confirmed."), answer, author)
        self._record_rating(answer, author)
        self._withdraw_solution()
        if self.ticket_type_id.closing == "automatic":
            stage = self._get_system_stage("closed")
            self._write_deed(
                {"stage_id": stage.id, "date_closed": fields.Datetime.now()}
            )
            self._end_questions()
        else:
            self._notify_may_be_closed()

    def _apply_refusal(self, answer, author):
        stage = self._get_system_stage("in_progress")
        # sudo: res.users - the solver may be archived by now
        solver = self.resolved_by_id.sudo()
        self._end_ask_calls()
        self._tell_ledger(answer, author)._write_deed(
            {
                "stage_id": stage.id,
                **self._prepare_reopen_vals(),
                "confirmation": "refused",
                "refuse_count": self.refuse_count + 1,
            }
        )
        self._let_refusals_be_read(solver)
        said = self._post_answer(self.env._("Not solved."), answer, author)
        self._tell_by(said)
        self._record_rating(answer, author, solver)
        self._withdraw_solution()
        self._tell_of_refusals(solver)

    def _post_answer(self, headline, answer, author):
        """Put the answer into the conversation, as said by the requester; return it."""
        lines = [Markup("<p><strong>%s</strong></p>") % headline]
        if answer.get("rating"):
            stars = "★" * int(answer["rating"])
            lines.append(Markup("<p>%s</p>") % stars.ljust(5, "☆"))
        if answer.get("feedback"):
            lines.append(plaintext2html(answer["feedback"]))
        if answer["by_phone"]:
            recorded = self.env._(
                "Told by phone, recorded by %(user)s.", user=self.env.user.name
            )
            lines.append(Markup("<p><em>%s</em></p>") % recorded)
            if answer["rating_declined"]:
                lines.append(
                    Markup("<p><em>%s</em></p>") % self.env._("Would not rate")
                )
        author = author or self.partner_id
        return self.with_context(servicedesk_answer=True).message_post(
            body=Markup("").join(lines),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=author.id or None,
            email_from=author.email_formatted or self.partner_email,
        )

    def _record_rating(self, answer, author, solver=None):
        """Store the rating of this cycle: one row, of the solver, by the requester."""
        if not answer.get("rating"):
            return
        # sudo: res.users - the solver may be archived by now
        solver = solver or self.resolved_by_id.sudo() or self.user_id.sudo()
        # sudo: rating.rating - ratings are not writable by those who give them
        rating = self.env["rating.rating"].sudo()
        rating = rating.create(
            {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "partner_id": (author or self.partner_id).id,
                "rated_partner_id": solver.partner_id.id,
                "rating": int(answer["rating"]),
                "feedback": answer.get("feedback") or False,
                "consumed": True,
                "is_internal": False,
                # Odoo would make a key by which to rate again.
                "access_token": False,
            }
        )
        # The rating is tied to the ticket by model name and id: the ORM cannot
        # follow that at its creation, and Odoo's SQL reads what is flushed.
        rating.flush_recordset()
        self.env.add_to_compute(self._fields["rating_last_value"], self)

    def _log_late_answer(self, answer, author):
        """Keep a second answer of a cycle as a hidden note, without effect."""
        words = {
            "confirm": self.env._("confirmed"),
            "refuse": self.env._("not solved"),
        }
        body = self.env._(
            "A later answer was not applied, as the first one counts: %(answer)s,"
            " rating %(rating)s. %(feedback)s",
            answer=words[answer["answer"]],
            rating=answer.get("rating") or "–",
            feedback=answer.get("feedback") or "",
        )
        self._message_log(body=body, author_id=(author or self.partner_id).id or None)
        if not author or author == self.partner_id:
            self._follow_up_silence(answer)
        return False

    def _follow_up_silence(self, answer):
        """What is not solved after a silent closing goes on as a ticket of its own."""
        feedback = (answer.get("feedback") or "").strip()
        said_no = answer["answer"] == "refuse" or self._is_low(answer.get("rating"))
        if self.confirmation != "silent" or not said_no or not feedback:
            return
        # sudo: servicedesk.ticket - the requester's word registers it
        ticket = self.sudo()
        going_on = ticket._find_or_lock()
        if going_on:
            going_on._message_log(body=plaintext2html(feedback))
            return
        ticket._make_follow_up({"description": plaintext2html(feedback)})

    # ------------------------------------------------------------------
    # Odoo's own rating flow
    # ------------------------------------------------------------------

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Send ratings from elsewhere through the two-phase closing.

        Odoo's public rating page would otherwise rate a ticket that nobody
        solved, any number of times.

        :return: the rating of the current cycle.
        :raise AccessError: when it is called by RPC, where everybody is a user with
            a face: people answer by :meth:`action_confirm`.
        """
        if not self.env.su:
            raise AccessError(self.env._("A solution is rated with its confirmation."))
        if token:
            # sudo: rating.rating - the token is the right to rate
            rating = (
                self.env["rating.rating"]
                .sudo()
                .search([("access_token", "=", token)], limit=1)
            )
        if not rating or (rating.res_model, rating.res_id) != (self._name, self.id):
            raise UserError(self.env._("This rating link is not valid."))
        self._apply_answer(
            {
                "answer": "confirm",
                "rating": max(1, min(5, round(rate))),
                "feedback": feedback,
                "by_phone": False,
            },
            rating.partner_id,
        )
        return self.rating_ids.filtered("consumed")[:1]

    def _rating_get_operator(self):
        """The rated person is who solved the ticket, not who has it now."""
        # sudo: res.users - only the contact of the solver is returned
        return self.resolved_by_id.sudo().partner_id or super()._rating_get_operator()
