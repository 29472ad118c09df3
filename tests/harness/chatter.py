# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""A ticket's conversation in plain words, to be read from top to bottom."""

import re
from html import unescape


def read_chatter(admin, ticket_id):
    """Return the messages of a ticket, oldest first, one line of words each.

    A line holds the author, whether it is a note, the text and what was tracked.
    """
    messages = admin.search_read(
        "mail.message",
        [["model", "=", "servicedesk.ticket"], ["res_id", "=", ticket_id]],
        ["author_id", "email_from", "subtype_id", "body"],
        order="id",
    )
    tracked = _tracked(admin, [m["id"] for m in messages])
    return [_line(message, tracked.get(message["id"], [])) for message in messages]


def assert_in_order(lines, patterns):
    """Each pattern matches a line, each after the line of the one before."""
    position = 0
    for pattern in patterns:
        rest = lines[position:]
        hits = [n for n, line in enumerate(rest) if re.search(pattern, line, re.I)]
        assert hits, f"no {pattern!r} in what follows:\n" + "\n".join(rest)
        position += hits[0] + 1


def _line(message, tracked):
    author = message["author_id"][1] if message["author_id"] else message["email_from"]
    author = author.replace('"', "")
    subtype = message["subtype_id"][1] if message["subtype_id"] else "-"
    body = " ".join(unescape(re.sub(r"<[^>]+>", " ", message["body"])).split())
    return f"{author} | {subtype} | {body} {' '.join(tracked)}".strip()


def _tracked(admin, message_ids):
    values = admin.search_read(
        "mail.tracking.value",
        [["mail_message_id", "in", message_ids]],
        ["mail_message_id", "field_id", "old_value_char", "new_value_char"],
        order="id",
    )
    found = {}
    for value in values:
        field = value["field_id"][1] if value["field_id"] else "?"
        words = f"[{field}: {value['old_value_char']} -> {value['new_value_char']}]"
        found.setdefault(value["mail_message_id"][0], []).append(words)
    return found
