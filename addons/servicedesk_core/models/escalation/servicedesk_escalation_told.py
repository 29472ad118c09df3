# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_datetime, format_list

from ...tools import escalation as steps
from ...tools import excerpt, notice

ACTIVITY = "servicedesk_core.mail_activity_type_escalation"


class ServicedeskEscalation(models.Model):
    """What is said of each step: on the ticket, to both sides, and to the opener.

    All of it in superuser mode, in the name of who acts.
    """

    _inherit = "servicedesk.escalation"

    # ------------------------------------------------------------------
    # The steps
    # ------------------------------------------------------------------

    def _tell_offered(self):
        """Note the offer, and ask the receivers for their answer."""
        self.ticket_id._message_log_batch(
            bodies={
                offer.ticket_id.id: offer._say_offered(offer._get_note_env())
                for offer in self
            },
            author_id=self.env.user.partner_id.id,
        )
        self._ask_receivers()
        for offer in self:
            offer._tell_others(offer._say_offered, offer.receiver_ids)

    def _tell_accepted(self):
        for offer in self:
            offer._note(offer._say_accepted)
            offer._tell_others(offer._say_accepted)

    def _tell_returned(self):
        """Note the return; of a second one, ask who settles it to do so."""
        for offer in self:
            offer._note(offer._say_returned)
            if offer.state == steps.DISPUTED:
                offer._ask_settlers()
            offer._tell_others(offer._say_returned, offer.settler_ids)

    def _tell_withdrawn(self, _reason=""):
        for offer in self:
            offer._note(offer._say_withdrawn)
            offer._tell_others(offer._say_withdrawn, with_receivers=True)

    def _tell_settled(self):
        for offer in self:
            offer._note(offer._say_settled)
            takers = offer.decided_user_id or offer.decided_team_id.leader_id
            offer._tell_others(offer._say_settled, with_receivers=True, more=takers)

    def _tell_raised(self, former):
        """Note that nobody answered, and ask the next one above."""
        for offer in self:

            def say(env, offer=offer):
                return offer._say_raised(env, former)

            offer._note(say)
            offer._ask_receivers()
            others = offer.raised_from_team_id.member_ids
            others |= offer.raised_from_team_id.leader_id
            offer._tell_others(say, offer.receiver_ids, more=others)

    def _tell_managers(self):
        """Tell the managers, once, that nobody answers and nobody is above."""
        for offer in self.filtered(lambda one: not one.date_managers_told):
            offer.date_managers_told = fields.Datetime.now()
            offer._note(offer._say_unanswered)
            offer._tell_others(
                offer._say_unanswered,
                more=offer._find_managers(),
                name=offer._name_unanswered,
            )

    # ------------------------------------------------------------------
    # Words, each in the language of ``env``
    # ------------------------------------------------------------------

    def _get_words(self, env):
        """Return what the sentences are made of."""
        self.ensure_one()
        shares = dict(self._fields["share"]._description_selection(env))
        what = self.part if self.share == steps.PART and self.part else None
        return {
            "ticket": self.ticket_id.number,
            "title": self.with_env(env)._get_mail_subject(),
            "who": self.env.user.name,
            "receiver": self._name_receiver(),
            "sender": self._get_sender().name or self.company_id.name,
            "what": what or shares[self.share],
            "reason": self.reason,
        }

    def _say_until(self, env):
        """Return until when it is to be answered: to the minute, naming the zone."""
        zone = env.context.get("tz") or self._get_zone()
        until = format_datetime(env, self.accept_by, tz=zone, dt_format="short")
        return f"{until} ({zone})"

    def _say_offered(self, env):
        words = self._get_words(env)
        if self.accept_by:
            return env._(
                "%(who)s offers to %(receiver)s (%(what)s), to be answered by"
                " %(until)s: %(reason)s",
                until=self._say_until(env),
                **words,
            )
        return env._("%(who)s offers to %(receiver)s (%(what)s): %(reason)s", **words)

    def _say_accepted(self, env):
        return env._(
            "%(who)s has accepted for %(receiver)s (%(what)s).", **self._get_words(env)
        )

    def _say_returned(self, env):
        words = self._get_words(env) | {"why": self.return_reason}
        if self.state != steps.DISPUTED:
            return env._(
                "%(who)s returns it to %(sender)s (%(what)s): %(why)s", **words
            )
        settlers = format_list(env, self.settler_ids.mapped("name"), "or")
        return env._(
            "%(who)s returns it to %(sender)s once more (%(what)s): %(why)s It is"
            " disputed now, and to be settled by %(settlers)s.",
            settlers=settlers or env._("a manager of the desk"),
            **words | {"why": excerpt.end_sentence(self.return_reason)},
        )

    def _say_withdrawn(self, env):
        return env._(
            "The offer to %(receiver)s (%(what)s) was withdrawn. %(why)s",
            why=self.withdraw_reason or "",
            **self._get_words(env),
        ).strip()

    def _say_settled(self, env):
        decisions = dict(self._fields["decision"]._description_selection(env))
        taker = self._get_sender()
        if self.decision != steps.SENDER:
            taker = self.decided_user_id or self._get_taker()
        return env._(
            "%(who)s has settled it: %(decision)s (%(taker)s). %(why)s",
            who=self.env.user.name,
            decision=decisions[self.decision],
            taker=taker.name,
            why=self.decision_note or "",
        ).strip()

    def _say_raised(self, env, former):
        words = self._get_words(env)
        return env._(
            "%(former)s has not answered in time: it is offered to %(receiver)s now"
            " (%(what)s), to be answered by %(until)s.",
            former=former,
            until=self._say_until(env),
            **words,
        )

    def _say_unanswered(self, env):
        return env._(
            "%(receiver)s has not answered in time, and no team is above. %(sender)s"
            " stays responsible.",
            **self._get_words(env),
        )

    # Each the subject of a mail, and the summary of an activity: what it is about, and
    # what is asked of the reader or became of it.

    def _name_offer(self, env):
        return env._(
            "%(ticket)s “%(title)s” is offered to you: accept or return it",
            **self._get_words(env),
        )

    def _name_dispute(self, env):
        return env._(
            "%(ticket)s “%(title)s” is disputed: please settle it",
            **self._get_words(env),
        )

    def _name_unanswered(self, env):
        return env._(
            "%(ticket)s “%(title)s”: %(receiver)s does not answer",
            **self._get_words(env),
        )

    def _name_step(self, env):
        words = self._get_words(env)
        names = {
            steps.OFFERED: env._(
                "%(ticket)s “%(title)s”: offered to %(receiver)s", **words
            ),
            steps.ACCEPTED: env._(
                "%(ticket)s “%(title)s”: accepted for %(receiver)s", **words
            ),
            steps.RETURNED: env._(
                "%(ticket)s “%(title)s”: returned to %(sender)s", **words
            ),
            steps.DISPUTED: env._("%(ticket)s “%(title)s”: in dispute", **words),
            steps.SETTLED: env._(
                "%(ticket)s “%(title)s”: the dispute is settled", **words
            ),
            steps.WITHDRAWN: env._(
                "%(ticket)s “%(title)s”: no longer offered to %(receiver)s", **words
            ),
        }
        return names[self.state]

    def _say_state(self):
        """Return what somebody is told whose answer comes too late."""
        self.ensure_one()
        env = self.env
        words = self._get_words(env) | {
            "who": self.answered_by_id.name or "–",
            "settler": self.settled_by_id.name or "–",
        }
        sentences = {
            steps.OFFERED: env._("%(ticket)s: not answered yet.", **words),
            steps.ACCEPTED: env._(
                "%(ticket)s: %(who)s has already accepted it.", **words
            ),
            steps.RETURNED: env._(
                "%(ticket)s: %(who)s has already returned it.", **words
            ),
            steps.DISPUTED: env._(
                "%(ticket)s: %(who)s has already returned it; it is disputed.", **words
            ),
            steps.SETTLED: env._(
                "%(ticket)s: %(settler)s has already settled it.", **words
            ),
            steps.WITHDRAWN: env._("%(ticket)s: the offer was withdrawn.", **words),
        }
        return sentences[self.state]

    def _say_bond(self):
        """Return that it was decided between the two, by whom and how."""
        self.ensure_one()
        decisions = dict(self._fields["decision"]._description_selection(self.env))
        return self.env._(
            "%(settler)s has decided between %(sender)s and %(receiver)s about"
            " %(ticket)s: %(decision)s. Only he, or a manager of the desk, may change"
            " that.",
            settler=self.settled_by_id.name,
            decision=decisions[self.decision],
            ticket=self.ticket_id.number,
            sender=self._get_sender().name,
            receiver=self._name_receiver(),
        )

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _get_zone(self):
        """Return the zone of the receiving team's hours, by which it answers."""
        self.ensure_one()
        calendar = self.ticket_id._get_acceptance_calendar(self.to_team_id)
        return calendar.tz or self.company_id.partner_id.tz or "UTC"

    def _get_note_env(self):
        """Return the environment of what everybody reads: by the receivers' clock."""
        return self.with_context(tz=self._get_zone()).env

    def _group_readers(self, users):
        """Return [(environment, users)] of who reads the same words.

        In his language, and with the hours of his zone, else of the receivers'.
        """
        self.ensure_one()
        zone = self._get_zone()
        return [
            (self.with_context(lang=lang, tz=tz).env, readers)
            for (lang, tz), readers in users.grouped(
                lambda user: (user.lang, user.tz or zone)
            ).items()
        ]

    def _note(self, say):
        """Leave a note on the ticket, which tells nobody by itself."""
        self.ensure_one()
        self.ticket_id._message_log(
            body=say(self._get_note_env()), author_id=self.env.user.partner_id.id
        )

    def _ask_receivers(self):
        """Ask those who may answer: in Odoo who reads there, all others by mail."""
        self._plan(
            [
                plan
                for offer in self
                for plan in offer._prepare_plans(
                    offer.receiver_ids, offer._say_offered, offer._name_offer
                )
            ]
        )
        for offer in self:
            offer._notify(
                offer.receiver_ids.filtered(
                    lambda user: user.notification_type == "inbox"
                ),
                offer._say_offered,
                offer._name_offer,
                asked=True,
            )
        self._mail_receivers()

    def _ask_settlers(self):
        """Ask those who decide a dispute."""
        self.ensure_one()
        self._plan(
            self._prepare_plans(
                self.settler_ids, self._say_returned, self._name_dispute
            )
        )
        self._notify(
            self.settler_ids, self._say_returned, self._name_dispute, asked=True
        )

    def _plan(self, plans):
        """Make the activities of an answer, without a mail of their own."""
        # sudo: mail.activity - who is asked is planned for, whoever asks
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(plans)

    def _prepare_plans(self, users, say, name):
        """Return the values of the activities by which ``users`` are to answer."""
        self.ensure_one()
        is_asked = self.state == steps.OFFERED and self.accept_by
        kind_id = self.env["ir.model.data"]._xmlid_to_res_id(
            ACTIVITY, raise_if_not_found=False
        )
        plans = []
        for env, readers in self._group_readers(users):
            common = {
                "activity_type_id": kind_id,
                "automated": True,
                "res_model_id": env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "date_deadline": fields.Date.context_today(
                    self.with_env(env), self.accept_by if is_asked else None
                ),
                "summary": name(env),
                "note": Markup("<p>%s</p>") % say(env),
            }
            plans += [common | {"user_id": user.id} for user in readers]
        return plans

    def _tell_others(self, say, asked=None, with_receivers=False, more=None, name=None):
        """Tell sender and opener what became of it, and whom else it concerns.

        :param asked: who is told already.
        :param name: what it is called; by default the step.
        """
        self.ensure_one()
        ticket = self.ticket_id
        users = self.from_user_id | ticket.user_id | ticket._get_opener_for_notice()
        if with_receivers:
            users |= self.receiver_ids
        users |= more or users.browse()
        users |= self.answered_by_id
        users -= asked or users.browse()
        self._notify(users, say, name or self._name_step)

    def _notify(self, users, say, name, asked=False):
        """Tell all of ``users`` but who acts, each in his own language.

        :param bool asked: they are to answer. All others hear of it only as far as
            they read the ticket.
        """
        self.ensure_one()
        ticket = self.ticket_id
        told = (users - self.env.user).filtered(
            lambda user: user.active and (asked or ticket._may_hear(user))
        )
        for env, readers in self._group_readers(told):
            ticket.with_env(env).message_notify(
                partner_ids=readers.partner_id.ids, subject=name(env), body=say(env)
            )


class ServicedeskTicket(models.Model):
    """Who is told that an offer was accepted is not told of the move it brings."""

    _inherit = "servicedesk.ticket"

    def _has_been_told(self, partner, side, facts, has_mail):
        moment = facts.get("moment")
        if facts["event"] == "moved" and side == notice.STAFF and moment:
            # sudo: servicedesk.escalation, mail.message - what was decided just then,
            # and who was told so
            moved = (
                self.env["servicedesk.escalation"]
                .sudo()
                .search_count(
                    [
                        ("ticket_id", "=", self.id),
                        ("state", "in", (steps.ACCEPTED, steps.SETTLED)),
                        ("write_date", "=", moment),
                    ],
                    limit=1,
                )
            )
            told = moved and self.env["mail.message"].sudo().search_count(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "=", "user_notification"),
                    ("create_date", "=", moment),
                    ("notified_partner_ids", "in", partner.ids),
                ],
                limit=1,
            )
            if told:
                return True
        return super()._has_been_told(partner, side, facts, has_mail)
