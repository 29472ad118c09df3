# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The main job as people do it: an agent and a customer, each in his own browser."""

from harness.agent_browser import AgentByBrowser
from harness.main_job import MainJob


def test_main_job(desk, browser):
    """A mail, two solutions, a refusal, a confirmation, the end."""
    user = desk.add_user("agent_smith", "servicedesk_core.group_servicedesk_agent")
    desk.add_team("Printers", "printers", user)
    with browser.person() as page:
        agent = AgentByBrowser(desk, user, page)

        MainJob(desk, browser, agent, "printers").tell()
