# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Each house rule finds what it forbids, and lets good code be."""

import json
import textwrap

import pytest

from dev.checks import (
    CHECKS,
    i18n,
    locks,
    manifests,
    models,
    python,
    run_checks,
    sizes,
    xml,
)
from dev.checks.tree import Tree

HEADER = f"# Copyright 2026 Somebody\n{python.LICENCE}\n"
MANIFEST = {
    "name": "Good",
    "summary": "Nothing to see",
    "version": "19.0.1.0.0",
    "author": "Service Desk contributors",
    "license": "LGPL-3",
    "depends": ["base"],
}


@pytest.fixture
def found(tmp_path):
    """Return a function: what does this check say about these files?"""

    def run(check, files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return [str(finding) for finding in check(Tree(tmp_path))]

    return run


def addon(files=None, **manifest):
    """Return the files of an addon ``good`` with changes to its manifest."""
    files = {f"addons/good/{name}": text for name, text in (files or {}).items()}
    return {"addons/good/__manifest__.py": repr({**MANIFEST, **manifest}), **files}


def po(*pairs, flags=""):
    """Return a PO file of (term, translation) pairs."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    entries = [f'{flags}msgid "{term}"\nmsgstr "{text}"\n' for term, text in pairs]
    return "\n".join([header, *entries])


class TestPython:
    def test_header(self, found):
        assert found(
            python.licence_header,
            {
                "a.py": "x = 1\n",
                "b.py": HEADER + "x = 1\n",
                "c.py": "#!/usr/bin/env python3\n" + HEADER,
                "empty.py": "",
                "__init__.py": "from . import a\n",
                "tool": "#!/usr/bin/env python3\nprint()\n",
            },
        ) == [
            f"a.py:1: must start with '# Copyright YEAR …' and '{python.LICENCE}'",
            f"tool:2: must start with '# Copyright YEAR …' and '{python.LICENCE}'",
        ]

    @pytest.mark.parametrize(
        "code",
        [
            "a.sudo().b()  # sudo: res.partner - the portal may not read it",
            "# sudo: res.partner - why\na.sudo().b()",
            "# sudo: res.partner - why,\n# told on two lines\na.sudo().b()",
            "# sudo: res.partner - for both\nx = a.sudo()\ny = b.sudo()",
            "# sudo: res.partner - why\nx = f(\n    1,\n    a.sudo(),\n)",
            "a.sudo(False).b()",
        ],
    )
    def test_sudo_with_reason(self, found, code):
        assert not found(python.sudo_reason, {"addons/a.py": code})

    @pytest.mark.parametrize(
        "code",
        [
            "a.sudo().b()",
            "a.sudo(True)",
            "# because\na.sudo().b()",
            "# sudo:\na.sudo().b()",
            "# sudo: res.partner - of another paragraph\nx = 1\n\na.sudo().b()",
            "# sudo: res.partner - of the caller\ndef f(a):\n    a.sudo()",
            "a.sudo()\n# sudo: res.partner - too late",
        ],
    )
    def test_sudo_without_reason(self, found, code):
        [finding] = found(python.sudo_reason, {"addons/a.py": code})
        assert finding.endswith("sudo() without '# sudo: model - reason'")

    @pytest.mark.parametrize("name", ["addons/x/tests/test_a.py", "benchmarks/a.py"])
    def test_sudo_elsewhere_is_free(self, found, name):
        assert not found(python.sudo_reason, {name: "a.sudo()"})

    def test_sql_constraints(self, found):
        code = "class A:\n    _sql_constraints = []\n"
        assert found(python.sql_constraints, {"a.py": code}) == [
            "a.py:2: _sql_constraints is ignored: declare models.Constraint"
        ]


class TestModels:
    TICKET = 'class T(M):\n    _inherit = "desk.ticket"\n\n'
    ASK = TICKET + "    def _ask(self):\n        self.ask()\n"

    def test_one_method_is_lost(self, found):
        """Two of one name in one addon: the lint says where the other one is."""
        files = {"addons/a/models/x.py": self.ASK, "addons/a/models/y.py": self.ASK}
        assert found(models.lost_methods, files) == [
            "addons/a/models/y.py:4: _ask() of desk.ticket is in addons/a/models/x.py"
            " too: rename it, or call super()"
        ]

    @pytest.mark.parametrize(
        "other",
        [
            TICKET + "    def _ask(self):\n        return super()._ask()\n",
            TICKET + '    def _ask(self):\n        """Whom to ask."""\n',
            ASK.replace("desk.ticket", "desk.team"),
            ASK.replace("def _ask(", "def _tell("),
        ],
        ids=["extended", "empty hook", "other model", "other name"],
    )
    def test_none_is_lost(self, found, other):
        files = {"addons/a/models/x.py": self.ASK, "addons/a/models/y.py": other}
        assert not found(models.lost_methods, files)

    def test_another_addon_may_replace(self, found):
        """Who replaces what another addon does may mean it."""
        files = {"addons/a/models/x.py": self.ASK, "addons/b/models/y.py": self.ASK}
        assert not found(models.lost_methods, files)


class TestSizes:
    def test_file(self, found):
        files = {
            "a.js": "\n" * 600,
            "b.js": "\n" * 601,
            "demo/c.xml": "\n" * 601,
            "tests/d.py": "\n" * 601,
        }
        assert found(sizes.file_length, files) == [
            "b.js:601: 601 lines, at most 600 are allowed"
        ]

    def test_function(self, found):
        def function(name, lines):
            doc = '    """One.\n\n    Two.\n    """\n'
            return f"def {name}():\n{doc}" + "    pass\n" * (lines - 1)

        code = function("good", 40) + function("long", 41) + function("bad", 51)
        assert found(sizes.function_length, {"a.py": code}) == [
            "a.py:45: warning: long() has 41 lines",
            "a.py:90: bad() has 51 lines",
        ]


class TestManifests:
    def test_good(self, found):
        assert not found(manifests.manifest_keys, addon())
        assert not found(manifests.manifest_version, addon())

    def test_keys(self, found):
        files = addon(maintainers=["me"], summary="", installable=True)
        assert found(manifests.manifest_keys, files) == [
            "addons/good/__manifest__.py:1: unknown manifest key 'maintainers'",
            "addons/good/__manifest__.py:1: 'installable' restates its default True",
            "addons/good/__manifest__.py:1: 'summary' restates its default ''",
        ]

    def test_version(self, found):
        files = addon(version="19.0.1", license="AGPL-3")
        assert found(manifests.manifest_version, files) == [
            "addons/good/__manifest__.py:1: version '19.0.1' must read 19.0.x.y.z",
            "addons/good/__manifest__.py:1: license must be 'LGPL-3'",
        ]

    def test_external_dependencies(self, found):
        code = """\
            import json
            import lxml
            from odoo import models
            from . import sibling
            import phonenumbers.util
            from yaml import load
        """
        tests = {"tests/test_a.py": "import freezegun"}
        declared = {"python": ["phonenumbers>=8"]}
        files = addon({"a.py": code, **tests}, external_dependencies=declared)
        assert found(manifests.external_dependencies, files) == [
            "addons/good/a.py:6: 'yaml' is not in external_dependencies"
        ]

    def test_wheel(self, found):
        [finding] = found(manifests.wheel_build, addon())
        assert finding.startswith("addons/good/pyproject.toml:1: the build backend")
        project = '[build-system]\nbuild-backend = "whool.buildapi"\n'
        assert not found(manifests.wheel_build, addon({"pyproject.toml": project}))


class TestXml:
    def test_tree(self, found):
        view = """\
            <odoo>
                <record id="a" model="ir.ui.view">
                    <field name="arch" type="xml"><tree /></field>
                    <field name="view_mode">kanban,tree</field>
                </record>
            </odoo>
        """
        assert found(xml.tree_views, {"addons/good/views/a.xml": view}) == [
            "addons/good/views/a.xml:3: write <list> in place of <tree>",
            "addons/good/views/a.xml:4: view_mode 'tree' is now 'list'",
        ]

    def test_duplicate_ids(self, found):
        one = '<odoo><record id="a" model="x" /><menuitem id="m" /></odoo>'
        # An id inside of a view, and another addon's record, are no definitions.
        two = """\
            <odoo>
                <record id="good.a" model="x" />
                <record id="base.a" model="x" />
                <template id="t"><div id="m" /><template id="m" /></template>
            </odoo>
        """
        files = addon(
            {"one.xml": one, "two.xml": two, "x.csv": "id,name\nm,M\nn,N\n"},
            data=["one.xml", "x.csv", "missing.xml"],
            demo=["two.xml"],
        )
        assert found(xml.duplicate_ids, files) == [
            "addons/good/x.csv:2: XML id 'm' is also in addons/good/one.xml:1",
            "addons/good/two.xml:2: XML id 'a' is also in addons/good/one.xml:1",
        ]


class TestTranslations:
    def test_complete(self, found):
        translated = po(("Ticket", "Обращение"))
        files = {
            "i18n/good.pot": po(("Ticket", "")),
            "i18n/ru.po": translated,
            "i18n/zh_CN.po": translated,
        }
        assert not found(i18n.translations, addon(files))

    def test_missing_template(self, found):
        assert found(i18n.translations, addon()) == [
            "addons/good/i18n/good.pot:1: the translation template is missing"
        ]

    def test_incomplete(self, found):
        files = {
            "i18n/good.pot": po(("A", ""), ("B", "")),
            "i18n/ru.po": po(("A", ""), ("B", "Б"), ("Old", "Старый")),
            "i18n/zh_CN.po": po(("A", "甲"), ("B", "乙"), flags="#, fuzzy\n"),
        }
        found_by_file = {"ru.po": [], "zh_CN.po": []}
        for finding in found(i18n.translations, addon(files)):
            path, _line, text = finding.split(":", 2)
            found_by_file[path.rsplit("/", 1)[1]].append(text.strip())
        assert found_by_file == {
            "ru.po": ["not translated: 'A'", "no longer in the template: 'Old'"],
            "zh_CN.po": ["not translated: 'A'", "not translated: 'B'"],
        }

    def test_tags_stay(self, found):
        term = "<b title='x'>Ticket</b> <t t-out='number'/>"
        titled = "<i title='Late'/>Due"
        files = {
            "i18n/good.pot": po((term, ""), (titled, "")),
            "i18n/ru.po": po(
                (term, "<b title='x'>Обращение</b>"),
                (titled, "<i title='Просрочено'/>Срок"),
            ),
            "i18n/zh_CN.po": po(
                (term, "<t t-out='number'/><b title='x'>工单</b>"),
                (titled, "<i title='逾期'/>期限"),
            ),
        }
        (finding,) = found(i18n.translations, addon(files))
        assert finding.startswith("addons/good/i18n/ru.po:")
        assert finding.endswith(f"other tags than its term: {term!r}")


class TestLocks:
    def test_python(self, found):
        files = {
            "requirements.txt": "--extra-index-url x\nruff==1 --hash=sha256:0\n",
            "requirements/a.txt": "a @ https://example.com/a.whl\n",
            "notes.txt": "https://example.com\n",
        }
        assert found(locks.hosts, files) == [
            "requirements/a.txt:1: a lock file must not name a host",
            "requirements.txt:1: a lock file must not name a host",
        ]

    def test_npm(self, found):
        good = {"version": "1.0.0", "funding": {"url": "https://example.com"}}
        bad = {**good, "resolved": "https://example.com/b.tgz"}
        lock = {"packages": {"node_modules/a": good, "node_modules/b": bad}}
        assert found(locks.hosts, {"package-lock.json": json.dumps(lock)}) == [
            "package-lock.json:1: node_modules/b: drop 'resolved', it names a host"
        ]


def test_files_that_do_not_parse_stop_no_check(found):
    broken = addon({"a.py": "def (:", "views/a.xml": "<odoo>"}, data=["views/a.xml"])
    broken["addons/bad/__manifest__.py"] = "{"
    for check in CHECKS:
        found(check, broken)


def test_findings_are_in_order(tmp_path):
    (tmp_path / "b.py").write_text("x = 1\n")
    (tmp_path / "a.py").write_text("class A:\n    _sql_constraints = []\n")
    lines = [(f.path.name, f.line) for f in run_checks(Tree(tmp_path))]
    assert lines == [("a.py", 1), ("a.py", 2), ("b.py", 1)]
