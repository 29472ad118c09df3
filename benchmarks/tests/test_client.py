# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The specification is the one Odoo's web client derives from the same view."""

import pytest
from lxml import etree

from benchmarks import client

FIELDS = {
    "name": {"type": "char"},
    "sequence": {"type": "integer", "aggregator": "sum"},
    "partner_id": {"type": "many2one", "relation": "res.partner"},
    "tag_ids": {"type": "many2many", "relation": "x.tag"},
    "line_ids": {"type": "one2many", "relation": "x.line"},
    "activity_ids": {"type": "one2many", "relation": "mail.activity"},
    "activity_state": {"type": "selection"},
}
MODELS = {
    "x.ticket": {"fields": FIELDS},
    "x.line": {"fields": {"hours": {"type": "float"}}},
}


def view(arch, kind="form"):
    return client.View(kind, etree.fromstring(arch), "x.ticket", MODELS)


@pytest.mark.parametrize(
    ("arch", "expected"),
    [
        ("<form><field name='name'/></form>", {"name": {}}),
        (
            "<form><field name='partner_id'/></form>",
            {"partner_id": {"fields": {"display_name": {}}}},
        ),
        (
            "<form><field name='partner_id' invisible='1'/></form>",
            {"partner_id": {"fields": {}}},
        ),
        (
            "<list><field name='partner_id' column_invisible='True'/></list>",
            {"partner_id": {"fields": {}}},
        ),
        (
            "<form><field name='partner_id' invisible='1'/>"
            "<field name='partner_id'/></form>",
            {"partner_id": {"fields": {"display_name": {}}}},
        ),
        (
            "<list><field name='tag_ids' widget='many2many_tags'"
            " options=\"{'color_field': 'color'}\"/></list>",
            {"tag_ids": {"fields": {"display_name": {}, "color": {}}, "context": {}}},
        ),
        ("<form><field name='tag_ids' invisible='1'/></form>", {"tag_ids": {}}),
        (
            "<form><field name='line_ids'><list limit='5'><field name='hours'/></list>"
            "</field></form>",
            {"line_ids": {"fields": {"hours": {}}, "limit": 5, "context": {}}},
        ),
    ],
)
def test_specification(arch, expected):
    assert client.specification(view(arch)) == expected


def test_activity_widget_brings_its_own_fields():
    spec = client.specification(
        view("<list><field name='activity_ids' widget='list_activity'/></list>", "list")
    )
    assert spec["activity_ids"] == {"fields": {}, "context": {}}
    assert spec["activity_type_id"] == {"fields": {"display_name": {}}}
    assert spec["activity_state"] == {}


def test_kanban_shows_many2many_as_tags():
    arch = "<kanban><t t-name='card'><field name='tag_ids'/></t></kanban>"
    spec = client.specification(view(arch, "kanban"))
    assert spec["tag_ids"]["fields"] == {"display_name": {}}


def test_sub_view_of_its_own_is_asked_for_and_used():
    form = view("<form><field name='line_ids'/></form>")
    assert client.wants_subview(form) == {"line_ids": "x.line"}
    arch = etree.fromstring("<list><field name='hours'/></list>")
    lines = client.View("list", arch, "x.line", MODELS)
    spec = client.specification(form, {"line_ids": lines})
    assert spec == {"line_ids": {"fields": {"hours": {}}, "limit": 40, "context": {}}}


def test_default_filters_are_joined_as_the_search_bar_does():
    search = view(
        "<search><filter name='my' domain='[1]'/><filter name='open' domain='[2]'/>"
        "<separator/><filter name='late' domain='[3]'/>"
        "<group><filter name='by_team' context=\"{'group_by': 'team_id'}\"/></group>"
        "</search>",
        "search",
    )
    names = ("my", "open", "late", "by_team")
    context = {f"search_default_{name}": 1 for name in names}
    nodes = client.default_filters(search, context)
    assert [node.get("name") for node in nodes] == list(names)
    runs = client.filter_groups(search, nodes)
    assert [[node.get("name") for node in run] for run in runs] == [
        ["my", "open"],
        ["late"],
    ]


def test_order_of_a_list_with_a_handle():
    arch = "<list><field name='sequence' widget='handle'/></list>"
    assert client.default_order(view(arch, "list")) == "sequence ASC, id ASC"
    assert client.default_order(view("<list default_order='name desc'/>", "list")) == (
        "name desc"
    )


def test_grouped_list_sums_what_can_be_summed():
    arch = "<list><field name='sequence'/><field name='name'/></list>"
    assert client.aggregates(view(arch, "list")) == ["sequence:sum"]


def test_progress_bar_of_a_kanban():
    arch = (
        "<kanban><progressbar field='activity_state'"
        " colors=\"{'today': 'warning'}\"/></kanban>"
    )
    assert client.progress_bar(view(arch, "kanban")) == {
        "field": "activity_state",
        "colors": {"today": "warning"},
        "help": None,
    }
