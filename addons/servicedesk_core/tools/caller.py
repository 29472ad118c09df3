# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who calls, from what was typed in haste: a name, a number, an address, or all."""

import re
import unicodedata
from typing import NamedTuple

from . import phone

MAX_TEXT = 200
# Beside a name fewer digits are a part of it: "Till 3", "Shop 1204".
MIN_DIGITS_BESIDE_NAME = 6

_EMAIL = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
_EXTENSION = r"(?:[\s,;]*(?:ext|extension|доб|вн|x|#)\.?\s*\d{1,6})?"
_NUMBER = re.compile(rf"\+?\d[\d\s()./-]*\d{_EXTENSION}", re.I)
_OPEN_NUMBER = re.compile(rf"[+(\s]*{_NUMBER.pattern}", re.I)
_EDGES = " \t\r\n,;:<>()\"'“”«»/|-"


class Caller(NamedTuple):
    """What is known of a caller; what is not is an empty text."""

    name: str
    phone: str
    email: str


def parse(text):
    """Return the :class:`Caller` of a typed text.

    >>> parse("Nadia Newcomer, 0207 946 0018")
    Caller(name='Nadia Newcomer', phone='0207 946 0018', email='')
    """
    rest = unicodedata.normalize("NFKC", str(text or ""))[:MAX_TEXT].strip()
    email, rest = _cut(_EMAIL, rest)
    number, name = _cut(_OPEN_NUMBER, rest)
    alone = not name.strip(_EDGES)
    enough = phone.MIN_DIGITS if alone else MIN_DIGITS_BESIDE_NAME
    if sum(char.isdecimal() for char in number) < enough:
        number, name = "", rest
    return Caller(
        " ".join(name.split()).strip(_EDGES),
        " ".join(number.split()).strip(",;"),
        email.strip(".").lower(),
    )


def _cut(pattern, text):
    """Return what ``pattern`` finds first, and the text without it."""
    found = pattern.search(text)
    if not found:
        return "", text
    return found[0].strip(), f"{text[: found.start()]} {text[found.end() :]}"
