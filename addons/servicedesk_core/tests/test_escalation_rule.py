# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.escalation.ticket_rule import ServicedeskTicket
from .offer_common import MONDAY, OfferCommon
from .test_migrations import load

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class RuleCommon(OfferCommon):
    """Rules, and tickets that nobody reacts to."""

    def _rule(self, **vals):
        with freeze_time(MONDAY - HOUR):
            return self.env["servicedesk.escalation.rule"].create(
                {"name": "Nobody begins", "minutes": 60, **vals}
            )

    def _lying(self, at=MONDAY, **vals):
        """Return a classified ticket that nobody has begun."""
        with freeze_time(at):
            # When it was registered is said by the database, whose clock is real.
            ticket = self._classified(**vals)
            self._flush()
            self.env.cr.execute(
                "UPDATE servicedesk_ticket SET create_date = %s WHERE id = %s",
                (at, ticket.id),
            )
            self.env.invalidate_all()
            moment = ticket._fields["rule_next_at"]
            self.env.add_to_compute(moment, ticket)
            self._flush()
        return ticket

    def _offers(self, ticket):
        return self.env["servicedesk.escalation"].search(
            [("ticket_id", "=", ticket.id)]
        )


@tagged("post_install", "-at_install")
class TestEscalationRule(RuleCommon):
    """The desk itself offers what nobody reacts to; once, and it says why."""

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def test_offered_when_nobody_begins(self):
        """After the minutes of the rule, in place of who has it, with the reason."""
        rule = self._rule()
        ticket = self._lying()
        self.assertEqual(ticket.sudo().rule_next_at, MONDAY + HOUR)
        self._run(MONDAY + HOUR - MINUTE)
        self.assertFalse(self._offers(ticket))
        mails = self._run(MONDAY + HOUR)
        offer = self._offers(ticket)
        self.assertEqual(offer.state, "offered")
        self.assertEqual(offer.rule_id, rule)
        self.assertEqual((offer.direction, offer.share), ("vertical", "whole"))
        self.assertEqual(offer.from_team_id, self.team_first)
        self.assertEqual(offer.to_team_id, self.team_second)
        self.assertEqual(offer.accept_by, MONDAY + 3 * HOUR)
        self.assertEqual(len(self._offer_paths(mails, self.agent_b)), 1)
        for words in ("Nobody begins", "nobody began within 60 working minutes"):
            self.assertIn(words, self._said(ticket))
        self.assertEqual(ticket.team_id, self.team_first)

    def test_fires_once(self):
        """However often the job runs, and also after a return."""
        self._rule()
        ticket = self._lying()
        for _time in range(2):
            self._run(MONDAY + HOUR)
        offer = self._offers(ticket)
        self.assertEqual(len(offer), 1)
        with freeze_time(MONDAY + HOUR + MINUTE):
            offer.with_user(self.agent_b).action_return("Begin it yourselves")
            self._flush()
        self._run(MONDAY + 2 * HOUR)
        self._run(MONDAY + 24 * HOUR)
        self.assertEqual(self._offers(ticket), offer)

    def test_fired_is_kept_apart_from_the_offers(self):
        """Which rules fired is not what a merge carries to another ticket."""
        rule = self._rule()
        ticket = self._lying()
        self._run(MONDAY + HOUR)
        self.assertEqual(ticket.sudo().fired_rule_ids, rule)
        self.assertFalse(self._lying(MONDAY + 2 * HOUR).sudo().fired_rule_ids)

    def test_working_minutes_of_the_team(self):
        """Registered on Friday at half past four: due on Monday at half past nine."""
        self._rule()
        ticket = self._lying(datetime(2026, 3, 6, 16, 30))
        self.assertEqual(ticket.sudo().rule_next_at, datetime(2026, 3, 9, 9, 30))
        self._run(datetime(2026, 3, 8, 12))
        self.assertFalse(self._offers(ticket))
        self._run(datetime(2026, 3, 9, 9, 30))
        self.assertTrue(self._offers(ticket))

    def test_waiting_does_not_count(self):
        """What was waited for puts it off; meanwhile no rule looks at it."""
        self._rule()
        ticket = self._lying()
        with freeze_time(MONDAY + HOUR / 2):
            ticket.sudo()._write_deed(
                {"stage_id": self.stage_waiting.id, "waiting_reason": "customer"}
            )
            self._flush()
            self.assertFalse(ticket.sudo().rule_next_at)
        with freeze_time(MONDAY + 1.5 * HOUR):
            ticket.sudo()._write_deed(
                {"stage_id": self.stage_assigned.id, "waiting_reason": False}
            )
            self._flush()
        self._run(MONDAY + 1.5 * HOUR)
        self.assertFalse(self._offers(ticket))
        self.assertEqual(ticket.sudo().rule_next_at, MONDAY + 2 * HOUR)
        self._run(MONDAY + 2 * HOUR)
        self.assertTrue(self._offers(ticket))

    def test_begun_in_time(self):
        """Who begins ends the waiting of the rule, and nothing is looked at again."""
        self._rule()
        ticket = self._lying()
        with freeze_time(MONDAY + HOUR / 2):
            ticket.action_start()
            self._flush()
        self.assertFalse(ticket.sudo().rule_next_at)
        self._run(MONDAY + HOUR)
        self.assertFalse(self._offers(ticket))

    def test_no_first_answer(self):
        """Begun or not: the requester has heard nothing. Who answers ends it."""
        self._rule(lack="answered", minutes=90)
        silent, heard = self._lying(), self._lying()
        with freeze_time(MONDAY + HOUR / 2):
            (silent | heard).action_start()
            heard.message_post(
                body="We look at it.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            self._flush()
        self._run(MONDAY + 1.5 * HOUR)
        self.assertTrue(self._offers(silent))
        self.assertFalse(self._offers(heard))
        self.assertIn("no first answer within 90", self._said(silent))

    def test_nobody_assigned(self):
        self._rule(lack="assigned")
        free, given = self._lying(), self._lying(user_id=self.agent_a.id)
        self.assertFalse(given.sudo().rule_next_at)
        self._run(MONDAY + HOUR)
        self.assertTrue(self._offers(free))
        self.assertFalse(self._offers(given))

    def test_only_for(self):
        """Priority, team, type and registration narrow a rule down."""
        for vals in (
            {"priority": "3"},
            {"team_ids": [Command.set(self.team_second.ids)]},
            {"type_ids": [Command.set(self.change.ids)]},
            {"date_from": MONDAY + HOUR},
        ):
            rule = self._rule(**vals)
            ticket = self._lying()
            with self.subTest(**vals):
                self.assertFalse(ticket.sudo().rule_next_at)
            rule.active = False

    def test_an_open_offer_is_not_doubled(self):
        """The rule waits for the answer, and comes when it was returned."""
        self._rule(target="team", to_team_id=self.team_third.id)
        ticket = self._lying()
        offer, _mails = self._offered(ticket=ticket)
        self._run(MONDAY + HOUR)
        self.assertEqual(self._offers(ticket), offer)
        with freeze_time(MONDAY + HOUR + MINUTE):
            offer.with_user(self.agent_b).action_return("Not ours")
            self._flush()
        self._run(MONDAY + HOUR + MINUTE)
        self.assertEqual((self._offers(ticket) - offer).to_team_id, self.team_third)

    # ------------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------------

    def test_no_team_above(self):
        """It cannot be done: said once on the ticket, and not tried again."""
        self._rule()
        ticket = self._lying(team_id=self.team_third.id)
        self._run(MONDAY + HOUR)
        self._run(MONDAY + 2 * HOUR)
        self.assertFalse(self._offers(ticket))
        self.assertEqual(self._said(ticket).count("Nothing was done"), 1)
        self.assertFalse(ticket.sudo().rule_next_at)

    def test_path_of_the_service(self):
        """The next step that nobody has used; a second rule climbs on."""
        service = self.env["servicedesk.service"].create(
            {
                "name": "Tills",
                "company_id": self.company.id,
                "path_ids": [
                    Command.create({"sequence": 1, "team_id": self.team_second.id}),
                    Command.create({"sequence": 2, "user_id": self.boss.id}),
                ],
            }
        )
        self._rule(target="path", share="part", part="The network")
        self._rule(target="path", share="part", part="All of it", minutes=120)
        ticket = self._lying(service_id=service.id, team_id=self.team_first.id)
        self._run(MONDAY + HOUR)
        offer = self._offers(ticket)
        self.assertEqual(
            (offer.to_team_id, offer.part), (self.team_second, "The network")
        )
        self._run(MONDAY + 2 * HOUR)
        self.assertEqual((self._offers(ticket) - offer).to_user_id, self.boss)
        self.assertEqual(ticket.sudo().called_path_ids, service.path_ids)

    def test_service_without_a_path(self):
        self._rule(target="path")
        ticket = self._lying()
        self._run(MONDAY + HOUR)
        self.assertFalse(self._offers(ticket))
        self.assertIn("no (further) step", self._said(ticket))

    def test_only_told(self):
        """A note and a follower; no offer, and the ticket stays where it is."""
        self._rule(share="notice", target="user", to_user_id=self.boss.id)
        ticket = self._lying()
        mails = self._run(MONDAY + HOUR)
        self.assertFalse(self._offers(ticket))
        self.assertIn(self.boss.partner_id, ticket.sudo().message_partner_ids)
        self.assertTrue(self._told(mails, self.boss))
        self.assertIn("nobody began", self._said(ticket))

    def test_nobody_else_is_told_of_a_confidential_ticket(self):
        """Who may not read it hears nothing, whatever a rule says; the ticket does."""
        self._rule(share="notice", target="user", to_user_id=self.agent_c.id)
        ticket = self._lying(name="The boss steals")
        ticket.sudo().is_confidential = True
        mails = self._run(MONDAY + HOUR)
        self.assertFalse(self._told(mails, self.agent_c))
        self.assertNotIn(self.agent_c.partner_id, ticket.sudo().message_partner_ids)
        self.assertIn("nobody to tell", self._said(ticket))

    def test_confidential_ticket(self):
        """Its words stay where they are: the mail tells the offer alone."""
        self._rule()
        ticket = self._lying(name="The boss steals")
        ticket.sudo().is_confidential = True
        mails = self._run(MONDAY + HOUR)
        (mail,) = self._told(mails, self.agent_b)
        self.assertIn(ticket.number, mail["subject"])
        for part in (mail["subject"], mail["body"]):
            self.assertNotIn("steals", part)
            self.assertNotIn(self.customer_partner.name, part)

    # ------------------------------------------------------------------
    # The rule itself
    # ------------------------------------------------------------------

    def test_a_changed_rule_looks_anew(self):
        """Less time: due at once. Put away: never. Older tickets stay alone."""
        rule = self._rule(minutes=600)
        old = self._lying(MONDAY - timedelta(days=7))
        ticket = self._lying()
        with freeze_time(MONDAY + HOUR):
            rule.minutes = 30
            self._flush()
        self._run(MONDAY + HOUR)
        self.assertTrue(self._offers(ticket))
        self.assertFalse(self._offers(old))
        another = self._lying(MONDAY + HOUR)
        with freeze_time(MONDAY + HOUR):
            rule.active = False
            self._flush()
        self._run(MONDAY + 3 * HOUR)
        self.assertFalse(self._offers(another))
        self.assertFalse(another.sudo().rule_next_at)

    def test_one_bad_ticket_does_not_stop_the_rest(self):
        """It is noted, and tried again the day after; what was done is taken back."""
        rule = self._rule()
        bad, good = self._lying(), self._lying()
        whole = ServicedeskTicket._escalate_by_rule

        def fail(ticket, *args):
            if ticket == bad:
                raise ValueError("broken")
            return whole(ticket, *args)

        with (
            patch.object(ServicedeskTicket, "_escalate_by_rule", fail),
            mute_logger("odoo.addons.servicedesk_core.models.base.attempt"),
        ):
            self._run(MONDAY + HOUR)
        self.assertTrue(self._offers(good))
        self.assertFalse(bad.sudo().fired_rule_ids)
        self.assertEqual(bad.sudo().rule_next_at, MONDAY + 25 * HOUR)
        self.assertIn("could not be applied", self._said(bad))
        self._run(MONDAY + 25 * HOUR)
        self.assertEqual(self._offers(bad).rule_id, rule)

    def test_a_rule_that_reaches_nobody(self):
        """Refused where it is written, in words."""
        for vals in (
            {"target": "team"},
            {"target": "user"},
            {"target": "user", "to_user_id": self.customer.id},
            {"share": "part"},
            {"share": "part", "part": "  "},
        ):
            with self.subTest(**vals), self.assertRaises(ValidationError):
                self._rule(**vals)
        for minutes in (0, -5, 200_000):
            with (
                self.subTest(minutes),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._rule(minutes=minutes)

    def test_team_of_another_company(self):
        """A team takes tickets of its own company only."""
        other = self.env["res.company"].create({"name": "Far Away"})
        with self.assertRaises(ValidationError):
            self._rule(
                company_id=other.id, target="team", to_team_id=self.team_second.id
            )
        self._rule(target="team", to_team_id=self.team_second.id)
        (facts,) = self.env["servicedesk.escalation.rule"]._get_rules()
        self.assertEqual(facts.company_id, self.company.id)

    def test_managers_write_rules(self):
        """Agents and auditors read them; nobody else does."""
        rule = self._rule()
        rule.with_user(self.manager).minutes = 45
        for user in (self.agent_a, self.dispatcher, self.auditor):
            self.assertEqual(rule.with_user(user).minutes, 45)
            with self.assertRaises(AccessError):
                rule.with_user(user).minutes = 50
        for user in (self.customer, self.employee):
            with self.assertRaises(AccessError):
                rule.with_user(user).read(["minutes"])

    def test_its_moment_is_nobodys_to_write(self):
        """Who could put it off could silence the rule."""
        ticket = self._lying()
        for user in (self.agent_a, self.manager):
            for vals in ({"rule_next_at": False}, {"fired_rule_ids": [(5, 0, 0)]}):
                with self.assertRaises(UserError):
                    ticket.with_user(user).write(vals)

    def test_its_escalations_are_found(self):
        rule = self._rule()
        ticket = self._lying()
        self._run(MONDAY + HOUR)
        action = rule.with_user(self.manager).action_view_escalations()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self._offers(ticket))

    def test_without_rules_no_question_more(self):
        """Registering and writing cost the same as if there were no rules at all."""
        self._lying()
        tickets = self.env["servicedesk.ticket"].with_user(self.agent_a)
        ticket = self._lying()
        self._flush()
        with patch.object(type(tickets), "_get_rule_facts", side_effect=AssertionError):
            ticket.priority = "2"
            self._lying()

    def test_older_tickets_are_not_gone_through(self):
        """The column is made empty on the way to this version, and twice does no
        harm: otherwise each ticket there is would be looked at."""
        script = load("19.0.1.5.0/pre-rules.py")
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE servicedesk_ticket DROP COLUMN rule_next_at")
        for _time in range(2):
            script.migrate(self.env.cr, "19.0.1.4.0")
        self.env.cr.execute(
            """SELECT data_type FROM information_schema.columns
                WHERE table_name = 'servicedesk_ticket'
                  AND column_name = 'rule_next_at'"""
        )
        self.assertEqual(self.env.cr.fetchall(), [("timestamp without time zone",)])
