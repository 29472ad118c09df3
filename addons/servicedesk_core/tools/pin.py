# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Which PINs are taken: digits that can be typed on a telephone, but not guessed."""

MIN_LENGTH, MAX_LENGTH = 4, 12

VALID, NO_DIGITS, LENGTH, GUESSABLE = "valid", "no_digits", "length", "guessable"


def check(pin):
    """Return whether ``pin`` may be somebody's: one of the four words above.

    Guessable are one digit repeated, and digits that count up or down (``1234``,
    ``9876``): with five tries these are what a stranger tries.
    """
    if not (pin.isascii() and pin.isdigit()):
        return NO_DIGITS
    if not MIN_LENGTH <= len(pin) <= MAX_LENGTH:
        return LENGTH
    steps = {
        (int(after) - int(before)) % 10
        for before, after in zip(pin, pin[1:], strict=False)
    }
    return GUESSABLE if len(steps) == 1 and steps <= {0, 1, 9} else VALID
