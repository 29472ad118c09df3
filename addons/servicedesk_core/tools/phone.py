# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Phone numbers as keys: one number, however it is written, has one key."""

import re

import phonenumbers

# Shorter texts are no numbers to look for: too many would match.
MIN_DIGITS = 3
# Fewer last digits than this name nobody; more than this no network has.
MIN_TAIL_DIGITS = 5
MAX_DIGITS = 20
# "ext. 12" and the like belong to the place, not to the number.
EXTENSION = re.compile(r"(?:;|,|\b)\s*(?:ext|extension|доб|вн|x|#)\.?\s*\d*\s*$", re.I)


def get_key(number, country_code=None):
    """Return the key of a phone number, or False where there is none.

    The key is the international form (``+441632960111``) where the number is possible
    in its country, else its bare digits: internal extensions and numbers without a
    known country are found again, too.

    :param str number: as people write it.
    :param str country_code: ISO code of the country a national number is of.
    """
    digits = _get_digits(number)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        return False
    return _get_international(str(number), country_code) or digits


def get_tail(text):
    """Return the digits at whose end a typed part of a number is looked for, or False.

    A text with letters is a name; one with few digits would find half the directory.
    """
    # The trunk prefix of a national number is not in the international one.
    digits = _get_digits(text).lstrip("0")
    if not MIN_TAIL_DIGITS <= len(digits) <= MAX_DIGITS:
        return False
    if re.search(r"[^\W\d_]", EXTENSION.sub("", str(text))):
        return False
    return digits


def _get_digits(text):
    """Return the decimal digits of a text in ASCII, the extension left out."""
    plain = EXTENSION.sub("", str(text or ""))
    return "".join(str(int(char)) for char in plain if char.isdecimal())


def _get_international(number, country_code):
    """Return the E.164 form, or None where the number cannot be one."""
    plain = EXTENSION.sub("", number).strip()
    # "00" is how most of the world dials "+".
    plain = re.sub(r"^\s*00(?=\s*[1-9])", "+", plain)
    try:
        parsed = phonenumbers.parse(plain, country_code or None)
    except phonenumbers.NumberParseException:
        return None
    # Not what is dialled within a town or a house only: that has no international form.
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
