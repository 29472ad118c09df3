# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import itertools

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .access_common import ROLES, AccessCommon


@tagged("post_install", "-at_install")
class TestAccessAgreement(AccessCommon):
    """What a field says of one ticket, and what a search on it finds, are the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls._make_many()
        cls.people = [getattr(cls, role) for role in ROLES if role != "public"]

    @classmethod
    def _make_many(cls):
        """Return tickets of every seventh combination of all that access asks for."""
        nobody = cls.env["res.users"]
        boss, employee = cls.boss.partner_id, cls.employee.partner_id
        requesters = (
            cls.customer_partner,
            boss,
            employee,
            cls.other_partner,
            cls.customer_company,
            nobody.partner_id,
        )
        combinations = itertools.product(
            requesters,
            (cls.team_first, cls.team_second, cls.team_secret, cls.foreign_team),
            (cls.incident, cls.incident.browse()),
            (False, True),  # confidential
            (nobody, cls.agent_idle),  # assignee
            (nobody, cls.agent_b),  # opener
            (nobody, cls.agent_idle | cls.employee),  # co-responsible
            (
                nobody.partner_id,
                cls.other_partner | cls.auditor.partner_id,
            ),  # followers
        )
        chosen = [
            combination
            for index, combination in enumerate(combinations)
            if index % 7 == 0
        ]
        tickets = cls.env["servicedesk.ticket"].create(
            [cls._prepare_vals(*combination[:-1]) for combination in chosen]
        )
        for ticket, combination in zip(tickets, chosen, strict=True):
            ticket.message_subscribe(combination[-1].ids)
        cls.env.flush_all()
        cls.env.invalidate_all()
        return tickets

    @classmethod
    def _prepare_vals(cls, requester, team, kind, secret, user, opener, others):
        return {
            "name": "One of many",
            "channel": "portal",
            "partner_id": requester.id,
            "team_id": team.id,
            "company_id": team.company_id.id,
            "ticket_type_id": kind.id,
            "is_confidential": secret,
            "user_id": user.id if team.company_id == cls.company else False,
            "opener_id": opener.id,
            "co_responsible_ids": others.ids,
        }

    def test_viewers(self):
        """viewer_ids: every user, every ticket."""
        for user in self.people:
            found = self.many.search(
                [("viewer_ids", "in", user.ids), ("id", "in", self.many.ids)]
            )
            said = self.many.filtered(
                lambda ticket, user=user: user in ticket.viewer_ids
            )
            with self.subTest(user=user.login):
                self.assertEqual(found, said.sorted(lambda t: t.id, reverse=True))

    def test_viewers_of_several_at_once(self):
        """Viewed by any of several: the union of what each of them views."""
        users = self.customer | self.employee
        found = self.many.search(
            [("viewer_ids", "in", users.ids), ("id", "in", self.many.ids)]
        )
        said = self.many.filtered(lambda ticket: users & ticket.viewer_ids)
        self.assertEqual(set(found), set(said))

    def test_not_viewed(self):
        """The negation is the rest."""
        found = self.many.search(
            [("viewer_ids", "not in", self.boss.ids), ("id", "in", self.many.ids)]
        )
        said = self.many.filtered(lambda ticket: self.boss not in ticket.viewer_ids)
        self.assertEqual(set(found), set(said))

    def test_desk_fields(self):
        """can_work, can_read and can_see: every user, every ticket, yes and no."""
        for user, name in itertools.product(
            self.people, ("can_work", "can_read", "can_see")
        ):
            # sudo: the field is asked about the user, not his right to ask
            tickets = self.many.with_user(user).sudo().with_context({})
            with self.subTest(user=user.login, field=name):
                said = tickets.filtered(name)
                domain = [("id", "in", tickets.ids)]
                self.assertEqual(
                    set(tickets.search([*domain, (name, "=", True)])), set(said)
                )
                self.assertEqual(
                    set(tickets.search([*domain, (name, "=", False)])),
                    set(tickets - said),
                )

    def test_rules(self):
        """Who finds a ticket reads it, and who reads it finds it; so for writing."""
        for user in self.people:
            tickets = self.many.with_user(user).with_context({})
            found = tickets.search([("id", "in", tickets.ids)])
            with self.subTest(user=user.login):
                self.assertEqual(set(found), set(tickets._filtered_access("read")))
                found.read(["name"])

    def test_desk_side(self):
        """Which tickets are read from the desk's side: by filter as in SQL."""
        for user in self.people:
            tickets = self.many.with_user(user).with_context({})
            condition = tickets._get_desk_read_sql(SQL("t.id"))
            rows = self.env.execute_query(
                SQL(
                    "SELECT t.id FROM servicedesk_ticket t WHERE t.id IN %s AND %s",
                    tuple(tickets.ids),
                    condition,
                )
            )
            with self.subTest(user=user.login):
                readable = tickets._filter_desk_readable()
                self.assertEqual({row[0] for row in rows}, set(readable.ids))
                # Nobody has the desk's view of what he may not read at all.
                self.assertLessEqual(
                    set(readable), set(tickets._filtered_access("read"))
                )


@tagged("post_install", "-at_install")
class TestViewerSearch(AccessCommon):
    """Lists of requesters stay quick however many tickets there are."""

    MANY = 5000

    def _plan(self, user, **settings):
        """Return how PostgreSQL finds the tickets of ``user``."""
        query = self.env["servicedesk.ticket"].with_user(user)._search([])
        for name, value in settings.items():
            self.env.cr.execute(SQL("SET LOCAL %s = %s", SQL(name), value))
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        return "\n".join(line for (line,) in rows)

    def test_the_search_is_a_union(self):
        """Requester, follower and company are looked up apart, never joined by OR."""
        query = self.env["servicedesk.ticket"].with_user(self.boss)._search([])
        statement = query.select().code
        self.assertIn("UNION", statement)
        self.assertNotIn(" OR ", statement)

    def test_the_search_goes_by_indexes(self):
        """With many tickets of others, none of theirs is looked at."""
        self._multiply_tickets()
        for user in (self.customer, self.boss, self.employee):
            with self.subTest(user=user.login):
                # Sequential scans are made dear, not impossible: a condition that
                # cannot use an index makes one all the same, and is seen here.
                plan = self._plan(user, enable_seqscan="off")
                self.assertNotIn("Seq Scan on servicedesk_ticket", plan)

    def test_lists_of_the_desk_go_by_indexes(self):
        """Lists of agents, dispatchers and of confidential numbers read a page only."""
        self._multiply_tickets("first")
        self._multiply_tickets("secret")
        is_open = [("is_open", "=", True)]
        for role, model in (
            ("agent_a", "servicedesk.ticket"),
            ("agent_c", "servicedesk.ticket"),
            ("dispatcher", "servicedesk.ticket"),
            ("dispatcher", "servicedesk.confidential.ticket"),
        ):
            records = self._as(role, self.env[model])
            query = records._search(is_open, limit=80, order=records._order)
            rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
            plan = [line.strip() for (line,) in rows]
            with self.subTest(role=role, model=model):
                self.assertRegex(plan[0], "^Limit")
                self.assertRegex(plan[1], "Index Scan using servicedesk_ticket_")

    def _multiply_tickets(self, kind="secret"):
        """Copy one ticket in the database many times."""
        ticket = self.tickets[kind]
        columns = [
            name
            for name, field in ticket._fields.items()
            if field.store and field.column_type and name not in ("id", "number")
        ]
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        self.env.cr.execute(
            SQL(
                """INSERT INTO servicedesk_ticket (number, %(names)s)
                   SELECT 'MANY-' || id || '-' || n, %(names)s
                     FROM servicedesk_ticket, generate_series(1, %(many)s) n
                    WHERE id = %(id)s""",
                names=names,
                many=self.MANY,
                id=ticket.id,
            )
        )
        self.env.cr.execute("ANALYZE servicedesk_ticket")


@tagged("post_install", "-at_install")
class TestRequesterRules(AccessCommon):
    """Who sees a ticket from the requester's side, and for how long."""

    def _sees(self, user, ticket):
        return bool(ticket.with_user(user).search([("id", "=", ticket.id)]))

    def test_requester(self):
        """The requester sees his ticket, until it is somebody else's."""
        ticket = self.tickets["first"]
        self.assertTrue(self._sees(self.customer, ticket))
        ticket.partner_id = self.other_partner
        self.assertFalse(self._sees(self.customer, ticket))
        self.assertTrue(self._sees(self.other_customer, ticket))

    def test_followers(self):
        """Who follows sees, customers and colleagues alike, while he follows."""
        ticket = self.tickets["secret"]
        for user in (self.customer, self.stranger):
            with self.subTest(user=user.login):
                self.assertFalse(self._sees(user, ticket))
                ticket.message_subscribe(user.partner_id.ids)
                self.assertTrue(self._sees(user, ticket))
                ticket.message_unsubscribe(user.partner_id.ids)
                self.assertFalse(self._sees(user, ticket))

    def test_company(self):
        """Whose contact says so sees his company's tickets, unless confidential."""
        ticket = self.tickets["first"]
        self.assertTrue(self._sees(self.boss, ticket))
        ticket.is_confidential = True
        self.assertFalse(self._sees(self.boss, ticket))
        ticket.is_confidential = False
        self.boss.partner_id.servicedesk_visibility = "own"
        self.assertFalse(self._sees(self.boss, ticket))

    def test_company_of_the_colleagues(self):
        """It holds for tickets of others of his company, and of no other company."""
        self.assertFalse(self._sees(self.boss, self.tickets["internal"]))
        self.assertFalse(self._sees(self.boss, self.tickets["secret"]))

    def test_a_contact_who_changes_firms_leaves_his_tickets_behind(self):
        """The old company keeps sight of what was asked for in its time."""
        ticket = self.tickets["first"]
        self.customer_partner.parent_id = self.other_company
        chief = self._new_portal_user("sd_chief", self.other_company)
        chief.partner_id.servicedesk_visibility = "company"
        self.assertTrue(self._sees(self.boss, ticket))
        self.assertFalse(self._sees(chief, ticket))
        self.assertTrue(self._sees(self.customer, ticket))

    def test_who_lost_his_account_sees_nothing(self):
        """An archived portal user is let in nowhere, whatever he asked for once."""
        self.customer.active = False
        self.assertNotIn(self.customer, self.tickets["first"].viewer_ids)

    def test_visibility_is_for_the_desk_to_grant(self):
        """Who may edit contacts does not let himself see all his company's tickets."""
        clerk = self._new_user("sd_clerk", False)
        clerk.group_ids += self.env.ref("base.group_partner_manager")
        contact = clerk.partner_id.with_user(clerk)
        contact.write({"phone": "+32 2 555 01 01"})
        with self._refused():
            contact.write({"servicedesk_visibility": "company"})
        with self._refused():
            contact.create({"name": "Me", "servicedesk_visibility": "company"})
        self.assertTrue(contact.create({"name": "Somebody"}))
        self.assertEqual(clerk.partner_id.servicedesk_visibility, "own")
        for user in (self.customer, self.employee):
            with self._refused():
                user.partner_id.with_user(user).servicedesk_visibility = "company"


@tagged("post_install", "-at_install")
class TestAgentRules(AccessCommon):
    """Who works on a ticket, and how he comes to it."""

    def _works(self, user, ticket):
        self.env.invalidate_all()  # as in a request of its own
        return ticket.with_user(user).with_context({}).has_access("write")

    def _reads(self, user, ticket):
        self.env.invalidate_all()
        return ticket.with_user(user).with_context({}).has_access("read")

    def test_own_and_shared_work(self):
        """Assignee, opener and co-responsible work on it, confidential or not."""
        ticket = self.tickets["secret"]
        for name in ("user_id", "opener_id", "co_responsible_ids"):
            with self.subTest(field=name):
                self.assertFalse(self._reads(self.agent_idle, ticket))
                value = self.agent_idle.id
                ticket[name] = [value] if name == "co_responsible_ids" else value
                self.assertTrue(self._works(self.agent_idle, ticket))
                ticket[name] = False
                ticket.message_unsubscribe(self.agent_idle.partner_id.ids)
                self.assertFalse(self._reads(self.agent_idle, ticket))

    def test_leader(self):
        """A leader works on his team's tickets without a seat in it."""
        self.assertTrue(self._works(self.leader, self.tickets["second"]))
        self.assertFalse(self._works(self.leader, self.tickets["first"]))

    def test_a_seat_counts_at_once(self):
        """Joining and leaving a team changes access from one moment to the next."""
        ticket = self.tickets["secret"]
        self.team_secret.member_ids += self.agent_idle
        self.assertTrue(self._works(self.agent_idle, ticket))
        self.team_secret.member_ids -= self.agent_idle
        self.assertFalse(self._reads(self.agent_idle, ticket))
        self.team_secret.leader_id = self.agent_idle
        self.assertTrue(self._works(self.agent_idle, ticket))
        self.team_secret.leader_id = False
        self.assertFalse(self._reads(self.agent_idle, ticket))

    def test_a_seat_without_the_role_is_no_access(self):
        """Membership narrows what agents may do; it makes no agents."""
        self.team_first.member_ids += self.stranger
        self.assertFalse(self._reads(self.stranger, self.tickets["first"]))

    def test_first_line(self):
        """First-line agents work on what nobody has classified, but not on secrets."""
        self.assertTrue(self._works(self.agent_a, self.tickets["unsorted"]))
        self.assertFalse(self._reads(self.agent_a, self.tickets["unsorted_hr"]))
        self.tickets["unsorted"].ticket_type_id = self.incident
        self.assertFalse(self._works(self.agent_a, self.tickets["unsorted"]))

    def test_first_line_is_left_with_its_team(self):
        """A team that is no longer first line, or no longer there, gives no right."""
        ticket = self.tickets["unsorted"]
        self.team_first.level = "2"
        self.assertFalse(self._works(self.agent_a, ticket))
        team = self.team_first.copy({"level": "1", "member_ids": self.agent_idle.ids})
        self.assertTrue(self._works(self.agent_idle, ticket))
        team.unlink()
        self.assertFalse(self._works(self.agent_idle, ticket))

    def test_nobody_takes_what_he_may_only_read(self):
        """An agent does not make himself a part of another team's ticket."""
        ticket = self.tickets["second"].with_user(self.agent_a)
        for vals in (
            {"user_id": self.agent_a.id},
            {"team_id": self.team_first.id},
            {"co_responsible_ids": self.agent_a.ids},
            {"is_confidential": True},
            {"message_partner_ids": self.agent_a.partner_id.ids},
        ):
            with self.subTest(vals=vals), self._refused(UserError):
                ticket.write(vals)
        self.assertFalse(self._works(self.agent_a, self.tickets["second"]))

    def test_nobody_hands_over_across_teams(self):
        """A ticket in work leaves its team by a dispatcher only."""
        ticket = self.tickets["first"]
        ticket.with_user(self.agent_a).action_start()
        with self._refused(UserError):
            ticket.with_user(self.agent_a).write({"team_id": self.team_secret.id})
        ticket.with_user(self.dispatcher).write({"team_id": self.team_second.id})
        self.assertEqual(ticket.team_id, self.team_second)

    def test_work_is_for_employees(self):
        """Customers are no assignees and no co-responsible, whoever names them."""
        ticket = self.tickets["first"]
        for user in (self.agent_a, self.dispatcher, self.env.user):
            for name in ("user_id", "co_responsible_ids"):
                value = self.other_customer.id
                value = [value] if name == "co_responsible_ids" else value
                with self.subTest(user=user.login, field=name):
                    with self._refused(UserError):
                        ticket.with_user(user).write({name: value})
        self.assertNotIn(self.other_customer, ticket.viewer_ids)

    def test_reading_is_not_working(self):
        """Every deed asks for the right to write, before it asks anything else."""
        ticket = self.tickets["second"].with_user(self.agent_a)
        with self.assertRaises(AccessError):
            ticket._check_work_access()
        for user in (self.auditor, self.customer, self.employee, self.agent_c):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.tickets["second"].with_user(user)._check_work_access()
