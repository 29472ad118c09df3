# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Merge the terms of a template (``.pot``) into translations (``.po``)."""

import polib

from .checks.i18n import LANGUAGES

# Counted as CLDR does, written as gettext does. Odoo itself knows no plural forms;
# other tools ask for them.
PLURALS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "zh_CN": "nplurals=1; plural=0;",
}


def template_of(addon):
    """Return where the template of an addon's folder is."""
    return addon / "i18n" / f"{addon.name}.pot"


def merge_addon(addon):
    """Merge an addon's template into its translations.

    :return: for each language, its file and how many terms it lacks
    """
    template = polib.pofile(str(template_of(addon)))
    for language in LANGUAGES:
        path = addon / "i18n" / f"{language}.po"
        before = read(path)
        merged = merge(template, parse(before), language)
        if not is_same(before, str(merged)):
            path.write_text(f"{merged}\n")
        yield path, len(merged.untranslated_entries())


def merge(template, known, language):
    """Return the template's terms with the translations that are known of them.

    Terms that are gone are dropped: the history has them, and Odoo would load them.
    """
    texts = {entry.msgid: entry for entry in known if not entry.obsolete}
    merged = polib.POFile(wrapwidth=template.wrapwidth)
    merged.header = template.header
    merged.metadata = {
        **template.metadata,
        "PO-Revision-Date": template.metadata.get("POT-Creation-Date", ""),
        "Language": language,
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for entry in template:
        old = texts.get(entry.msgid)
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=old.msgstr if old else "",
                comment=entry.comment,
                tcomment=old.tcomment if old else "",
                occurrences=entry.occurrences,
                flags=old.flags if old else [],
            )
        )
    return merged


def is_same(before, after):
    """Whether two files say the same, their dates and line breaks aside."""
    return bool(before) and _content(before) == _content(after)


def _content(text):
    found = parse(text)
    dates = ("POT-Creation-Date", "PO-Revision-Date")
    metadata = {k: v for k, v in found.metadata.items() if k not in dates}
    return metadata, [
        (e.msgid, e.msgstr, e.comment, e.tcomment, e.occurrences, e.flags)
        for e in found
    ]


def parse(text):
    """Return the entries of a PO file; polib takes a text without lines for a name."""
    return polib.pofile(f"{text}\n")


def read(path):
    """Return a file's text, empty where there is none."""
    return path.read_text() if path.exists() else ""
