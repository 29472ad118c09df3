# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What deeds are given by RPC: of the right type, or refused with a sentence.

Whoever calls a deed may send anything that JSON and XML-RPC can say: a list for a
text, NaN for a number, the name of a person for his id. Each function here returns a
clean value of one type. False, None and nothing at all are the same to every caller,
as XML-RPC knows no null.

They raise UserError with the argument's own name in it, for that is what the author
of an integration looks for.
"""

from odoo.exceptions import UserError

MAX_ID = 2**31 - 1  # what PostgreSQL's integer holds
STARS = (1, 2, 3, 4, 5)


def is_id(value):
    """Return whether ``value`` can be the id of a record. True is no number here."""
    return type(value) is int and 0 < value <= MAX_ID


def text(env, value, argument):
    """Return ``value`` as text without blanks around it; "" for none.

    PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair: both are left out,
    as neither can be read anyway.
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise UserError(env._("“%(argument)s” must be a text.", argument=argument))
    return value.replace("\x00", "").encode("utf-8", "ignore").decode().strip()


def record_id(env, value, argument):
    """Return ``value`` as the id of a record; False for none.

    Whether there is such a record, and for whom, is for the deed to ask.
    """
    if value is None or value is False:
        return False
    if not is_id(value):
        raise UserError(
            env._(
                "“%(argument)s” must be the id of a record, a whole number.",
                argument=argument,
            )
        )
    return value


def flag(env, value, argument):
    """Return ``value`` as a boolean; a text like “false” is none."""
    if value is None or (type(value) in (bool, int) and value in (0, 1)):
        return bool(value)
    raise UserError(env._("“%(argument)s” must be true or false.", argument=argument))


def stars(env, value):
    """Return a rating from 1 to 5, or False for none (nothing, 0 or an empty text).

    The key of a selection, which is a text, is taken as well.
    """
    if value is None or value is False or value == "" or value == "0":
        return False
    if isinstance(value, str) and value in map(str, STARS):
        return int(value)
    if type(value) in (int, float) and value in (0, *STARS):
        return int(value) or False
    raise UserError(env._("A rating is a number from 1 to 5."))


def names(env, value, argument):
    """Return ``value`` as a list of texts: one text is a list of its own."""
    if value is None or value is False:
        return []
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or any(
        not isinstance(name, str) for name in given
    ):
        raise UserError(
            env._("“%(argument)s” must be a list of names.", argument=argument)
        )
    return [text(env, name, argument) for name in given]


def mapping(env, value, argument):
    """Return ``value`` as a dict; an empty one for none."""
    if value is None or value is False:
        return {}
    if not isinstance(value, dict):
        raise UserError(
            env._("“%(argument)s” must give values by name.", argument=argument)
        )
    return value
