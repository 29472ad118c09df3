# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""One-time numbers of forms: each counts once, in the session that was shown the form.

For every page of the suite that takes something from people outside the desk. See
``tools/nonce.py`` for what a nonce is; here it is tied to a session and stored.
"""

import time

from werkzeug.exceptions import MethodNotAllowed

from odoo.http import STORED_SESSION_BYTES, request

from ..tools import nonce as nonces


def issue(purpose):
    """Return the nonce to put into a form.

    :param str purpose: what is asked of whom, e.g. question, record and cycle.
    """
    return nonces.issue(*_sign_with(purpose), time.time())


def complain(purpose, nonce):
    """Return what to tell the reader about a nonce that does not count, or False.

    :raise MethodNotAllowed: for anything but a POST.
    """
    _check_method()
    verdict = nonces.check(*_sign_with(purpose), text(nonce), time.time())
    if verdict == nonces.VALID:
        return False
    return {
        nonces.TOO_EARLY: request.env._(
            "That was too quick for us. Please press the button once more."
        ),
        nonces.TOO_LATE: request.env._(
            "This page was open for a long time. Please send it once more."
        ),
    }.get(
        verdict,
        request.env._("This page is not valid any more. Please send it once more."),
    )


def use(nonce):
    """Mark ``nonce`` as used; return False when it was used before.

    :raise MethodNotAllowed: for anything but a POST.
    """
    _check_method()
    # sudo: servicedesk.answer.nonce - kept by the system
    return request.env["servicedesk.answer.nonce"].sudo()._use(nonce)


def _check_method():
    """Take answers from a POST only.

    Odoo lets OPTIONS in wherever a method is named, and asks it for no CSRF token.
    """
    if request.httprequest.method != "POST":
        raise MethodNotAllowed(["GET", "HEAD", "POST"])


def _sign_with(purpose):
    """Return (secret, purpose within this session)."""
    # sudo: ir.config_parameter - the secret signs, it is never shown
    secret = request.env["ir.config_parameter"].sudo().get_param("database.secret")
    return secret, f"{purpose}:{request.session.sid[:STORED_SESSION_BYTES]}"


def text(value):
    """Return what somebody sent in a field of text, or "" for anything else.

    A file under the field's name is no text, and PostgreSQL takes no NUL.
    """
    return value.replace("\x00", "") if isinstance(value, str) else ""
