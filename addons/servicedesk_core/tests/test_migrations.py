# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import json
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location

from odoo.tests import freeze_time, tagged
from odoo.tools import file_path

from odoo.addons.rpc.controllers.xmlrpc import dumps

from .common import ServicedeskCommon


def load(script):
    """Return a migration script as a module: its folder is no package."""
    path = file_path(f"servicedesk_core/migrations/{script}")
    spec = spec_from_file_location("migration", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install")
class TestMigrationTo1910110(ServicedeskCommon):
    """A desk of 19.0.1.0.0 becomes one with catalogue and classification."""

    def _migrate(self, version="19.0.1.0.0"):
        self.env.flush_all()
        load("19.0.1.1.0/post-migrate.py").migrate(self.env.cr, version)
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_confidential_tickets_are_closed_to_dispatchers(self):
        """Their rule of then let them read all tickets of their companies."""
        ticket = self._ticket(team_id=self.team_secret.id)
        rule = self.env.ref("servicedesk_core.servicedesk_ticket_rule_dispatcher")
        rule.write(
            {"domain_force": "[('company_id', 'in', company_ids)]", "perm_read": True}
        )
        self.env.registry.clear_cache()
        self.assertTrue(ticket.with_user(self.dispatcher).has_access("read"))
        self._migrate()
        self.assertFalse(ticket.with_user(self.dispatcher).has_access("read"))
        self.assertTrue(ticket.with_user(self.agent_c).has_access("read"))

    def test_shipped_types_get_their_words(self):
        self.incident.keywords = False
        self.change.keywords = "our own"
        self._migrate()
        self.assertIn("broken", self.incident.keywords)
        self.assertEqual(self.change.keywords, "our own")

    def test_chosen_priorities_stay(self):
        """Classifying an old ticket anew does not undo what somebody chose."""
        urgent, usual = self._ticket(), self._ticket()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE servicedesk_ticket SET hand_set = NULL, priority ="
            " CASE id WHEN %s THEN '3' ELSE '1' END WHERE id IN %s",
            [urgent.id, (urgent.id, usual.id)],
        )
        self.env.invalidate_all()
        self._migrate()
        (urgent | usual).write({"urgency": "1"})
        self.assertEqual((urgent.priority, usual.priority), ("3", "0"))

    def test_a_new_database_is_left_alone(self):
        self.incident.keywords = False
        self._migrate(version=None)
        self.assertFalse(self.incident.keywords)


@tagged("post_install", "-at_install")
class TestMigrationTo1910120(ServicedeskCommon):
    """A desk of 19.0.1.1.0 gets rid of numbers that nothing could tell."""

    def _migrate(self, version="19.0.1.1.0"):
        self.env.flush_all()
        load("19.0.1.2.0/post-migrate.py").migrate(self.env.cr, version)
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_answers_longer_than_can_be_told_go(self):
        """One of them kept everybody from reading a list by XML-RPC."""
        questions = [
            {"name": "count", "type": "integer", "string": "How many"},
            {"name": "size", "type": "float", "string": "How big"},
            {"name": "code", "type": "char", "string": "Code"},
        ]
        service = self.env["servicedesk.service"].create(
            {"name": "Devices", "ticket_properties_definition": questions}
        )
        ticket = self._ticket(service_id=service.id)
        answers = {"count": -2147483649, "size": 2147483648, "code": "2147483648"}
        questions[0]["default"] = 2**40
        self.env.flush_all()
        for table, column, row_id, value in (
            ("ticket", "properties", ticket.id, answers),
            ("service", "ticket_properties_definition", service.id, questions),
            ("service", "form_definition", service.id, questions),
        ):
            self.env.cr.execute(
                f"UPDATE servicedesk_{table} SET {column} = %s WHERE id = %s",
                [json.dumps(value), row_id],
            )
        self.env.invalidate_all()
        for _twice in range(2):
            self._migrate()
        given = ticket.read(["properties"]) + service.read(["form_definition"])
        self.assertTrue(dumps((given,)))
        self.assertEqual(
            ticket.properties._values, {"size": 2147483648.0, "code": "2147483648"}
        )
        self.assertIn("-2147483649", str(ticket.message_ids.mapped("body")))

    def test_life_cycles_stay_as_they_are(self):
        """Who took a move away does not get it back with the new version."""
        moves = self.change.transition_ids
        moves[:1].unlink()
        left = moves.exists()
        self._migrate()
        self.assertEqual(self.change.transition_ids, left)


@tagged("post_install", "-at_install")
class TestClosingMigrationTo1910140(ServicedeskCommon):
    """A desk of 19.0.1.3.0 gets a ledger of answers, and reminds from now on."""

    def _migrate(self, version="19.0.1.3.0"):
        """Put the tickets back to what the desk was before, and migrate it."""
        self.env.flush_all()
        for _twice in range(2):
            load("19.0.1.4.0/post-closing.py").migrate(self.env.cr, version)
        self.env.invalidate_all()

    def _forget(self, tickets):
        self.env.flush_all()
        self.env["servicedesk.closing.cycle"].search(
            [("ticket_id", "in", tickets.ids)]
        ).unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE servicedesk_ticket SET date_asked = NULL, confirm_next_at = NULL,"
            " confirm_called_at = NULL, refuse_count = NULL WHERE id IN %s",
            [tuple(tickets.ids)],
        )
        self.env.invalidate_all()

    def _rows(self, ticket):
        return self.env["servicedesk.closing.cycle"].search(
            [("ticket_id", "=", ticket.id)]
        )

    def test_the_latest_solution_gets_its_row(self):
        """With what is known of it: who was asked, what he answered, his rating."""
        asked, confirmed, refused, waived, back = (
            self._resolved() for _index in range(5)
        )
        confirmed.with_user(self.customer).action_confirm(rating=4, feedback="Fine")
        refused.with_user(self.customer).action_refuse("Still stuck")
        # In a test everything is made at one moment.
        confirmed.sudo().date_resolved = "2020-01-01 00:00:00"
        waived.with_user(self.manager).action_close("Never mind")
        back.action_reopen("It is back")
        fresh = self._started()
        self._forget(asked | confirmed | refused | waived | back)
        self._migrate()
        for ticket, outcome, rating in (
            (asked, "awaiting", 0),
            (confirmed, "confirmed", 4),
            (refused, "refused", 0),
            (waived, "waived", 0),
            (back, "withdrawn", 0),
        ):
            row = self._rows(ticket)
            with self.subTest(outcome=outcome):
                self.assertEqual((row.outcome, row.rating), (outcome, rating))
                self.assertEqual(row.partner_id, self.customer_partner)
        self.assertFalse(self._rows(fresh))
        self.assertEqual(self._rows(confirmed).feedback, "Fine")
        self.assertEqual(self._rows(confirmed).date_answered, confirmed.date_confirmed)
        self.assertEqual(refused.refuse_count, 1)

    def test_nobody_is_flooded_with_reminders(self):
        """Who has been silent for a year is reminded days after the upgrade."""
        with freeze_time("2025-03-03 10:00:00"):
            ticket = self._resolved()
        self._forget(ticket)
        with freeze_time("2026-03-02 10:00:00"):
            self._migrate()
        self.assertEqual(ticket.date_asked, ticket.date_resolved)
        self.assertGreater(ticket.confirm_next_at, datetime(2026, 3, 3))
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_who_was_never_mailed_is_called(self):
        """Without a link that left, nobody was asked: the next step is a call."""
        ticket = self._resolved()
        self._forget(ticket)
        self.env["servicedesk.answer.link"].sudo().search(
            [("res_id", "=", ticket.id)]
        ).unlink()
        self._migrate()
        self.assertFalse(ticket.date_asked)
        self.assertTrue(ticket.confirm_next_at)
        ticket._go_on_unanswered()
        self.assertTrue(ticket.sudo().activity_ids.filtered("servicedesk_asks"))

    def test_the_shipped_mail_promises_nothing_that_is_past(self):
        """In all languages; what a desk has written itself stays."""
        template = self.env.ref("servicedesk_core.mail_template_ticket_in_progress")
        due = "object.date_due"
        zone = "tz=object.partner_id.tz or object.company_id.partner_id.tz"
        old = (
            f'<p t-if="{due}">Done by <t t-out="format_datetime({due}, {zone})"/>.</p>'
        )
        own = f'<p t-if="{due}">Soon.</p>'
        for body in (old, own):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mail_template SET body_html = %s WHERE id = %s",
                [json.dumps({"en_US": body}), template.id],
            )
            load("19.0.1.4.0/post-promised-date.py").migrate(self.env.cr, "19.0.1.3.0")
            template.invalidate_recordset()
            with self.subTest(body=body):
                if body == own:
                    self.assertEqual(template.body_html, own)
                    continue
                self.assertNotIn("date_due", template.body_html)
                self.assertEqual(template.body_html.count("_get_promised_date()"), 2)

    def test_closing_of_a_new_database_is_left_alone(self):
        ticket = self._resolved()
        self._forget(ticket)
        self._migrate(version=None)
        self.assertFalse(self._rows(ticket))


@tagged("post_install", "-at_install")
class TestMigrationTo1910150(ServicedeskCommon):
    """A desk of 19.0.1.4.0 learns to hand over and to order work."""

    def test_what_there_was_none_of_is_nought(self):
        """Not unknown: a mean over all tickets would leave the old ones out."""
        script = load("19.0.1.5.0/pre-counters.py")
        ticket = self._ticket()
        self.env.flush_all()
        for name in script.COUNTERS:
            self.env.cr.execute(f"ALTER TABLE servicedesk_ticket DROP COLUMN {name}")
        script.migrate(self.env.cr, "19.0.1.4.0")
        names = ", ".join(script.COUNTERS)
        self.env.cr.execute(
            f"SELECT {names} FROM servicedesk_ticket WHERE id = %s", [ticket.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (0,) * len(script.COUNTERS))
        # Twice does no harm, and the table keeps no number of its own for new rows.
        script.migrate(self.env.cr, "19.0.1.4.0")
        self.env.cr.execute(
            """SELECT count(*) FROM information_schema.columns
                WHERE table_name = 'servicedesk_ticket' AND column_name = ANY(%s)
                  AND column_default IS NOT NULL""",
            [list(script.COUNTERS)],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_the_counters_are_those_of_the_ticket(self):
        kinds = {"integer": "integer", "double precision": "float"}
        for name, kind in load("19.0.1.5.0/pre-counters.py").COUNTERS.items():
            field = self.env["servicedesk.ticket"]._fields[name]
            self.assertTrue(field.store)
            self.assertEqual(field.type, kinds[kind], name)

    def test_whoever_owes_by_contract_is_a_contractor(self):
        partners = self.env["res.partner"].create(
            [{"name": name} for name in ("Lifts", "Clients", "Others")]
        )
        lifts, client, other = partners
        self.env["servicedesk.contract"].create(
            [
                {"name": "U", "kind": "underpinning", "contractor_id": lifts.id},
                {"name": "M", "kind": "maintenance", "partner_id": client.id},
            ]
        )
        partners.is_contractor = False
        self.env.flush_all()
        load("19.0.1.5.0/post-contractors.py").migrate(self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        self.assertTrue(lifts.is_contractor)
        self.assertFalse((client | other).filtered("is_contractor"))
