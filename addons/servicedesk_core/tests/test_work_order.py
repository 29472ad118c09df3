# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.workorder.servicedesk_work_order import DEED_FIELDS
from .test_work_order_tool import STATES, TABLE
from .work_order_common import WorkOrderCommon

FORGED = {
    "state": "verified",
    "payment_decision": "approved",
    "line_ids": [(0, 0, {"name": "Nothing", "amount_approved": 1000.0})],
}
BY_TYPE = {
    "many2many": [(6, 0, [1])],
    "char": "Forged",
    "text": "Forged",
    "html": "Forged",
    "binary": "Rm9yZ2Vk",
    "datetime": "2026-03-02 09:00:00",
    "many2one": 1,
    "integer": 3,
    "float": 3.0,
    "monetary": 9999.0,
}


@tagged("post_install", "-at_install")
class TestWorkOrder(WorkOrderCommon):
    """From the draft to the verified work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started()

    # ------------------------------------------------------------------
    # Drafts
    # ------------------------------------------------------------------

    def test_number_and_company(self):
        """An order is numbered at once and belongs to the company of its ticket."""
        order = self._order()
        self.assertRegex(order.number, r"^WO-\d{6}$")
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.company_id, order.ticket_id.company_id)
        self.assertEqual(order.responsible_id, self.agent_a)
        other = self._order(ticket_id=order.ticket_id.id)
        self.assertNotEqual(order.number, other.number)

    def test_ticket_gives_what_an_order_begins_with(self):
        """What and where stand in the order as they stand in the ticket."""
        ticket = self._started()
        vals = ticket._prepare_work_order_vals()
        self.assertEqual(vals["ticket_id"], ticket.id)
        self.assertEqual(vals["name"], ticket.name)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_b)._prepare_work_order_vals()

    def test_deed_fields_are_refused(self):
        """Nobody writes what only deeds record: not at creation, not later."""
        order = self._order()
        known = order._fields
        forgery = {
            name: FORGED.get(name) or BY_TYPE[known[name].type] for name in DEED_FIELDS
        }
        for user in (self.agent_a, self.manager, self.api_user):
            for name, value in forgery.items():
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(UserError):
                        order.with_user(user).write({name: value})
                    with self.assertRaises(UserError):
                        self._order(user, ticket_id=order.ticket_id.id, **{name: value})
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        forged = orders.with_context(
            **{f"default_{name}": value for name, value in forgery.items()}
        )
        made = forged.create({"name": "Mend", "ticket_id": order.ticket_id.id})
        self.assertEqual((made.state, made.payment_amount), ("draft", 0))
        self.assertFalse(made.line_ids or made.report or made.date_sent)

    def test_an_order_has_a_subject(self):
        """Neither an empty one nor blanks; and a very long one is cut."""
        order = self._order(name="x" * 1000)
        self.assertEqual(len(order.name), 500)
        for name in ("", "  ", False, None):
            with self.subTest(name=name):
                with self.assertRaisesRegex(UserError, "needs a subject"):
                    self._order(name=name)
                with self.assertRaisesRegex(UserError, "needs a subject"):
                    order.name = name

    def test_what_is_too_much_for_a_number(self):
        """It is told in words before it is reckoned with."""
        order = self._order()
        for name in ("rate", "quota_amount"):
            for value in (1e308, -1e300, 10**14):
                with self.subTest(field=name, value=value):
                    with self.assertRaisesRegex(UserError, "too much to be true"):
                        self._order(**{name: value})
                    with self.assertRaisesRegex(UserError, "too much to be true"):
                        order.write({name: value})
        with self.assertRaisesRegex(UserError, "too much to be true"):
            order.rate = 1e12

    def test_messages_are_posted(self):
        """What was said is not brought along as a list; of tickets neither."""
        order = self._order()
        said = {"message_ids": [(0, 0, {"body": "Agreed: all of it is paid"})]}
        before = order.message_ids
        with self.assertRaisesRegex(UserError, "post a message instead"):
            self._order(**said)
        for record in (order, order.ticket_id.with_user(self.agent_a)):
            with self.assertRaisesRegex(UserError, "post a message instead"):
                record.write(said)
        self.assertEqual(order.message_ids, before)

    def test_ordered_things_are_fixed_once_sent(self):
        """Drafts are edited; what was sent is what both rely on."""
        order = self._order()
        order.write({"name": "  Mend   two locks ", "quota_amount": 500})
        self.assertEqual(order.name, "Mend two locks")
        order.action_send()
        for vals in (
            {"name": "Another"},
            {"quota_amount": 1},
            {"contractor_id": self.rival.id},
            {"planned_start": "2026-03-02 09:00:00"},
        ):
            with self.assertRaisesRegex(UserError, "was sent"):
                order.write(vals)
        order.responsible_id = self.dispatcher
        self.assertEqual(order.responsible_id, self.dispatcher)

    def test_ticket_and_company_are_fixed(self):
        """A draft does not wander to another ticket."""
        order = self._order()
        with self.assertRaises(UserError):
            order.ticket_id = self._started()
        order.write({"ticket_id": order.ticket_id.id})

    def test_only_drafts_are_deleted(self):
        """A draft may go; what was sent stays, as others rely on it."""
        order = self._order()
        ticket = order.ticket_id
        self.assertEqual(ticket.work_order_count, 1)
        order.unlink()
        self.assertEqual(ticket.work_order_count, 0)
        sent = self._sent()
        with self.assertRaises(UserError):
            sent.unlink()
        with self.assertRaises(UserError):
            sent.with_user(self.manager).unlink()

    def test_copy_begins_anew(self):
        """A copy is a draft with a number of its own, ordered by who makes it."""
        order = self._done()
        copy = order.with_user(self.dispatcher).copy()
        self.assertEqual(copy.state, "draft")
        self.assertNotEqual(copy.number, order.number)
        self.assertEqual(copy.responsible_id, self.dispatcher)
        self.assertFalse(copy.date_sent or copy.report or copy.done_by_id)

    @mute_logger("odoo.sql_db")
    def test_doer_is_one(self):
        """An own engineer or a contractor, not both."""
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._order(user_id=self.engineer.id, contractor_id=self.firm.id)

    def test_parties_fit_together(self):
        """The contact is the contractor's, staff is internal, we are no contractor."""
        with self.assertRaises(ValidationError):
            self._order(contact_id=self.rival_user.partner_id.id)
        with self.assertRaises(ValidationError):
            self._order(user_id=self.fitter.id)
        with self.assertRaises(ValidationError):
            self._order(contractor_id=self.company.partner_id.id)
        order = self._order(contact_id=self.fitter.partner_id.id)
        self.assertEqual(order.contractor_commercial_id, self.firm)

    def test_contract_is_proposed(self):
        """The running contract with the firm is proposed, and goes with it."""
        contracts = self.env["servicedesk.contract"]
        common = {"kind": "underpinning", "company_id": self.company.id}
        contracts.create(
            {
                **common,
                "name": "Old",
                "contractor_id": self.firm.id,
                "date_end": "2020-01-01",
            }
        )
        running = contracts.create(
            {**common, "name": "Roofs", "contractor_id": self.firm.id}
        )
        order = self._order()
        self.assertEqual(order.contract_id, running)
        order.contractor_id = self.rival
        self.assertFalse(order.contract_id)
        with self.assertRaises(ValidationError):
            order.contract_id = running

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _call(self, order, step):
        """Make ``step`` on an own engineer's order as one who may."""
        mate = self.mate if order.user_id == self.engineer else self.engineer
        mine, his = order, order.with_user(order.user_id)
        return {
            "send": mine.action_send,
            "accept": his.action_accept,
            "decline": lambda: his.action_decline("No time"),
            "start": his.action_start,
            "done": lambda: his.action_done("Mended"),
            "verify": mine.action_verify,
            "return": lambda: mine.action_return("It sticks"),
            "cancel": lambda: mine.action_cancel("Not needed"),
            "hand_over": lambda: his.action_hand_over(mate.id, "I am ill"),
            "plan": lambda: mine.action_plan("2026-03-02 09:00:00"),
        }[step]()

    def _bring(self, state):
        """Return an own engineer's order that was led to ``state`` by deeds."""
        paths = {
            "draft": (),
            "sent": ("send",),
            "accepted": ("send", "accept"),
            "declined": ("send", "decline"),
            "in_progress": ("send", "accept", "start"),
            "done": ("send", "accept", "done"),
            "verified": ("send", "accept", "done", "verify"),
            "cancelled": ("send", "cancel"),
        }
        order = self._order(user_id=self.engineer.id, ticket_id=self.ticket.id)
        for step in paths[state]:
            self._call(order, step)
        self.assertEqual(order.state, state)
        return order

    def test_every_deed_in_every_state(self):
        """Deeds go where the table of the tool says; others change nothing at all."""
        for state in STATES:
            order = self._bring(state)
            self.env.invalidate_all()
            before = order.sudo().read()[0]
            for step in TABLE.keys() - {"claim"}:
                with self.subTest(step=step, state=state):
                    if state in TABLE[step]:
                        moved = self._bring(state)
                        self.assertIs(self._call(moved, step), True)
                        self.assertEqual(moved.state, TABLE[step][state])
                        continue
                    # AccessError is a kind of it: a draft is nobody's to do yet.
                    with self.assertRaises(UserError):
                        self._call(order, step)
                    order.invalidate_recordset()
                    self.assertEqual(order.sudo().read()[0], before)

    def test_dates_and_persons(self):
        """Each step is stamped with when and by whom."""
        order = self._done()
        self.assertTrue(order.date_sent and order.date_accepted and order.date_done)
        self.assertEqual(order.done_by_id, self.fitter.partner_id)
        self.assertEqual(order.last_step_by_id, self.fitter.partner_id)
        order.action_verify()
        self.assertEqual(order.verified_by_id, self.agent_a)
        self.assertTrue(order.date_verified)

    def test_return_begins_again(self):
        """Returned work goes on, is counted, and is not done any more."""
        order = self._done()
        order.action_return("It still sticks")
        self.assertEqual((order.state, order.reopen_count), ("in_progress", 1))
        self.assertFalse(order.date_done or order.done_by_id)
        order.with_user(self.fitter).action_done("Oiled as well.")
        order.action_verify()
        order.action_return("Stuck again")
        self.assertEqual(order.reopen_count, 2)
        self.assertFalse(order.verified_by_id or order.date_verified)

    def test_words_are_asked_for(self):
        """Declining, returning, cancelling, handing over and reporting need words."""
        order = self._sent(user_id=self.engineer.id)
        his = order.with_user(self.engineer)
        for deed in (
            lambda: his.action_decline(" "),
            lambda: his.action_hand_over(self.mate.id, ""),
            lambda: order.action_cancel(False),
            lambda: order.action_return(),
            lambda: his.action_done("<p><br></p>"),
        ):
            with self.assertRaises(UserError):
                deed()
        self.assertEqual(order.state, "sent")

    def test_send_needs_somebody(self):
        """An order without doer is not sent; nothing of a batch is then."""
        lonely = self._order(contractor_id=False)
        good = self._order()
        with self.assertRaisesRegex(UserError, "Choose who does"):
            (good | lonely).action_send()
        self.assertEqual(good.state, "draft")

    def test_work_is_sent_to_who_is_there(self):
        """Nobody waits for who has left: neither person nor firm nor its contact."""
        root = self.env.ref("base.user_root")
        for vals, gone in (
            ({"user_id": self.mate.id}, self.mate),
            ({"user_id": root.id}, root),
            ({}, self.firm),
            ({"contact_id": self.fitter.partner_id.id}, self.fitter.partner_id),
        ):
            with self.subTest(gone=gone.name):
                order = self._order(**vals)
                if gone == self.fitter.partner_id:
                    self.fitter.active = False
                if gone != root:  # who is archived from the first day
                    gone.active = False
                warning = order.send_warning
                self.assertEqual(
                    warning, f"{gone.name} is archived: choose somebody else."
                )
                with self.assertRaisesRegex(UserError, "is archived"):
                    order.action_send()
                self.assertEqual(order.state, "draft")
                self.assertEqual(order.ticket_id.state, "in_progress")
                (self.fitter | self.mate).active = True
                (self.firm | self.fitter.partner_id).active = True
        self.assertFalse(self._order().send_warning)

    @freeze_time("2026-03-02 09:00:00")
    def test_a_contract_that_is_over_is_told_of(self):
        """It may be sent, and who orders knows; also who pays."""
        contract = self.env["servicedesk.contract"].create(
            {
                "name": "Roofs",
                "kind": "underpinning",
                "company_id": self.company.id,
                "contractor_id": self.firm.id,
                "date_start": "2019-01-01",
                "date_end": "2026-03-01",
            }
        )
        order = self._order(contract_id=contract.id)
        self.assertIn("“Roofs” ended on 03/01/2026", order.send_warning)
        order.action_send()
        order.invalidate_recordset()
        self.assertFalse(order.send_warning)
        order.with_user(self.fitter).action_accept()
        order.action_claim([{"kind": "part", "name": "Lock", "amount_claimed": 9}])
        order.invalidate_recordset()
        self.assertIn("“Roofs” ended on", order.money_warning)
        contract.date_end = "2026-03-02"
        order.invalidate_recordset()
        self.assertFalse(order.money_warning)
        contract.write({"date_start": "2026-03-03", "date_end": False})
        order = self._order(contract_id=contract.id)
        self.assertIn("begins on 03/03/2026 only", order.send_warning)

    def test_own_work_is_not_verified(self):
        """Who did the work does not look at it himself."""
        order = self._order(user_id=self.agent_a.id)
        order.action_send()
        order.action_start()
        order.action_done("Did it")
        self.assertNotIn("verify", order.my_steps)
        self.assertIn("verify", order.with_user(self.dispatcher).my_steps)
        with self.assertRaisesRegex(UserError, "own work"):
            order.action_verify()
        order.with_user(self.dispatcher).action_verify()
        self.assertEqual(order.state, "verified")

    def test_steps_of_a_contractors_order(self):
        """Handing over is for own engineers: nobody is offered it elsewhere."""
        order = self._sent()
        own = self._sent(user_id=self.engineer.id)
        self.assertNotIn("hand_over", order.my_steps)
        self.assertNotIn("hand_over", order.with_user(self.fitter).my_steps)
        self.assertIn("hand_over", own.my_steps)
        self.assertIn("hand_over", own.with_user(self.engineer).my_steps)

    def test_said_by_phone(self):
        """What a contractor says by phone is recorded by who ordered; not for others.

        An own engineer answers himself.
        """
        order = self._sent()
        order.action_accept()
        self.assertEqual(order.last_step_by_id, self.agent_a.partner_id)
        own = self._sent(user_id=self.engineer.id)
        with self.assertRaises(AccessError):
            own.action_accept()

    def test_hand_over(self):
        """A colleague gets it with the reason and is asked anew; the first is out."""
        order = self._sent(user_id=self.engineer.id)
        order.with_user(self.engineer).action_start()
        order.with_user(self.engineer).action_hand_over(self.mate.id, "I am ill")
        self.assertEqual((order.user_id, order.state), (self.mate, "sent"))
        self.assertFalse(order.date_accepted or order.date_started)
        self.assertFalse(order.with_user(self.engineer).has_access("read"))
        with self.assertRaises(AccessError):
            order.with_user(self.engineer).action_accept()
        order.with_user(self.mate).action_accept()
        words = order.with_user(self.mate).message_ids.mapped("body")
        self.assertTrue(any("I am ill" in body for body in words))

    def test_hand_over_to_nobody(self):
        """Not to outsiders, to oneself, to nobody, and not a contractor's order."""
        order = self._sent(user_id=self.engineer.id)
        his = order.with_user(self.engineer)
        for user_id in (False, self.engineer.id, self.fitter.id, 2**30):
            with self.assertRaises(UserError):
                his.action_hand_over(user_id, "Ill")
        with self.assertRaisesRegex(UserError, "contractor's"):
            self._sent().action_hand_over(self.mate.id, "Ill")

    def test_plan(self):
        """Either side plans, the other reads it; an end needs a start before it."""
        order = self._sent()
        his = order.with_user(self.fitter)
        his.action_plan("2026-03-02 09:00:00", "2026-03-02 11:00:00")
        self.assertEqual(str(order.planned_end), "2026-03-02 11:00:00")
        self.assertIn("Planned from", order.message_ids[0].body)
        for start, end in ((False, "2026-03-02"), ("2026-03-03", "2026-03-02")):
            with self.assertRaises(UserError):
                his.action_plan(start, end)
        order.action_plan()
        self.assertFalse(order.planned_start or order.planned_end)

    def test_route_is_the_doers(self):
        """The engineer puts his day in order; nothing else is his to write."""
        order = self._sent(user_id=self.engineer.id)
        his = order.with_user(self.engineer)
        his.write({"route_sequence": 3})
        self.assertEqual(order.route_sequence, 3)
        with self.assertRaises(AccessError):
            his.write({"route_sequence": 4, "name": "Mine"})
        with self.assertRaises(AccessError):
            order.with_user(self.mate).write({"route_sequence": 4})

    def test_who_is_told(self):
        """The engineer hears of sending, who ordered of answer and end; not both."""
        order = self._sent(user_id=self.engineer.id)
        told = order.message_ids[0].notified_partner_ids
        self.assertEqual(told, self.engineer.partner_id)
        order.with_user(self.engineer).action_decline("No ladder")
        told = order.message_ids[0].notified_partner_ids
        self.assertEqual(told, self.agent_a.partner_id)
        self.assertEqual(order.end_reason, "No ladder")

    def test_verifying_is_an_activity(self):
        """Done work is looked at: an activity of who ordered, until it is."""
        order = self._done()
        self.assertEqual(order.activity_ids.user_id, self.agent_a)
        order.action_return("No")
        self.assertFalse(order.activity_ids)
        order.with_user(self.fitter).action_done("Now")
        self.assertTrue(order.activity_ids)
        order.action_verify()
        self.assertFalse(order.activity_ids)

    def test_ticket_reads_every_step(self):
        """The ticket's history says what became of its orders, as hidden notes."""
        order = self._sent()
        order.with_user(self.fitter).action_decline("Too far")
        note = order.ticket_id.message_ids.filtered(lambda m: "Too far" in m.body)
        self.assertTrue(note.subtype_id.internal)
        self.assertIn(order.number, note.body)
        messages = self.env["mail.message"].with_user(self.customer)
        self.assertNotIn(note.id, messages.search([("body", "like", "Too far")]).ids)

    def test_ids_and_arguments_of_rpc(self):
        """What is no id or no text is refused in words."""
        orders = self.env["servicedesk.work.order"].with_user(self.agent_a)
        for wrong in ("7", True, 0, -1):
            with self.assertRaises(UserError):
                orders.browse([wrong]).action_send()
        with self.assertRaises(AccessError):
            orders.browse(2**30).action_send()
        order = self._sent()
        for wrong in (7, ["x"], {"a": 1}):
            with self.assertRaises(UserError):
                order.action_cancel(wrong)
            with self.assertRaises(UserError):
                order.action_decline(wrong)
            with self.assertRaises(UserError):
                order.action_done(wrong)
        with self.assertRaises(UserError):
            order.action_plan("soon")
        with self.assertRaises(UserError):
            order.action_hand_over("Mate", "Ill")
