# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Translations are complete, and keep the markup of their terms."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from .tree import Finding, Tree

LANGUAGES = ("ru", "zh_CN")
# A tag with its attributes; those that people read are translated with the term.
TAG = re.compile(r"</?[A-Za-z][^>]*>")
READ = re.compile(r"\b(alt|aria-label|placeholder|string|title)=(['\"]).*?\2")


def translations(tree: Tree) -> Iterator[Finding]:
    """Every term of the template is translated into each language we ship.

    A fuzzy entry counts as missing: Odoo does not load it. A term that the template
    no longer has is dead weight and is reported too. So is a translation with other
    tags than its term: Odoo loads the body of a mail whatever it holds, and one
    written for an older body sends what nobody means any more.
    """
    for addon in tree.addons:
        folder = addon.path / "i18n"
        template = folder / f"{addon.name}.pot"
        if template not in tree.files:
            yield Finding(template, 1, "the translation template is missing")
            continue
        terms = _terms(tree, template)
        for language in LANGUAGES:
            path = folder / f"{language}.po"
            if path not in tree.files:
                yield Finding(path, 1, f"{len(terms)} terms are not translated")
                continue
            yield from _compare(path, terms, _terms(tree, path))


def _compare(path: Path, terms: dict, translated: dict) -> Iterator[Finding]:
    for key in terms:
        entry = translated.get(key)
        if entry is None or not entry.translated():
            line = entry.linenum if entry else 1
            yield Finding(path, line, f"not translated: {key[0][:60]!r}")
        elif _tags(entry.msgid) != _tags(entry.msgstr):
            message = f"other tags than its term: {key[0][:60]!r}"
            yield Finding(path, entry.linenum, message)
    for key, entry in translated.items():
        if key not in terms:
            message = f"no longer in the template: {key[0][:60]!r}"
            yield Finding(path, entry.linenum, message)


def _tags(text: str) -> list[str]:
    """Return the tags in some order: languages put them where they need them."""
    return sorted(READ.sub(r"\1", tag) for tag in TAG.findall(text))


def _terms(tree: Tree, path: Path) -> dict[tuple, polib.POEntry]:
    entries = polib.pofile(tree.text(path), check_for_duplicates=False)
    return {(e.msgid, e.msgctxt): e for e in entries if not e.obsolete}
