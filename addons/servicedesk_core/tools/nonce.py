# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Signed one-time numbers of the answer pages, without a database.

A page that asks a question issues a nonce with its form. The answer counts only
with a nonce that was issued for this very question, at least ``MIN_AGE`` ago and
at most ``MAX_AGE`` ago. So programs that open links, or even post forms, within a
moment of opening them (mail scanners do) cannot answer. That each nonce counts once
is the caller's business: the used ones are stored, those never used are not.
"""

import hashlib
import hmac
import secrets

MIN_AGE = 1.5  # seconds a person needs at the very least to read and click
MAX_AGE = 24 * 3600  # seconds after which the page must be opened again

VALID, FORGED, TOO_EARLY, TOO_LATE = "valid", "forged", "too_early", "too_late"


def issue(secret, purpose, now):
    """Return a nonce for ``purpose``.

    :param str secret: known to the server only.
    :param str purpose: what is asked of whom, e.g. ticket, cycle and session.
    :param float now: seconds since the epoch, UTC.
    """
    body = f"{now:.3f}.{secrets.token_urlsafe(12)}"
    return f"{body}.{_sign(secret, purpose, body)}"


def check(secret, purpose, nonce, now):
    """Return whether ``nonce`` may be used: one of the four words above."""
    body, _dot, signature = (nonce or "").rpartition(".")
    if not hmac.compare_digest(
        _sign(secret, purpose, body).encode(), signature.encode()
    ):
        return FORGED
    age = now - float(body.split(".")[0] + "." + body.split(".")[1])
    if age < MIN_AGE:
        return TOO_EARLY
    return TOO_LATE if age > MAX_AGE else VALID


def digest(text):
    """Return the hex SHA-256 of a token, which is all the database keeps of it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sign(secret, purpose, body):
    message = f"{purpose}\n{body}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
