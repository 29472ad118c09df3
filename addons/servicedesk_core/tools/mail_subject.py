# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What the subject of an answer says besides that it is one.

“Re:” has a form in every language (RFC 5322, 3.6.5 names but the Latin one), and mail
programs put theirs before that of the others.
"""

import re

# Answered, and forwarded.
MARKS = (
    "re aw antw sv vs odp ynt rif res rép ref отв ответ відп 回复 答复 回覆 返信 회신"
    " fw fwd wg tr rv enc i doorst vb pd pdl vl пересл пер 转发 轉寄 転送"
).split()
MARK = re.compile(
    rf"\s*(?:{'|'.join(map(re.escape, MARKS))})\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*",
    re.IGNORECASE,
)


def is_answer(subject, number, name):
    """Return whether a subject says nothing but what is answered.

    :param subject: of a mail; an empty one says nothing.
    :param number: of the ticket.
    :param name: the ticket's subject.
    """
    subject = " ".join((subject or "").split()).casefold()
    if not subject or MARK.match(subject):
        return True
    return any(known and known.casefold() in subject for known in (number, name))


def clean(subject, number):
    """Return a subject without the marks of answers and the number of the ticket.

    :return: an empty text where that number is still in it: of a mail of the desk
        about that ticket, whose words mean nothing about another one.
    """
    text = " ".join((subject or "").split())
    former = None
    while text != former:
        former = text
        text = MARK.sub("", text, count=1) if MARK.match(text) else text
        if number and text.casefold().startswith(f"[{number.casefold()}]"):
            text = text[len(number) + 2 :].strip()
    return "" if number and number.casefold() in text.casefold() else text
