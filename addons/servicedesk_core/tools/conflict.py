# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Two people change one value: who of them lost something?

Of each value there are three: what he had read (*known*), what is there now (*stored*)
and what he wants to write (*wanted*). Plain Python, no database.
"""

import re

FREE = "free"  # nobody else changed it, or he did the same
KEPT = "kept"  # he did not change it, somebody else did: theirs stays
CLASH = "clash"  # both changed it, and differently


def compare(known, stored, wanted):
    """Return what happens to one value: ``FREE``, ``KEPT`` or ``CLASH``."""
    if stored in (known, wanted):
        return FREE
    return KEPT if wanted == known else CLASH


def plain(value):
    """Return a text as it is compared: blanks and empty lines tell nothing apart.

    Saving trims and folds them, and that is no change by somebody else.
    """
    return re.sub(r"\s+", " ", str(value or "")).strip()


def answers(value):
    """Return Odoo's two ways to say properties as one: {name: answer}.

    A list holds the definition with each answer, a mapping the answers alone. Records
    are ids, with or without a name.
    """
    if isinstance(value, dict):
        pairs = value.items()
    else:
        pairs = [(one.get("name"), one.get("value")) for one in value or ()]
    return {name: _answer(answer) for name, answer in pairs if name}


def _answer(value):
    if isinstance(value, list | tuple):
        if len(value) == 2 and _is_id(value[0]) and isinstance(value[1], str):
            return value[0]
        return sorted((_answer(one) for one in value), key=repr)
    if isinstance(value, str):
        return plain(value) or False
    return False if value is None else value


def _is_id(value):
    return type(value) is int


def put_answer(value, name, answer):
    """Return properties (list or mapping) with ``answer`` as that of ``name``."""
    if isinstance(value, dict):
        return {**value, name: answer}
    return [
        {**one, "value": answer} if one.get("name") == name else one for one in value
    ]
