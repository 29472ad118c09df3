# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Each addon stands on what its manifest names, and goes without a trace."""

from pathlib import Path

import pytest

from harness.installs import Installs, manifests
from harness.logs import entries
from harness.odoo import OdooServer, run_odoo
from harness.peer import fetch_peer
from harness.rpc import WebSession
from harness.traces import differences, left_of, orphans, snapshot

ADDONS = list(manifests(Path(__file__).parents[1] / "addons"))

# Leaves behind all that a day's work leaves: a desk, a mail address, a conversation.
USE = """
team = env["servicedesk.team"].create({"name": "Night desk", "alias_name": "night"})
partner = env["res.partner"].create({"name": "Ada", "email": "ada@customer.example"})
ticket = env["servicedesk.ticket"].create({
    "name": "No light", "partner_id": partner.id, "team_id": team.id,
    "ticket_type_id": env.ref("servicedesk_core.ticket_type_incident").id,
})
ticket.message_post(body="The whole street is dark.", attachments=[("a.txt", b"dark")],
    message_type="comment", subtype_xmlid="mail.mt_comment")
ticket.activity_schedule("mail.mail_activity_data_todo", summary="Look at the street")
ticket.message_subscribe(partner.ids)
ticket.action_take()
ticket.action_start()
ticket.action_resolve(resolution="The fuse was blown.")
ticket.action_confirm(rating=5, by_phone=True)
env["ir.config_parameter"].set_param("servicedesk.night", "1")
env.cr.commit()
print("USED", ticket.number)
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "{addon}")]).button_immediate_uninstall()
print("GONE")
"""


@pytest.fixture(scope="module")
def installs(settings, databases):
    """Return the shelf of databases."""
    return Installs(settings, databases)


@pytest.fixture
def serve(settings, logs):
    """Return a function that serves a database until the test ends."""
    servers = []

    def start(database):
        servers.append(OdooServer(settings, database, logs))
        return servers[-1].start()

    yield start
    for server in servers:
        server.stop()


def test_there_are_addons():
    """The core is among the addons, so the tests below are not about nothing."""
    assert "servicedesk_core" in ADDONS


@pytest.mark.parametrize("addon", ADDONS)
def test_installs_without_a_warning(installs, addon):
    """Only its dependencies are there, and Odoo has nothing to complain of."""
    _assert_quiet(installs.alone(addon).log)


@pytest.mark.parametrize("addon", ADDONS)
def test_uninstalls_without_a_trace(installs, settings, databases, serve, addon):
    """After a day's work the addon goes; Odoo is as it was and works."""
    before = snapshot(databases, installs.dependencies_of(addon))
    database = databases.create(installs.alone(addon).database)
    assert "USED SD-" in run_odoo(settings, database, "shell", stdin=USE)

    script = UNINSTALL.format(addon=addon)
    log = run_odoo(settings, database, "shell", stdin=script)

    assert "GONE" in log
    _assert_quiet(log)
    assert left_of(databases, database, addon) == []
    assert orphans(databases, database) == []
    changed = differences(before, snapshot(databases, database))
    assert not _unexpected(changed, addon), "\n".join(_unexpected(changed, addon))
    _assert_odoo_works(serve(database))


def test_stands_beside_the_peer(installs, settings, databases, logs):
    """OCA's help desk installs into the same database without a complaint."""
    database = databases.create(installs.alone("servicedesk_core").database)
    peer = fetch_peer(settings.python, logs)
    log = installs.install(database, "helpdesk_mgmt", addons_path=[peer])
    _assert_quiet(log)
    installed = databases.query(
        database,
        "SELECT name FROM ir_module_module WHERE state = 'installed' AND name IN %s",
        [("helpdesk_mgmt", "servicedesk_core")],
    )
    assert len(installed) == 2


def _assert_quiet(log):
    found = entries(log)
    assert not found, "\n".join(found)


def _unexpected(changed, addon):
    """Return the traces an addon may not leave; the desk's address is the core's."""
    if addon == "servicedesk_core":
        return changed
    return [line for line in changed if "night" not in line.lower()]


def _assert_odoo_works(server):
    """Open what people open: the web client, contacts, the portal."""
    web = WebSession(server, "admin", "admin")
    assert web.get("/odoo").status_code == 200
    assert web.get("/my/home").status_code == 200
    views = [[False, kind] for kind in ("list", "kanban", "form", "search")]
    web.call_kw("res.partner", "get_views", [views])
    assert web.call_kw("res.partner", "search_read", [[]])
    assert server.errors() == []
