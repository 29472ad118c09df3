# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..tools import mail_envelope
from .common import ServicedeskCommon

SENDER = "sd_customer@customer.example.com"
GATE = "odoo.addons.servicedesk_core.models.intake.intake_work"


class IntakeCommon(ServicedeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Intake = cls.env["servicedesk.mail.intake"]
        cls.before = cls.Intake.search([])

    def _mail(self, to="desk@test.mycompany.com", body="It smokes.", **headers):
        """Return a raw mail; header names have ``_`` for ``-``."""
        head = {"From": SENDER, "To": to, "Subject": "Till", "Date": "Mon, 2 Mar 2026"}
        head |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{name}: {value}" for name, value in head.items() if value]
        return "\n".join([*lines, "", body, ""])

    def _rows(self):
        """Return what came into the intake in this test, the oldest first."""
        return (self.Intake.search([]) - self.before).sorted("id")

    def _count_tickets(self):
        return self.env["servicedesk.ticket"].search_count([])

    def _is_for_desk(self, raw, model=False, server=None, recipient=None):
        envelope = mail_envelope.read(raw.encode())
        envelope.add_recipient(recipient)
        options = {"model": model, "fetchmail_server_id": server and server.id}
        return self.Intake._is_for_desk(envelope, options)

    def _deed(self, user, mails, name):
        """Do a deed as a user; the gate's own transactions are the test's."""
        with self.enter_registry_test_mode():
            return getattr(mails.with_user(user), name)()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestWhoseMail(IntakeCommon):
    """In doubt the desk's; never what is clearly another module's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_alias = cls.env["mail.alias"].create(
            {
                "alias_name": "sales",
                "alias_domain_id": cls.team_first.alias_domain_id.id,
                "alias_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        cls.ticket_message = cls._ticket().message_post(body="A word")
        cls.other_message = cls.other_partner.message_post(body="A word")

    def test_addresses(self):
        """A desk's address in any place a mail server writes it to."""
        for raw in (
            self._mail("desk@test.mycompany.com"),
            self._mail("Desk <DESK@Test.MyCompany.com>, sales@test.mycompany.com"),
            self._mail("desk+till4@test.mycompany.com"),
            self._mail("x@far.example", Cc="desk@test.mycompany.com"),
            self._mail("x@far.example", Delivered_To="desk@test.mycompany.com"),
            self._mail("x@far.example", X_Original_To="desk@test.mycompany.com"),
        ):
            with self.subTest(raw=raw):
                self.assertTrue(self._is_for_desk(raw))
        raw = self._mail("x@far.example")
        self.assertTrue(self._is_for_desk(raw, recipient="desk@test.mycompany.com"))

    def test_other_modules_keep_theirs(self):
        """Other aliases, other threads, other mailboxes stay Odoo's."""
        sales = self._mail("sales@test.mycompany.com")
        self.assertFalse(self._is_for_desk(sales))
        self.assertFalse(self._is_for_desk(sales, model="servicedesk.ticket"))
        self.assertFalse(self._is_for_desk(self._mail("x@far.example")))
        lost = self._mail("", Subject="Nobody named")
        self.assertFalse(self._is_for_desk(lost, model="res.partner"))
        answer = self._mail("x@y.example", References=self.other_message.message_id)
        self.assertFalse(self._is_for_desk(answer))
        self.assertFalse(self._is_for_desk(answer, model="servicedesk.ticket"))

    def test_a_tag_that_is_an_address_by_itself(self):
        """``desk+sales@`` is another module's where somebody made an alias of it."""
        self.assertTrue(self._is_for_desk(self._mail("desk+sales@test.mycompany.com")))
        self.other_alias.alias_name = "desk+sales"
        self.assertFalse(self._is_for_desk(self._mail("desk+sales@test.mycompany.com")))

    def test_an_alias_counts_in_its_domain(self):
        """Elsewhere only if it says so, and where the setting lets it (as in Odoo)."""
        alias = self.team_first.alias_id
        elsewhere = self._mail("desk@elsewhere.example")
        tagged_ = self._mail("desk+x@elsewhere.example")
        self.assertFalse(self._is_for_desk(elsewhere))
        alias.alias_incoming_local = True
        self.assertTrue(self._is_for_desk(elsewhere))
        self.assertTrue(self._is_for_desk(tagged_))
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("mail.catchall.domain.allowed", "far.example")
        self.assertFalse(self._is_for_desk(elsewhere))
        self.assertTrue(self._is_for_desk(self._mail("desk@far.example")))
        self.assertTrue(self._is_for_desk(self._mail("desk@test.mycompany.com")))

    def test_an_alias_without_a_domain_gets_no_mail(self):
        self.team_first.alias_id.alias_domain_id = False
        self.assertFalse(self._is_for_desk(self._mail("desk@elsewhere.example")))

    def test_answers(self):
        """What answers a word about a ticket is ours, wherever it was sent to."""
        for header in ("References", "In_Reply_To"):
            raw = self._mail(
                "x@far.example", **{header: self.ticket_message.message_id}
            )
            with self.subTest(header=header):
                self.assertTrue(self._is_for_desk(raw))

    def test_returned_mail(self):
        """Ours if it returns a mail of ours; another module's stays its own."""
        for message, expected in (
            (self.ticket_message, True),
            (self.other_message, False),
        ):
            raw = self._mail(
                "bounce@test.mycompany.com",
                From="MAILER-DAEMON@far.example",
                body=f"Message-ID: {message.message_id}",
            )
            with self.subTest(expected=expected):
                self.assertEqual(self._is_for_desk(raw), expected)
                if not expected:
                    model = "servicedesk.ticket"
                    self.assertFalse(self._is_for_desk(raw, model=model))

    def test_a_mailbox_of_the_desk(self):
        """What lies in it and names nobody we know is its team's."""
        server = self.env["fetchmail.server"].create(
            {"name": "Box", "server_type": "imap", "server": "imap.example"}
        )
        raw = self._mail("x@far.example")
        self.assertFalse(self._is_for_desk(raw, server=server))
        server.servicedesk_team_id = self.team_second
        self.assertTrue(self._is_for_desk(raw, server=server))
        sales = self._mail("sales@test.mycompany.com")
        self.assertFalse(self._is_for_desk(sales, server=server))

    def test_what_cannot_be_read_is_ours(self):
        """Without a head, or anybody named in it, nobody else asks for it."""
        for raw in ("", "\0", "no head at all", self._mail("")):
            with self.subTest(raw=raw):
                self.assertTrue(self._is_for_desk(raw))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestRepeats(IntakeCommon):
    """However often a mail is delivered, it is worked off once."""

    def test_delivered_again(self):
        raw = self._mail(Message_Id="<again@far.example>")
        before = self._count_tickets()
        self.assertTrue(self._hand_in(raw))
        for _time in range(2):
            self.assertFalse(self._hand_in(raw))
        self.assertEqual(self._count_tickets(), before + 1)
        self.assertEqual(self._rows().mapped("deliveries"), [3])

    def test_without_a_message_id(self):
        """The same words are the same mail, other words another; both keep an id."""
        before = self._count_tickets()
        ticket = self._hand_in(self._mail())
        self.assertFalse(self._hand_in(self._mail()))
        self.assertTrue(self._hand_in(self._mail(body="Now it burns.")))
        self.assertEqual(self._count_tickets(), before + 2)
        self.assertIn(
            self._rows()[0]._get_message_id(), ticket.message_ids.mapped("message_id")
        )

    def test_one_number_two_texts(self):
        """Both are kept, the second is looked at by somebody; then it is a ticket."""
        one = self._mail(Message_Id="<same@far.example>")
        two = self._mail(Message_Id="<same@far.example>", body="Another one.")
        before = self._count_tickets()
        self.assertTrue(self._hand_in(one))
        for _time in range(2):
            self.assertFalse(self._hand_in(two))
        first, second = self._rows()
        self.assertEqual((first.state, first.deliveries), ("done", 1))
        self.assertEqual((second.state, second.reason), ("parked", "conflict"))
        self.assertEqual(second.deliveries, 2)
        self.assertTrue(second.needs_attention)
        self.assertEqual(self._count_tickets(), before + 1)
        self.assertTrue(self._deed(self.dispatcher, second, "action_make_ticket"))
        self.assertEqual(self._count_tickets(), before + 2)

    def test_known_from_before_the_intake(self):
        """What a ticket holds already is not added to it again."""
        ticket = self._hand_in(self._mail(Message_Id="<old@far.example>"))
        self._rows().unlink()
        words = len(ticket.message_ids)
        self.assertFalse(self._hand_in(self._mail(Message_Id="<old@far.example>")))
        row = self._rows()
        self.assertEqual((row.state, row.reason), ("done", "duplicate"))
        self.assertEqual(row.ticket_id, ticket)
        self.assertEqual(len(ticket.message_ids), words)

    def test_what_we_sent_ourselves(self):
        message = self._ticket().message_post(body="A word of ours")
        before = self._count_tickets()
        self.assertFalse(self._hand_in(self._mail(Message_Id=message.message_id)))
        row = self._rows()
        self.assertEqual((row.state, row.reason), ("parked", "own"))
        self.assertEqual(self._count_tickets(), before)

    def test_known_to_another_module_only(self):
        """A mail that somebody else got as well is new to the desk."""
        self.other_partner.message_post(
            body="x", message_id="<both@far.example>", message_type="email"
        )
        self.assertTrue(self._hand_in(self._mail(Message_Id="<both@far.example>")))

    def test_the_first_one_died(self):
        """A mail that is only stored is worked off when it comes again."""
        raw = self._mail(Message_Id="<died@far.example>")
        with self.enter_registry_test_mode():
            envelope = mail_envelope.read(raw.encode())
            self.Intake._store(raw.encode(), envelope, {})
        self.assertEqual(self._rows().state, "received")
        ticket = self._hand_in(raw)
        self.assertTrue(ticket)
        self.assertRecordValues(
            self._rows(),
            [
                {
                    "state": "done",
                    "deliveries": 2,
                    "attempts": 2,
                    "ticket_id": ticket.id,
                    "ticket_ids": ticket.ids,
                    "team_id": self.team_first.id,
                    "company_id": self.company.id,
                }
            ],
        )

    def test_a_copy_for_another_desk(self):
        """A repeat that names a desk which the first copy did not is taken there."""
        self.team_second.alias_name = "second"
        raw = self._mail("x@far.example", Message_Id="<bcc@far.example>")
        asked = []

        def add(mail, envelope, options):
            asked.append((mail.state, options["recipient"]))

        self.patch(type(self.Intake), "_add_desks", add)
        for name in ("desk", "desk", "desk+tag", "second"):
            recipient = f"{name}@test.mycompany.com"
            thread = self.env["mail.thread"].with_user(self.user_root)
            thread = thread.with_context(servicedesk_recipient=recipient)
            with self.enter_registry_test_mode():
                thread.message_process(False, raw)
        self.assertEqual(asked, [("done", "second@test.mycompany.com")])
        self.assertEqual(self._rows().deliveries, 4)

    def test_odd_mails_are_stored(self):
        """Whatever stands in it, what came is there, byte by byte."""
        long = "<" + "x" * 5000 + "@far.example>"
        for raw in (
            self._mail(Message_Id=long, References=f"{long} {long}").encode(),
            self._mail(Subject="a\0b" + "c" * 50000).encode(),
            self._mail(From="\udcff <x@y.example>").encode("utf-8", "surrogateescape"),
            b"\xff\xfe\0" * 100,
        ):
            rows = self._rows()
            with mute_logger(GATE):
                self._hand_in(raw, custom_values={"name": "a\0\ud800"})
            with self.subTest(raw=raw[:60]):
                new = self._rows() - rows
                self.assertEqual(base64.b64decode(new.raw), raw)

    def test_who_may_hand_in(self):
        """Everybody may send a mail; only a gateway hands one in."""
        raw = self._mail(Message_Id="<rpc@far.example>")
        for user in (self.agent_a, self.auditor, self.employee, self.customer):
            thread = self.env["mail.thread"].with_user(user)
            with (
                self.subTest(user=user.login),
                self.enter_registry_test_mode(),
                self.assertRaises(AccessError),
            ):
                thread.message_process(False, raw)
        self.assertFalse(self._rows())
        with self.enter_registry_test_mode():
            thread = self.env["mail.thread"].with_user(self.api_user)
            self.assertTrue(thread.message_process(False, raw))

    # ------------------------------------------------------------------
    # What gateways may say beside the mail
    # ------------------------------------------------------------------

    def _hand_in_as_gateway(self, number, **options):
        """Hand in a mail as a gateway of this company alone; return the ticket."""
        raw = self._mail(
            Message_Id=f"<told{number}@far.example>", To="lost@far.example"
        )
        thread = self.env["mail.thread"].with_user(self.api_user)
        with self.enter_registry_test_mode():
            ticket_id = thread.message_process("servicedesk.ticket", raw, **options)
        return self.env["servicedesk.ticket"].browse(ticket_id)

    def test_a_gateway_writes_where_its_user_may(self):
        """On a ticket that its user may write, and on no other, whatever it says.

        Not on a confidential one, not on another company's, not on none at all; and
        nothing is stored of what is refused.
        """
        ticket = self._started()
        self.assertEqual(self._hand_in_as_gateway(1, thread_id=ticket.id), ticket)
        secret = self._started(self.agent_c, team_id=self.team_secret.id)
        rows = self._rows()
        for number, thread_id in enumerate((secret.id, str(secret.id), 10**9, "x", -1)):
            with self.subTest(thread_id=thread_id), self.assertRaises(AccessError):
                self._hand_in_as_gateway(f"-no{number}", thread_id=thread_id)
        self.assertEqual(self._rows(), rows)

    def test_what_a_gateway_may_tell(self):
        """Plain values of few fields: no followers, no messages, no foreign team."""
        ticket = self._hand_in_as_gateway(
            2, custom_values={"name": "Door", "team_id": self.team_second.id}
        )
        self.assertEqual((ticket.name, ticket.team_id), ("Door", self.team_second))
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.team_second.copy({"company_id": company.id, "member_ids": False})
        person = self.other_partner.id
        follower = {"partner_id": person, "res_model": "servicedesk.ticket"}
        rows = self._rows()
        for number, values in enumerate(
            (
                {"message_follower_ids": [[0, 0, follower]]},
                {"message_ids": [[0, 0, {"body": "x"}]]},
                {"activity_ids": [[0, 0, {"summary": "x"}]]},
                {"user_id": self.agent_a.id},
                {"team_id": foreign.id},
                {"team_id": 10**9},
                {"team_id": [1]},
                {"name": ["x"]},
            )
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._hand_in_as_gateway(f"-bad{number}", custom_values=values)
        self.assertEqual(self._rows(), rows)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestDeeds(IntakeCommon):
    """Dispatchers decide about what made no ticket; it makes one, ever."""

    def _parked(self, count=1):
        """Return mails that lie parked."""
        before = self._rows()
        for number in range(count):
            raw = self._mail(Message_Id=f"<parked{len(before) + number}@far.example>")
            with self.enter_registry_test_mode():
                envelope = mail_envelope.read(raw.encode())
                self.Intake._store(raw.encode(), envelope, {})
        new = self._rows() - before
        for row in new:
            row._finish("parked", reason="list", detail="List-Id")
        return new

    def test_make_a_ticket(self):
        """By dispatchers, managers and API users; the second one is told its number."""
        for user in (self.dispatcher, self.manager, self.api_user):
            mail, before = self._parked(), self._count_tickets()
            with self.subTest(user=user.login):
                ticket_id = self._deed(user, mail, "action_make_ticket")
                ticket = self.env["servicedesk.ticket"].browse(ticket_id)
                self.assertEqual(mail.ticket_id, ticket)
                self.assertEqual((mail.state, mail.reason), ("done", False))
                with self.assertRaisesRegex(UserError, ticket.number):
                    self._deed(user, mail, "action_make_ticket")
                with self.assertRaisesRegex(UserError, ticket.number):
                    self._deed(user, mail, "action_replay")
                self.assertEqual(self._count_tickets(), before + 1)

    def test_refused(self):
        """Others do not decide, whatever they may read."""
        mail, before = self._parked(), self._count_tickets()
        failed = self._parked()
        failed._finish("failed", error="x")
        for user in (self.agent_a, self.auditor, self.employee, self.customer):
            for deed in ("action_make_ticket", "action_replay"):
                with (
                    self.subTest(user=user.login, deed=deed),
                    self.assertRaises(AccessError),
                ):
                    self._deed(user, failed | mail, deed)
        self.assertEqual(self._count_tickets(), before)

    def test_one_ticket_at_a_time(self):
        for mails in (self._parked(2), self.Intake):
            with self.assertRaises(UserError):
                self._deed(self.dispatcher, mails, "action_make_ticket")
        with self.assertRaises(UserError):
            self._deed(self.dispatcher, self.Intake, "action_replay")

    def test_parked_mail_is_not_replayed(self):
        """It did not fail: it would be parked once more."""
        with self.assertRaisesRegex(UserError, "make a ticket"):
            self._deed(self.dispatcher, self._parked(), "action_replay")

    def test_replay_of_many(self):
        """Each for itself; how many failed is said, the others are done."""
        mails = self._parked(3)
        mails._finish("failed", reason=False, error="x")
        broken = mails[1]
        original = type(self.Intake)._read_mail

        def read(mail):
            if mail.id == broken.id:
                raise ValueError("Still broken")
            return original(mail)

        self.patch(type(self.Intake), "_read_mail", read)
        with (
            mute_logger(GATE),
            self.assertRaisesRegex(UserError, "1 of 3"),
        ):
            self._deed(self.dispatcher, mails, "action_replay")
        self.env.invalidate_all()
        self.assertEqual(mails.mapped("state"), ["done", "failed", "done"])
        self.assertIn("Still broken", broken.error)
        self.patch(type(self.Intake), "_read_mail", original)
        self.assertIs(self._deed(self.dispatcher, broken, "action_replay"), True)
        self.assertTrue(broken.ticket_id)
        self.assertFalse(broken.error)

    def test_by_hand_it_failed(self):
        """Told, kept with the mail, and tried again by hand: not parked once more."""
        mail, before = self._parked(), self._count_tickets()
        cls = type(self.Intake)
        original = cls._read_mail

        def fail(mail):
            raise ValueError("Out of paper")

        self.patch(cls, "_read_mail", fail)
        with mute_logger(GATE), self.assertRaisesRegex(UserError, "failed"):
            self._deed(self.dispatcher, mail, "action_make_ticket")
        self.env.invalidate_all()
        self.assertEqual((mail.state, mail.reason), ("failed", "list"))
        self.assertIn("Out of paper", mail.error)
        screened = []
        self.patch(cls, "_read_mail", original)
        self.patch(
            cls,
            "_screen_mail",
            lambda mail, *parts: screened.append(
                mail.env.context["servicedesk_by_hand"]
            ),
        )
        self.assertIs(self._deed(self.dispatcher, mail, "action_replay"), True)
        self.assertEqual(screened, [True])
        self.assertEqual(self._count_tickets(), before + 1)

    def test_the_traceback_is_for_managers(self):
        mail = self._parked()
        mail._finish("failed", error="Traceback")
        self.assertEqual(mail.with_user(self.manager).error, "Traceback")
        for user in (self.dispatcher, self.api_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                mail.with_user(user).read(["error"])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestRetention(IntakeCommon):
    """Originals go when they are of no use; what nobody decided about stays."""

    def _old(self, days, state, **facts):
        name = f"<{state}{days}{facts.get('reason')}@far.example>"
        raw = self._mail(Message_Id=name).encode()
        envelope = mail_envelope.read(raw)
        row_id = self.Intake._insert(self.Intake._prepare_row(raw, envelope, {}))
        row = self.Intake.browse(row_id)
        row._finish(state, **facts)
        now = fields.Datetime.now()
        row.date_processed = fields.Datetime.subtract(now, days=days)
        return row

    def _tidy(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("servicedesk_core.ir_cron_tidy_intake")
            cron.method_direct_trigger()

    def test_what_goes_when(self):
        """(days, state, reason): is it there still, with its original?"""
        kept = [
            (self._old(89, "done"), True, True),
            (self._old(91, "done"), True, False),
            (self._old(401, "done"), False, False),
            (self._old(91, "parked", reason="list"), True, True),
            (self._old(401, "parked", reason="list"), False, False),
            (self._old(89, "parked", reason="spam"), True, True),
            (self._old(91, "parked", reason="spam"), False, False),
            (self._old(1000, "failed", error="x"), True, True),
            (self._old(1000, "received"), True, True),
        ]
        self._tidy()
        for row, is_there, has_original in kept:
            with self.subTest(name=row.id):
                self.assertEqual(bool(row.exists()), is_there)
                if is_there:
                    self.assertEqual(bool(row.raw), has_original)

    def test_the_setting(self):
        parameters = self.env["ir.config_parameter"].sudo()
        rows = self._old(11, "done"), self._old(9, "done")
        for value, days in (("x", 90), ("0", 90), ("-5", 90), ("10", 10)):
            parameters.set_param("servicedesk.mail_retention_days", value)
            with self.subTest(value=value):
                self.assertEqual(self.Intake._get_retention_days(), days)
        self._tidy()
        self.assertEqual([bool(row.raw) for row in rows], [False, True])
