# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The addresses in a header, told apart from names and comments (RFC 5322, 3.4).

Strangers choose what stands in names and comments: an address in there is nobody's.
Read before encoded words are decoded, which may hold brackets and commas of their own.
Each text is gone through once, however long: nothing in it makes that slow.
"""

import re
from itertools import chain

TOKEN = re.compile(
    r"""
      (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<angle><[^<>]*>)
    | (?P<comment>\()
    | (?P<end>[,;])
    | (?P<group>:)
    | (?P<word>[^\s"<>(),;:\\]+)
    | \\. | .
    """,
    re.VERBOSE | re.DOTALL,
)
BETWEEN = re.compile(r"[\s<>,;:\"()\[\]]+")
QUOTED_LOCAL = re.compile(r'"((?:[^"\\]|\\.)*)"@([^\s@"]+)')
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
PLAIN_LOCAL = re.compile(r"[^\s@<>()\[\],;:\"\\]+")
CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
MAILTO = "mailto:"


def parse(text):
    """Return [(name, addresses)] of the mailboxes in a text, in their order.

    The last address is the mailbox's own: the one in its last angle brackets. Several
    are there only against the rules. Mailboxes without any are left out.

    :param str text: a header's value, still encoded.
    """
    found, box, at = [], _Mailbox(), 0
    comments = _find_comments(text)
    while match := TOKEN.match(text, at):
        kind, part, at = match.lastgroup, match.group(), match.end()
        if kind == "comment":
            # One that does not end is no comment: nothing behind it gets lost.
            at = comments.get(match.start(), at)
        elif kind == "end":
            found.append(box)
            box = _Mailbox()
        elif kind == "group":
            box = _Mailbox()
        elif kind == "quoted" and text[at : at + 1] == "@":
            rest = TOKEN.match(text, at)
            box.words.append(part + rest.group())
            at = rest.end()
        elif kind == "quoted":
            box.name.append(ESCAPED.sub(r"\1", part[1:-1]))
        elif kind == "angle":
            box.add_angle(part[1:-1])
        elif kind == "word":
            box.add_word(part)
    found.append(box)
    return [(each.get_name(), each.get_addresses()) for each in found if each.is_used()]


def find(text):
    """Return all plain addresses in a text, in small letters and in their order.

    Of a text without any mailbox: whatever looks like an address in it.
    """
    found = chain.from_iterable(addresses for _name, addresses in parse(text))
    return list(found) or _look_for(text)


def find_senders(text):
    """Return [(name, addresses)] of whom a mail says to be from.

    Where brackets hold no address, none is taken from the name before them.
    """
    found = parse(text)
    if not found and "<" not in text:
        found = [("", [address]) for address in _look_for(text)]
    return found


def clean_name(text):
    """Return a name in one line, without what no name holds."""
    return CONTROL.sub(" ", text).strip()


def strip_tag(address):
    """Return an address without what stands behind its ``+`` (RFC 5233)."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


class _Mailbox:
    """What was read of one mailbox: words, and what stands in angle brackets."""

    def __init__(self):
        self.name, self.words, self.angles = [], [], []

    def add_word(self, word):
        self.words.append(word)
        self.name.append(word)

    def add_angle(self, text):
        self.angles += _read_angle(text)

    def is_used(self):
        return bool(self.get_addresses())

    def get_addresses(self):
        bare = (_to_address(word) for word in self.words)
        return self.angles or [address for address in bare if address]

    def get_name(self):
        return " ".join(self.name) if self.angles else ""


def _find_comments(text):
    """Return {where it begins: where it ends} of the comments in a text."""
    comments, begun = {}, []
    for match in re.finditer(r"\\.|[()]", text, re.DOTALL):
        if match.group() == "(":
            begun.append(match.start())
        elif match.group() == ")" and begun:
            comments[begun.pop()] = match.end()
    return comments


def _read_angle(text):
    text = text.strip()
    if text[: len(MAILTO)].lower() == MAILTO:
        text = text[len(MAILTO) :]
    whole = _to_address(text)
    return [whole] if whole else _look_for(text)


def _look_for(text):
    words = BETWEEN.split(re.sub(r'"([^"\s]+)"@', r"\1@", text))
    return [address for address in map(_to_address, words) if address]


def _to_address(word):
    """Return a word as a plain address, or None: encoded words are none."""
    word = word.strip("'").lower()
    if quoted := QUOTED_LOCAL.fullmatch(word):
        local, domain = ESCAPED.sub(r"\1", quoted[1]), quoted[2]
        if not PLAIN_LOCAL.fullmatch(local):
            local = f'"{quoted[1]}"'
    else:
        local, _at, domain = word.rpartition("@")
        if not PLAIN_LOCAL.fullmatch(local) or local.startswith("=?"):
            return None
    domain = domain.rstrip(".")
    if not local or not PLAIN_LOCAL.fullmatch(domain):
        return None
    return f"{local}@{domain}"
