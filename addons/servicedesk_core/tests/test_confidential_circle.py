# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .confidential_common import WORD, ConfidentialCommon


@tagged("post_install", "-at_install")
class TestBecomingConfidential(ConfidentialCommon):
    """Teams and services make tickets confidential, and nothing undoes it by itself."""

    def test_by_team_and_by_service(self):
        """At creation and later; what is below a confidential service is so, too."""
        department = self.env["servicedesk.service"].create(
            {"name": "People", "is_confidential": True}
        )
        letter = department.create({"name": "Letters", "parent_id": department.id})
        plain = department.create({"name": "Parking"})
        for vals, expected in (
            ({"team_id": self.team_secret.id}, True),
            ({"service_id": department.id}, True),
            ({"service_id": letter.id}, True),
            ({"service_id": plain.id}, False),
            ({"team_id": self.team_first.id}, False),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._make(**vals).is_confidential, expected)
                ticket = self._make()
                ticket.write(vals)
                self.assertEqual(ticket.is_confidential, expected)

    def test_components_do_not_lead_it_away(self):
        """Who looks after a component gets no confidential ticket about it by rule."""
        component = self.env["servicedesk.component"].create(
            {"name": "Camera", "team_id": self.team_second.id}
        )
        people = self.env["servicedesk.service"].create(
            {
                "name": "People",
                "is_confidential": True,
                "team_ids": self.team_secret.ids,
            }
        )
        about = {"component_ids": component.ids}
        vals = {"name": WORD, "partner_id": self.other_partner.id}
        tickets = self.env["servicedesk.ticket"]
        made = tickets.create({**vals, **about, "service_id": people.id})
        self.assertEqual(made.team_id, self.team_secret)
        marked = tickets.create({**vals, "is_confidential": True})
        team = marked.team_id
        marked.write(about)
        self.assertEqual(marked.team_id, team)
        marked.write({"service_id": people.id})
        self.assertEqual(marked.team_id, self.team_secret)
        plain = tickets.create({**vals, **about})
        self.assertEqual(plain.team_id, self.team_second)

    def test_nothing_undoes_it(self):
        """Neither another team nor another service opens what was confidential."""
        plain = self.env["servicedesk.service"].create({"name": "Parking"})
        self.secret.write({"team_id": self.team_first.id, "service_id": plain.id})
        self.assertTrue(self.secret.is_confidential)

    def test_nobody_registers_an_open_one(self):
        """Not with a value, not with a default, not together with the team."""
        tickets = self._as("agent_a", self.env["servicedesk.ticket"])
        vals = {"name": "Mine", "team_id": self.team_secret.id}
        for context, more in (
            ({}, {"is_confidential": False}),
            ({"default_is_confidential": False}, {}),
            ({"default_is_confidential": False}, {"is_confidential": False}),
        ):
            with self.subTest(context=context, more=more):
                made = tickets.with_context(**context).create({**vals, **more})
                self.assertTrue(made.is_confidential)
        for user in (self.dispatcher, self.env.user):
            ticket = self._make()
            ticket.with_user(user).write(
                {"team_id": self.team_secret.id, "is_confidential": False}
            )
            with self.subTest(user=user.login):
                self.assertTrue(ticket.is_confidential)

    def test_who_registers_is_called_in(self):
        """The agent who took the call reads it and works on it; his team does not."""
        made = self._as("agent_a", self.env["servicedesk.ticket"]).create(
            {"name": WORD, "team_id": self.team_secret.id}
        )
        self.assertEqual(made.opener_id, self.agent_a)
        self.assertTrue(made.has_access("write"))
        self.team_first.member_ids += self.agent_idle
        self.assertFalse(self._as("agent_idle", made).has_access("read"))

    def test_lifting_it(self):
        """A member of the team may; dispatchers and those called in may not."""
        self.secret.co_responsible_ids = self.agent_a | self.dispatcher
        for role in ("agent_a", "dispatcher", "manager", "api_user", "auditor"):
            with self.subTest(role=role), self._refused():
                self._as(role, self.secret).write({"is_confidential": False})
        self.assertTrue(self.secret.is_confidential)
        self._as("agent_c", self.secret).is_confidential = False
        self.assertFalse(self.secret.is_confidential)
        self.assertTrue(self._as("dispatcher", self.secret).has_access("read"))

    def test_a_team_takes_its_tickets_along(self):
        """A team that becomes confidential, and a service, hide what they have."""
        old, closed = self._make(), self._make()
        closed.with_user(self.agent_a).action_cancel("Twice")
        self.team_first.is_confidential = True
        self.assertTrue(old.is_confidential and closed.is_confidential)
        for ticket in (old, closed):
            self.assertFalse(self._as("agent_b", ticket).has_access("read"))
        about = self._make(team_id=self.team_second.id, service_id=self._service().id)
        other = self._make(team_id=self.team_second.id)
        about.service_id.parent_id.is_confidential = True
        self.assertTrue(about.is_confidential)
        self.assertFalse(other.is_confidential)

    def test_a_service_that_moves_below_a_confidential_one(self):
        about = self._make(service_id=self._service().id)
        about.service_id.parent_id = self.env["servicedesk.service"].create(
            {"name": "People", "is_confidential": True}
        )
        self.assertTrue(about.is_confidential)

    def _service(self):
        services = self.env["servicedesk.service"]
        above = services.create({"name": "Office"})
        return services.create({"name": "Desks", "parent_id": above.id})


@tagged("post_install", "-at_install")
class TestCircle(ConfidentialCommon):
    """Who follows, plans and is written to, once a ticket is confidential."""

    def _followers(self, ticket):
        return ticket.sudo().message_partner_ids

    def test_who_followed_without_a_place_is_let_go(self):
        """Becoming confidential ends what was followed in the open, and says so."""
        ticket = self._make(opener_id=self.agent_a.id, user_id=self.agent_a.id)
        ticket.message_subscribe((self.stranger | self.dispatcher).partner_id.ids)
        ticket.team_id = self.team_secret
        people = self._followers(ticket)
        self.assertIn(self.customer_partner, people)
        self.assertIn(self.agent_a.partner_id, people)
        self.assertNotIn(self.stranger.partner_id, people)
        self.assertNotIn(self.dispatcher.partner_id, people)
        said = " ".join(str(body) for body in ticket.message_ids.mapped("body"))
        self.assertIn(self.stranger.name, said)

    def test_who_was_called_in_stays(self):
        """Between confidential teams the old team's people go, guests stay."""
        other = self.team_secret.copy({"name": "Social", "member_ids": self.leader.ids})
        self.team_secret.member_ids += self.agent_idle
        self.secret.message_subscribe((self.stranger | self.agent_idle).partner_id.ids)
        self.secret.write({"team_id": other.id, "user_id": False})
        people = self._followers(self.secret)
        self.assertIn(self.stranger.partner_id, people)
        self.assertNotIn(self.agent_idle.partner_id, people)
        self.assertNotIn(self.agent_c.partner_id, people)
        self.assertFalse(self._as("agent_c", self.secret).has_access("read"))

    def test_plans_of_outsiders_end(self):
        """What was planned for somebody who may not read it is said and dropped."""
        ticket = self._make(partner_id=self.customer_partner.id)
        ticket.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Ask the shop",
            user_id=self.agent_b.id,
        )
        kept = ticket.activity_schedule(
            "mail.mail_activity_data_todo", summary="Keep", user_id=self.agent_c.id
        )
        ticket.team_id = self.team_secret
        self.assertEqual(ticket.activity_ids, kept)
        said = " ".join(str(body) for body in ticket.message_ids.mapped("body"))
        self.assertIn("Ask the shop", said)

    def test_plans_are_made_for_the_circle(self):
        """An activity mails its summary: nobody outside gets one."""
        worker = self._as("agent_c", self.secret)
        with self._refused(UserError):
            worker.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.agent_b.id
            )
        worker.co_responsible_ids += self.agent_b
        worker.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent_b.id
        )
        self.assertIn(self.agent_b, self.secret.activity_ids.user_id)

    def test_nobody_outside_is_written_to(self):
        """A name typed by mistake is refused, in the chatter and in the composer."""
        worker = self._as("agent_c", self.secret)
        for user in (self.stranger, self.dispatcher, self.customer):
            for subtype in ("mail.mt_comment", "mail.mt_note"):
                with self.subTest(user=user.login, subtype=subtype):
                    with self._refused(UserError):
                        worker.message_post(
                            body=WORD,
                            partner_ids=user.partner_id.ids,
                            subtype_xmlid=subtype,
                        )
            with self.subTest(user=user.login), self._refused(UserError):
                worker.message_notify(body=WORD, partner_ids=user.partner_id.ids)
            with self.subTest(user=user.login, way="composer"):
                with self._refused(UserError):
                    self._compose(worker, user.partner_id)
        worker.message_post(body=WORD, partner_ids=self.other_partner.ids)
        worker.message_subscribe(self.stranger.partner_id.ids)
        worker.message_post(body=WORD, partner_ids=self.stranger.partner_id.ids)

    def _compose(self, ticket, partner):
        composer = ticket.env["mail.compose.message"].create(
            {
                "model": ticket._name,
                "res_ids": str(ticket.ids),
                "body": WORD,
                "partner_ids": [Command.set(partner.ids)],
                "composition_mode": "comment",
            }
        )
        composer._action_send_mail()

    def test_open_tickets_are_as_before(self):
        """Everybody is written to about a ticket that is not confidential."""
        worker = self._as("agent_a", self.tickets["first"])
        worker.message_post(body="Look", partner_ids=self.stranger.partner_id.ids)
        self.assertIn(
            self.stranger.partner_id, worker.sudo().message_ids[:1].partner_ids
        )


@tagged("post_install", "-at_install")
class TestConfidentialMail(ConfidentialCommon):
    """Every mail about the ticket goes to its circle, from start to end."""

    def _addresses(self, *users):
        return {user.email for user in users}

    def _assert_sent_inside(self, *inside):
        """Assert that no mail with the word went to anybody but these."""
        allowed = self._addresses(*inside)
        sent = 0
        for mail in self._mails:
            text = f"{mail['subject']} {mail['body']}"
            if WORD not in text:
                continue
            sent += 1
            for address in mail["email_to"]:
                self.assertTrue(
                    any(email in address for email in allowed), (address, text[:200])
                )
        self.assertTrue(sent, "Something was sent")

    def test_a_whole_life(self):
        """Registered, assigned, discussed, resolved, refused, resolved, confirmed."""
        with self.mock_mail_gateway():
            ticket = self._as("agent_a", self.env["servicedesk.ticket"]).create(
                {
                    "name": f"{WORD} case",
                    "team_id": self.team_secret.id,
                    "partner_id": self.other_partner.id,
                    "ticket_type_id": self.incident.id,
                }
            )
            worker = ticket.with_user(self.agent_c).with_context({})
            worker.write({"user_id": self.agent_c.id})
            worker.action_start()
            worker.message_post(
                body=f"{WORD} words",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            worker.action_resolve(f"{WORD} solution")
            asked = ticket.with_user(self.other_customer).with_context({})
            asked.action_refuse(f"{WORD} refused")
            worker.action_resolve(f"{WORD} solution again")
            asked.action_confirm(rating=5)
            self.env.flush_all()
        self._assert_sent_inside(self.agent_a, self.agent_c, self.other_customer)

    def test_a_mail_to_the_team(self):
        """What comes by mail is confidential before anybody has looked at it."""
        self.team_secret.alias_name = "secret"
        self.team_secret.leader_id = self.leader
        with self.mock_mail_gateway():
            ticket = self._receive(
                self.other_customer.email,
                to=self.team_secret.alias_email,
                cc=f"{self.stranger.email}, {self.dispatcher.email}",
                subject=f"{WORD} letter",
            )
            self.assertTrue(ticket.is_confidential)
            self.env.flush_all()
        for role in ("stranger", "dispatcher", "agent_a", "manager"):
            with self.subTest(role=role):
                self.assertFalse(self._as(role, ticket).has_access("read"))
                self.assertFalse(self._sent_to(getattr(self, role).email))

    def test_an_assignee_is_told(self):
        """Who is called in gets his notice; nobody else hears of it."""
        notices = self.env["servicedesk.notice"]
        # Without the context of the tests, in which nobody is told anything.
        secret = self.secret.with_env(self.env(context={}))
        with self.mock_mail_gateway():
            self._as("agent_c", self.secret).co_responsible_ids = self.agent_b
            self._as("agent_c", self.secret).action_assign(user_id=self.agent_c.id)
            secret.user_id = self.agent_idle
            self.env.flush_all()
            last = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
            notices._tell_batch()
            mails = self.env["mail.mail"].search(
                [("id", ">", last), ("res_id", "=", secret.id)]
            )
            people = mails.recipient_ids
            mails.send()
        self.assertIn(self.agent_idle.partner_id, people)
        inside = self.agent_idle | self.agent_b | self.agent_c
        self.assertFalse(people - inside.partner_id - secret.partner_id)
        # The requester hears of his own ticket, too.
        inside |= self.other_customer
        self._assert_sent_inside(*inside)


@tagged("post_install", "-at_install")
class TestSeats(ConfidentialCommon):
    """Who sits in a confidential team is for those who sit there to say."""

    def test_managers_do_not_let_themselves_in(self):
        """By no way: seat, leader, the team's mark, a seat that changes hands."""
        seat = self.team_secret.membership_ids
        team = self._as("manager", self.team_secret)
        for way in (
            lambda: team.write({"member_ids": [Command.link(self.manager.id)]}),
            lambda: team.write(
                {"membership_ids": [Command.create({"user_id": self.manager.id})]}
            ),
            lambda: team.write({"leader_id": self.manager.id}),
            lambda: team.write({"is_confidential": False}),
            lambda: team.write({"active": False}),
            lambda: team.action_archive(),
            lambda: self._as("manager", seat).write({"user_id": self.manager.id}),
            lambda: self._as("manager", seat).unlink(),
            lambda: self._as("manager", seat).create(
                {"team_id": team.id, "user_id": self.manager.id}
            ),
            lambda: (
                self._as("manager", seat)
                .with_context(default_team_id=team.id)
                .create({"user_id": self.manager.id})
            ),
            lambda: self._as("manager", self.team_first.membership_ids).write(
                {"team_id": team.id}
            ),
        ):
            with self._refused(AccessError):
                way()
        self.assertEqual(self.team_secret.member_ids, self.agent_c)
        team.write({"name": "Very Secret Affairs", "color": 3})

    def test_a_manager_makes_new_ones(self):
        """The first seats are his to give; he is not in because he made it."""
        team = self._as("manager", self.env["servicedesk.team"]).create(
            {
                "name": "Social",
                "is_confidential": True,
                "company_id": self.company.id,
                "membership_ids": [
                    Command.create({"user_id": self.agent_b.id}),
                    Command.create({"user_id": self.agent_idle.id}),
                ],
            }
        )
        self.assertEqual(len(team.member_ids), 2)
        with self._refused(AccessError):
            team.member_ids += self.manager

    def test_who_sits_there_may(self):
        """A manager of the team and an administrator keep its seats."""
        self.manager.group_ids += self.env.ref("base.group_system")
        self._as("manager", self.team_secret).member_ids += self.agent_b
        self.manager.group_ids -= self.env.ref("base.group_system")
        self.team_secret.leader_id = self.manager
        self._as("manager", self.team_secret).member_ids -= self.agent_b
        self.assertEqual(self.team_secret.member_ids, self.agent_c)


@tagged("post_install", "-at_install")
class TestMergingRequesters(ConfidentialCommon):
    """Nobody comes to read tickets by merging those who asked for them."""

    def _merge(self, user, source, kept):
        # Odoo's own fields of a contact ask for the second one.
        for group in ("base.group_partner_manager", "base.group_erp_manager"):
            user.group_ids += self.env.ref(group)
        source.email = kept.email
        dialog = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        dialog.create({})._merge((source | kept).ids, kept)

    @contextmanager
    def _asks_for_help(self):
        with self.assertRaisesRegex(UserError, "ask an administrator"):
            with self.env.cr.savepoint():
                yield
        self.env.invalidate_all()

    def _person(self, name):
        return self.env["res.partner"].create({"name": name})

    def test_into_oneself(self):
        """Not his own contact into a requester's, nor the other way round."""
        asker = self._person("Asker")
        self._make(partner_id=asker.id)
        mine = self.agent_a.partner_id
        for source, kept in ((asker, mine), (mine, asker)):
            with self.subTest(kept=kept.name), self._asks_for_help():
                self._merge(self.agent_a, source, kept)
        self.assertTrue(asker.exists() and mine.exists())

    def test_what_he_does_not_read(self):
        """A confidential ticket goes to nobody else, by contact or by login."""
        asker, friend = self._person("Asker"), self._person("Friend")
        self._make_secret(partner_id=asker.id)
        login = self.customer_partner
        for source, kept in ((asker, friend), (login, asker)):
            with self.subTest(kept=kept.name), self._asks_for_help():
                self._merge(self.agent_a, source, kept)
        self._merge(self.agent_c, asker, friend)
        self.assertFalse(asker.exists())

    def test_others_are_merged(self):
        """Open tickets, a twin of no tickets, and whatever an administrator merges."""
        asker, twin = self._person("Asker"), self._person("Twin")
        ticket = self._make(partner_id=asker.id)
        self._make_secret(partner_id=twin.id)
        self._merge(self.agent_a, asker, twin)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.partner_id, twin)
        other = self._person("Other")
        self._merge(self.admin, twin, other)
        self.assertFalse(twin.exists())
