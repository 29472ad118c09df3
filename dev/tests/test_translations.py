# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Terms are taken over, and nothing that is translated gets lost."""

import polib
import pytest

from dev import po_files
from dev.checks.i18n import LANGUAGES

HEADER = 'msgid ""\nmsgstr ""\n"POT-Creation-Date: {date}\\n"\n'
TERM = '\n#. module: desk\n#: code:addons/desk/{file}.py:0\nmsgid "{term}"\nmsgstr ""\n'


def template(*terms, date="2026-01-01 00:00+0000", file="a"):
    return HEADER.format(date=date) + "".join(
        TERM.format(term=term, file=file) for term in terms
    )


@pytest.fixture
def addon(tmp_path):
    folder = tmp_path / "desk"
    (folder / "i18n").mkdir(parents=True)
    po_files.template_of(folder).write_text(template("Ticket", "Team"))
    return folder


def translate(path, **texts):
    found = polib.pofile(str(path))
    for entry in found:
        entry.msgstr = texts.get(entry.msgid, "")
    found.save()
    return path


def test_a_new_language_has_every_term_and_a_valid_head(addon):
    left = {path.stem: missing for path, missing in po_files.merge_addon(addon)}
    assert left == dict.fromkeys(LANGUAGES, 2)
    for language in LANGUAGES:
        found = polib.pofile(str(addon / "i18n" / f"{language}.po"))
        assert [entry.msgid for entry in found] == ["Ticket", "Team"]
        assert found.metadata["Language"] == language
        assert found.metadata["Plural-Forms"].startswith("nplurals=")


def test_what_is_translated_stays(addon):
    dict(po_files.merge_addon(addon))
    path = translate(addon / "i18n" / "ru.po", Ticket="Обращение", Team="Группа")
    terms = template("Agent", "Ticket", file="b")
    po_files.template_of(addon).write_text(terms)
    left = {path.stem: missing for path, missing in po_files.merge_addon(addon)}
    assert left == {"ru": 1, "zh_CN": 2}
    found = polib.pofile(str(path))
    assert [(e.msgid, e.msgstr) for e in found] == [
        ("Agent", ""),
        ("Ticket", "Обращение"),
    ], "the template's order, and no term that is gone"
    assert found[1].occurrences == [("code:addons/desk/b.py", "0")]


def test_a_doubtful_translation_stays_doubtful(addon):
    dict(po_files.merge_addon(addon))
    path = translate(addon / "i18n" / "ru.po", Ticket="Тикет")
    found = polib.pofile(str(path))
    found[0].flags.append("fuzzy")
    found[0].tcomment = "not the house's word"
    found.save()
    dict(po_files.merge_addon(addon))
    entry = polib.pofile(str(path))[0]
    assert entry.fuzzy
    assert entry.tcomment == "not the house's word"


def test_a_second_run_changes_nothing_but_what_changed(addon):
    dict(po_files.merge_addon(addon))
    path = addon / "i18n" / "zh_CN.po"
    before = path.read_text()
    later = template("Ticket", "Team", date="2026-02-02 00:00+0000")
    assert po_files.is_same(po_files.read(po_files.template_of(addon)), later)
    po_files.template_of(addon).write_text(later)
    dict(po_files.merge_addon(addon))
    assert path.read_text() == before, "a date alone is no change"


def test_a_changed_place_is_a_change():
    assert not po_files.is_same(template("Ticket"), template("Ticket", file="b"))
    assert not po_files.is_same("", template("Ticket"))
