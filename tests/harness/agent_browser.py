# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""An agent's hands in the web client."""

import re

from .browser import log_in
from .desk import PASSWORD


class AgentByBrowser:
    """Works on one ticket in Chromium, by what is on the screen."""

    def __init__(self, desk, user, page):
        self.desk = desk
        self.user = user
        self.page = page

    def arrive(self):
        """Log in and stand before the list of what nobody has classified."""
        log_in(self.page, self.desk.server.url, self.user.login, PASSWORD)
        self.page.goto(f"{self.desk.server.url}/odoo/unclassified-tickets")
        self.page.locator(".o_list_view").wait_for()

    def classify(self, ticket_id):
        """Open the newcomer from the list and say what it is: that saves it."""
        self.arrive()
        subject = self.desk.admin.read("servicedesk.ticket", ticket_id, "name")
        self.page.locator(".o_data_row", has_text=subject).click()
        asked = self.page.locator(".o_servicedesk_classify")
        asked.get_by_text("Incident", exact=True).click()
        asked.wait_for(state="hidden")
        self._wait_saved()

    def take(self, _ticket_id):
        """Press Take."""
        self.page.locator("button[name=action_take]").click()
        self._wait_stage("Assigned")

    def start(self, _ticket_id):
        """Press Start."""
        self._press_move("in_progress")
        self._wait_stage("In Progress")

    def resolve(self, _ticket_id, solution):
        """Press Resolve and say in the dialog what was done."""
        self.page.reload()
        self._press_move("resolved")
        dialog = self.page.locator(".modal-dialog")
        words = dialog.locator("[name=resolution] .odoo-editor-editable")
        words.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(solution)
        dialog.locator("button[name=action_apply]").click()
        dialog.wait_for(state="hidden")
        self._wait_stage("Resolved")

    def close(self, _ticket_id):
        """Press Close."""
        self.page.reload()
        self._press_move("closed")
        self._wait_stage("Closed")

    def _wait_saved(self):
        self.page.locator(
            ".o_form_saved, .o_form_status_indicator_buttons.invisible"
        ).first.wait_for(state="attached")

    def _press_move(self, state):
        self.page.locator(f".o_servicedesk_moves [data-state={state}]").click()

    def _wait_stage(self, name):
        current = self.page.locator(".o_statusbar_status .o_arrow_button_current")
        current.filter(has_text=re.compile(rf"^\s*{name}\s*$")).wait_for()
