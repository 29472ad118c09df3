# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Make a page that a stranger sent harmless: it loads nothing and runs nothing.

What is not known to be harmless goes: tags, attributes, CSS functions and addresses are
let through by name. Of other elements only the tag goes, unless what they hold is no
text for people (``mail_loss.UNSEEN``). A picture on another host becomes a link that a
person may follow; loaded by itself it would tell the sender who reads his mail, when
and where.

Odoo cleans pages too, but lets pictures, backgrounds and styles load.
"""

import html as html_escapes
import re
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from . import mail_loss

# Above these a page is shown as text: cleaning, by us and by Odoo, would take too long.
MAX_LENGTH = 8_000_000
MAX_ELEMENTS = 20_000
MAX_CHILDREN = 2000
MAX_LEVELS = 150
# Odoo marks each quote in a text for itself, and copies the rest of the text for each.
MAX_QUOTES = 300

KEPT = frozenset(
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center"
    " cite code col colgroup dd del dfn dir div dl dt em figcaption figure font footer"
    " h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main map mark menu nav ol p"
    " pre q rp rt ruby s samp section small span strike strong sub summary sup table"
    " tbody td tfoot th thead time tr tt u ul var wbr".split()
)
ATTRIBUTES = frozenset(
    "abbr align alt axis bgcolor border cellpadding cellspacing char charoff cite"
    " clear color colspan compact data-filename datetime dir face frame headers height"
    " href hspace lang noshade nowrap rowspan rules scope size span src start style"
    " summary title type valign value vspace width".split()
)
# Odoo tells quotes and signatures by these; other classes would be those of our pages.
QUOTE_MARKS = frozenset(
    "SkyDrivePlaceholder Signature appendonsend divRplyFwdMsg gmail_extra gmail_quote"
    " gmail_signature moz-cite-prefix moz-signature odoo_signature_wrapper stopSpelling"
    " yahoo_quoted".split()
)
LINKS = frozenset(
    "callto ftp ftps geo http https mailto news sip sips sms tel xmpp".split()
)
DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)\s*;", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]+")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
CSS_CALL = re.compile(r"([\w-]*)\s*\(")
CSS_CALLS = frozenset(
    "rgb rgba hsl hsla calc min max clamp linear-gradient radial-gradient".split()
)
CSS_REFUSED = frozenset(
    "behavior -moz-binding -ms-behavior content filter position z-index".split()
)
LINES_KEPT = "white-space:pre-wrap"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BREAKS = frozenset("br p div li tr table h1 h2 h3 h4 h5 h6 hr pre blockquote".split())


class TooMuch(Exception):
    """A page that is shown as text."""


def make_safe(page, find=None):
    """Return what of a page may be stored and shown.

    :param str page: HTML, as bad as it comes.
    :param find: a function that returns the Content-Id of the file that an image's
        ``src`` means, or None. Without it ``cid:`` stays as it is.
    """
    if not page or not page.strip():
        return ""
    page = mail_loss.open_up(page)
    try:
        return _clean(page, find)
    except (TooMuch, etree.LxmlError, ValueError, AssertionError, RecursionError):
        return text_to_html(to_text(page))


def is_blank(page):
    """Return whether there is nothing to see on a page made safe."""
    return "<img" not in page and not to_text(page).strip()


def text_to_html(text):
    """Return a text as a page that keeps its lines."""
    if not text:
        return ""
    # Odoo looks for quotes in what stands before the first tag.
    start = "<span></span>" if _has_too_many_quotes(text) else ""
    # Not "pre": letters of one width in a box are for programs.
    words = html_escapes.escape(text, quote=False)
    return f'<div style="{LINES_KEPT}">{start}{words}</div>'


def _has_too_many_quotes(text):
    return text.count("\n>") > MAX_QUOTES


def to_text(page):
    """Return the words of a page, in one pass whatever is wrong with it."""
    page = mail_loss.cut_unseen(str(page))  # Markup would split by "&lt;"
    first, *pieces = page.split("<")
    words = [first]
    for piece in pieces:
        tag, sign, text = piece.partition(">")
        name = re.match(r"/?[a-zA-Z][a-zA-Z0-9]*|", tag)[0].lower()
        if not name and not tag.startswith(("!", "?", "/")):
            words.append("<" + piece)
            continue
        if name.strip("/") in BREAKS:
            words.append("\n")
        words.append(text if sign else "")
    text = CONTROLS.sub("", html_escapes.unescape("".join(words)))
    return re.sub(r"\n(?:[ \t\r\xa0]*\n){2,}", "\n\n", text).strip()


def _clean(page, find):
    if len(page) > MAX_LENGTH:
        raise TooMuch
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    data = CONTROLS.sub("", page).encode("utf-8")
    root = lxml_html.document_fromstring(data, parser=parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise TooMuch
    elements = list(root.iter(etree.Element))
    if len(elements) > MAX_ELEMENTS:
        raise TooMuch
    for element in elements:
        if len(element) > MAX_CHILDREN:
            raise TooMuch
    body = root.find("body")
    if body is None:
        body = root
    elements = list(body.iterdescendants(etree.Element))
    for element in elements:
        _clean_element(element, find)
        if element.text and _has_too_many_quotes(element.text):
            first = lxml_html.Element("span")
            first.tail, element.text = element.text, None
            element.insert(0, first)
    if _levels(body) > MAX_LEVELS:
        raise TooMuch
    result = html_escapes.escape(body.text or "", quote=False) + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in body
    )
    return result.strip()


def _levels(body):
    deepest, level = 0, 0
    for event, _element in etree.iterwalk(body, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def _clean_element(element, find):
    tag = element.tag
    if not isinstance(tag, str) or tag.lower() in mail_loss.UNSEEN:
        if element.getparent() is not None:
            element.drop_tree()
        return
    if tag == "option":
        element.tag = tag = "div"
    if tag not in KEPT:
        _unwrap(element)
        return
    if tag == "img":
        _clean_image(element, find)
    _clean_attributes(element)
    if element.tag != "a":
        return
    if not element.get("href"):
        _unwrap(element)  # it would look like a link, and lead nowhere
        return
    element.set("target", "_blank")
    element.set("rel", "noopener noreferrer")


def _unwrap(element):
    """Take an element away, and leave what is in it."""
    if element.getparent() is not None:
        element.attrib.clear()
        element.drop_tag()


def _clean_attributes(element):
    for name, value in list(element.attrib.items()):
        if name in ("class", "id"):
            kept = " ".join(word for word in value.split() if word in QUOTE_MARKS)
        elif name not in ATTRIBUTES:
            kept = ""
        elif name == "style":
            kept = clean_style(value)
        elif name in ("href", "cite"):
            kept = _clean_link(value) if element.tag == "a" else ""
        elif name == "src":
            kept = value if element.tag == "img" else ""
        else:
            kept = value
            if name == "data-filename" and element.tag != "img":
                kept = ""
        if "<" in kept:
            kept = ""  # a tag to a parser that reads it another way
        if kept or (name == "alt" and element.tag == "img"):
            element.set(name, kept)
        else:
            del element.attrib[name]


def _clean_link(value):
    value = INVISIBLE.sub("", value)
    if value.startswith("#"):
        return value
    found = SCHEME.match(value)
    return value if found and found[1].lower() in LINKS else ""


def _clean_image(image, find):
    source = INVISIBLE.sub("", image.get("src") or "")
    cid = find(source) if find and source else None
    if cid:
        image.set("src", f"cid:{cid}")
        return
    if not find and source.lower().startswith("cid:"):
        image.set("src", source)
        return
    if DATA_IMAGE.match(source):
        image.set("src", source)
        return
    _replace_image(image, source)


def _replace_image(image, source):
    """Say that there is a picture elsewhere; a spy's single dot is not worth saying."""
    host = _host(source)
    if not host or _is_dot(image):
        label = image.get("alt", "").strip()
        image.tag = "span"
        image.attrib.clear()
        image.text = label[:200] or None
        return
    linked = any(True for _parent in image.iterancestors("a"))
    image.tag = "span" if linked else "a"
    image.attrib.clear()
    image.text = f"[image: {host}]"
    if not linked:
        address = f"https:{source}" if source.startswith("//") else source
        image.set("href", address)


def _host(source):
    if not source.lower().startswith(("http://", "https://", "//")):
        return ""
    try:
        return urlsplit(source).hostname or ""
    except ValueError:
        return ""


def _is_dot(image):
    sizes = [(image.get(name) or "").strip().lower() for name in ("width", "height")]
    if any(size in ("0", "1", "0px", "1px") for size in sizes):
        return True
    style = (image.get("style") or "").replace(" ", "").lower()
    return "display:none" in style


def clean_style(style):
    """Return of a style what loads nothing and stays in its place."""
    style = CSS_COMMENT.sub("", style)
    kept = []
    for declaration in style.split(";"):
        name, sign, value = declaration.partition(":")
        name = name.strip().lower()
        if not sign or not re.fullmatch(r"-?[a-z-]+", name) or name in CSS_REFUSED:
            continue
        low = value.lower()
        if any(mark in low for mark in ("\\", "<", "@", "//", "script:", "{", "}")):
            continue
        if any(call.lower() not in CSS_CALLS for call in CSS_CALL.findall(value)):
            continue
        kept.append(f"{name}:{value.strip()}")
    return "; ".join(kept)


def get_reference(source):
    """Return (kind, name) of what an image's address means within a mail.

    :return: ("cid", name), ("location", address) or (None, None).
    """
    if source.lower().startswith("cid:"):
        return "cid", unquote(source[4:])
    if source and not source.lower().startswith("data:"):
        return "location", source
    return None, None
