# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.base.models.res_users import CryptContext

from .access_common import ROLES
from .test_access_rpc import RpcCommon

PIN, WRONG = "2580", "2589"
QUICK = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=10)


@tagged("post_install", "-at_install")
class TestPin(RpcCommon):
    """A PIN is given, never read, and not guessed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.customer_partner
        export = cls.env.ref("base.group_allow_export")
        for role in ("agent_a", "dispatcher", "manager", "api_user", "auditor"):
            getattr(cls, role).group_ids += export
        cls.kept = cls.env["servicedesk.pin"]

    def setUp(self):
        super().setUp()
        # A slow hash is what one wants, but not a hundred times over.
        self.startPatcher(
            patch.object(
                type(self.env["res.users"]), "_crypt_context", lambda _s: QUICK
            )
        )

    def _give(self, value=PIN, role="agent_a"):
        self._as(role, self.person).write({"pin": value})
        self.env.flush_all()

    def _get_state(self):
        self.person.invalidate_recordset(["pin_state"])
        self.kept.invalidate_model()
        return self._as("agent_a", self.person).pin_state

    def _row(self):
        self.kept.invalidate_model()
        return self.kept.search([("partner_id", "=", self.person.id)])

    def test_is_given_and_checked(self):
        self.assertEqual(self._get_state(), "none")
        self.assertFalse(self.person._check_pin(PIN))
        self._give()
        self.assertEqual(self._get_state(), "set")
        self.assertTrue(self.person._check_pin(PIN))
        for wrong in (WRONG, "", None, False, 2580, " 2580", "25801", "x" * 5000):
            with self.subTest(wrong=wrong):
                self._row().failure_count = 0
                self.env.flush_all()
                self.assertFalse(self.person._check_pin(wrong))

    def test_nothing_to_compare_with(self):
        """Unknown, malformed and locked cost one comparison like a wrong one."""
        self._give()
        nobody = self.env["res.partner"]
        tries = [(self.person, WRONG), (self.person, "x"), (nobody, PIN)]
        tries += [(self.other_partner, PIN), (self.person, PIN)]
        for partner, value in tries:
            if (partner, value) == tries[-1]:
                self._row().locked_until = "2999-01-01"
                self.env.flush_all()
            with self.subTest(partner=partner, value=value):
                with patch.object(QUICK, "__obj__", wraps=QUICK.__obj__) as spy:
                    self.assertFalse(self.kept._verify(partner, value))
                self.assertEqual(spy.verify.call_count, 1)

    def test_is_given_with_a_new_contact(self):
        contacts = self._as("agent_a", self.env["res.partner"])
        new = contacts.create([{"name": "New", "pin": "2580"}, {"name": "Bare"}])
        self.env.flush_all()
        self.assertEqual(new.mapped("pin_state"), ["set", "none"])
        self.assertTrue(new[0]._check_pin("2580"))

    def test_is_replaced_and_removed(self):
        self._give()
        self._give("7391")
        self.assertFalse(self.person._check_pin(PIN))
        self.assertTrue(self.person._check_pin("7391"))
        self.assertEqual(len(self._row()), 1)
        self._as("agent_a", self.person).action_remove_pin()
        self.assertFalse(self.person._check_pin("7391"))
        self.assertEqual(self._get_state(), "none")

    def test_untouched_field_changes_nothing(self):
        """A form that is saved sends an empty field: no new PIN, none removed."""
        self._give()
        self._give(False)
        self._give("")
        self.assertTrue(self.person._check_pin(PIN))

    def test_bad_pins(self):
        """Refused with a sentence that does not repeat what was typed."""
        for value in ("97", "abcd", "1234", "0000", "25801470369258"):
            with self.subTest(pin=value):
                with self.assertRaises(ValidationError) as caught:
                    self._give(value)
                self.assertNotIn(value, str(caught.exception))
        self.assertFalse(self._row())

    def test_is_kept_slowly_hashed(self):
        """What is in the database is salted, and Odoo's own way of keeping secrets."""
        self._give()
        other = self.other_partner
        other.pin = PIN
        rows = self.kept.search([("partner_id", "in", (self.person | other).ids)])
        hashes = rows.sudo().mapped("pin_hash")
        self.assertEqual(len(set(hashes)), 2)
        for value in hashes:
            self.assertTrue(value.startswith("$pbkdf2-sha512$"))
            self.assertNotIn(PIN, value.split("$")[-1])

    def test_is_read_by_nobody(self):
        """Not through the contact, its user, the PIN's own record, nor an export."""
        self._give()
        row = self._row()
        for role in ROLES:
            contact, mine = self._as(role, self.person), self._as(role, row)
            with self.subTest(role=role):
                self.assertFalse(self._may(mine.read, ["pin_hash"]))
                self.assertFalse(self._may(mine.search, [("pin_hash", "like", "$")]))
                self.assertFalse(self._may(mine.write, {"failure_count": 0}))
                self.assertFalse(self._may(mine.unlink))
                if self._may(contact.read, ["pin"]):
                    self.assertFalse(contact.read(["pin"])[0]["pin"])
                if self._may(contact.export_data, ["pin"]):
                    self.assertFalse(contact.export_data(["pin"])["datas"][0][0])

    def test_who_gives_one(self):
        """The desk's people, who may edit contacts; nobody himself by RPC."""
        givers = {"agent_a", "agent_b", "agent_idle", "dispatcher", "manager"}
        givers |= {"api_user", "foreign_agent", "admin"}
        for role in ROLES:
            with self.subTest(role=role):
                may = self._may(self._as(role, self.person).write, {"pin": PIN})
                self.assertEqual(may, role in givers)
        for role in ("customer", "employee", "auditor", "stranger"):
            with self.subTest(role=role, deed="remove"):
                with self.assertRaises(AccessError):
                    self._as(role, self.person).action_remove_pin()

    def test_is_noted(self):
        """Whoever gives somebody a PIN is seen to have done so, not which."""
        self._give(role="agent_b")
        note = self.person.message_ids[:1]
        self.assertEqual(note.author_id, self.agent_b.partner_id)
        self.assertIn("new PIN", note.body)
        self.assertNotIn(PIN, note.body)

    def test_five_tries(self):
        """After five wrong ones even the right one is refused, for 15 minutes."""
        self._give()
        with freeze_time("2026-03-02 09:00:00"):
            for _try in range(5):
                self.assertFalse(self.person._check_pin(WRONG))
            self.assertEqual(self._get_state(), "locked")
        with freeze_time("2026-03-02 09:14:00"):
            self.assertFalse(self.person._check_pin(PIN))
        with freeze_time("2026-03-02 09:15:01"):
            self.assertFalse(self.person._check_pin(WRONG))
            self.assertTrue(self.person._check_pin(PIN))
            self.assertEqual(self._row().failure_count, 0)

    def test_right_one_starts_anew(self):
        self._give()
        for _round in range(2):
            for _try in range(4):
                self.person._check_pin(WRONG)
            self.assertTrue(self.person._check_pin(PIN))

    def test_new_one_unlocks(self):
        self._give()
        for _try in range(5):
            self.person._check_pin(WRONG)
        self._give("7391")
        self.assertTrue(self.person._check_pin("7391"))

    def test_tries_of_one_do_not_lock_another(self):
        self._give()
        self.other_partner.pin = "7391"
        self.env.flush_all()
        for _try in range(5):
            self.person._check_pin(WRONG)
        self.assertTrue(self.other_partner._check_pin("7391"))

    def test_who_left_and_who_is_unknown(self):
        """Nobody, and who is archived, is refused after the same work."""
        self._give()
        with patch.object(QUICK, "__obj__", wraps=QUICK.__obj__) as spy:
            self.assertFalse(self.env["res.partner"]._check_pin(PIN))
            self.person.user_ids.active = False
            self.person.active = False
            self.assertFalse(self.person._check_pin(PIN))
        self.assertEqual(spy.verify.call_count, 2)

    def test_rpc(self):
        """Neither check nor guard can be called from outside."""
        self._give()
        self.env.flush_all()
        self._log_in("agent_a")
        for model, method in (
            ("res.partner", "_check_pin"),
            ("servicedesk.pin", "_verify"),
            ("servicedesk.pin", "_set"),
        ):
            with self.subTest(method=method):
                self._refuse(self._call, model, method, [self.person.ids, PIN])
        answer = self._call("res.partner", "read", [self.person.ids, ["pin"]])
        self.assertFalse(answer[0]["pin"])
        self._log_in("customer")
        self._refuse(self._call, "res.partner", "read", [self.person.ids, ["pin"]])
        self._refuse(
            self._call, "res.partner", "write", [self.person.ids, {"pin": "7391"}]
        )
