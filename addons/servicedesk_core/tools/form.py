# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""A service's own form: what was asked, what was answered, and whether it fits.

A form is a list of questions in the format of Odoo's property definitions, each with
up to four keys more:

* ``required``: an answer must be given (while the question is visible);
* ``visible_if``: a list of ``[question, operator, value]``, all of which must hold;
  it may look at questions that stand before this one only, so that no two can hide
  each other; an answer to a hidden question is dropped;
* ``help``: a sentence below the question;
* ``i18n``: ``{language: {"string", "help", "selection", "tags"}}``, the last two as
  ``{key: label}``.

Odoo stores whatever it is given as a property; here answers become what their question
asks for, or a fault with a code and the question it is about. Plain Python: the caller
words the faults, and looks up the records that answers refer to.
"""

import ast
import html
import math
import re
import unicodedata
from copy import deepcopy
from datetime import date, datetime
from typing import NamedTuple

OWN_KEYS = ("required", "visible_if", "help", "i18n")
LIMITS = {"char": 500, "text": 20_000, "html": 20_000}  # characters
BIGGEST = 2**53  # beyond it a browser cannot count
# What XML-RPC can say of a whole number: one beyond it, and no list of answers with it
# could be read.
BIGGEST_WHOLE = 2**31 - 1
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
OPERATORS = ("=", "!=", "in", "not in", "<", "<=", ">", ">=")
EMPTY = (None, "", [], ())
# As people and web forms write them. Python reads weeks and days of the year as well.
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATETIME = re.compile(
    DATE.pattern + r"([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3}|\.[0-9]{6})?)?)?"
)
FIRST_YEAR = 1000  # before it, a digit was forgotten
# Letters and signs that are drawn as nothing, besides spaces and marks of direction.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"


class Fault(NamedTuple):
    """What is wrong with an answer, or with a question: ``code`` says it.

    Answers: required, unknown, type, number, range, date, datetime, option, record,
    length, character. Questions: condition, hidden (its condition looks ahead), part (a
    key whose value nobody can use).
    """

    name: str
    code: str
    detail: object = ""


class Refused(ValueError):
    """An answer that its question does not take."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code, self.detail = code, detail


def clean(definition, answers, complete=True, defaults=False):
    """Return ``(answers as their questions want them, faults)``.

    :param list definition: the form's questions.
    :param dict answers: what was given, by the questions' names; texts as a web form
        sends them are as good as values.
    :param bool complete: whether a required question without answer is a fault.
    :param bool defaults: whether questions that were not answered take their default.
    """
    known = {question["name"] for question in definition}
    faults = [Fault(name, "unknown") for name in answers if name not in known]
    cleaned = {}
    for question in definition:
        name = question["name"]
        if question["type"] == "separator" or not is_visible(question, cleaned):
            continue
        given = answers.get(name)
        if defaults and name not in answers:
            # Odoo's editor writes 0 and False where no default was given.
            given = question.get("default") or None
        try:
            value = convert(question, given)
        except Refused as refused:
            faults.append(Fault(name, refused.code, refused.detail))
            continue
        if value is not None:
            cleaned[name] = value
        elif complete and question.get("required"):
            faults.append(Fault(name, "required"))
    return cleaned, faults


def missing(definition, answers):
    """Return the names of visible required questions without an answer."""
    return [
        question["name"]
        for question in definition
        if question.get("required")
        and question["type"] != "separator"
        and is_visible(question, answers)
        and is_empty(question, answers.get(question["name"]))
    ]


def is_empty(question, value):
    """Return whether ``value`` answers nothing; *no* is an answer, and so is 0."""
    if question["type"] == "boolean" or value == 0 and value is not False:
        return value is None or value == ""
    return value in EMPTY or value is False


# ----------------------------------------------------------------------
# Conditions
# ----------------------------------------------------------------------


def conditions(question):
    """Return the conditions of a question, written as a list or as its text.

    :raise ValueError: when they are not of the form described above.
    """
    given = question.get("visible_if") or []
    if isinstance(given, str):
        try:
            given = ast.literal_eval(given)
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            raise ValueError(given) from error
    if not isinstance(given, list | tuple):
        raise ValueError(given)
    for leaf in given:
        if not (
            isinstance(leaf, list | tuple)
            and len(leaf) == 3
            and isinstance(leaf[0], str)
            and leaf[1] in OPERATORS
        ):
            raise ValueError(leaf)
    return given


def is_visible(question, answers):
    """Return whether the answers before ``question`` let it be asked."""
    return all(
        _holds(answers.get(name), operator, value)
        for name, operator, value in conditions(question)
    )


def _holds(answer, operator, value):
    if operator in ("in", "not in"):
        wanted = value if isinstance(value, list | tuple) else [value]
        given = answer if isinstance(answer, list) else [answer]
        found = any(item in wanted for item in given)
        return found == (operator == "in")
    if operator in ("=", "!="):
        same = answer == value
        if _is_nothing(value):  # 0 is something, although Python calls it equal
            same = _is_nothing(answer)
        elif isinstance(answer, list):
            same = value in answer
        return same == (operator == "=")
    try:
        return {
            "<": lambda: answer < value,
            "<=": lambda: answer <= value,
            ">": lambda: answer > value,
            ">=": lambda: answer >= value,
        }[operator]()
    except TypeError:  # no answer, or one that has no order
        return False


def _is_nothing(value):
    return value is None or value is False or value in ("", [])


def find_unlabelled(definition):
    """Return the numbers, from 1, of the questions that do not say what they ask.

    Odoo's editor calls new ones *Property 1*: that is no question either.
    """
    return [
        number
        for number, question in enumerate(definition, 1)
        if re.fullmatch(r"(Property \d+)?", str(question.get("string") or "").strip())
    ]


def check(definition):
    """Return the faults of a form: conditions that nothing can be told from."""
    faults, before = [], set()
    for question in definition:
        name = question.get("name") or ""
        try:
            asked = {leaf[0] for leaf in conditions(question)}
        except ValueError as error:
            faults.append(Fault(name, "condition", str(error)))
            asked = set()
        faults += [Fault(name, "hidden", other) for other in asked - before]
        faults += [Fault(name, "part", part) for part in _find_bad_parts(question)]
        before.add(name)
    return faults


def _find_bad_parts(question):
    """Yield the keys of a question that would fail whoever opens its form."""
    try:
        if question.get("type") in CONVERTERS:
            convert(question, question.get("default"))
    except Refused:
        yield "default"
    try:
        ast.literal_eval(question.get("domain") or "[]")
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        yield "domain"
    if not _is_translation(question.get("i18n") or {}):
        yield "i18n"
    # Python takes every text for a yes, “no” as well.
    if question.get("required") not in (None, False, True):
        yield "required"
    if not isinstance(question.get("help") or "", str):
        yield "help"


def _is_translation(languages):
    """Return whether ``i18n`` has the shape described above."""
    return isinstance(languages, dict) and all(
        isinstance(words, dict)
        and all(isinstance(words.get(key, ""), str) for key in ("string", "help"))
        and all(
            isinstance(labels, dict)
            and all(isinstance(label, str) for label in labels.values())
            for labels in (words.get("selection", {}), words.get("tags", {}))
        )
        for words in languages.values()
    )


# ----------------------------------------------------------------------
# Answers
# ----------------------------------------------------------------------


def mend_numbers(kinds, answers):
    """Return ``(answers that can be read, those that had to go)``.

    Older versions kept whole numbers of any size. What was asked as a number with
    decimals becomes one, others cannot be told by XML-RPC at all.

    :param dict kinds: the types of the questions by their names.
    """
    kept, gone = {}, {}
    for name, value in answers.items():
        if type(value) is not int or abs(value) <= BIGGEST_WHOLE:
            kept[name] = value
        elif kinds.get(name) in ("float", "monetary") and abs(value) <= BIGGEST:
            kept[name] = float(value)
        else:
            gone[name] = value
    return kept, gone


def convert(question, value):
    """Return ``value`` as the question wants it, or None where nothing is said.

    :raise Refused: when it is none of what may be answered.
    """
    if is_empty(question, value):
        return None
    return CONVERTERS[question["type"]](question, value)


def _text(question, value):
    if not isinstance(value, str):
        raise Refused("type")
    if "\x00" in value:
        raise Refused("character")
    value = value.strip()
    limit = LIMITS[question["type"]]
    if len(value) > limit:
        raise Refused("length", limit)
    if question["type"] == "char":
        value = " ".join(value.split())
    return value if _is_seen(value, question["type"]) else None


def _is_seen(value, kind):
    """Return whether a text shows anything: spaces without width answer nothing."""
    if kind == "html":
        if re.search(r"<(img|video|iframe)\b", value, re.IGNORECASE):
            return True
        value = html.unescape(re.sub(r"<[^>]*>", "", value))
    return any(
        unicodedata.category(sign)[0] not in "ZC" and sign not in BLANK
        for sign in value
    )


def _integer(_question, value):
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("number")
    if abs(value) > BIGGEST_WHOLE:
        raise Refused("range")
    return value


def _float(_question, value):
    if isinstance(value, str):
        plain = value.strip().replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]{0,18}(\.[0-9]{0,18})?", plain):
            raise Refused("number")
        try:
            value = float(plain)
        except ValueError as error:
            raise Refused("number") from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("number")
    # Compared first: a whole number may be longer than any float.
    if abs(value) > BIGGEST or not math.isfinite(value):
        raise Refused("range")
    return float(value)


def _boolean(_question, value):
    if isinstance(value, str):
        word = value.strip().lower()
        if word in TRUE | FALSE:
            return word in TRUE
    if isinstance(value, bool) or value in (0, 1) and isinstance(value, int):
        return bool(value)
    raise Refused("type")


def _date(_question, value):
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise Refused("date")
    day = value if isinstance(value, date) else _read(DATE, date, value)
    if not day or day.year < FIRST_YEAR:
        raise Refused("date")
    return day.isoformat()


def _datetime(_question, value):
    """Instants are UTC without a zone, as everywhere in Odoo."""
    if not isinstance(value, datetime | str):
        raise Refused("datetime")
    is_moment = isinstance(value, datetime)
    moment = value if is_moment else _read(DATETIME, datetime, value)
    if not moment or moment.tzinfo or moment.year < FIRST_YEAR:
        raise Refused("datetime")
    return moment.replace(microsecond=0).isoformat(" ")


def _read(pattern, kind, value):
    """Return the ``kind`` (date or datetime) that a text names, or None."""
    if not pattern.fullmatch(value.strip()):
        return None
    try:
        return kind.fromisoformat(value.strip())
    except ValueError:
        return None


def _selection(question, value):
    if value not in [option[0] for option in question.get("selection") or ()]:
        raise Refused("option")
    return value


def _tags(question, value):
    given = [value] if isinstance(value, str) else value
    known = [tag[0] for tag in question.get("tags") or ()]
    if not isinstance(given, list | tuple) or any(tag not in known for tag in given):
        raise Refused("option")
    return list(dict.fromkeys(given))


def _record(_question, value):
    """A record's id, alone or with its name as Odoo's screens send it."""
    if isinstance(value, list | tuple) and len(value) == 2:
        value = value[0]
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("record")
    if not 0 < value < 2**31:
        raise Refused("record")
    return value


def _records(question, value):
    if not isinstance(value, list | tuple):
        value = [value]
    return list(dict.fromkeys(_record(question, item) for item in value)) or None


CONVERTERS = {
    "char": _text,
    "text": _text,
    "html": _text,
    "integer": _integer,
    "float": _float,
    "monetary": _float,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "selection": _selection,
    "tags": _tags,
    "many2one": _record,
    "many2many": _records,
}


# ----------------------------------------------------------------------
# Languages
# ----------------------------------------------------------------------


def translate(definition, lang):
    """Return the questions in ``lang``; what has no translation stays as it is."""
    return [_translated(question, lang) for question in definition]


def _translated(question, lang):
    words = (question.get("i18n") or {}).get(lang)
    if not words:
        return question
    question = deepcopy(question)
    for key in ("string", "help"):
        if words.get(key):
            question[key] = words[key]
    for key in ("selection", "tags"):
        labels = words.get(key) or {}
        for option in question.get(key) or ():
            option[1] = labels.get(option[0]) or option[1]
    return question


def merge_translation(stored, edited, lang):
    """Return ``edited``, written in ``lang``, with the source words of ``stored``.

    What a person changed while he worked in another language becomes a translation;
    the source words, and the translations into others, stay.
    """
    sources = {question["name"]: question for question in stored}
    return [
        _merged(sources.get(question["name"]), question, lang) for question in edited
    ]


def _merged(source, question, lang):
    if not source:
        return question
    question, words = deepcopy(question), {}
    for key in ("string", "help"):
        if question.get(key) and question.get(key) != source.get(key):
            words[key] = question[key]
        if key in source:
            question[key] = source[key]
    for key in ("selection", "tags"):
        labels = {option[0]: option[1] for option in source.get(key) or ()}
        for option in question.get(key) or ():
            label = labels.get(option[0], option[1])
            if label != option[1]:
                words.setdefault(key, {})[option[0]] = option[1]
                option[1] = label
    translations = dict(question.get("i18n") or source.get("i18n") or {})
    if translations.get(lang) == (source.get("i18n") or {}).get(lang):
        translations.pop(lang, None)
        if words:
            translations[lang] = words
    question.pop("i18n", None)
    if translations:
        question["i18n"] = translations
    return question
