# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import itertools
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file

from ..models.escalation.escalation_deadline import DUE_TICKETS

MODULE = "servicedesk_core"
# A password is hashed so slowly on purpose; here it is about tickets.
ROUNDS = "odoo.addons.base.models.res_users.MIN_ROUNDS"
TRANSLATED = (
    "res.partner.category",
    "servicedesk.announcement",
    "servicedesk.approval.rule",
    "servicedesk.category",
    "servicedesk.escalation.rule",
    "servicedesk.plan.step",
    "servicedesk.service",
    "servicedesk.service.phase",
    "servicedesk.shift",
    "servicedesk.site",
    "servicedesk.skill",
    "servicedesk.tag",
    "servicedesk.team",
    "servicedesk.time.role",
)
COUNTED = (
    "mail.activity",
    "mail.alias.domain",
    "rating.rating",
    "res.company",
    "res.partner",
    "res.users",
    "servicedesk.announcement",
    "servicedesk.approval",
    "servicedesk.approval.rule",
    "servicedesk.category",
    "servicedesk.component",
    "servicedesk.contract",
    "servicedesk.contractor.rate",
    "servicedesk.duty",
    "servicedesk.escalation",
    "servicedesk.escalation.rule",
    "servicedesk.freeze",
    "servicedesk.mail.intake",
    "servicedesk.plan.step",
    "servicedesk.schedule",
    "servicedesk.service",
    "servicedesk.shift",
    "servicedesk.site",
    "servicedesk.skill",
    "servicedesk.tag",
    "servicedesk.team",
    "servicedesk.team.member",
    "servicedesk.ticket",
    "servicedesk.ticket.span",
    "servicedesk.time.entry",
    "servicedesk.time.rate",
    "servicedesk.time.role",
    "servicedesk.work.order",
    "servicedesk.work.order.line",
)


@tagged("-at_install", "post_install")
class TestDemo(TransactionCase):
    """The demo loads, and its tickets are as true as ones that people worked on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch(ROUNDS, 1))
        cls.began = fields.Datetime.now()
        cls._load()
        data = cls.env["ir.model.data"].search(
            [("module", "=", MODULE), ("name", "=like", "ticket_demo_%")]
        )
        cls.tickets = cls.env["servicedesk.ticket"].browse(data.mapped("res_id"))

    @classmethod
    def _load(cls):
        """Load the demo's files as an installation does."""
        env = cls.env(su=True)
        for name in Manifest.for_addon(MODULE)["demo"]:
            convert_file(env, MODULE, name, {}, mode="init", noupdate=True)
        env.flush_all()

    def _values(self, field_name):
        return set(self.tickets.mapped(field_name))

    def test_every_state_channel_and_outcome_is_there(self):
        def keys(name):
            return set(dict(self.tickets._fields[name].selection))

        self.assertGreaterEqual(len(self.tickets), 30)
        self.assertEqual(self._values("state"), keys("state"))
        self.assertEqual(self._values("channel"), keys("channel"))
        self.assertEqual(self._values("priority"), keys("priority"))
        self.assertEqual(self._values("confirmation"), keys("confirmation"))
        self.assertEqual(len(self.tickets.ticket_type_id), 5)
        waited = set(self.tickets.span_ids.mapped("waiting_reason")) - {False}
        self.assertGreaterEqual(len(waited), 5)

    def test_the_ledger_tells_what_the_ticket_says(self):
        for ticket in self.tickets:
            spans = ticket.span_ids.sorted("id")
            with self.subTest(ticket=ticket.display_name):
                self.assertEqual(spans[0].date_from, ticket.create_date)
                self.assertIn(spans[0].state, ("new", "assigned"))
                for span, following in zip(spans, spans[1:], strict=False):
                    self.assertEqual(span.date_to, following.date_from)
                    self.assertGreaterEqual(span.date_to, span.date_from)
                last = spans[-1]
                self.assertFalse(last.date_to)
                for name in ("state", "waiting_reason", "team_id", "user_id"):
                    self.assertEqual(last[name], ticket[name], name)

    def test_dates_follow_from_the_ledger(self):
        for ticket in self.tickets:
            entered = {}
            for span in ticket.span_ids.sorted("id"):
                if span.state not in entered or span.state == "resolved":
                    entered[span.state] = span.date_from
            with self.subTest(ticket=ticket.display_name):
                over = ticket.state in ("closed", "cancelled")
                self.assertEqual(
                    ticket.date_closed, entered[ticket.state] if over else False
                )
                solved = ticket.state in ("resolved", "closed")
                self.assertEqual(
                    ticket.date_resolved, entered["resolved"] if solved else False
                )
                if ticket.user_id:
                    self.assertGreaterEqual(ticket.date_assigned, ticket.create_date)
                if ticket.channel == "email" and not ticket.split_message_id:
                    self.assertEqual(ticket.date_acknowledged, ticket.create_date)

    def test_nothing_is_stamped_with_the_present(self):
        for ticket in self.tickets:
            stamps = [
                *ticket.mapped("write_date"),
                *ticket.span_ids.mapped("date_from"),
                *ticket.message_ids.mapped("date"),
                *ticket.message_ids.mapped("create_date"),
                *ticket.rating_ids.mapped("create_date"),
                *ticket.activity_ids.mapped("create_date"),
                *ticket.closing_cycle_ids.mapped("date_proposed"),
                *filter(None, ticket.closing_cycle_ids.mapped("date_sent")),
                *filter(None, ticket.closing_cycle_ids.mapped("date_answered")),
            ]
            with self.subTest(ticket=ticket.display_name):
                self.assertLess(max(stamps), self.began)
                # What was said before it was split off bears its own date.
                if not ticket.split_message_id:
                    self.assertGreaterEqual(min(stamps), ticket.create_date)

    def test_numbers_follow_the_order_of_arrival(self):
        by_number = self.tickets.sorted("number")
        self.assertEqual(by_number, self.tickets.sorted("create_date"))

    def test_confirmed_means_answered_and_rated(self):
        for ticket in self.tickets.filtered(lambda t: t.confirmation == "confirmed"):
            with self.subTest(ticket=ticket.display_name):
                self.assertTrue(ticket.date_confirmed)
                answer = ticket.closing_cycle_ids[:1]
                self.assertEqual(len(ticket.rating_ids), not answer.rating_declined)
                if answer.rating_declined:
                    self.assertEqual(answer.way, "phone")
                    continue
                self.assertEqual(
                    ticket.rating_ids.rated_partner_id, ticket.resolved_by_id.partner_id
                )
        links = self.env["servicedesk.answer.link"].search(
            [
                ("res_model", "=", "servicedesk.ticket"),
                ("res_id", "in", self.tickets.ids),
                ("revoked_at", "=", False),
            ]
        )
        awaiting = self.tickets.filtered(lambda t: t.confirmation == "awaiting")
        self.assertEqual(set(links.mapped("res_id")), set(awaiting.ids))

    def _get(self, key):
        return self.env.ref(f"{MODULE}.ticket_demo_{key}")

    def test_every_end_of_a_solution_is_there(self):
        """Reminded, refused twice, rated, declined by phone, closed in silence."""
        reminded = self._get("new_tills")
        self.assertEqual(
            (reminded.confirmation, reminded.confirm_reminder_count), ("awaiting", 1)
        )
        # Nobody is asked again the moment the demo starts.
        self.assertGreater(reminded.confirm_next_at, self.began)
        unheard = self._get("cafe_wifi")
        self.assertEqual(unheard.confirm_reminder_count, 2)
        self.assertTrue(unheard.activity_ids.filtered("servicedesk_asks"))
        refused = self._get("card_terminal")
        self.assertEqual((refused.refuse_count, refused.confirm_cycle), (2, 2))
        leader = refused.team_id.leader_id
        kind = self.env.ref(f"{MODULE}.mail_activity_type_refused")
        called = refused.activity_ids.filtered(lambda a: a.activity_type_id == kind)
        self.assertEqual(called.user_id, leader)
        rated = self._get("loyalty")
        self.assertEqual((rated.state, rated.confirmation), ("resolved", "confirmed"))
        self.assertEqual(rated.rating_ids.rating, 5)
        declined = self._get("price_gun").closing_cycle_ids
        self.assertEqual((declined.way, declined.rating), ("phone", 0))
        self.assertTrue(declined.rating_declined)
        silent = self._get("own_phone")
        self.assertEqual((silent.state, silent.confirmation), ("closed", "silent"))
        self.assertEqual(silent.follow_up_ids, self._get("own_phone_again"))
        self.assertTrue(silent.follow_up_ids.is_open)

    def test_words_after_a_solution_are_told_apart(self):
        """Thanks are nothing to do; what still sticks waits to be read."""
        for key, kind in (("scales_zero", "thanks"), ("cash_drawer", "word")):
            ticket = self._get(key)
            with self.subTest(ticket=key):
                self.assertEqual(ticket.state, "resolved")
                self.assertEqual(ticket.confirmation, "awaiting")
                self.assertEqual(ticket.afterword_kind, kind)

    def test_one_fault_affects_many(self):
        """Of different customers, one of whom has his solution already."""
        fault = self._get("cards_down")
        affected = fault.child_ids
        self.assertEqual(set(affected.mapped("child_role")), {"affected"})
        self.assertEqual((fault.affected_count, fault.affected_open_count), (4, 3))
        self.assertGreaterEqual(len(affected.commercial_partner_id), 3)
        self.assertGreaterEqual(len(set(affected.mapped("channel"))), 3)
        cafe = self._get("cards_cafe")
        self.assertEqual((cafe.parent_id, cafe.confirmation), (fault, "confirmed"))
        self.assertIn(self._get("gateway_firmware"), fault.related_ids)

    def test_a_message_became_a_ticket(self):
        """What was about something else goes its own way, with another team."""
        light, headset = self._get("counter_light"), self._get("headset")
        self.assertIn(headset, light.related_ids)
        self.assertEqual(light.split_message_id.author_id, headset.partner_id)
        self.assertEqual(light.partner_id, headset.partner_id)
        self.assertNotEqual(light.team_id, headset.team_id)

    def test_a_customer_does_not_see_what_is_about_him(self):
        ticket = self._get("watch_brindlewick")
        customer = self.env.ref(f"{MODULE}.user_demo_customer")
        agent = self.env.ref(f"{MODULE}.user_demo_agent")
        self.assertTrue(ticket.internal_only)
        self.assertEqual(ticket.partner_id, customer.partner_id)
        self.assertFalse(ticket.with_user(customer).has_access("read"))
        self.assertTrue(ticket.with_user(agent).has_access("read"))

    def test_the_opener_finds_what_went_elsewhere(self):
        """*Opened by Me* has what may be closed, and what others have."""
        agent = self.env.ref(f"{MODULE}.user_demo_agent")
        seat = self.tickets.with_user(agent).search([("is_my_seat", "=", True)])
        self.assertIn(self._get("loyalty"), seat.sudo())
        self.assertEqual(self._get("loyalty").with_user(agent).opener_band, "1")
        away = seat.filtered(lambda ticket: ticket.user_id != agent and ticket.is_open)
        self.assertGreaterEqual(len(away), 3)
        self.assertIn(self._get("cards_down"), away.sudo())

    def test_a_customer_wrote_by_several_channels(self):
        """His history shows them all."""
        customer = self.env.ref(f"{MODULE}.user_demo_customer").partner_id
        agent = self.env.ref(f"{MODULE}.user_demo_agent")
        events = customer.with_user(agent).get_servicedesk_timeline(limit=100)
        channels = {event["channel"] for event in events} - {False}
        self.assertLessEqual({"email", "phone", "portal"}, channels)

    def test_no_mail_is_left_to_be_sent(self):
        models = (
            "servicedesk.ticket",
            "servicedesk.approval",
            "servicedesk.escalation",
            "servicedesk.work.order",
        )
        mails = self.env["mail.mail"].search([("model", "in", models)])
        self.assertFalse(mails)
        notices = self.env["mail.notification"].search(
            [
                ("mail_message_id", "in", self.tickets.message_ids.ids),
                ("notification_type", "=", "email"),
            ]
        )
        self.assertTrue(notices)
        self.assertEqual(set(notices.mapped("notification_status")), {"sent"})

    def test_mail_waits_for_somebody(self):
        """The intake has something of each kind, which the dispatcher finds."""
        dispatcher = self.env.ref(f"{MODULE}.user_demo_dispatcher")
        mails = self.env["servicedesk.mail.intake"].with_user(dispatcher)
        mails = mails.search([("key", "like", ".demo@")])
        self.assertEqual(set(mails.mapped("state")), {"parked", "failed", "done"})
        self.assertLessEqual(
            {"vacation", "bounce", "list"}, set(mails.mapped("reason"))
        )
        self.assertEqual(len(mails.filtered("needs_attention")), 4)
        self.assertTrue(all(mail.mail_text for mail in mails))
        done = mails.filtered("ticket_id")
        self.assertEqual(done.ticket_id.mail_intake_count, 1)
        self.assertFalse(mails.filtered(lambda mail: not mail.date_told), "no news")

    def test_people_can_do_their_work(self):
        ref = self.env.ref
        agent = ref(f"{MODULE}.user_demo_agent")
        payslip = ref(f"{MODULE}.ticket_demo_payslip")
        tickets = self.env["servicedesk.ticket"]
        self.assertTrue(tickets.with_user(agent).search([("user_id", "=", agent.id)]))
        self.assertFalse(payslip.with_user(agent).has_access("read"))
        customer = ref(f"{MODULE}.user_demo_customer")
        seen = tickets.with_user(customer).search([])
        self.assertIn(ref(f"{MODULE}.ticket_demo_order_export"), seen)
        companies = seen.sudo().commercial_partner_id
        self.assertEqual(companies, customer.partner_id.commercial_partner_id)
        contractor = ref(f"{MODULE}.user_demo_contractor")
        self.assertFalse(tickets.with_user(contractor).search([]))

    def test_every_classified_ticket_names_a_service(self):
        classified = self.tickets.filtered("ticket_type_id")
        self.assertFalse(classified.filtered(lambda t: not t.service_id))
        waiting = self.tickets - classified
        self.assertFalse(waiting.service_id)
        self.assertIn(len(waiting), (3, 4))

    def test_a_list_by_service_shows_several_departments(self):
        dispatcher = self.env.ref(f"{MODULE}.user_demo_dispatcher")
        seen = self.env["servicedesk.ticket"].with_user(dispatcher)
        groups = seen._read_group(
            [("id", "in", self.tickets.ids)], ["service_id"], ["__count"]
        )
        counts = {service.sudo(): count for service, count in groups if service}
        departments = {service.department_id for service in counts}
        self.assertGreaterEqual(len(departments), 3)
        self.assertGreaterEqual(max(counts.values()), 3)

    def test_priorities_follow_the_matrix_unless_set_by_hand(self):
        rules = self.env["servicedesk.priority.rule"]
        by_hand = self.tickets.filtered(lambda t: t._is_by_hand("priority"))
        self.assertIn(len(by_hand), (2, 3))
        for ticket in self.tickets:
            given = rules._get_priority(
                ticket.company_id.id, ticket.impact, ticket.urgency
            )
            with self.subTest(ticket=ticket.display_name):
                # What somebody has set is worth showing only where it differs.
                self.assertEqual(ticket.priority != given, ticket in by_hand)

    def test_things_route_and_forms_are_answered(self):
        freezer = self.env.ref(f"{MODULE}.ticket_demo_freezer")
        thing = freezer.component_ids
        self.assertEqual(len(thing), 1)
        self.assertEqual(
            (freezer.team_id, freezer.user_id), (thing.team_id, thing.responsible_id)
        )
        self.assertFalse(freezer._is_by_hand("team_id"))
        till = self.env.ref(f"{MODULE}.ticket_demo_gift_cards")
        questions = till.service_id.ticket_properties_definition
        asked = {question["name"] for question in questions}
        self.assertEqual(set(till.properties._values), asked)
        for ticket in self.tickets:
            self.assertFalse(ticket.missing_answers, ticket.display_name)

    def test_contracts_cover_what_they_are_for(self):
        covered = self.tickets.filtered("contract_id")
        self.assertGreaterEqual(len(covered.contract_id), 3)
        # The company's own contracts are for tills and mail, not for its people.
        self.assertFalse(covered.filtered("is_confidential"))
        for ticket in covered.filtered(lambda t: t.contract_id.service_ids):
            with self.subTest(ticket=ticket.display_name):
                self.assertIn(
                    ticket.service_id,
                    ticket.service_id.search(
                        [("id", "child_of", ticket.contract_id.service_ids.ids)]
                    ),
                )

    def test_dispatchers_see_only_the_numbers_of_what_is_confidential(self):
        secret = self.tickets.filtered("is_confidential")
        self.assertIn(self.env.ref(f"{MODULE}.ticket_demo_payslip"), secret)
        self.assertTrue(secret.filtered("is_open"))
        # What belongs to a confidential service is confidential, too.
        services = self.env["servicedesk.service"]._get_confidential_ids()
        self.assertLessEqual(set(secret.service_id.ids), services)
        dispatcher = self.env.ref(f"{MODULE}.user_demo_dispatcher")
        found = self.env["servicedesk.ticket"].with_user(dispatcher).search([])
        self.assertFalse(found & secret)
        numbers = self.env["servicedesk.confidential.ticket"].with_user(dispatcher)
        self.assertLessEqual(
            set(secret.mapped("number")), set(numbers.search([]).mapped("number"))
        )
        noor = self.env.ref(f"{MODULE}.user_demo_noor")
        self.assertEqual(secret.with_user(noor)._filtered_access("read"), secret)

    def test_people_read_the_shipped_languages(self):
        """What requesters choose from reads in each language that we ship."""
        codes = ("ru_RU", "zh_CN")
        for code in codes:
            self.env["res.lang"]._activate_lang(code)
        self.env["ir.module.module"]._load_module_terms([MODULE], list(codes))
        self.env.invalidate_all()
        for model in TRANSLATED:
            data = self.env["ir.model.data"].search(
                [
                    ("module", "=", MODULE),
                    ("model", "=", model),
                    ("name", "ilike", "demo"),
                ]
            )
            records = self.env[model].browse(data.mapped("res_id"))
            self.assertTrue(records, model)
            for record, code in itertools.product(records, codes):
                theirs = record.with_context(lang=code)
                with self.subTest(record=record, code=code):
                    self.assertNotEqual(theirs.name, record.name)
                    if "complete_name" in record._fields:
                        path = [theirs, theirs.parent_id, theirs.parent_id.parent_id]
                        names = [step.name for step in reversed(path) if step]
                        self.assertEqual(theirs.complete_name, " / ".join(names))
        forms = self.env["servicedesk.service"].search(
            [("ticket_properties_definition", "!=", False)]
        )
        questions = [q for form in forms for q in form.ticket_properties_definition]
        self.assertGreaterEqual(len(questions), 7)
        for question in questions:
            with self.subTest(question=question["name"]):
                self.assertEqual(set(question["i18n"]), set(codes))

    def test_people_speak_their_language_where_it_is_installed(self):
        """No language is forced on anybody, nor on a desk that has it not."""
        daria, wei, agent = (
            self.env.ref(f"{MODULE}.user_demo_{key}")
            for key in ("daria", "wei", "agent")
        )
        self.env["res.lang"]._activate_lang("ru_RU")
        daria.lang = wei.lang = "en_US"
        self.env["ir.demo"]._servicedesk_set_languages()
        self.assertEqual(
            [user.lang for user in (daria, wei, agent)], ["ru_RU", "en_US", agent.lang]
        )
        self.assertNotEqual(agent.lang, "ru_RU")

    def test_another_companys_service(self):
        """Its tickets are its own; ours order, and their director approves."""
        ref = self.env.ref
        ours, theirs = ref("base.main_company"), ref(f"{MODULE}.company_demo_logistics")
        ordered = self.tickets.filtered(lambda ticket: ticket.company_id == theirs)
        self.assertGreaterEqual(len(ordered), 2)
        self.assertEqual(self.tickets.company_id, ours | theirs)
        self.assertEqual(ordered.commercial_partner_id, ours.partner_id)
        readers = {
            "transport": True,
            "approver": True,
            "agent": False,
            "manager": False,
        }
        for key, reads in readers.items():
            user = ref(f"{MODULE}.user_demo_{key}")
            with self.subTest(user=key):
                found = ordered.with_user(user).search([("id", "in", ordered.ids)])
                self.assertEqual(bool(found), reads)
                self.assertEqual(len(user.company_ids), 1)
        approver = ref(f"{MODULE}.user_demo_approver")
        starter = self.tickets.filtered(
            lambda ticket: (
                ticket.service_id == ref(f"{MODULE}.service_demo_it_new_place")
            )
        )
        self.assertTrue(starter)
        asked = self.tickets.filtered(
            lambda ticket: (
                approver.partner_id
                in ticket.approval_ids.filtered("date_asked").asked_ids
            )
        )
        engaged = self._get_order("opening_vans").doer_ticket_id
        self.assertEqual(
            self.env["servicedesk.ticket"].with_user(approver).search([]),
            (ordered | engaged | starter | asked).with_user(approver),
        )
        service = ref(f"{MODULE}.service_demo_transport")
        for key, orders in (("agent", True), ("customer", False)):
            user = ref(f"{MODULE}.user_demo_{key}")
            with self.subTest(orders=key):
                self.assertEqual(
                    service in service.with_user(user).search([]).sudo(), orders
                )

    def test_approvals_wait_are_given_and_refused(self):
        approvals = self.tickets.approval_ids
        self.assertLessEqual(
            {"pending", "approved", "rejected"}, set(approvals.mapped("state"))
        )
        self.assertFalse(approvals.filtered(lambda one: one.date_asked > self.began))
        approver = self.env.ref(f"{MODULE}.user_demo_approver")
        own = approvals.with_user(approver).search([("can_decide", "=", True)])
        self.assertGreaterEqual(len(own), 2)
        self.assertTrue(own.filtered("reminder_count"))
        # Nobody is reminded the moment the demo starts.
        pending = approvals.filtered(lambda one: one.state == "pending")
        self.assertFalse(pending.filtered(lambda one: one.date_next <= self.began))
        late = pending.sudo().activity_ids.mapped("date_deadline")
        self.assertLess(min(late), self.began.date())

    def test_every_end_of_an_offer_is_there(self):
        """One waits for an answer, which nobody is told is late; one was raised."""
        offers = self.tickets.escalation_ids
        self.assertEqual(
            set(offers.mapped("state")),
            {"offered", "accepted", "returned", "disputed", "settled"},
        )
        agent = self.env.ref(f"{MODULE}.user_demo_agent")
        mine = offers.with_user(agent).search([("can_accept", "=", True)])
        self.assertEqual(mine.ticket_id.sudo(), self._get("cold_display"))
        self.assertGreater(mine.accept_by, self.began)
        self.assertEqual(self._get("cold_display").hand_over_count, 1)
        raised = self._get("negative_stock").escalation_id
        self.assertEqual(
            (raised.raise_count, raised.raised_from_team_id),
            (1, self.env.ref(f"{MODULE}.team_service_desk")),
        )
        part = self._get("self_scan")
        self.assertIn(
            self.env.ref(f"{MODULE}.user_demo_kenji"), part.co_responsible_ids
        )
        self.assertTrue(part.escalation_ids.part)
        manager = self.env.ref(f"{MODULE}.user_demo_manager")
        dispute = self._get("delivery_tablet").escalation_id
        self.assertTrue(dispute.with_user(manager).can_settle)
        settled = self._get("pier_camera").escalation_ids[:1]
        self.assertEqual(settled.decision, "receiver")
        self.assertTrue(settled.decision_note)

    def test_offers_were_answered_in_time(self):
        """Else the job would have raised them; nobody answers before he is asked."""
        for offer in self.tickets.escalation_ids:
            with self.subTest(offer=offer.display_name, state=offer.state):
                self.assertLess(offer.date_offered, self.began)
                if offer.date_answered:
                    self.assertLess(offer.date_answered, self.began)
                    self.assertLess(offer.date_answered, offer.accept_by)
                    self.assertGreater(offer.date_answered, offer.date_offered)
                    self.assertLessEqual(offer.accept_seconds, 60 * 60)
                    said = offer.ticket_id.message_ids.mapped("body")
                    due = offer._say_until(offer._get_note_env())
                    self.assertTrue([body for body in said if due in body])
                elif offer.state == "offered":
                    self.assertGreater(offer.accept_by, self.began)
                    due = offer.activity_ids.mapped("date_deadline")
                    self.assertGreaterEqual(min(due), self.began.date())

    def test_a_rule_does_no_harm_to_the_stories(self):
        """It is about what is registered after the loading."""
        rule = self.env.ref(f"{MODULE}.escalation_rule_demo_urgent")
        self.assertTrue(rule.active)
        self.assertGreaterEqual(rule.date_from, self.began)
        self.env["servicedesk.escalation"]._work_off(
            DUE_TICKETS,
            self.tickets.browse(),
            "_apply_rules",
            "_set_rules_aside",
            set(),
        )
        self.assertFalse(self.tickets.filtered("fired_rule_ids"))

    def test_work_orders_of_every_state(self):
        """But for a cancelled one; nothing in them bears the present."""
        orders = self.tickets.work_order_ids
        self.assertEqual(
            set(orders.mapped("state")),
            set(dict(orders._fields["state"].selection)) - {"cancelled"},
        )
        for order in orders:
            stamps = [
                order.create_date,
                *order.message_ids.mapped("date"),
                *order.line_ids.mapped("create_date"),
                *order.activity_ids.mapped("create_date"),
            ]
            stamps += [
                order[name]
                for name in ("date_sent", "date_done", "date_verified", "date_decided")
                if order[name]
            ]
            with self.subTest(order=order.display_name):
                self.assertLess(max(stamps), self.began)
                self.assertTrue(order.message_ids)

    def _get_order(self, key):
        return self.env.ref(f"{MODULE}.work_order_demo_{key}")

    def test_work_is_claimed_cut_and_paid(self):
        """One contractor did two jobs: one is paid, one asks for more than agreed."""
        paid, asked = self._get_order("dairy_shelf"), self._get_order("ice_freezer")
        self.assertEqual((paid.state, paid.payment_decision), ("verified", "cut"))
        self.assertLess(paid.payment_amount, paid.amount_claimed)
        self.assertTrue(paid.decision_reason)
        cut = paid.line_ids.filtered(lambda line: line.state == "refused")
        self.assertTrue(cut.reason)
        self.assertNotEqual(paid.decided_by_id, cut.decided_by_id)
        self.assertEqual((asked.state, asked.payment_decision), ("done", "none"))
        self.assertGreater(asked.amount_claimed, asked.quota_amount)
        owner = self.env.ref(f"{MODULE}.user_demo_samuel")
        self.assertTrue(asked.with_user(owner).can_approve_lines)
        self.assertEqual(asked.contract_id.budget_state, "near")
        contractor = self.env.ref(f"{MODULE}.user_demo_contractor")
        seen = asked.with_user(contractor).search([]).sudo()
        self.assertIn(asked, seen)
        self.assertEqual(
            seen.contractor_commercial_id, contractor.partner_id.commercial_partner_id
        )

    def test_an_engineer_has_a_day(self):
        """Three stops at different sites, and one that is done."""
        agent = self.env.ref(f"{MODULE}.user_demo_agent")
        orders = self.env["servicedesk.work.order"].with_user(agent)
        day = orders.with_context(tz=agent.tz).get_day()
        stops = [stop["site_id"] for stop in day["orders"]]
        self.assertEqual((len(stops), len(set(stops))), (3, 3))
        self.assertTrue(all(stop["address"] for stop in day["orders"]))

    def test_one_company_works_for_the_other(self):
        order = self._get_order("opening_vans")
        self.assertLess(order.answer_hours, 2)
        transport = self.env.ref(f"{MODULE}.user_demo_transport")
        self.assertEqual(order.doer_company_id, transport.company_id)
        engaged = order.doer_ticket_id
        self.assertEqual(
            (engaged.company_id, engaged.user_id), (transport.company_id, transport)
        )
        self.assertLess(engaged.create_date, self.began)

    def test_contractors_are_suggested(self):
        """By service and site; each in the directory has a rate."""
        ref = self.env.ref
        partners = self.env["res.partner"]
        firms = partners.search([("is_contractor", "=", True)])
        firms &= partners.browse(
            self.env["ir.model.data"]
            .search([("module", "=", MODULE), ("model", "=", "res.partner")])
            .mapped("res_id")
        )
        self.assertGreaterEqual(len(firms), 3)
        self.assertTrue(all(firm.contractor_rate_ids for firm in firms))
        best = partners._suggest_contractors(
            ref(f"{MODULE}.service_demo_fac_cold"),
            ref(f"{MODULE}.site_demo_gullhaven"),
            ref("base.main_company"),
        )
        self.assertEqual(best[:1], ref(f"{MODULE}.partner_demo_frostwell"))

    def test_time_was_spent_and_cost(self):
        entries = self.env["servicedesk.time.entry"].search(
            [("ticket_id", "in", self.tickets.ids)]
        )
        self.assertGreaterEqual(len(entries.ticket_id), 5)
        self.assertGreaterEqual(len(entries.user_id), 5)
        self.assertTrue(entries.filtered("work_order_id"))
        self.assertTrue(all(entry.cost for entry in entries))
        self.assertLess(max(entries.mapped("date_stop")), self.began)
        self.assertLess(max(entries.mapped("create_date")), self.began)

    def test_changes_collide(self):
        """With one that rests on the same component, and with a freeze."""
        ref = self.env.ref
        firmware = ref(f"{MODULE}.ticket_demo_gateway_firmware")
        switch = ref(f"{MODULE}.ticket_demo_core_switch")
        self.assertIn(switch.name, firmware.collision_note)
        self.assertIn(firmware.name, switch.collision_note)
        moved = ref(f"{MODULE}.ticket_demo_spare_server")
        self.assertIn(ref(f"{MODULE}.freeze_demo_sales").name, moved.collision_note)

    def test_a_plan_is_being_carried_out(self):
        parent = self.env.ref(f"{MODULE}.ticket_demo_new_manager")
        tasks = parent.child_ids
        self.assertEqual((len(tasks), parent.child_open_count), (4, 3))
        self.assertGreaterEqual(len(set(tasks.mapped("state"))), 4)
        self.assertGreaterEqual(len(tasks.team_id), 3)
        self.assertEqual(
            parent.steps_ahead, self.env.ref(f"{MODULE}.plan_step_demo_set_up").name
        )
        self.assertLess(max(tasks.mapped("create_date")), self.began)
        due = self.env.ref(f"{MODULE}.ticket_demo_new_buyer")
        self.assertTrue(due.has_plan)

    def test_somebody_is_always_on_duty(self):
        duties = self.env["servicedesk.duty"]
        for hours in range(0, 48, 3):
            moment = self.began + timedelta(hours=hours)
            with self.subTest(hours=hours):
                self.assertTrue(
                    duties.search_count(
                        [("date_from", "<=", moment), ("date_to", ">", moment)]
                    )
                )
        self.assertTrue(
            duties.search_count(
                [("handover_note", "!=", False), ("date_from", "<", self.began)]
            )
        )

    def test_teams_assign_in_different_ways(self):
        teams = self.env["servicedesk.team"].search([])
        ways = set(dict(teams._fields["assignment"].selection))
        self.assertEqual(set(teams.mapped("assignment")), ways)
        rosa = self.env.ref(f"{MODULE}.user_demo_rosa")
        self.assertTrue(rosa.is_out_of_office)

    def test_a_ticket_sleeps_and_a_call_is_due(self):
        ticket = self.env.ref(f"{MODULE}.ticket_demo_ledger_reader")
        self.assertGreater(ticket.snoozed_until, self.began)
        self.assertTrue(any(ticket.activity_ids.mapped("is_servicedesk_call")))

    def test_announcements_of_every_severity(self):
        found = self.env["servicedesk.announcement"].search([])
        self.assertEqual(set(found.mapped("severity")), {"1", "2", "3"})
        self.assertLessEqual({"current", "planned"}, set(found.mapped("state")))

    def test_payment_is_agreed_with_somebody(self):
        """Bank account and agreed payment are to be seen on a contact."""
        frostwell = self.env.ref(f"{MODULE}.partner_demo_frostwell")
        self.assertTrue(frostwell.payment_terms_note)
        self.assertEqual(len(frostwell.bank_ids), 1)

    def test_owners_keep_their_services(self):
        """The printed owner reads the tickets of what he owns, and may write there."""
        owner = self.env.ref(f"{MODULE}.user_demo_samuel")
        cold = self.env.ref(f"{MODULE}.service_demo_fac_cold").with_user(owner)
        self.assertEqual(owner.login, "owner")
        self.assertTrue(cold.has_access("write"))
        tills = self.env.ref(f"{MODULE}.service_demo_it_tills").with_user(owner)
        self.assertFalse(tills.has_access("write"))

    def test_a_shop_asks_and_somebody_speaks(self):
        headset = self.env.ref(f"{MODULE}.ticket_demo_headset")
        self.assertTrue(headset.partner_id.is_shared_account)
        self.assertTrue(headset.speaker_name)
        self.assertEqual(headset.site_id, headset.partner_id.site_id)

    def test_employees_belong_to_their_company(self):
        """Who works here is found among the company's people, at its site."""
        users = self.env["res.users"].browse(
            self.env["ir.model.data"]
            .search([("module", "=", MODULE), ("model", "=", "res.users")])
            .mapped("res_id")
        )
        people = users.filtered(lambda user: not user.share and user.function)
        program = self.env.ref(f"{MODULE}.user_demo_api")
        for user in people - program:
            with self.subTest(user=user.login):
                self.assertEqual(user.partner_id.parent_id, user.company_id.partner_id)

    def test_loading_again_changes_nothing(self):
        def read():
            counts = {
                name: self.env[name].with_context(active_test=False).search_count([])
                for name in COUNTED
            }
            messages = len(self.tickets.message_ids)
            return counts, messages, shop.contact_address

        shop = self.env.ref(f"{MODULE}.partner_demo_shop_dunmere")
        before = read()
        self._load()
        self.assertEqual(read(), before)
