# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The examples of docs/automation.md, as managers enter them."""

from odoo.tests import tagged

from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestAutomation(ServicedeskCommon):
    """Odoo's own automation rules do routine work on tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work = cls.env.ref("servicedesk_core.ticket_type_work")
        cls.service = cls.env["servicedesk.service"].create(
            {"name": "Password Reset", "type_ids": cls.work.ids}
        )
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)

    def _make_rule(self, trigger, code, **values):
        model = self.env["ir.model"]._get("servicedesk.ticket")
        rule = self.env["base.automation"].create(
            {
                "name": "Example",
                "model_id": model.id,
                "trigger": trigger,
                **values,
            }
        )
        self.env["ir.actions.server"].create(
            {
                "name": "Example",
                "base_automation_id": rule.id,
                "model_id": model.id,
                "usage": "base_automation",
                "state": "code",
                "code": code,
            }
        )
        return rule

    def _create(self, **values):
        return self.Ticket.create(
            {
                "name": "I forgot my password",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.work.id,
                "team_id": self.team_first.id,
                **values,
            }
        )

    def test_a_password_reset_is_answered_and_resolved(self):
        """By itself, with the mail that asks for the confirmation."""
        self._make_rule(
            "on_create_or_write",
            "for ticket in records:\n"
            "    ticket.action_resolve('A new password was sent to your phone.')",
            filter_domain=f"[('service_id', '=', {self.service.id}),"
            " ('state', 'in', ['new', 'assigned', 'in_progress']),"
            " ('ticket_type_id', '!=', False)]",
        )
        with self.mock_mail_gateway():
            ticket = self._create(service_id=self.service.id)
            self.env.flush_all()
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(ticket.confirmation, "awaiting")
        self.assertIn("A new password was sent", ticket.resolution)
        mails = self._new_mails.filtered(
            lambda mail: self.customer_partner in mail.recipient_ids
        )
        self.assertEqual(len(mails), 1)
        ticket.with_user(self.customer).action_confirm(rating=5)
        self.assertEqual(ticket.confirmation, "confirmed")

    def test_others_are_left_alone(self):
        self._make_rule(
            "on_create_or_write",
            "for ticket in records:\n    ticket.action_resolve('Done')",
            filter_domain=f"[('service_id', '=', {self.service.id})]",
        )
        self.assertEqual(self._create().state, "new")

    def test_entering_a_stage_does_what_was_set_for_it(self):
        """The rule “Stage is set to” is Odoo's own; here it calls somebody in."""
        stage = self.env.ref("servicedesk_core.stage_waiting")
        self._make_rule(
            "on_stage_set",
            "records.write({'co_responsible_ids': [Command.link(%s)]})"
            % self.leader.id,
            trg_selection_field_id=False,
            trg_field_ref=stage.id,
        )
        ticket = self._create(team_id=self.team_first.id)
        ticket.action_start()
        self.assertFalse(ticket.co_responsible_ids)
        ticket.action_wait("supplier")
        self.assertEqual(ticket.co_responsible_ids, self.leader)

    def test_a_rule_moves_along_the_cycle_or_not_at_all(self):
        """What a person is refused, a rule is refused as well: in words."""
        self._make_rule(
            "on_create",
            "for ticket in records:\n    ticket.action_close()",
            filter_domain=f"[('service_id', '=', {self.service.id})]",
        )
        with self.assertRaisesRegex(Exception, "cannot be moved there"):
            self._create(service_id=self.service.id)

    def test_an_urgent_ticket_goes_to_another_team(self):
        self._make_rule(
            "on_create_or_write",
            "for ticket in records:\n"
            f"    ticket.action_assign(team_id={self.team_second.id},"
            " reason='Most urgent')",
            filter_domain="[('priority', '=', '3'), ('team_id.level', '=', '1')]",
        )
        ticket = self._create(priority="3")
        self.assertEqual(ticket.team_id, self.team_second)
        notes = " ".join(ticket.message_ids.mapped("body"))
        self.assertIn("Most urgent", notes)
