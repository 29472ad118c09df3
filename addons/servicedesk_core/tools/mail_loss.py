# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""See to it that no words of a page are lost because it is not well formed.

A parser that meets a comment or a script that never ends, or anything after the end
of a page, leaves out the rest; whoever wrote it saw it on his screen.
"""

import html as html_escapes
import re

# What these hold is no text of the page; they go with it.
UNSEEN = frozenset("datalist math script style svg template title xml".split())
# Of a longer page the words are not compared: it would take too long.
LONGEST_COMPARED = 2_000_000
# So many words that seem lost are looked for again.
MOST_MISSING = 200

# To a parser all that follows may be theirs.
SWALLOWING = "|".join(
    sorted(
        UNSEEN | set("iframe noembed noframes noscript plaintext textarea xmp".split())
    )
)
OPENER = re.compile(rf"<!--|<({SWALLOWING})(?=[\s/>])", re.IGNORECASE)
CLOSER = re.compile(rf"</({SWALLOWING})\b[^<>]*>?", re.IGNORECASE)
PAGE_END = re.compile(r"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
# Nothing after it must match, so that it never goes back.
TAG = re.compile(r"""<[a-zA-Z/!?](?:[^<>"']+|"[^"<]*"|'[^'<]*')*>?""")
WORD = re.compile(r"\w+")


def open_up(page):
    """Return a page that ends where its text does, and nothing in it later.

    The end of a page is taken out; so is the begin of a comment without an end, and
    of an element whose end is nowhere only the tag is left.
    """
    return PAGE_END.sub("", _scan(page, cut=False))


def cut_unseen(page):
    """Return a page without comments, and without what holds no text of it."""
    return _scan(page, cut=True)


def has_lost_words(page, safe):
    """Return whether a page says something that is not on the one made of it.

    :param page: as it came.
    :param safe: as it is shown.
    """
    if len(page) > LONGEST_COMPARED:
        return False
    before = _words(cut_unseen(open_up(page)))
    after = _words(safe)
    shown = "".join(after)
    if len(shown) < sum(map(len, before)):
        return True
    missing = list(set(before).difference(after))[:MOST_MISSING]
    return any(word not in shown for word in missing)


def _words(page):
    # A parser leaves out control characters: they do not part words.
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", TAG.sub(" ", page))
    return WORD.findall(html_escapes.unescape(text))


def _scan(page, cut):
    """Return a page without what would swallow its end.

    :param cut: whether comments and what nobody sees are cut out as well.
    """
    ends = {found[1].lower(): found.start() for found in CLOSER.finditer(page)}
    pieces, kept, at = [], 0, 0
    while found := OPENER.search(page, at):
        begin, at = found.span()
        name = (found[1] or "").lower()
        if name:
            closed = ends.get(name, -1) > begin
        else:
            end = page.find("-->", begin + 2)  # "<!-->" is one, too
            closed = end >= 0
        if not closed:
            pieces += [page[kept:begin], "<span" if name else " "]
            kept = at
            if not name:
                ends_no_more = page[at:].replace("<!--", " ")
                return "".join(pieces) + _scan(ends_no_more, cut)
            continue
        at = end + 3 if not name else _find_end(page, name, at)
        if cut and (not name or name in UNSEEN):
            pieces += [page[kept:begin], " "]
            kept = at
    return "".join(pieces) + page[kept:]


def _find_end(page, name, at):
    """Return where an element ends that has an end."""
    for found in CLOSER.finditer(page, at):
        if found[1].lower() == name:
            return found.end()
    return at
