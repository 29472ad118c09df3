# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from ..tools import nonce as nonces

NOW = 1_772_442_000.0  # 2 March 2026, 09:00 UTC
SECRET, PURPOSE = "a secret of the server", "answer:7:1:session"


class TestNonce(unittest.TestCase):
    """Signed one-time numbers: what counts, what does not, and why."""

    def setUp(self):
        super().setUp()
        self.nonce = nonces.issue(SECRET, PURPOSE, NOW)

    def _check(self, nonce=None, after=10.0, secret=SECRET, purpose=PURPOSE):
        nonce = self.nonce if nonce is None else nonce
        return nonces.check(secret, purpose, nonce, NOW + after)

    def test_counts_after_a_moment(self):
        """A nonce counts once a person had the time to read."""
        self.assertEqual(self._check(after=10), nonces.VALID)

    def test_too_early_until_min_age(self):
        """It counts from 1.5 s on: what is quicker is a program."""
        for after, verdict in (
            (0, nonces.TOO_EARLY),
            (1.4, nonces.TOO_EARLY),
            (1.5, nonces.VALID),
        ):
            with self.subTest(after=after):
                self.assertEqual(self._check(after=after), verdict)

    def test_too_late_after_a_day(self):
        """It counts for a day, and not a second longer."""
        self.assertEqual(self._check(after=24 * 3600), nonces.VALID)
        self.assertEqual(self._check(after=24 * 3600 + 1), nonces.TOO_LATE)

    def test_issued_in_the_future_is_too_early(self):
        """A clock that was set back does not let a program answer."""
        self.assertEqual(self._check(after=-60), nonces.TOO_EARLY)

    def test_bound_to_its_purpose(self):
        """A nonce of one question, cycle or session is forged for another."""
        for purpose in ("answer:8:1:session", "answer:7:2:session", "answer:7:1:other"):
            with self.subTest(purpose=purpose):
                self.assertEqual(self._check(purpose=purpose), nonces.FORGED)

    def test_bound_to_the_secret(self):
        """Who does not know the server's secret cannot issue one."""
        theirs = nonces.issue("another secret", PURPOSE, NOW)
        self.assertEqual(self._check(theirs), nonces.FORGED)

    def test_time_cannot_be_changed(self):
        """Making a nonce look older breaks its signature."""
        _seconds, fraction, token, signature = self.nonce.split(".")
        older = f"1000000000.{fraction}.{token}.{signature}"
        self.assertEqual(self._check(older), nonces.FORGED)

    def test_rubbish_is_forged_never_an_error(self):
        """Whatever a program sends in its place is refused, without a crash."""
        for rubbish in ("", None, ".", "a.b.c", "ключ", "1.2.3.4", self.nonce + "x"):
            with self.subTest(nonce=rubbish):
                verdict = nonces.check(SECRET, PURPOSE, rubbish, NOW + 10)
                self.assertEqual(verdict, nonces.FORGED)

    def test_each_one_is_another(self):
        """Two forms of one question at one moment have different nonces."""
        self.assertNotEqual(self.nonce, nonces.issue(SECRET, PURPOSE, NOW))

    def test_digest_hides_the_token(self):
        """The database keeps a SHA-256 (64 hex digits), which differs by token."""
        digest = nonces.digest("token")
        self.assertEqual(len(digest), 64)
        self.assertNotIn("token", digest)
        self.assertEqual(digest, nonces.digest("token"))
        self.assertNotEqual(digest, nonces.digest("Token"))
