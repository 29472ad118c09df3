# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The logins that are printed are those of the demo data."""

import xml.etree.ElementTree as ElementTree

from dev import logins

from .desk_common import ROOT


def in_the_demo():
    """Return ``{login: password}`` of the demo's users who can sign in."""
    found = {}
    for path in ROOT.glob("addons/*/demo/*.xml"):
        for record in ElementTree.parse(path).iter("record"):
            values = {item.get("name"): item.text for item in record.iter("field")}
            if record.get("model") == "res.users" and "password" in values:
                found[values["login"]] = values["password"]
    return found


def test_all_who_can_sign_in_are_named():
    assert {login: word for login, word, _what in logins.DEMO} == in_the_demo()


def test_only_those_of_the_database_are_printed():
    shown = logins.lines({"admin", "auditor", "somebody"})
    assert [line.split()[0] for line in shown] == ["admin", "auditor"]
    assert "/ auditor" in shown[1]
