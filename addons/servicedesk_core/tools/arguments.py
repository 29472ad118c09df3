# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What comes by RPC to deeds and fields: of the right type, or refused in words.

Whoever calls may send anything that JSON and XML-RPC can say: a list for a
text, NaN for a number, the name of a person for his id. Each function here returns a
clean value of one type. False, None and nothing at all are the same to every caller,
as XML-RPC knows no null.

What a deed is given is cleaned. What is written into fields stays as it is given, as
anywhere in Odoo, or is refused: see :func:`values`.

They raise UserError with the argument's own name in it, for that is what the author
of an integration looks for.
"""

import math
from collections.abc import Mapping
from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.models import BaseModel

MAX_ID = 2**31 - 1  # what PostgreSQL's integer holds
# A float still tells cents of it apart; rounding what is far beyond ends in infinity.
MAX_NUMBER = 1e13
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


def record_ids(env, value, argument):
    """Return ``value`` as a list of ids of records; an empty one for none."""
    if value is None or value is False:
        return []
    # Nothing is no id here: one of many is always there.
    return [record_id(env, one or 0, argument) for one in rows(env, value, argument)]


def moment(env, value, argument):
    """Return ``value`` (a datetime, or a text like “2026-03-02 09:00:00”, UTC).

    False for none; a day alone is its midnight.
    """
    if value is None or value is False or value == "":
        return False
    try:
        if not isinstance(value, str | date):
            raise TypeError
        return fields.Datetime.to_datetime(value).replace(tzinfo=None)
    except (TypeError, ValueError) as error:
        raise UserError(
            env._(
                "“%(argument)s” must be a moment like 2026-03-02 09:00:00.",
                argument=argument,
            )
        ) from error


def flag(env, value, argument):
    """Return ``value`` as a boolean; a text like “false” is none."""
    if value is None or (type(value) in (bool, int) and value in (0, 1)):
        return bool(value)
    raise UserError(env._("“%(argument)s” must be true or false.", argument=argument))


def number(env, value, argument):
    """Return ``value`` as a finite float; None for none, for 0 is a number here."""
    if value is None or value is False or value == "":
        return None
    try:
        fits = type(value) in (int, float) and math.isfinite(value)
    except OverflowError:  # a whole number longer than any float
        fits = False
    if not fits:
        raise UserError(env._("“%(argument)s” must be a number.", argument=argument))
    return float(value)


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


# ----------------------------------------------------------------------
# Values of fields
# ----------------------------------------------------------------------


def rows(env, value, argument):
    """Return ``value``, a list of what :func:`values` takes."""
    if isinstance(value, list | tuple):
        return value
    raise UserError(env._("“%(argument)s” must be a list.", argument=argument))


def values(env, known, vals):
    """Raise UserError unless ``vals`` give each field a value of its type.

    Only what is given is looked at: whether a record is there, and whether a required
    value is missing, the database tells.

    :param known: the model's fields by name.
    """
    if not isinstance(vals, dict):
        raise UserError(env._("Values are given by the names of their fields."))
    for name, value in vals.items():
        field = known.get(name)
        if field is None:
            raise UserError(env._("There is no field “%(field)s”.", field=name))
        if value is not None and value is not False and field.type in CHECKS:
            CHECKS[field.type](env, value, field)


def _text_value(env, value, field):
    """Numbers are as good as texts, as everywhere in Odoo."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return
    if not isinstance(value, str):
        raise UserError(env._("“%(argument)s” must be a text.", argument=field.name))
    if value.isascii() and "\x00" not in value:
        return
    try:
        readable = b"\x00" not in value.encode()
    except UnicodeEncodeError:
        readable = False
    if not readable:
        raise UserError(
            env._(
                "“%(argument)s” contains a character nobody can read.",
                argument=field.name,
            )
        )


def _selection_value(env, value, field):
    keys = field.get_values(env)
    if isinstance(value, str) and value in (*keys, ""):
        return
    raise UserError(
        env._(
            "“%(argument)s” must be one of: %(keys)s.",
            argument=field.name,
            keys=", ".join(keys),
        )
    )


def _number_value(env, value, field):
    """Whole numbers fit into PostgreSQL's integer, others are finite."""
    try:
        # To Python True is 1; whoever sends it meant something else.
        fits = not isinstance(value, bool) and (
            isinstance(value, int | float) and math.isfinite(value)
        )
    except OverflowError:  # a whole number longer than any float
        fits = False
    if fits and field.type == "integer":
        fits = float(value).is_integer() and -MAX_ID <= value <= MAX_ID
    if not fits:
        raise UserError(env._("“%(argument)s” must be a number.", argument=field.name))
    if abs(value) > MAX_NUMBER:
        raise UserError(
            env._("“%(argument)s” is too much to be true.", argument=field.name)
        )


def _flag_value(env, value, field):
    flag(env, value, field.name)


def _date_value(env, value, field):
    is_time = field.type == "datetime"
    convert = fields.Datetime.to_datetime if is_time else fields.Date.to_date
    try:
        if not isinstance(value, str | date):
            raise TypeError
        convert(value)
    except (TypeError, ValueError) as error:
        raise UserError(
            env._(
                "“%(argument)s” must be a time like 2026-03-31 14:30:00, in UTC.",
                argument=field.name,
            )
        ) from error


def _record_value(env, value, field):
    if isinstance(value, BaseModel) and value._name == field.comodel_name:
        return
    record_id(env, value, field.name)


def _records_value(env, value, field):
    """Ids, or the commands that Odoo's screens send; what was said is nobody's list."""
    if field.comodel_name == "mail.message" and value:
        raise UserError(
            env._(
                "“%(argument)s” is not written: post a message instead.",
                argument=field.name,
            )
        )
    if isinstance(value, BaseModel) and value._name == field.comodel_name:
        return
    fits = isinstance(value, list | tuple) and (
        all(is_id(item) for item in value) or all(_is_command(item) for item in value)
    )
    if not fits:
        raise UserError(
            env._(
                "“%(argument)s” must be a list of ids, or of commands with ids.",
                argument=field.name,
            )
        )


def _answers_value(env, value, field):
    """Of what is there the form says whether it answers anything."""
    if not value and not isinstance(value, Mapping | list | tuple):
        raise UserError(
            env._("“%(argument)s” must give values by name.", argument=field.name)
        )


def _is_command(item):
    """Return whether ``item`` is one of Odoo's commands for lists of records."""
    # Odoo's own Command is a kind of int.
    if not (isinstance(item, list | tuple) and item and isinstance(item[0], int)):
        return False
    code, rest = item[0], item[1:]
    if code == 0:
        return len(rest) == 2 and isinstance(rest[1], dict)
    if code == 1:
        return len(rest) == 2 and is_id(rest[0]) and isinstance(rest[1], dict)
    if code == 6:
        ids = rest[1] if len(rest) == 2 else None
        return isinstance(ids, list | tuple) and all(is_id(one) for one in ids)
    return code == 5 or (code in (2, 3, 4) and bool(rest) and is_id(rest[0]))


CHECKS = {
    "char": _text_value,
    "text": _text_value,
    "html": _text_value,
    "selection": _selection_value,
    "integer": _number_value,
    "float": _number_value,
    "monetary": _number_value,
    "boolean": _flag_value,
    "date": _date_value,
    "datetime": _date_value,
    "many2one": _record_value,
    "many2many": _records_value,
    "one2many": _records_value,
    "properties": _answers_value,
}
