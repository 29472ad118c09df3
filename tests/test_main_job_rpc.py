# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The main job with an integrator's program in the agent's place."""

import pytest

from harness.desk import PASSWORD
from harness.main_job import AgentByRpc, MainJob
from harness.rpc import OdooRpcClient, XmlRpcClient

WAYS = {
    "xmlrpc": lambda desk, user: XmlRpcClient(desk.server, user.login, PASSWORD),
    "odoorpc": lambda desk, user: OdooRpcClient(desk.server, user.login, PASSWORD),
    "json2": lambda desk, user: desk.client_of(user),
}


@pytest.mark.parametrize("way", WAYS)
def test_main_job(desk, browser, way):
    """A mail, two solutions, a refusal, a confirmation, the end."""
    user = desk.add_user(f"agent_{way}", "servicedesk_core.group_servicedesk_agent")
    alias = f"{way}-help"
    desk.add_team(f"Desk of {way}", alias, user)
    client = WAYS[way](desk, user)

    MainJob(desk, browser, AgentByRpc(desk, user, client), alias).tell()
