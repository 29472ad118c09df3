# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The first words of a message, to be shown in one line."""

import re

from . import mail_preview

# A text cut by its length may end inside a mark or an entity.
LOOSE_END = re.compile(r"<[^>]*$|&[#\w]{0,8}$")
# Where a link leads is of no use in one line.
LINK = re.compile(r" <(?:https?|mailto):[^>]*>")
# What ends a sentence, in Latin and in Chinese letters.
SENTENCE_ENDS = ".!?…。！？"
# What a mail program puts before the words that are answered.
QUOTED = re.compile(
    r'<(?:blockquote|div)[^>]*(?:gmail_quote|data-o-mail-quote|type="cite")', re.I
)


def of_html(html, length):
    """Return the first words of a piece of HTML, at most ``length`` characters.

    What somebody quotes is left out, unless he says nothing else.
    """
    html = LOOSE_END.sub("", str(html or ""))
    own = QUOTED.split(html, maxsplit=1)[0]
    return of_text(_to_line(own) or _to_line(html), length)


def of_text(text, length):
    """Return the first words of a plain text, at most ``length`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def end_sentence(text):
    """Return a plain text with a full stop, unless it has an end of its own."""
    text = (text or "").rstrip()
    return text if not text or text[-1] in SENTENCE_ENDS else f"{text}."


def _to_line(html):
    return LINK.sub("", mail_preview.to_words(html))
