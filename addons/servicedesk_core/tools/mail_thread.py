# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""How a mail says what it belongs to: thread keys, addresses with a tag, numbers.

A thread key is a Message-Id that no mail carries: it stands in ``References`` of every
mail of a ticket. Answers repeat it (RFC 5322, 3.6.4), also where a provider has given
the mail another Message-Id than ours.
"""

import hashlib
import hmac
import re

from .mail_envelope import MESSAGE_ID, decode, header_addresses

DESK = "desk"
CUSTOMER = "customer"
# Of mails about what is hidden from customers: answers to it are hidden, too.
NOTE = "note"
# The same, of such a mail that somebody outside the desk was sent.
ASIDE = "aside"
SIDES = (DESK, CUSTOMER, NOTE, ASIDE)
HIDDEN_SIDES = frozenset({NOTE, ASIDE})
DESK_SIDES = frozenset({DESK, NOTE})
CUSTOMER_SIDES = frozenset({CUSTOMER, ASIDE})

# 128 bits: nobody guesses them, and the header stays short.
DIGITS = 32
# Keys of tickets, and those of their work orders: another conversation.
TICKETS = "sd"
ORDERS = "sdw"
KEYS = {
    kind: re.compile(
        rf"<?{kind}-(\d{{1,18}})-({'|'.join(SIDES)})-([0-9a-f]{{{DIGITS}}})@[^<>\s]*>?",
        re.IGNORECASE,
    )
    for kind in (TICKETS, ORDERS)
}
# More candidates than that in a subject are no quoted ticket.
MOST_NUMBERS = 5
LONGEST_TAG = 64


def make_key(secret, ticket_id, side, domain, kind=TICKETS):
    """Return the thread key of a ticket, or an order, for mails to one side.

    :param str secret: what only this database knows.
    :param str side: one of :data:`SIDES`.
    :param str kind: whose id it is: one of :data:`KEYS`.
    :raise ValueError: for another side.
    """
    if side not in SIDES:
        raise ValueError(f"{side} is no side of a ticket")
    return (
        f"<{kind}-{ticket_id}-{side}-{_sign(secret, ticket_id, side, kind)}@{domain}>"
    )


def read_key(secret, reference, kind=TICKETS):
    """Return (id, side) of a thread key of ours and of this kind, or None.

    Some gateways write Message-Ids in small letters or capitals: both are read.
    """
    found = KEYS[kind].fullmatch(reference.strip())
    if not found:
        return None
    ticket_id, side = int(found[1]), found[2].lower()
    genuine = _sign(secret, ticket_id, side, kind)
    if not hmac.compare_digest(genuine, found[3].lower()):
        return None
    return ticket_id, side


def _sign(secret, ticket_id, side, kind):
    about = "" if kind == TICKETS else f" {kind}"
    text = f"servicedesk mail thread{about}\0{ticket_id}\0{side}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256)
    return digest.hexdigest()[:DIGITS]


# ----------------------------------------------------------------------
# Heads
# ----------------------------------------------------------------------


def text(message, name):
    """Return the text of a header, of all its lines, or an empty string."""
    values = [decode(value) for value in message.get_all(name, [])]
    return " ".join(" ".join(values).replace("\0", "").split())


def addresses(message, *names):
    """Return the plain addresses in these headers, in order, each once."""
    found = (header_addresses(message, name) for name in names)
    return list(dict.fromkeys(address for each in found for address in each))


def references(message):
    """Return the Message-Ids that a mail answers, the nearest first.

    That which it says to answer comes first; then the conversation, from its end.
    """
    nearest = MESSAGE_ID.findall(text(message, "In-Reply-To"))
    thread = MESSAGE_ID.findall(text(message, "References"))
    return list(dict.fromkeys(nearest + thread[::-1]))


# ----------------------------------------------------------------------
# Addresses and numbers
# ----------------------------------------------------------------------


def split_tag(address):
    """Return (plain address, tag) of ``desk+tag@example.com`` (RFC 5233).

    :return: with an empty tag, where the address has none.
    """
    local, at, domain = address.rpartition("@")
    name, plus, tag = local.partition("+")
    if not plus or not name:
        return address, ""
    return f"{name}{at}{domain}", tag[:LONGEST_TAG]


def compile_numbers(forms):
    """Return a pattern that finds numbers of tickets in subjects.

    :param forms: (prefix, suffix) of the series now and before. ``%(year)s`` and the
        like in them stand for figures. Numbers without any letter count in brackets
        only: figures are in many subjects.
    """
    parts = []
    for prefix, suffix in dict.fromkeys(forms):
        figures = rf"{_literal(prefix)}\d{{1,18}}{_literal(suffix)}"
        if re.search(r"[^\W\d]", prefix + suffix):
            parts.append(rf"(?<!\w){figures}(?!\w)")
        else:
            parts.append(rf"(?<=\[){figures}(?=\])")
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def find_numbers(pattern, subject):
    """Return the numbers of tickets that a subject names, each once."""
    found = (match.group().upper() for match in pattern.finditer(subject or ""))
    return list(dict.fromkeys(found))[:MOST_NUMBERS]


def _literal(words):
    pieces = re.split(r"%\(\w+\)s", words)
    return r"\d+".join(re.escape(piece) for piece in pieces)
