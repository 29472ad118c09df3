# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The main job with an integrator's program in the agent's place."""

import pytest

from harness.desk import PASSWORD
from harness.main_job import AgentByRpc, MainJob
from harness.rpc import Json2Client, OdooRpcClient, XmlRpcClient, make_api_key

WAYS = {
    "xmlrpc": XmlRpcClient,
    "odoorpc": OdooRpcClient,
    "json2": lambda server, login, password: Json2Client(
        server, make_api_key(server, login, password)
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_main_job(desk, browser, way):
    """A mail, two solutions, a refusal, a confirmation, the end."""
    user = desk.add_user(f"agent_{way}", "servicedesk_core.group_servicedesk_agent")
    alias = f"{way}-help"
    desk.add_team(f"Desk of {way}", alias, user)
    client = WAYS[way](desk.server, user.login, PASSWORD)

    MainJob(desk, browser, AgentByRpc(desk, user, client), alias).tell()
