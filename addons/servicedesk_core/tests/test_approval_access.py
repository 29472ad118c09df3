# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_common import ROLES, AccessCommon, parse_table
from .test_arguments import ODD

APPROVAL = "servicedesk.approval"

# Who finds and reads which approval. The first is asked of employee, about a ticket of
# the first line; the second will be asked of stranger later; the third was asked of
# agent_c about a secret ticket.
READ = parse_table("""
role           asked later secret
public             -     -      -
customer           -     -      -
other_customer     -     -      -
boss               -     -      -
employee           r     -      -
stranger           -     -      -
agent_a            r     r      -
agent_b            r     r      -
agent_idle         r     r      -
dispatcher         r     r      -
manager            r     r      -
auditor            r     r      r
owner              -     -      -
api_user           r     r      -
foreign_agent      -     -      -
admin              -     -      -
""")

# Who writes, makes and deletes the steps of the owner's service, of another service,
# and of a ticket type.
RULES = parse_table("""
role           owned other  type
public             -     -     -
customer           -     -     -
other_customer     -     -     -
boss               -     -     -
employee           -     -     -
stranger           -     -     -
agent_a            r     r     r
agent_b            r     r     r
agent_idle         r     r     r
dispatcher         r     r     r
manager          rwu   rwu   rwu
auditor            r     r     r
owner            rwu     -     -
api_user           r     r     r
foreign_agent      -     -     r
admin              -     -     -
""")


@tagged("post_install", "-at_install")
class TestApprovalAccess(AccessCommon):
    """Every role against approvals, their steps and their deeds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.env["servicedesk.transition"].search(
            [
                ("type_id", "=", cls.incident.id),
                ("from_stage_id", "=", cls.stage_new.id),
                ("to_stage_id", "=", cls.stage_in_progress.id),
            ]
        )
        cls.move.asks = "approval"
        services = cls.env["servicedesk.service"]
        company = {"company_id": cls.company.id}
        cls.owned_service.company_id = cls.company
        cls.doors, cls.secrets = services.create(
            [{"name": "Doors", **company}, {"name": "Secrets", **company}]
        )
        cls._add_step(cls.doors, cls.employee)
        cls._add_step(cls.doors, cls.stranger, sequence=20)
        cls._add_step(cls.secrets, cls.agent_c)
        first = cls._make(service_id=cls.doors.id)
        hidden = cls._make(service_id=cls.secrets.id, team_id=cls.team_secret.id)
        first.with_user(cls.agent_a).action_start()
        hidden.with_user(cls.agent_c).action_start()
        cls.ticket, cls.hidden = first, hidden
        approvals = first.approval_ids
        cls.approvals = {
            "asked": approvals[0],
            "later": approvals[1],
            "secret": hidden.approval_ids,
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _add_step(cls, service, user, **vals):
        return cls.env["servicedesk.approval.rule"].create(
            {
                "service_id": service.id,
                "who": "users",
                "user_ids": user.ids,
                **vals,
            }
        )

    def test_who_reads_which(self):
        """By id and by search alike."""
        everything = self.env[APPROVAL].union(*self.approvals.values())
        self.assertEqual(tuple(READ), ROLES)
        for role, row in READ.items():
            for kind, letter in row.items():
                mine = self._as(role, self.approvals[kind])
                with self.subTest(role=role, approval=kind):
                    may = self._may(mine.read, ["state", "description"])
                    self.assertEqual(may, letter == "r")
            if role == "public":
                continue
            found = self._as(role, everything).search([("id", "in", everything.ids)])
            kinds = {kind for kind, one in self.approvals.items() if one in found}
            self.assertEqual(kinds, {kind for kind in row if row[kind] == "r"})

    def test_who_keeps_the_steps(self):
        steps = {
            "owned": self._add_step(self.owned_service, self.employee),
            "other": self._add_step(self.doors, self.employee),
            "type": self.env["servicedesk.approval.rule"].create(
                {"ticket_type_id": self.incident.id, "who": "owner"}
            ),
        }
        for role, row in RULES.items():
            for kind, letters in row.items():
                step = self._as(role, steps[kind])
                with self.subTest(role=role, step=kind):
                    self.assertEqual(self._may(step.read, ["who"]), "r" in letters)
                    vals = {"who": "manager"}
                    self.assertEqual(self._may(step.write, vals), "w" in letters)
                    self.assertEqual(self._may(step.unlink), "u" in letters)

    def test_no_step_is_moved_to_a_service_of_others(self):
        step = self._as("owner", self._add_step(self.owned_service, self.employee))
        with self._refused():
            step.service_id = self.doors
        with self._refused():
            self._as("owner", self.env["servicedesk.approval.rule"]).create(
                {"service_id": self.doors.id, "who": "owner"}
            )

    def test_no_step_is_moved_to_a_type(self):
        """Who keeps one service does not become approver of a whole life cycle."""
        step = self._add_step(self.owned_service, self.employee)
        vals = {"service_id": False, "ticket_type_id": self.incident.id}
        with self._refused():
            self._as("owner", step).write(vals)
        self.env.invalidate_all()
        self.assertEqual(step.service_id, self.owned_service)
        self._as("manager", step).write(vals)
        self.assertEqual(step.ticket_type_id, self.incident)

    def test_who_is_asked_reads_the_ticket(self):
        """From the requester's side; who is not asked yet, or any more, does not."""
        for user, may in ((self.employee, True), (self.stranger, False)):
            mine = self.ticket.with_user(user).with_context({})
            with self.subTest(user=user.name):
                self.assertEqual(self._may(mine.read, ["name"]), may)
                found = mine.search([("id", "=", mine.id)])
                self.assertEqual(bool(found), may)
                self.assertEqual(user in self.ticket.viewer_ids, may)
                self.assertFalse(self._may(mine.read, ["team_id"]))
        self.ticket.with_user(self.agent_a).action_cancel("Not needed")
        self.env.invalidate_all()
        mine = self.ticket.with_user(self.employee).with_context({})
        self.assertFalse(self._may(mine.read, ["name"]))

    def test_secrets_stay_in_their_circle(self):
        """About a confidential ticket nobody is asked who does not read it."""
        self.env["servicedesk.approval.rule"].search(
            [("service_id", "=", self.secrets.id)]
        ).user_ids = self.employee
        ticket = self._make(service_id=self.secrets.id, team_id=self.team_secret.id)
        with self.assertRaisesRegex(UserError, "nobody can be asked"):
            ticket.with_user(self.agent_c).action_start()
        self.ticket.is_confidential = True
        self.env.invalidate_all()
        mine = self._as("employee", self.approvals["asked"])
        self.assertFalse(self._may(mine.read, ["ticket_name"]))
        with self.assertRaises(AccessError):
            mine.action_approve()

    def test_who_decides(self):
        """Who is asked, and nobody else: not by a role, not as administrator."""
        for role in ROLES:
            approvals = self._as(role, self.env[APPROVAL])
            for name, args in (("action_approve", []), ("action_reject", ["No"])):
                with self.subTest(role=role, deed=name):
                    ids = self.approvals["asked"].ids
                    may = self._may(call_kw, approvals, name, [ids, *args], {})
                    self.assertEqual(may, role == "employee")
                    later = self.approvals["later"].ids
                    self.assertFalse(
                        self._may(call_kw, approvals, name, [later, *args], {})
                    )

    def test_odd_arguments(self):
        """Whatever is sent is taken, or refused in words; nothing breaks."""
        approvals = self._as("employee", self.env[APPROVAL])
        ids = self.approvals["asked"].ids
        for kind, value in ODD.items():
            for name in ("action_approve", "action_reject"):
                for args in ([ids, value], [[value], "x"]):
                    with self.subTest(deed=name, kind=kind):
                        try:
                            with self.env.cr.savepoint() as savepoint:
                                call_kw(approvals, name, args, {})
                                savepoint.rollback()
                        except (AccessError, UserError) as error:
                            self.assertTrue(str(error))
                        self.env.invalidate_all()

    def test_the_dialog_is_as_strict_as_the_deed(self):
        """Naming approvals to it shows nothing and decides nothing."""
        for role in ("stranger", "agent_a", "manager"):
            dialogs = self._as(role, self.env["servicedesk.approval.decide"])
            vals = {
                "approval_ids": [(6, 0, self.approvals["asked"].ids)],
                "decision": "approve",
            }
            with self.subTest(role=role), self._refused():
                dialogs.create(vals).action_apply()
        self.assertEqual(self.approvals["asked"].state, "pending")

    def test_the_dialog_decides_many(self):
        mine = self._as("employee", self.approvals["asked"])
        action = mine.with_context(servicedesk_decision="reject").action_open_decide()
        dialogs = self._as("employee", self.env[action["res_model"]])
        dialog = dialogs.with_context(**action["context"]).create({"note": "No"})
        self.assertEqual(dialog.decision, "reject")
        dialog.action_apply()
        self.assertEqual(self.approvals["asked"].state, "rejected")

    def test_mine_are_found(self):
        """What stands in *My Approvals*, and among one's activities."""
        approvals = self._as("employee", self.env[APPROVAL])
        mine = approvals.search([("can_decide", "=", True)])
        self.assertEqual(mine, self.approvals["asked"])
        self.assertTrue(mine.can_decide)
        self.assertFalse(self._as("agent_a", mine).can_decide)
        activity = self.env["mail.activity"].with_user(self.employee)
        self.assertEqual(
            activity.search([("res_model", "=", APPROVAL)]).user_id, self.employee
        )
        mine.action_approve()
        self.assertFalse(approvals.search([("can_decide", "=", True)]))
        self.assertFalse(activity.search([("res_model", "=", APPROVAL)]))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_forges(self):
        """No role writes the state of an approval, or of a ticket's approval."""
        for role in ROLES:
            mine = self._as(role, self.approvals["asked"])
            vals = {"state": "approved"}
            with self.subTest(role=role):
                self.assertFalse(self._may(mine.write, vals))
                self.assertFalse(self._may(mine.unlink))
                self.assertFalse(
                    self._may(
                        mine.create,
                        {
                            "ticket_id": self.ticket.id,
                            "name": "x",
                            "cycle": 1,
                            "step": 1,
                            "partner_id": self.customer_partner.id,
                        },
                    )
                )
                ticket = self._as(role, self.ticket)
                self.assertFalse(
                    self._may(ticket.write, {"approval_state": "approved"})
                )
