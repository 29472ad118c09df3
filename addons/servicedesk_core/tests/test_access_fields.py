# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.ticket.servicedesk_ticket import DEED_FIELDS
from .access_common import ROLES, AccessCommon

# What requesters read of a ticket: all that their page shows, and nothing of how the
# desk goes about it.
REQUESTERS_READ = {
    "access_url",
    "channel",
    "commercial_partner_id",
    "confirmation",
    "create_date",
    "date_closed",
    "date_confirmed",
    "date_due",
    "date_first_response",
    "date_resolved",
    "description",
    "display_name",
    "has_message",
    "id",
    "is_late",
    "is_open",
    "kind",
    "message_is_follower",
    "message_needaction",
    "message_needaction_counter",
    "name",
    "number",
    "partner_email",
    "partner_id",
    "priority",
    "reopen_count",
    "resolution",
    "service_id",
    "stage_id",
    "state",
    "ticket_type_id",
    "waiting_reason",
    "write_date",
}

# One of each role, with a ticket he reads.
REQUESTERS = (("customer", "first"), ("boss", "first"), ("employee", "internal"))
DESK = ("agent_a", "agent_b", "dispatcher", "manager", "auditor", "api_user")


@tagged("post_install", "-at_install")
class TestRequestersFields(AccessCommon):
    """Requesters read the fields of the list above, by whatever way."""

    def _names(self):
        """Return the names of all fields, but those that other addons add."""
        return {
            name
            for name, field in self.env["servicedesk.ticket"]._fields.items()
            if not any(
                module.startswith("servicedesk_") and module != "servicedesk_core"
                for module in field._modules
            )
        }

    def _hidden_columns(self):
        """Return the names of stored fields that requesters do not read."""
        fields = self.env["servicedesk.ticket"]._fields
        return sorted(
            name
            for name in self._names() - REQUESTERS_READ
            if fields[name].store and fields[name].column_type
        )

    def test_reading(self):
        for role, kind in REQUESTERS:
            ticket = self._as(role, self.tickets[kind])
            readable = {
                name for name in self._names() if self._may(ticket.read, [name])
            }
            with self.subTest(role=role):
                self.assertEqual(readable, REQUESTERS_READ)

    def test_offered(self):
        """Fields that are not for them are not offered to them either."""
        for role, _kind in REQUESTERS:
            tickets = self._as(role, self.env["servicedesk.ticket"])
            with self.subTest(role=role):
                offered = set(tickets.fields_get()) & self._names()
                self.assertEqual(offered, REQUESTERS_READ)

    def test_asking_in_other_ways(self):
        """Nor found out by filter, order, group, sum or nested reading."""
        for role, kind in (REQUESTERS[0], REQUESTERS[2]):
            tickets = self._as(role, self.env["servicedesk.ticket"])
            ticket = self._as(role, self.tickets[kind])
            names = self._hidden_columns()
            values = ticket.sudo().read(names, load="")[0]
            for name in names:
                # Odoo groups by one answer of a form, never by all of them.
                group = "properties.shop" if name == "properties" else name
                ways = {
                    "filter": lambda n=name: tickets.search([(n, "=", values[n])]),
                    "order": lambda n=name: tickets.search([], order=n),
                    "group": lambda n=group: tickets.formatted_read_group([], [n]),
                    "sum": lambda n=name: tickets.formatted_read_group(
                        [], [], [f"{n}:count_distinct"]
                    ),
                    "list": lambda n=name: tickets.web_search_read([], {n: {}}),
                    "record": lambda n=name, t=ticket: t.web_read({n: {}}),
                }
                for way, ask in ways.items():
                    with self.subTest(role=role, field=name, way=way):
                        self.assertFalse(self._may(ask))

    def test_related_records(self):
        """Reading on through the requester's contact gives what contacts give."""
        ticket = self._as("customer", self.tickets["first"])
        with self._refused():
            ticket.web_read({"partner_id": {"fields": {"servicedesk_visibility": {}}}})
        with self._refused():
            ticket.search([("partner_id.servicedesk_visibility", "=", "company")])
        with self._refused():
            ticket.search([("partner_id.servicedesk_ticket_ids.team_id", "!=", False)])
        with self._refused():
            ticket.search([("partner_id.servicedesk_ticket_ids.name", "ilike", "till")])

    def test_writing(self):
        """Requesters write nothing at all; they answer."""
        for role, kind in (*REQUESTERS, ("stranger", "first"), ("auditor", "first")):
            ticket = self._as(role, self.tickets[kind])
            for name in ("name", "description", "partner_id", "priority", "color"):
                with self.subTest(role=role, field=name):
                    self.assertFalse(self._may(ticket.write, {name: False}))

    def test_trying_out(self):
        """Nor what would follow if they wrote: contacts' addresses, for example."""
        for role in ("customer", "employee", "auditor"):
            tickets = self._as(role, self.env["servicedesk.ticket"])
            with self.subTest(role=role), self._refused():
                tickets.onchange(
                    {"partner_id": self.agent_a.partner_id.id},
                    ["partner_id"],
                    {"partner_id": {}, "partner_email": {}, "partner_phone": {}},
                )

    def test_counters_of_teams(self):
        """How much a team has to do is read by the desk."""
        team = self._as("employee", self.team_first)
        self.assertTrue(self._may(team.read, ["name"]))
        for name in ("open_ticket_count", "unassigned_ticket_count"):
            self.assertFalse(self._may(team.read, [name]))
        self.assertTrue(
            self._may(self._as("auditor", team).read, ["open_ticket_count"])
        )


@tagged("post_install", "-at_install")
class TestSecrets(AccessCommon):
    """The permanent key of a ticket is nobody's to read, least of all the auditor's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls.tickets["first"]._portal_ensure_token()
        export = cls.env.ref("base.group_allow_export")
        partners = cls.env.ref("base.group_partner_manager")
        for role in DESK:
            getattr(cls, role).group_ids += export | partners

    def test_the_desk_reads_everything_else(self):
        """Auditors and agents read every field of a ticket but this one.

        And what it costs, which is told to managers alone.
        """
        names = set(self.env["servicedesk.ticket"]._fields)
        costs = {"time_cost", "order_cost", "total_cost"}
        for role in ("auditor", "agent_b", "manager"):
            ticket = self._as(role, self.tickets["first"])
            with self.subTest(role=role):
                told = names - {"access_token"}
                if role != "manager":
                    told -= costs
                self.assertTrue(self._may(ticket.read, sorted(told)))
                for name in costs:
                    self.assertEqual(
                        self._may(ticket.read, [name]), role == "manager", name
                    )
                self.assertFalse(self._may(ticket.read, ["access_token"]))
                self.assertNotIn("access_token", ticket.fields_get())
                self.assertNotIn(self.token, str(ticket.read()))

    def test_no_way_around(self):
        """Not by filter, order, group, sum, export or the ways round by a contact."""
        for role in DESK:
            tickets = self._as(role, self.env["servicedesk.ticket"])
            ticket = self._as(role, self.tickets["first"])
            contacts = self._as(role, self.env["res.partner"])
            path = "servicedesk_ticket_ids.access_token"
            ways = {
                "like": lambda t=tickets: t.search([("access_token", "like", "a%")]),
                "set": lambda t=tickets: t.search([("access_token", "!=", False)]),
                "count": lambda t=tickets: t.search_count(
                    [("access_token", "=", self.token)]
                ),
                "order": lambda t=tickets: t.search([], order="access_token"),
                "group": lambda t=tickets: t.formatted_read_group(
                    [], ["access_token"], ["__count"]
                ),
                "array": lambda t=tickets: t.formatted_read_group(
                    [], [], ["access_token:array_agg"]
                ),
                "list": lambda t=tickets: t.web_search_read([], {"access_token": {}}),
                "record": lambda t=ticket: t.web_read({"access_token": {}}),
                "export": lambda t=ticket: t.export_data(["name", "access_token"]),
                "export by contact": lambda t=ticket: t.export_data(
                    ["partner_id/servicedesk_ticket_ids/access_token"]
                ),
                "contact": lambda c=contacts: c.search([(path, "like", "a%")]),
                "copy": lambda t=ticket: t.copy({"access_token": "mine"}),
                "write": lambda t=ticket: t.write({"access_token": "mine"}),
            }
            for way, ask in ways.items():
                with self.subTest(role=role, way=way):
                    self.assertFalse(self._may(ask))

    def test_exports_work_otherwise(self):
        """What auditors may read they may export: ticket, people and conversation."""
        ticket = self._as("auditor", self.tickets["first"])
        rows = ticket.export_data(["number", "partner_id/name", "team_id/name"])[
            "datas"
        ]
        self.assertEqual(rows[0][0], ticket.number)

    def test_links_carry_no_key(self):
        """The address of a ticket is no key to it, whoever asks."""
        for role in (*DESK, "customer", "boss"):
            ticket = self._as(role, self.tickets["first"])
            with self.subTest(role=role):
                self.assertEqual(ticket.get_portal_url(), f"/my/tickets/{ticket.id}")
                self.assertNotIn(self.token, ticket.get_portal_url(suffix="/x"))
                self.assertNotIn(self.token, str(ticket._get_access_action()))
                action = ticket._get_access_action(force_website=True)
                self.assertEqual(action["url"], ticket.access_url)

    def test_addresses_are_given_to_readers_only(self):
        """Who may not read a ticket is told nothing of it, not even its address."""
        for role in (
            "other_customer",
            "stranger",
            "employee",
            "foreign_agent",
            "public",
        ):
            ticket = self._as(role, self.tickets["first"])
            with self.subTest(role=role), self._refused():
                ticket.get_portal_url()

    def test_what_else_an_address_carries(self):
        ticket = self._as("customer", self.tickets["first"])
        url = ticket.get_portal_url(
            suffix="/print", report_type="pdf", download=True, query_string="&a=b"
        )
        self.assertEqual(
            url, f"/my/tickets/{ticket.id}/print?report_type=pdf&download=true&a=b"
        )
        self.assertTrue(ticket.get_portal_url(anchor="last").endswith("#last"))

    def test_sharing(self):
        """Who works on a ticket may give its key to others; who reads it may not."""
        for role in DESK:
            wizard = self._as(role, self.env["portal.share"]).create(
                {
                    "res_model": "servicedesk.ticket",
                    "res_id": self.tickets["first"].id,
                    "partner_ids": [Command.set(self.other_partner.ids)],
                }
            )
            works = role not in ("agent_b", "auditor")
            with self.subTest(role=role):
                self.assertEqual(self.token in wizard.share_link, works)
                self.assertNotIn("hash=", wizard.share_link)
                default = wizard.with_context(
                    active_model="servicedesk.ticket",
                    active_id=self.tickets["first"].id,
                ).default_get(["share_link"])
                self.assertEqual(self.token in default["share_link"], works)

    def test_shared_links_do_not_outlive_their_circle(self):
        """Another requester, or a confidential ticket: links given before are void."""
        ticket = self.tickets["first"].with_user(self.agent_a)
        for vals in (
            {"partner_id": self.other_partner.id},
            {"is_confidential": True},
        ):
            token = ticket.sudo()._portal_ensure_token()
            ticket.write({"priority": "2"})
            self.assertEqual(ticket.sudo().access_token, token)
            ticket.write(vals)
            with self.subTest(vals=vals):
                self.assertFalse(ticket.sudo().access_token)

    def test_ratings_have_no_key(self):
        """A rating given with the answer has no token by which to give it again."""
        ticket = self._resolved(self.agent_a)
        ticket.with_user(self.customer).action_confirm(rating=4)
        self.assertEqual(ticket.rating_ids.sudo().mapped("access_token"), [False])

    def test_answer_links(self):
        """Mailed links are kept as hashes, which administrators alone may list."""
        ticket = self._resolved(self.agent_a)
        links = self.env["servicedesk.answer.link"]
        link = links.search([("res_id", "=", ticket.id)])
        self.assertTrue(link)
        for role in ROLES:
            mine = self._as(role, link)
            with self.subTest(role=role):
                self.assertEqual(self._may(mine.read, ["purpose"]), role == "admin")
                self.assertFalse(self._may(mine.write, {"revoked_at": False}))
                self.assertFalse(self._may(mine.unlink))
                self.assertFalse(self._may(mine.create, link.copy_data()[0]))


@tagged("post_install", "-at_install")
class TestDeedFields(AccessCommon):
    """What deeds record is recorded by deeds: nobody writes it, manager or program."""

    VALUES = {
        "many2one": 1,
        "many2many": [(4, 1)],
        "char": "SD-1",
        "html": "<p>Done</p>",
        "integer": 7,
        "float": 5.0,
        "boolean": True,
        "datetime": "2026-03-02 09:00:00",
        "date": "2026-03-02",
        "json": {"user_id": 1},
    }

    def _value(self, name):
        field = self.env["servicedesk.ticket"]._fields[name]
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        return self.VALUES[field.type]

    def test_nobody_writes_them(self):
        """Whatever context a caller sends with it."""
        for role in ("agent_a", "dispatcher", "manager", "api_user"):
            for context in (
                {},
                {"servicedesk_deed": True},
                {"servicedesk_deed": "DEED"},
            ):
                ticket = self._as(role, self.tickets["first"]).with_context(**context)
                for name in sorted(DEED_FIELDS):
                    with self.subTest(role=role, field=name, context=context):
                        with self._refused(UserError):
                            ticket.write({name: self._value(name)})

    def test_programs_with_all_rights_still_call_deeds(self):
        """The right to write the field is not the point: a manager has it."""
        ticket = self._as("manager", self.tickets["first"])
        ticket.write({"priority": "3", "date_due": "2026-03-02 09:00:00"})
        self.assertEqual(ticket.priority, "3")

    def test_ledger_lines_do_not_come_with_the_ticket(self):
        """Spans are not written as lines of a ticket either."""
        span = {"state": "closed", "date_from": "2026-03-02 09:00:00"}
        for role in ("agent_a", "manager", "api_user"):
            ticket = self._as(role, self.tickets["first"])
            for command in (
                Command.create(span),
                Command.update(ticket.sudo().span_ids.id, {"state": "closed"}),
                Command.delete(ticket.sudo().span_ids.id),
            ):
                with self.subTest(role=role, command=command[0]):
                    self.assertFalse(self._may(ticket.write, {"span_ids": [command]}))

    def test_computed_access_is_not_written(self):
        """Who may see or work on a ticket follows from facts, not from a value."""
        ticket = self._as("agent_a", self.tickets["first"])
        self._may(ticket.write, {"viewer_ids": [Command.set(self.stranger.ids)]})
        with self.assertRaises(UserError):
            ticket.create(
                {"name": "Mine", "viewer_ids": [Command.set(self.stranger.ids)]}
            )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(ticket.with_user(self.stranger).has_access("read"))
