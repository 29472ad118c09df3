# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Changes of configuration in words, for the log. Nothing here knows Odoo."""

import re

# Longer texts are cut: the log tells what was changed, it is no copy of everything.
LONGEST = 300
EMPTY = "—"
CUT = "…"

SECRET = re.compile(
    r"(?:^|[_.])(?:secrets?|tokens?|passwords?|passwd|pass|pwd|keys?|pins?"
    r"|credentials?|passphrase)(?:$|[_.])"
)


def names_a_secret(name):
    """Return whether what is called so is nothing to be told.

    Parts of a name count, not letters within them: a keyword is none.
    """
    return bool(SECRET.search(name or ""))


def shorten(text):
    """Return ``text`` in one line, cut where it gets long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT


def tell(past, now):
    """Return *past → now*; of long texts the part that differs."""
    past, now = " ".join(past.split()), " ".join(now.split())
    if max(len(past), len(now)) > LONGEST:
        start = _count_alike(past, now) - 20
        if start > 0:
            past, now = CUT + past[start:], CUT + now[start:]
    return f"{shorten(past) or EMPTY} → {shorten(now) or EMPTY}"


def tell_lists(past, now):
    """Return what came to a set of words and what left it."""
    came = [f"+ {word}" for word in sorted(now - past)]
    left = [f"− {word}" for word in sorted(past - now)]
    return shorten(", ".join(came + left))


def questions(definition):
    """Return the questions of a form as a set of words, each with what it is."""
    words = set()
    for question in definition or ():
        label = question.get("string") or question.get("name") or ""
        rest = {
            key: value
            for key, value in question.items()
            if key not in ("name", "string", "value", "definition_changed")
        }
        told = ", ".join(f"{key}={value}" for key, value in sorted(rest.items()))
        words.add(f"{label} ({told})" if told else label)
    return words


def _count_alike(one, other):
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
