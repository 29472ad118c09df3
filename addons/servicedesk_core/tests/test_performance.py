# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import contextlib
from datetime import datetime
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from odoo.addons.mail.models.mail_mail import MailMail

from .common import ServicedeskCommon

MAIL = """\
From: {sender}
To: {to}
Subject: The till is dead
Message-Id: <budget-{number}@shop.example>
Date: Mon, 02 Mar 2026 09:00:00 +0000
Content-Type: text/plain; charset=utf-8

It does not open.
"""


@tagged("post_install", "-at_install")
class TestStatementBudgets(ServicedeskCommon):
    """How many SQL statements the daily work may cost.

    Counted are all statements of all connections, from the call to what a commit
    would flush, by a user of the role that does this work. Mails go out after the
    commit and are not counted. Each deed is done once before, since a process has
    its caches warm; the records are other ones.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # MailCommon creates without tracking; here its cost is part of the figure.
        cls.env = cls.env(context={"lang": "en_US"})
        cls.Ticket = cls.env["servicedesk.ticket"].with_user(cls.agent_a)
        cls.gateway = cls.env["mail.thread"].with_user(cls.env.ref("base.user_root"))
        cls.desk_address = cls.team_first.alias_email
        cls.sender = cls.customer_partner.email

    def assertStatements(self, budget, deed, *subjects):
        """Fail when ``deed`` on the last of ``subjects`` costs more than ``budget``.

        It is done on those before to warm the process's caches; the caches of
        records are emptied each time, as each request starts without them.
        """
        for subject in subjects[:-1]:
            self._flush()
            self.env.invalidate_all()
            deed(subject)
        self._flush()
        self.env.invalidate_all()
        with self._count_statements() as statements:
            deed(subjects[-1])
            self._flush()
        listing = "\n".join(text.strip()[:100] for text in statements)
        self.assertLessEqual(len(statements), budget, f"Statements:\n{listing}")

    @contextlib.contextmanager
    def _count_statements(self):
        statements, execute = [], Cursor.execute

        def count(cursor, query, params=None, log_exceptions=True):
            if "SAVEPOINT" not in str(query):
                statements.append(str(query))
            return execute(cursor, query, params, log_exceptions)

        with (
            patch.object(Cursor, "execute", count),
            patch.object(MailMail, "send_after_commit", lambda mails: None),
            patch.object(
                self.env.registry["servicedesk.mail.intake"],
                "_sends_at_once",
                lambda intake: False,
            ),
        ):
            yield statements

    def _flush(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()

    def _vals(self, count):
        return [
            {
                "name": f"Till {index}",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.incident.id,
                "team_id": self.team_first.id,
            }
            for index in range(count)
        ]

    def test_create_one(self):
        """Registering a ticket costs at most 15 statements."""
        self.assertStatements(15, self.Ticket.create, self._vals(1), self._vals(1))

    def test_create_many(self):
        """A batch costs no more than a single ticket: at most one a ticket."""
        self.assertStatements(15, self.Ticket.create, self._vals(50), self._vals(50))

    def test_mail(self):
        """A mail becomes an acknowledged ticket within 52 statements."""
        self.assertStatements(52, self._deliver, 1, 2)
        ticket = self.env["servicedesk.ticket"].search([], limit=1, order="id desc")
        self.assertTrue(ticket.date_acknowledged)

    def _deliver(self, number):
        mail = MAIL.format(number=number, to=self.desk_address, sender=self.sender)
        with self.enter_registry_test_mode():
            self.assertTrue(self.gateway.message_process("servicedesk.ticket", mail))

    def test_stage_move(self):
        """A move, drag or button, costs at most 11 statements."""
        tickets = self.Ticket.create(self._vals(2))
        for ticket in tickets:
            ticket.user_id = self.agent_a
        stage_id = self.env.ref("servicedesk_core.stage_in_progress").id
        self.assertStatements(
            11, lambda ticket: ticket.write({"stage_id": stage_id}), *tickets
        )

    def test_start(self):
        """Starting a requester's ticket, the mail of the stage queued: 14 at most."""
        stage = self.env.ref("servicedesk_core.stage_in_progress")
        stage.mail_template_id = self.env.ref(
            "servicedesk_core.mail_template_ticket_in_progress"
        )
        tickets = self.Ticket.create(self._vals(2))
        for ticket in tickets:
            ticket.user_id = self.agent_a
        self.assertStatements(14, lambda ticket: ticket.action_start(), *tickets)
        queued = self.env["servicedesk.notice"].search([("template_id", "!=", False)])
        self.assertEqual(queued.ticket_id, tickets)

    def test_plain_write(self):
        """Mending a word of an open ticket costs at most 3 statements."""
        tickets = self.Ticket.create(self._vals(2))
        self.assertStatements(
            3, lambda ticket: ticket.write({"name": "Two tills"}), *tickets
        )

    def test_take(self):
        """Taking locks, assigns and moves within 18 statements."""
        tickets = self.Ticket.create(self._vals(2))
        self.assertStatements(18, lambda ticket: ticket.action_take(), *tickets)

    def test_resolve(self):
        """Proposing a solution, with the mail that asks, costs at most 40."""
        tickets = self.Ticket.create(self._vals(2))
        self.assertStatements(
            40, lambda ticket: ticket.action_resolve("Plugged in"), *tickets
        )

    def test_confirm(self):
        """An answer costs at most 45 statements, its mails to followers included."""
        tickets = self.Ticket.create(self._vals(2))
        for ticket in tickets:
            ticket.action_resolve("Plugged in")
        self.assertStatements(
            45,
            lambda ticket: ticket.action_confirm(rating=5, by_phone=True),
            *tickets,
        )

    def test_list(self):
        """A page of 80 tickets with all columns costs at most 9 statements."""
        self.Ticket.create(self._vals(80))
        specification = self._specification("list")
        domain = [("is_open", "=", True)]
        self.assertStatements(
            9,
            lambda limit: self.Ticket.web_search_read(
                domain, specification, limit=limit
            ),
            80,
            80,
        )

    def test_my_work(self):
        """Its bands, each with what comes next, cost at most 14 statements."""
        for ticket in self.Ticket.create(self._vals(40)):
            ticket.user_id = self.agent_a
        view = self.env.ref("servicedesk_core.servicedesk_ticket_view_list_my")
        arch = self.Ticket.get_views([(view.id, "list")])["views"]["list"]["arch"]
        arguments = {
            "domain": [("is_open", "=", True), ("user_id", "=", self.agent_a.id)],
            "groupby": ["due_band"],
            "aggregates": ["__count"],
            "auto_unfold": True,
            "unfold_read_specification": self._read_specification(
                etree.fromstring(arch), self.Ticket
            ),
        }
        self.assertStatements(
            14,
            lambda limit: self.Ticket.web_read_group(
                **arguments, unfold_read_default_limit=limit
            ),
            80,
            80,
        )

    def test_form(self):
        """Opening a ticket with its requester's card costs at most 18 statements."""
        tickets = self.Ticket.create(self._vals(2))
        self.assertStatements(18, self._open, *tickets)

    def test_form_of_a_classified_ticket(self):
        """With service, category, component and site it costs at most 26."""
        self._setup_catalogue()
        tickets = self.Ticket.create(self._classified_vals(2))
        self.assertStatements(26, self._open, *tickets)

    def test_form_of_an_unclassified_ticket(self):
        """What it may be costs at most 9 statements more, however many were before."""
        self._setup_catalogue()
        self.Ticket.create(self._classified_vals(60))
        vals = [{**vals, "ticket_type_id": False} for vals in self._vals(2)]
        tickets = self.Ticket.create(vals)
        self.assertStatements(27, self._open, *tickets)

    def test_save_that_says_what_was_read(self):
        """Comparing with what others did costs at most 2 statements a save."""
        counts = []
        for context in (
            {},
            {
                "servicedesk_known": {"name": "Till", "description": False},
                "servicedesk_seen": {"partner_phone": False, "date_due": False},
            },
        ):
            tickets = self.Ticket.create([{**self._vals(1)[0], "name": "Till"}] * 2)
            vals = {"name": "Door", "description": "<p>It is stuck.</p>"}
            for ticket in tickets.with_context(**context):
                self._flush()
                self.env.invalidate_all()
                with self._count_statements() as statements:
                    ticket.web_save(vals, {"name": {}})
                    self._flush()
            counts.append(len(statements))
        self.assertLessEqual(counts[1], counts[0] + 2)

    def _open(self, ticket):
        """Read what the form shows: its fields, and those its widgets bring along."""
        ticket = ticket.browse(ticket.id)
        specification = self._specification("form")
        for name in ("moves", "requester_card", "proposals", "classification_reasons"):
            specification[name] = {}
        return ticket.web_read(specification)

    @classmethod
    def _setup_catalogue(cls):
        """A service with its category, component and team, and a requester's site."""
        site = cls.env["servicedesk.site"].create({"name": "Shop 7"})
        cls.customer_partner.site_id = site
        cls.service = cls.env["servicedesk.service"].create(
            {
                "name": "Tills",
                "business_priority": "2",
                "user_count": 60,
                "team_ids": cls.team_first.ids,
            }
        )
        cls.category = cls.env["servicedesk.category"].create(
            {"name": "Dead", "service_ids": cls.service.ids}
        )
        cls.component = cls.env["servicedesk.component"].create(
            {"name": "Till 3", "team_id": cls.team_first.id, "site_id": site.id}
        )

    def _classified_vals(self, count):
        return [
            {
                "name": f"Till {index}",
                "partner_id": self.customer_partner.id,
                "ticket_type_id": self.incident.id,
                "service_id": self.service.id,
                "component_ids": [Command.set(self.component.ids)],
            }
            for index in range(count)
        ]

    def _setup_contract(self):
        """The requester's contract, by the working hours of the company."""
        self.contract = self.env["servicedesk.contract"].create(
            {"name": "All in", "partner_id": self.customer_partner.id}
        )

    def _assigned_vals(self, count):
        """Classified tickets for the registering agent and three others in turn."""
        others = [
            self.agent_a.copy({"login": f"sd_budget_{index}", "name": f"Agent {index}"})
            for index in range(3)
        ]
        self.team_first.member_ids += self.env["res.users"].union(*others)
        agents = [self.agent_a, *others]
        return [
            {**vals, "user_id": agents[index % 4].id}
            for index, vals in enumerate(self._classified_vals(count))
        ]

    def _stranger_vals(self, count, **known):
        """Tickets of ``count`` people whom nobody knows, by address or number."""
        return [
            {
                "name": f"Till {index}",
                "ticket_type_id": self.incident.id,
                "service_id": self.service.id,
                **{name: text.format(index) for name, text in known.items()},
            }
            for index in range(count)
        ]

    def test_create_for_oneself(self):
        """Classified, with a contract, and taken at once: at most 16."""
        self._setup_catalogue()
        self._setup_contract()
        one = [{**self._classified_vals(1)[0], "user_id": self.agent_a.id}]
        self.assertStatements(16, self.Ticket.create, one, one)
        ticket = self.Ticket.search([], limit=1, order="id desc")
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertEqual(ticket.state, "assigned")

    def test_create_for_another(self):
        """Assigned to a colleague, who is to be told of it, it costs at most 17."""
        self._setup_catalogue()
        self._setup_contract()
        one = self._assigned_vals(2)[1:]
        self.assertStatements(17, self.Ticket.create, one, one)

    def test_create_many_assigned(self):
        """A hundred for four agents: each is told once, not at each ticket."""
        self._setup_catalogue()
        self._setup_contract()
        many = self._assigned_vals(100)
        self.assertStatements(100, self.Ticket.create, many[:4], many)

    def test_create_of_a_stranger(self):
        """Making his contact costs at most 14 statements more."""
        self._setup_catalogue()
        vals = [
            self._stranger_vals(1, partner_email=f"new{number}@far.example")
            for number in range(2)
        ]
        self.assertStatements(28, self.Ticket.create, *vals)
        ticket = self.Ticket.search([], limit=1, order="id desc")
        self.assertEqual(ticket.partner_id.sudo().email, "new1@far.example")

    def test_create_many_of_strangers(self):
        """A hundred contacts are made at once, by address and by number."""
        self._setup_catalogue()
        for name, few, many in (
            ("partner_email", "a{}@far.example", "b{}@far.example"),
            ("partner_phone", "+44 1632 961{:03d}", "+44 1632 962{:03d}"),
        ):
            with self.subTest(known=name):
                few = self._stranger_vals(2, **{name: few})
                many = self._stranger_vals(100, **{name: many})
                before = self.env["res.partner"].search_count([])
                self.assertStatements(32, self.Ticket.create, few, many)
                made = self.env["res.partner"].search_count([]) - before
                self.assertEqual(made, 102)

    def test_create_classified(self):
        """Type, service, component, category, requester with a site and a contract:
        at most 17. One of them queues what is told, and wakes the job that tells it.
        """
        self._setup_catalogue()
        self._setup_contract()
        one = self._classified_vals(1)
        self.assertStatements(17, self.Ticket.create, one, self._classified_vals(1))
        ticket = self.Ticket.search([], limit=1, order="id desc")
        self.assertEqual(ticket.category_id, self.category)
        self.assertEqual(ticket.impact, "3")
        self.assertTrue(ticket.site_id)

    def test_create_routed_and_assigned(self):
        """Routed by its service, with category, site and contract, and given to whom
        the team's rule chooses, who is to be told: at most 17.
        """
        self._setup_dealing()
        self._setup_contract()
        one = self._classified_vals(1)
        del one[0]["component_ids"]
        self.assertStatements(17, self.Ticket.create, one, list(one))
        ticket = self.Ticket.search([], limit=1, order="id desc")
        self.assertEqual(ticket.team_id, self.team_first)
        self.assertTrue(ticket.user_id)
        self.assertIn("assigned", self._get_queued(ticket))

    def test_create_routed_by_component(self):
        """Its component, read and linked, costs one statement more."""
        self._setup_dealing()
        self._setup_contract()
        one = self._classified_vals(1)
        self.assertStatements(18, self.Ticket.create, one, list(one))
        ticket = self.Ticket.search([], limit=1, order="id desc")
        self.assertTrue(ticket.user_id)

    def test_create_many_routed_and_assigned(self):
        """A hundred at once, each for somebody: at most one and a half each."""
        self._setup_dealing()
        vals = self._classified_vals(100)
        self.assertStatements(150, self.Ticket.create, vals[:1], vals)
        tickets = self.Ticket.search([], limit=100, order="id desc")
        self.assertTrue(all(ticket.user_id for ticket in tickets))
        self.assertEqual(self._get_queued(tickets).count("assigned"), 100)

    def test_create_many_for_as_many(self):
        """However many assignees: a team of two hundred costs no more than one of one.

        A hundred tickets for a hundred people, by every rule.
        """
        self._setup_dealing()
        groups = [(6, 0, self.agent_b.group_ids.ids)]
        users = self.env["res.users"].with_context(no_reset_password=True)
        self.team_first.member_ids = users.create(
            [
                {"login": f"sd_{index}", "name": f"C {index}", "group_ids": groups}
                for index in range(200)
            ]
        )
        vals = self._classified_vals(100)
        for rule in ("round_robin", "least_loaded", "best_skill"):
            self.team_first.assignment = rule
            with self.subTest(rule=rule):
                self.assertStatements(150, self.Ticket.create, vals[:1], vals)
                tickets = self.Ticket.search([], limit=100, order="id desc")
                self.assertEqual(len(tickets.user_id), 100)
                self.assertEqual(self._get_queued(tickets).count("assigned"), 100)

    def _setup_dealing(self):
        self._setup_catalogue()
        self.team_first.member_ids = self.agent_b
        self.team_first.assignment = "round_robin"
        # On a working day: nobody is given anything on a Sunday.
        noon = datetime(2026, 5, 4, 12)
        self.startPatcher(patch.object(fields.Datetime, "now", lambda: noon))

    def _get_queued(self, tickets):
        waiting = self.env["servicedesk.notice"].search(
            [("ticket_id", "in", tickets.ids)]
        )
        return waiting.mapped("event")

    def test_create_many_classified(self):
        """A hundred at once cost at most one and a half statements each."""
        self._setup_catalogue()
        many = self._classified_vals(100)
        self.assertStatements(150, self.Ticket.create, self._classified_vals(1), many)

    def test_reclassify(self):
        """Another service, with all that follows and the note, costs at most 20."""
        self._setup_catalogue()
        tickets = self.Ticket.create(self._vals(2))
        vals = {"service_id": self.service.id, "reclassify_reason": "It is the till"}
        self.assertStatements(20, lambda ticket: ticket.write(vals), *tickets)

    def test_kanban(self):
        """The board costs at most 18 statements, however many columns it has."""
        self.Ticket.create(self._vals(20))
        arguments = {
            "domain": [("is_open", "=", True)],
            "groupby": ["stage_id"],
            "aggregates": ["__count"],
            "auto_unfold": True,
            "unfold_read_specification": self._specification("kanban"),
        }
        self.assertStatements(
            18,
            lambda limit: self.Ticket.web_read_group(
                **arguments, unfold_read_default_limit=limit
            ),
            40,
            40,
        )

    def _specification(self, view_type):
        """Return what the web client asks for when it shows the view."""
        views = self.Ticket.get_views([(False, view_type)])["views"]
        return self._read_specification(
            etree.fromstring(views[view_type]["arch"]), self.Ticket
        )

    def _read_specification(self, node, model):
        specification = {}
        for element in node.iter("field"):
            if element is node or any(
                parent.tag == "field"
                for parent in element.iterancestors()
                if parent is not node
            ):
                continue
            field = model._fields[element.get("name")]
            inner = {}
            if field.type == "many2one":
                inner = {"fields": {"display_name": {}}}
            elif field.type in ("one2many", "many2many"):
                comodel = self.env[field.comodel_name].with_user(self.agent_a)
                fields = self._read_specification(element, comodel)
                inner = {"fields": fields or {"display_name": {}}, "limit": 40}
            specification[field.name] = inner
        return specification
