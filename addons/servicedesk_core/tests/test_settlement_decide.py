# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import html2plaintext

from .settlement_common import MONDAY, SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementDecide(SettlementCommon):
    """What is paid: by whom it is decided, when, and how the lines follow."""

    def _decide(self, order, *args, user=None, **kwargs):
        return order.with_user(user or self.manager).action_decide(*args, **kwargs)

    # ------------------------------------------------------------------
    # Line by line
    # ------------------------------------------------------------------

    def test_lines_are_approved(self):
        """Who ordered approves lines in full; who and when is kept."""
        order = self._claimed({"hours": 1}, {"hours": 2})
        line = self._lines(order)[0]
        self.assertTrue(line.action_approve())
        self.assertEqual((line.state, line.amount_approved), ("approved", 40.0))
        self.assertEqual(line.decided_by_id, self.agent_a)
        self.assertEqual(line.date_decided, MONDAY)
        self.assertEqual(self._lines(order)[1].state, "claimed")
        order.invalidate_recordset()
        self.assertEqual(order.amount_approved, 40.0)

    def test_lines_are_cut(self):
        """A cut keeps its reason, which the contractor reads; to nothing it refuses."""
        order = self._claimed({"hours": 1}, {"hours": 2})
        first, second = self._lines(order)
        first.action_cut(30, "One hour is not one and a half")
        second.action_cut(0, "Not done")
        self.assertEqual((first.state, first.amount_approved), ("cut", 30.0))
        self.assertEqual((second.state, second.amount_approved), ("refused", 0.0))
        read = self._lines(order, self.fixer).read(["state", "reason"])
        self.assertEqual(
            [line["reason"] for line in read],
            ["One hour is not one and a half", "Not done"],
        )

    def _last_words(self, order):
        """Return whether both sides read the newest message, and its text."""
        message = order.sudo().message_ids[0]
        is_public = not (message.is_internal or message.subtype_id.internal)
        return is_public, html2plaintext(message.body)

    def test_lines_leave_a_trace(self):
        """The history keeps what was said of a line, by whom, and what was undone."""
        order = self._claimed({"hours": 1, "name": "Belt"}, {"hours": 2})
        line = self._lines(order)[0]
        line.action_cut(30, "Too slow")
        is_public, words = self._last_words(order)
        self.assertFalse(is_public)
        for part in ("Belt", "30.00", "40.00", "Too slow"):
            self.assertIn(part, words)
        author = order.sudo().message_ids[0].author_id
        self.assertEqual(author, self.agent_a.partner_id)
        line.action_undecide()
        self.assertIn("looked at anew", self._last_words(order)[1])
        self.assertIn("Too slow", self._last_words(order)[1])
        line.action_approve()
        self.assertIn("Belt", self._last_words(order)[1])

    def test_who_claimed_is_told_why(self):
        """One message tells of the payment and of each line that is cut."""
        order = self._verified(
            {"hours": 1, "name": "Belt"},
            {"hours": 1, "name": "Drum <b>"},
            {"hours": 1, "name": "Roller"},
        )
        belt, drum, _roller = self._lines(order)
        belt.action_cut(30, "Ten minutes are no hour")
        drum.action_cut(0, "There is no drum")
        before = order.sudo().message_ids
        self._decide(order, "cut")
        message = order.sudo().message_ids - before
        self.assertEqual(len(message), 1)
        is_public, words = self._last_words(order)
        self.assertTrue(is_public)
        for part in ("Belt", "30.00", "Ten minutes", "Drum <b>", "There is no drum"):
            self.assertIn(part, words)
        self.assertNotIn("Roller", words)
        self.assertIn(self.fix_it, message.notified_partner_ids)

    def test_who_claimed_is_told_where_all_is_less(self):
        """Also lines that bear a part of it; a refusal of all names none of them."""
        order = self._verified({"hours": 1, "name": "Belt"}, {"hours": 1})
        self._decide(order, "cut", 40, "Half")
        words = self._last_words(order)[1]
        self.assertIn("Belt: $ 20.00 of $ 40.00", words.replace("\xa0", " "))
        self.assertEqual(words.count("Half"), 1)
        order = self._verified({"hours": 1, "name": "Belt"})
        self._decide(order, "refused", reason="Not done")
        self.assertNotIn("Belt", self._last_words(order)[1])

    def test_of_many_lines_some_are_told(self):
        order = self._verified(*[{"hours": 0.1}] * 53)
        self._decide(order, "cut", 100, "Less")
        words = self._last_words(order)[1]
        self.assertIn("And 3 more lines.", words)

    def test_a_line_is_looked_at_again(self):
        """Until the payment is decided, a cut can be taken back and approved."""
        order = self._claimed({"hours": 1})
        line = self._lines(order)
        line.action_cut(10, "Too slow")
        line.action_undecide()
        line.action_approve()
        self.assertEqual((line.state, line.reason), ("approved", False))

    def test_what_is_no_cut(self):
        """A cut is less than claimed, not less than nothing, and has a reason."""
        line = self._lines(self._claimed({"hours": 1}))
        cases = (
            (40, "why", "less than"),
            (41, "why", "less than"),
            (39.999, "why", "less than"),
            (-1, "why", "less than"),
            (30, "", "Say why"),
            (30, "  ", "Say why"),
            (30, False, "Say why"),
            ("30", "why", "must be a number"),
            (float("nan"), "why", "must be a number"),
            (30, ["why"], "must be a text"),
        )
        for amount, reason, words in cases:
            with self.subTest(amount=amount, reason=reason):
                with self.assertRaisesRegex(UserError, words):
                    line.action_cut(amount, reason)
        self.assertEqual(line.state, "claimed")

    def test_lines_are_decided_by_who_ordered(self):
        """Neither the contractor nor strangers nor readers decide about lines."""
        order = self._claimed({"hours": 1})
        for user in (self.fixer, self.rival, self.agent_b, self.auditor, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._lines(order, user).action_approve()
                with self.assertRaises(AccessError):
                    self._lines(order, user).action_cut(1, "Because")

    def test_lines_after_the_payment(self):
        """What was settled is not looked at again."""
        order = self._decided({"hours": 1})
        with self.assertRaisesRegex(UserError, "decided by Manager"):
            self._lines(order).action_cut(1, "Because")

    def test_lines_that_are_none(self):
        """Ids that are none are refused in words."""
        lines = self.env["servicedesk.work.order.line"].with_user(self.agent_a)
        for wrong in (lines, lines.browse([2**31 - 1]), lines.browse(["x"])):
            with self.subTest(wrong=wrong._ids), self.assertRaises(UserError):
                wrong.action_approve()

    def test_cut_dialog(self):
        """The dialog asks amount and reason of one line."""
        order = self._claimed({"hours": 1})
        action = self._lines(order).action_open_cut()
        dialogs = self.env[action["res_model"]].with_user(self.agent_a)
        dialog = dialogs.with_context(action["context"]).create({"reason": "Slow"})
        self.assertEqual(dialog.amount, 40.0)
        dialog.amount = 25
        dialog.action_apply()
        self.assertEqual(self._lines(order).amount_approved, 25.0)
        with self.assertRaises(AccessError):
            self._lines(order, self.fixer).action_open_cut()

    # ------------------------------------------------------------------
    # The payment
    # ------------------------------------------------------------------

    def test_approved(self):
        """All that was claimed is paid; by whom and when is kept."""
        order = self._verified({"hours": 2}, {"kind": "part", "amount_claimed": 20})
        self.assertIs(self._decide(order, "approved"), True)
        self.assertEqual(self._paid(order), ("approved", 100.0, [80.0, 20.0]))
        order = order.with_user(self.manager)
        self.assertEqual(order.decided_by_id, self.manager)
        self.assertEqual(order.date_decided, MONDAY)
        self.assertEqual(set(order.line_ids.mapped("state")), {"approved"})

    def test_cut_by_lines(self):
        """Without an amount a cut pays what the lines say, for their reasons."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[0].action_cut(50, "Too slow")
        self._decide(order, "cut")
        self.assertEqual(self._paid(order), ("cut", 90.0, [50.0, 40.0]))
        self.assertEqual(self._lines(order)[0].reason, "Too slow")
        self.assertEqual(self._lines(order)[0].decided_by_id, self.agent_a)

    def test_cut_by_amount(self):
        """An amount is spread over the lines nobody looked at; they keep the reason."""
        order = self._verified({"hours": 2}, {"hours": 1}, {"hours": 1})
        self._lines(order)[2].action_approve()
        self._decide(order, "cut", 100, "As was agreed by phone")
        self.assertEqual(self._paid(order), ("cut", 100.0, [40.0, 20.0, 40.0]))
        self.assertEqual(
            self._lines(order).mapped("reason"),
            ["As was agreed by phone", "As was agreed by phone", False],
        )

    def test_refused(self):
        """A refusal pays nothing, whatever was thought of the lines before."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[0].action_approve()
        self._decide(order, "refused", reason="It leaks again")
        self.assertEqual(self._paid(order), ("refused", 0.0, [0.0, 0.0]))
        self.assertEqual(set(self._lines(order).mapped("state")), {"refused"})

    def test_refused_without_claims(self):
        """Where nothing was claimed, the file is closed with a refusal."""
        order = self._order()
        self._as_doer(order).action_done("Under warranty")
        order.action_verify()
        with self.assertRaisesRegex(UserError, "nothing was claimed"):
            self._decide(order, "approved")
        self._decide(order, "refused", reason="Under warranty")
        self.assertEqual(self._paid(order), ("refused", 0.0, []))

    def test_contradictions(self):
        """What does not fit is refused with the amount that would, and not written."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[0].action_cut(50, "Too slow")
        cases = (
            (("approved",), "90.00 are paid then"),
            (("approved", 90), "90.00 are paid then"),
            (("cut", 120, "why"), "120.00"),
            (("cut", 49, "why"), "50.00 are approved"),
            (("cut", 91, "why"), "lines allow .*90.00"),
            (("cut", 0, "why"), "refuse it"),
            (("cut", 60), "say why"),
            (("refused",), "Say why"),
            (("refused", 10, "why"), "pays nothing"),
            (("cut", -5, "why"), "not less than 0"),
            (("cut", "50", "why"), "must be a number"),
            (("paid",), "must be one of"),
            ((False,), "must be one of"),
            ((["approved"],), "must be a text"),
            (("cut", 60, {"a": 1}), "must be a text"),
        )
        for args, words in cases:
            with self.subTest(args=args), self.assertRaisesRegex(UserError, words):
                self._decide(order, *args)
        self.assertEqual(self._paid(order), ("none", 0.0, [50.0, 0.0]))

    def test_once(self):
        """The second is told who decided what, and when."""
        order = self._verified()
        self._decide(order, "approved")
        with self.assertRaisesRegex(
            UserError, "decided by Manager on 2026-03-02: Approved, .*100.00"
        ):
            self._decide(order, "refused", reason="No", user=self.boss)
        self.assertEqual(self._paid(order)[0], "approved")

    def test_not_before_it_is_verified(self):
        """What nobody has looked at is not paid."""
        order = self._claimed({"hours": 1})
        with self.assertRaisesRegex(UserError, "verify the work first"):
            self._decide(order, "approved")
        self._as_doer(order).action_done("Changed it.")
        with self.assertRaisesRegex(UserError, "verify the work first"):
            self._decide(order, "approved")

    def test_cancelled_after_some_work(self):
        """Who was called off on the way is paid for his way."""
        order = self._claimed({"kind": "other", "amount_claimed": 15})
        order.with_user(self.agent_a).action_cancel("Solved meanwhile")
        self._decide(order, "approved")
        self.assertEqual(self._paid(order), ("approved", 15.0, [15.0]))

    def test_many(self):
        """Many are approved at once, all or none; an amount is for one."""
        good, other = self._verified(), self._verified()
        bad = self._claimed({"hours": 1})
        with self.assertRaises(UserError):
            self._decide(good | bad, "approved")
        self.assertEqual(self._paid(good)[0], "none")
        with self.assertRaisesRegex(UserError, "one work order at a time"):
            self._decide(good | other, "cut", 5, "why")
        self._decide(good | other, "approved")
        self.assertEqual(self._paid(other)[0], "approved")

    def test_both_sides_are_told(self):
        """The order's conversation says what is paid of what, and why."""
        order = self._decided({"hours": 2}, decision="cut", amount=50, reason="Slow")
        message = order.sudo().message_ids[0]
        self.assertIn("Cut", message.body)
        self.assertIn("50.00", message.body)
        self.assertIn("80.00", message.body)
        self.assertIn("Slow", message.body)
        self.assertFalse(message.is_internal or message.subtype_id.internal)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertTrue(message.with_user(self.fixer).has_access("read"))

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def test_managers_decide(self):
        """Nobody but a manager of the ordering company decides about money."""
        order = self._verified()
        for user in (
            self.agent_a,
            self.dispatcher,
            self.leader,
            self.auditor,
            self.fixer,
            self.customer,
            self.engineer,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._decide(order, "approved", user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_undecide("No")
        self.assertEqual(self._paid(order)[0], "none")

    def test_own_work(self):
        """A manager who did the work himself has it paid by another one."""
        order = self._order(user_id=self.manager.id)
        order = self._verified({"hours": 1}, order=order)
        with self.assertRaisesRegex(AccessError, "did the work"):
            self._decide(order, "approved")
        self._decide(order, "approved", user=self.boss)

    def test_own_claim(self):
        """Who entered the claim decides neither about lines nor about payment."""
        order = self._claimed({"hours": 1}, user=self.manager)
        with self.assertRaisesRegex(AccessError, "claimed the costs"):
            self._lines(order, self.manager).action_approve()
        order = self._verified({"hours": 1}, order=order)
        with self.assertRaisesRegex(AccessError, "claimed the costs"):
            self._decide(order, "approved")
        self._lines(order, self.agent_a).action_approve()
        self._decide(order, "approved", user=self.boss)

    def test_named_in_a_line(self):
        """Who is named as the person that worked does not approve it."""
        order = self._order(user_id=self.engineer.id)
        order = self._verified({"hours": 1}, order=order)
        # sudo: the line of a helper, as an import may have it
        self._lines(order).sudo().partner_id = self.manager.partner_id
        with self.assertRaisesRegex(AccessError, "did the work"):
            self._decide(order, "approved")

    def test_worked_by_the_clock(self):
        """Who has time on the order has worked on it."""
        order = self._order(user_id=self.engineer.id)
        order = self._verified({"hours": 1}, order=order)
        self.env["servicedesk.time.entry"].sudo().create(
            {
                "work_order_id": order.id,
                "user_id": self.manager.id,
                "company_id": self.company.id,
                "date_start": MONDAY - timedelta(hours=2),
                "date_stop": MONDAY - timedelta(hours=1),
                "hours": 1,
            }
        )
        with self.assertRaisesRegex(AccessError, "did the work"):
            self._decide(order, "approved")

    def test_two_legal_entities(self):
        """The other company claims; the ordering one decides, and not the other way."""
        house, agent, both = self._new_house()
        order = self._draft(contractor_id=house.partner_id.id)
        order.action_send()
        order.with_user(agent).action_accept()
        order.with_user(agent).action_claim([{"name": "Work", "hours": 1}])
        order.with_user(agent).action_done("Changed it.")
        order.action_verify()
        agent.group_ids += self.env.ref("servicedesk_core.group_servicedesk_manager")
        with self.assertRaises(AccessError):
            self._decide(order, "approved", user=agent)
        self.assertFalse(order.with_user(agent).money_warning)
        both.company_id = house
        with self.assertRaisesRegex(AccessError, "did the work"):
            self._decide(order, "approved", user=both)
        self._decide(order, "approved")
        self.assertEqual(self._paid(order), ("approved", 40.0, [40.0]))

    def test_what_buttons_are_shown(self):
        """Each sees what he may do now, and nothing else."""
        order = self._claimed({"hours": 1})
        flags = ["can_claim", "can_approve_lines", "can_decide", "can_undecide"]

        def may(user):
            mine = order.with_user(user)
            mine.invalidate_recordset()
            return [mine[name] for name in flags]

        self.assertEqual(may(self.agent_a), [True, True, False, False])
        self.assertEqual(may(self.manager), [True, True, False, False])
        self.assertEqual(may(self.auditor), [False, False, False, False])
        self.assertTrue(order.with_user(self.fixer).can_claim)
        self._as_doer(order).action_done("Changed it.")
        order.action_verify()
        self.assertEqual(may(self.manager), [True, True, True, False])
        self._decide(order, "approved")
        self.assertEqual(may(self.manager), [False, False, False, True])
        self.assertEqual(may(self.agent_a), [False, False, False, False])

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def test_taken_back(self):
        """A decision is taken back with a reason; lines looked at singly stay."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[0].action_cut(50, "Too slow")
        self._decide(order, "cut")
        order.with_user(self.boss).action_undecide("Wrong order")
        self.assertEqual(self._paid(order), ("none", 0.0, [50.0, 0.0]))
        self.assertEqual(self._lines(order).mapped("state"), ["cut", "claimed"])
        self.assertFalse(order.sudo().decided_by_id or order.sudo().date_decided)
        self.assertIn("Wrong order", order.sudo().message_ids[0].body)
        self._decide(order, "cut", 60, "Anew")
        self.assertEqual(self._paid(order), ("cut", 60.0, [50.0, 10.0]))

    def test_not_taken_back(self):
        """Not without a reason, not by who may not, not where there is nothing."""
        order = self._verified()
        with self.assertRaisesRegex(UserError, "nothing was decided"):
            order.with_user(self.manager).action_undecide("No")
        self._decide(order, "approved")
        with self.assertRaisesRegex(UserError, "Say why"):
            order.with_user(self.manager).action_undecide(" ")
        with self.assertRaises(AccessError):
            order.with_user(self.agent_a).action_undecide("No")
        order.sudo().date_billed = MONDAY
        with self.assertRaisesRegex(UserError, "accounting on 2026-03-02"):
            order.with_user(self.manager).action_undecide("No")

    def test_paid_work_is_not_returned(self):
        """Work whose payment was decided is not opened again."""
        order = self._decided()
        with self.assertRaises(UserError):
            order.action_return("It leaks again")

    # ------------------------------------------------------------------
    # The dialog
    # ------------------------------------------------------------------

    def _dialog(self, orders, **vals):
        action = orders.with_user(self.manager).action_open_decide()
        dialogs = self.env[action["res_model"]].with_user(self.manager)
        return dialogs.with_context(action["context"]).create(vals)

    def test_dialog(self):
        """It proposes no decision, and the amount that the lines say."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[0].action_cut(50, "Too slow")
        dialog = self._dialog(order)
        self.assertEqual((dialog.decision, dialog.amount), (False, 90.0))
        self.assertEqual(dialog.amount_claimed, 120.0)
        with self.assertRaisesRegex(UserError, "Choose what is decided"):
            dialog.action_apply()
        self.assertEqual(self._paid(order)[0], "none")
        dialog.decision = "cut"
        dialog.action_apply()
        self.assertEqual(self._paid(order), ("cut", 90.0, [50.0, 40.0]))

    def test_dialog_asks_why(self):
        """Of what is cut beyond what the lines say; those have their own reasons."""
        order = self._verified({"hours": 2}, {"hours": 1})
        self._lines(order)[0].action_cut(50, "Too slow")
        action = order.with_user(self.manager).action_open_decide()
        dialogs = self.env[action["res_model"]].with_user(self.manager)
        form = Form(dialogs.with_context(action["context"]))
        form.decision = "cut"
        form.amount = 80
        with self.assertRaisesRegex(AssertionError, "reason"):
            form.save()
        form.reason = "Less was agreed"
        form.save()
        form.amount, form.reason = 90, False
        form.save().action_apply()
        self.assertEqual(self._paid(order), ("cut", 90.0, [50.0, 40.0]))

    def test_dialog_pays_only_what_it_shows(self):
        """What is claimed while the dialog is open is not paid unseen."""
        late = {"kind": "other", "name": "The way", "amount_claimed": 5000}
        for decision in ("approved", "cut"):
            with self.subTest(decision=decision):
                order = self._verified()
                dialog = self._dialog(order, decision=decision, amount=90, reason="x")
                self._claimed(late, order=order)
                with self.assertRaisesRegex(UserError, "have changed"):
                    dialog.action_apply()
                self.assertEqual(self._paid(order)[0], "none")
        self._dialog(order, decision="approved").action_apply()
        self.assertEqual(self._paid(order)[1], 5100)

    def test_dialog_knows_lines_that_others_decided(self):
        """Also what colleagues said of lines meanwhile is seen before one decides."""
        orders = self._verified() | self._verified()
        dialog = self._dialog(orders, decision="approved")
        line = self._lines(orders[1])
        line.action_cut(10, "Slow")
        line.action_undecide()
        dialog.seen = dialog.order_ids._get_claims_mark()
        line.action_approve()
        with self.assertRaisesRegex(UserError, "have changed"):
            dialog.action_apply()

    def test_an_amount_that_was_seen(self):
        """Integrations say what they approve: claims that came since are not paid."""
        order = self._verified()
        self._claimed({"kind": "other", "amount_claimed": 5}, order=order)
        with self.assertRaisesRegex(UserError, "approving pays"):
            self._decide(order, "approved", 100)
        self._decide(order, "approved", 105)
        self.assertEqual(self._paid(order)[:2], ("approved", 105.0))

    def test_dialog_with_a_rate_that_is_missing(self):
        """Who decides puts right what was claimed without a rate, in one go."""
        order = self._verified(
            {"hours": 2, "amount_claimed": 0}, order=self._order(rate=0)
        )
        with self.assertRaisesRegex(UserError, "the hourly rate where it is missing"):
            self._decide(order, "approved")
        action = order.with_user(self.manager).action_open_decide()
        dialogs = self.env[action["res_model"]].with_user(self.manager)
        with Form(dialogs.with_context(action["context"])) as form:
            self.assertTrue(form.needs_rate)
            form.rate = 50
            self.assertEqual((form.amount_claimed, form.amount_payable), (100, 100))
            form.decision = "approved"
        form.record.action_apply()
        self.assertEqual(self._paid(order), ("approved", 100.0, [100.0]))
        self.assertEqual(order.sudo().rate, 50)
        self.assertFalse(self._dialog(self._verified()).needs_rate)

    def test_what_waits_for_no_decision(self):
        """A colleague's work that cost nothing; a contractor's bill may still come."""
        own = self._order(user_id=self.engineer.id)
        firm = self._order()
        for order in own | firm:
            self._as_doer(order).action_done("Changed it.")
            order.with_user(self.agent_a).action_verify()
        orders = (own | firm).with_user(self.manager)
        self.assertEqual(orders.mapped("can_decide"), [False, True])
        view = self.env.ref(
            "servicedesk_core.servicedesk_work_order_view_search_settlement"
        )
        arch = etree.fromstring(view.arch)
        domain = arch.find(".//filter[@name='to_decide']").get("domain")
        found = orders.search(literal_eval(domain))
        self.assertEqual(orders & found, firm)

    def test_dialog_on_many(self):
        orders = self._verified() | self._verified()
        self._dialog(orders, decision="approved").action_apply()
        self.assertEqual(set(orders.mapped("payment_decision")), {"approved"})

    def test_dialog_that_takes_back(self):
        """The same dialog asks why a decision is taken back."""
        order = self._decided()
        action = order.with_user(self.manager).action_open_undecide()
        dialogs = self.env[action["res_model"]].with_user(self.manager)
        dialog = dialogs.with_context(action["context"]).create({"reason": "Wrong"})
        dialog.action_apply()
        self.assertEqual(self._paid(order)[0], "none")
        with self.assertRaises(UserError):
            order.with_user(self.manager).action_open_undecide()

    def test_dialog_is_opened_by_who_may(self):
        """Who may not decide is told before he fills in a dialog."""
        order = self._verified()
        with self.assertRaises(AccessError):
            order.with_user(self.agent_a).action_open_decide()

    # ------------------------------------------------------------------
    # Warnings
    # ------------------------------------------------------------------

    def _warning(self, order, user=None):
        order.invalidate_recordset()
        return order.with_user(user or self.manager).money_warning or ""

    def test_no_warning(self):
        self.assertFalse(self._warning(self._claimed({"hours": 1})))

    def test_over_the_quota(self):
        """More than was agreed is pointed out, up to it is not."""
        order = self._claimed({"hours": 1}, order=self._order(quota_amount=40))
        self.assertFalse(self._warning(order))
        self._claimed({"kind": "part", "amount_claimed": 0.01}, order=order)
        self.assertIn("40.01", self._warning(order))
        self.assertIn("at most", self._warning(order))

    def test_warnings_follow_the_cuts(self):
        """What was cut to what was agreed needs no look any more."""
        order = self._claimed(
            {"hours": 2, "amount_claimed": 100},
            {"hours": 25 / 2, "amount_claimed": 500},
            {"hours": 13, "amount_claimed": 520, "name": "Asleep"},
            order=self._order(quota_amount=600),
        )
        belt, drum, asleep = self._lines(order)
        warning = self._warning(order)
        for words in ("1,120.00 are claimed", "2 h at the agreed", "27.5 hours"):
            self.assertIn(words, warning.replace("\xa0", " "))
        asleep.action_cut(0, "Asleep")
        warning = self._warning(order)
        self.assertFalse(warning and "hours of work" in warning)
        self.assertNotIn("at most", warning)
        belt.action_cut(80, "The agreed rate")
        self.assertFalse(self._warning(order))
        asleep.action_undecide()
        asleep.action_cut(60, "Half asleep")
        warning = self._warning(order).replace("\xa0", " ")
        self.assertIn("640.00 of $ 1,120.00 are paid", warning)
        drum.action_cut(460, "Less")
        self.assertNotIn("at most", self._warning(order))

    def test_over_the_rate(self):
        """Labour that costs more than its hours at the agreed rate is pointed out."""
        order = self._claimed(
            {"hours": 1, "amount_claimed": 50, "name": "Belt"},
            {"hours": 1, "amount_claimed": 30},
        )
        self.assertIn("Belt", self._warning(order))
        warnings = self._lines(order).mapped("warning")
        self.assertIn("1 h at the agreed rate are", warnings[0])
        self.assertFalse(warnings[1])

    def test_longer_than_a_day(self):
        """More hours on one day than it has are pointed out."""
        order = self._claimed({"hours": 14}, {"hours": 11})
        self.assertIn("25 hours", self._warning(order))

    def test_more_hours_than_there_were(self):
        """Hours are held against the time from start to end."""
        order = self._order()
        self._as_doer(order).action_start()
        self._claimed({"hours": 3}, order=order)
        with freeze_time(MONDAY + timedelta(hours=2)):
            self._as_doer(order).action_done("Changed it.")
        self.assertIn("from start to end there were 2.0", self._warning(order))

    def test_warnings_are_for_who_orders(self):
        """The contractor does not read what the customer thinks of his bill."""
        order = self._claimed({"hours": 25 / 2}, {"hours": 13})
        with self.assertRaises(AccessError):
            order.with_user(self.fixer).read(["money_warning"])
        own = self._order(user_id=self.agent_b.id)
        self._claimed({"hours": 14}, {"hours": 11}, order=own)
        self.assertFalse(self._warning(own, self.agent_b))
        self.assertTrue(self._warning(own, self.agent_a))

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def test_lines_are_read_as_their_order(self):
        """Who reads the order reads its lines, and nobody else."""
        order = self._decided({"hours": 1})
        readers = {
            self.fixer: True,
            self.rival: False,
            self.customer: False,
            self.agent_a: True,
            self.agent_b: True,
            self.auditor: True,
            self.employee: False,
            self.engineer: False,
        }
        for user, reads in readers.items():
            with self.subTest(user=user.login):
                lines = self._lines(order, user)
                self.assertEqual(lines.has_access("read"), reads)
                found = lines.search([("order_id", "=", order.id)])
                self.assertEqual(bool(found), reads)

    def test_what_contractors_read(self):
        """What he claimed and what became of it; not who claimed or decided."""
        order = self._decided({"hours": 1}, decision="cut", amount=30, reason="Slow")
        read = order.with_user(self.fixer).read(
            ["amount_claimed", "payment_decision", "payment_amount", "decision_reason"]
        )[0]
        self.assertEqual(read["payment_amount"], 30.0)
        self.assertEqual(read["decision_reason"], "Slow")
        for name in ("decided_by_id", "date_billed", "can_decide"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                order.with_user(self.fixer).read([name])
        for name in ("claimed_by_id", "decided_by_id", "warning"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self._lines(order, self.fixer).read([name])
