# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Keep tokens out of logs: what a log says of an address does not open its page.

Whoever reads an access log would otherwise be able to answer in a requester's name.
Masked are the addresses of answer pages, and the keys of Odoo's shared pages, files,
unfollow and signup links, however they are written: servers decode ``%63onfirm`` and
join ``//``, their logs do not.
"""

import logging
import re
from urllib.parse import unquote

STARS = "***"
# Pages with a token as last step of their path.
PAGES = re.compile(
    r"(/+servicedesk/+(?:confirm|approval|escalation|work-order)/+)"
    r"((?:\d+/+)?)([^\s]+)",
    re.IGNORECASE,
)
# Keys that Odoo's pages and files are opened with, as names in a query.
KEYS = frozenset({"access_token", "auth_signup_token", "hash", "token"})
# Whose pages the suite seals: those of others are theirs to seal.
OURS = re.compile(r"/+(?:servicedesk|my/+tickets)(?:/|$)", re.IGNORECASE)
# What may hold an address: anything between blanks, quotes and brackets.
WORD = re.compile(r"[^\s\"'<>]+")
MAYBE = re.compile(r"servicedesk|token|hash|%", re.IGNORECASE)

# Whose records name addresses: the two servers', and Odoo's answers to requests.
LOGGERS = (
    "werkzeug",
    "longpolling",
    "odoo.http",
    "odoo.addons.base.models.ir_http",
    "odoo.addons.http_routing.models.ir_http",
)


def mask(text):
    """Return ``text`` with the tokens in its addresses replaced by stars."""
    if not MAYBE.search(text):
        return text
    return WORD.sub(lambda found: mask_address(found.group()), text)


def mask_address(address):
    """Return an address, path or URL, with its tokens replaced by stars."""
    path, mark, query = address.partition("?")
    plain = unquote(path)
    if PAGES.search(plain):
        path = PAGES.sub(rf"\g<1>\g<2>{STARS}", plain)
    elif "%3f" in path.lower() and any(key in plain for key in KEYS):
        # A whole address within another, as where to go on after logging in.
        path = mask_address(plain)
    return path + mark + _mask_query(query)


def is_tokened(path, query):
    """Return whether a page of the suite is opened with a token here."""
    if PAGES.search(path):
        return True
    return bool(OURS.search(path)) and _mask_query(query) != query


def _mask_query(query):
    """Return a query with the values of keys replaced by stars.

    A key may stand in a whole address, too: ``redirect=/my/tickets/1%3Faccess_token…``.
    """
    parts = re.split(r"([&;#])", query)
    for index, part in enumerate(parts):
        name, equals, value = part.partition("=")
        if unquote(name).lower() in KEYS and equals:
            parts[index] = f"{name}={STARS}"
        elif "%" in value or "/" in value:
            inner = unquote(value)
            masked = mask_address(inner)
            if masked != inner:
                parts[index] = f"{name}={masked}"
    return "".join(parts)


class TokenFilter(logging.Filter):
    """Rewrites records that name an address with a token; leaves others alone."""

    def filter(self, record):
        try:
            text = record.getMessage()
            masked = mask(text)
        except Exception:  # a log that fails would fail what it is about
            return True
        if masked != text:
            record.msg, record.args = masked, ()
        return True


def install():
    """Have the loggers of this process masked, each once."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, TokenFilter) for one in logger.filters):
            logger.addFilter(TokenFilter())
