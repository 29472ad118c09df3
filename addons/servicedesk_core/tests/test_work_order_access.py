# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.workorder.work_order_access import CONTRACTOR_READABLE_FIELDS
from .work_order_common import WorkOrderCommon

ORDER = "servicedesk.work.order"
SECRET = "Dismissal of Ms Miller"
# What tells of the ticket, the customer, the desk's own words, or of other orders.
SECRETS = (SECRET, "Green Grocers", "Sd Customer", "Customer", "Between us")


@tagged("post_install", "-at_install")
class TestWorkOrderAccess(WorkOrderCommon):
    """What a contractor's portal users see through RPC: their orders, nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._started(name=SECRET)
        common = {"ticket_id": cls.ticket.id}
        cls.own = cls._sent(**common, name="Own order")
        cls.draft = cls._order(**common, name="Draft order")
        cls.dropped = cls._order(**common, name="Dropped order")
        cls.dropped.action_cancel("Not needed")
        cls.foreign = cls._sent(
            **common, name="Rival order", contractor_id=cls.rival.id
        )
        cls.inside = cls._sent(**common, name="Inside order", user_id=cls.engineer.id)
        cls.every = cls.own | cls.draft | cls.dropped | cls.foreign | cls.inside
        cls.note = cls.own.message_post(
            body="Between us: they are dear",
            subtype_xmlid="mail.mt_note",
            attachments=[("calculation.txt", b"dear")],
        )
        cls.word = cls.own.message_post(
            body="Please come by the back door",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("plan.txt", b"door")],
        )

    def _as(self, user, model=ORDER):
        return self.env[model].with_user(user)

    # ------------------------------------------------------------------
    # Which
    # ------------------------------------------------------------------

    def test_who_reads_which(self):
        """Own orders once sent for the firm's people; by role for everybody else."""
        seen = {
            self.fitter: self.own,
            self.foreman: self.own,
            self.rival_user: self.foreign,
            self.customer: self.own.browse(),
            self.engineer: self.inside,
            self.mate: self.own.browse(),
            self.employee: self.own.browse(),
            self.agent_a: self.every,
            self.agent_b: self.every,
            self.dispatcher: self.every,
            self.manager: self.every,
            self.auditor: self.every,
        }
        for user, expected in seen.items():
            with self.subTest(user=user.login):
                orders = self._as(user)
                domain = [("id", "in", self.every.ids)]
                self.assertEqual(set(orders.search(domain).ids), set(expected.ids))
                self.assertEqual(orders.search_count(domain), len(expected))
                for order in self.every:
                    mine = order.with_user(user)
                    self.assertEqual(mine.has_access("read"), order in expected)

    def test_nobody_outside_writes(self):
        """Contractors, engineers and auditors neither create, write nor delete."""
        for user in (self.fitter, self.rival_user, self.engineer, self.auditor):
            for order in self.every:
                mine = order.with_user(user)
                with self.subTest(user=user.login, order=order.name):
                    with self.assertRaises(AccessError):
                        mine.write({"name": "Mine"})
                    with self.assertRaises(AccessError):
                        mine.unlink()
            with self.assertRaises(AccessError):
                self._as(user).create({"name": "Mine"})

    def test_who_works_orders(self):
        """Who works on the ticket orders for it; other teams' agents only read."""
        self.draft.write({"quota_amount": 10})
        self.draft.with_user(self.dispatcher).write({"quota_amount": 20})
        with self.assertRaises(AccessError):
            self.draft.with_user(self.agent_b).write({"quota_amount": 30})
        with self.assertRaises(AccessError):
            self._order(self.agent_b, ticket_id=self.ticket.id)

    def test_confidential_tickets_orders(self):
        """The orders of a confidential ticket are as secret; their doer sees them."""
        ticket = self._ticket(
            self.agent_c, team_id=self.team_secret.id, name="Whose keys"
        )
        ticket.ticket_type_id = self.incident
        order = self._sent(self.agent_c, ticket_id=ticket.id)
        for user in (self.agent_a, self.dispatcher):
            self.assertFalse(order.with_user(user).has_access("read"))
        self.assertTrue(order.with_user(self.fitter).has_access("read"))
        own = self._sent(
            self.agent_c,
            ticket_id=ticket.id,
            user_id=self.agent_b.id,
            contractor_id=False,
        )
        mine = own.with_user(self.agent_b)
        name = mine.read(["ticket_id"])[0]["ticket_id"][1]
        self.assertEqual(name, ticket.number)

    # ------------------------------------------------------------------
    # What
    # ------------------------------------------------------------------

    def test_fields_of_contractors(self):
        """By whatever way of reading: the fields of the list, no others.

        Exports are for employees: Odoo refuses them to everybody outside.
        """
        mine = self.own.with_user(self.fitter)
        known = mine.fields_get()
        self.assertLessEqual(known.keys(), mine._get_contractor_readable_fields())
        self.assertFalse(
            {"ticket_id", "user_id", "doer_ticket_id"} & CONTRACTOR_READABLE_FIELDS
        )
        values = str(mine.read()) + str(mine.read(list(known)))
        values += str(mine.web_read({name: {} for name in known}))
        values += str(mine.search_read([], list(known)))
        for secret in SECRETS:
            self.assertNotIn(secret, values)
        with self.assertRaises(UserError):
            mine.export_data(["name"])
        for name in mine._fields.keys() - mine._get_contractor_readable_fields():
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    mine.read([name])
                with self.assertRaises(AccessError):
                    mine.web_read({name: {}})

    def test_no_searching_by_what_is_hidden(self):
        """Who may not read a field neither searches, groups nor sorts by it."""
        orders = self._as(self.fitter)
        for domain in (
            [("ticket_id", "=", self.ticket.id)],
            [("ticket_id.name", "ilike", SECRET)],
            [("ticket_id.partner_id.name", "ilike", "a")],
            [("message_ids.body", "ilike", "Between us")],
            [("user_id", "!=", False)],
            [("activity_ids", "!=", False)],
            [("access_token", "!=", False)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                orders.search(domain)
        for by in ("ticket_id", "ticket_id.partner_id", "user_id"):
            with self.subTest(by=by):
                with self.assertRaises(AccessError):
                    orders.formatted_read_group([], [by], ["__count"])
                with self.assertRaises(AccessError):
                    orders.web_read_group([], [by], [])
        with self.assertRaises(AccessError):
            orders.search([], order="ticket_id")
        groups = orders.formatted_read_group([], ["state"], ["__count"])
        self.assertEqual(sum(group["__count"] for group in groups), 1)
        groups = orders.formatted_read_group([], ["contractor_id"], ["__count"])
        self.assertEqual([g["contractor_id"][0] for g in groups], self.firm.ids)

    def test_names_of_others(self):
        """Names are found of one's own orders only."""
        found = self._as(self.fitter).name_search("order")
        self.assertEqual([row[0] for row in found], self.own.ids)
        for order in self.every - self.own:
            with self.assertRaises(AccessError):
                order.with_user(self.fitter).read(["display_name"])

    def test_the_rest_of_the_desk(self):
        """Through an order a contractor reaches no ticket, contract, team or line."""
        for model in (
            "servicedesk.ticket",
            "servicedesk.ticket.span",
            "servicedesk.contract",
            "servicedesk.team",
            "servicedesk.log",
            "mail.activity",
            "mail.followers",
        ):
            with self.subTest(model=model):
                records = self._as(self.fitter, model)
                try:
                    self.assertFalse(records.search([]) & self._get_ours(model))
                except AccessError:
                    continue
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.fitter).read(["display_name"])

    def _get_ours(self, model):
        """Return what the desk has of a model about the ticket and its orders."""
        records = self.env[model]
        if model == "servicedesk.ticket":
            return self.ticket.with_user(self.fitter)
        if "res_model" in records._fields:
            ids = [("res_model", "=", ORDER), ("res_id", "in", self.every.ids)]
            return records.search(ids).with_user(self.fitter)
        return records.search([]).with_user(self.fitter)

    # ------------------------------------------------------------------
    # Words and files
    # ------------------------------------------------------------------

    def test_messages(self):
        """Public words of one's own orders are read; notes and others' are not."""
        everything = self.env["mail.message"].search(
            [("model", "=", ORDER), ("res_id", "in", self.every.ids)]
        )
        public = everything.filtered(
            lambda one: (
                one.res_id == self.own.id
                and one.subtype_id
                and not one.subtype_id.internal
            )
        )
        for user in (self.fitter, self.foreman):
            messages = self._as(user, "mail.message")
            found = messages.search([("id", "in", everything.ids)])
            self.assertEqual(set(found.ids), set(public.ids))
            self.assertIn(self.word.id, found.ids)
            for message in everything - public:
                mine = message.with_user(user)
                self.assertFalse(mine.has_access("read"), message.body)
            self.assertFalse(messages.search([("body", "ilike", "Between us")]))

    def test_messages_hidden_later(self):
        """A public word that was hidden afterwards is hidden from contractors."""
        self.word.sudo().is_internal = True
        mine = self.word.with_user(self.fitter)
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(mine.search([("id", "=", self.word.id)]))

    def test_files(self):
        """Files come with the public words they hang on; by RPC none at all."""
        loose = self.env["ir.attachment"].create(
            {
                "name": "invoice.txt",
                "datas": base64.b64encode(b"42"),
                "res_model": ORDER,
                "res_id": self.own.id,
            }
        )
        every = loose | self.note.attachment_ids | self.word.attachment_ids
        for user in (self.fitter, self.rival_user):
            files = self._as(user, "ir.attachment")
            self.assertFalse(files.search([("id", "in", every.ids)]))
            with self.assertRaises(AccessError):
                files.search([("res_model", "=", ORDER)])
            for file in every:
                with self.assertRaises(AccessError):
                    file.with_user(user).read(["name", "datas"])
        # What the page of a contractor shows of the conversation.
        page = self.word.with_user(self.fitter).portal_message_format()
        self.assertEqual(
            [one["name"] for one in page[0]["attachment_ids"]], ["plan.txt"]
        )
        for user in (self.agent_a, self.agent_b, self.auditor):
            found = self._as(user, "ir.attachment").search([("id", "in", every.ids)])
            self.assertEqual(set(found.ids), set(every.ids))

    def test_contractors_answer(self):
        """Their words are public comments in their own name, whatever they ask for."""
        mine = self.own.with_user(self.fitter)
        message = mine.message_post(
            body="Coming at nine",
            author_id=self.agent_a.partner_id.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.customer_partner.ids,
            subject="Bill",
        ).sudo()
        self.assertEqual(message.author_id, self.fitter.partner_id)
        self.assertEqual(message.message_type, "comment")
        self.assertFalse(message.subtype_id.internal or message.partner_ids)
        self.assertTrue(message.with_user(self.foreman).has_access("read"))
        for order in self.every - self.own:
            with self.assertRaises(AccessError):
                order.with_user(self.fitter).message_post(body="Hello")
        with self.assertRaises(AccessError):
            self.own.with_user(self.auditor).message_post(body="Hello")

    def test_messages_are_not_made_or_changed(self):
        """No message is made beside the conversation, rewritten or deleted."""
        mine = self.own.with_user(self.fitter)
        own_word = mine.message_post(body="At nine")
        with self.assertRaises(AccessError):
            own_word.with_user(self.fitter).write({"body": "At ten"})
        with self.assertRaises(AccessError):
            own_word.with_user(self.fitter).unlink()
        with self.assertRaises(AccessError):
            self.word.with_user(self.fitter).write({"body": "Never"})
        for user in (self.fitter, self.rival_user):
            with self.assertRaises(AccessError):
                self._as(user, "mail.message").create(
                    {"model": ORDER, "res_id": self.own.id, "body": "Forged"}
                )

    def test_engineers_write_notes(self):
        """The own engineer is of the house: he reads and writes notes as well."""
        note = self.inside.message_post(
            body="Bring the ladder", subtype_xmlid="mail.mt_note"
        )
        his = self.inside.with_user(self.engineer)
        self.assertTrue(note.with_user(self.engineer).has_access("read"))
        answer = his.message_post(body="I have one", subtype_xmlid="mail.mt_note")
        self.assertTrue(answer.sudo().subtype_id.internal)

    # ------------------------------------------------------------------
    # Deeds
    # ------------------------------------------------------------------

    def test_deeds_of_strangers(self):
        """Who stands on neither side, or on the other, is refused every deed."""
        deeds = {
            "action_accept": (),
            "action_decline": ("No",),
            "action_start": (),
            "action_done": ("Done",),
            "action_send": (),
            "action_verify": (),
            "action_return": ("No",),
            "action_cancel": ("No",),
            "action_plan": (),
            "action_hand_over": (self.mate.id, "Ill"),
            "action_make_ticket": (),
        }
        strangers = (
            self.rival_user,
            self.customer,
            self.employee,
            self.agent_b,
            self.auditor,
        )
        for user in strangers:
            for name, args in deeds.items():
                with self.subTest(user=user.login, deed=name):
                    with self.assertRaises(AccessError):
                        getattr(self.own.with_user(user), name)(*args)
        for name in ("action_send", "action_verify", "action_return", "action_cancel"):
            with self.subTest(deed=name), self.assertRaises(AccessError):
                getattr(self.own.with_user(self.fitter), name)(*deeds[name])
        self.assertEqual(self.own.state, "sent")

    def test_drafts_are_nobodys_to_do(self):
        """A draft, or what never left it, is not there for its contractor."""
        for order in self.draft | self.dropped:
            for name in ("action_accept", "action_start"):
                with self.assertRaises(AccessError):
                    getattr(order.with_user(self.fitter), name)()

    def test_any_of_the_firm_answers(self):
        """Contacts of one firm stand in for one another."""
        self.own.with_user(self.fitter).action_accept()
        self.own.with_user(self.foreman).action_start()
        self.own.with_user(self.fitter).action_done("Mended")
        self.assertEqual(self.own.state, "done")

    def test_who_leaves_the_firm(self):
        """Who changes firms sees the orders of the new one, no more the old ones."""
        self.fitter.partner_id.parent_id = self.rival
        self.env.invalidate_all()
        seen = self._as(self.fitter).search([("id", "in", self.every.ids)])
        self.assertEqual(seen, self.foreign.with_user(self.fitter))
        with self.assertRaises(AccessError):
            self.own.with_user(self.fitter).action_accept()

    def test_archived_and_keys(self):
        """An archived user stands on no side, and no key opens the conversation."""
        self.fitter.active = False
        self.assertFalse(self.own._get_side(self.fitter))
        self.assertEqual(self.own._get_side(self.foreman), "doer")
        self.assertEqual(self.own._get_side(self.agent_a), "orderer")
        self.assertFalse(self.own._get_side(self.agent_b))
        self.assertFalse(self.own._get_side(self.env.ref("base.public_user")))
        self.own.sudo().access_token = "key"
        thread = self._as(self.env.ref("base.public_user"))._get_thread_with_access(
            self.own.id, token="key"
        )
        self.assertFalse(thread)

    def test_creating_on_tickets_that_are_over(self):
        """Nothing is ordered for a ticket that is resolved or closed."""
        ticket = self._resolved()
        with self.assertRaisesRegex(UserError, "reopen"):
            self._order(ticket_id=ticket.id)
