# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Chromium, driven by Playwright; each context is a person's own browser."""

import os
import re
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

# Nothing may leave the machine, and nothing may wait for what cannot come.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)

OURS = re.compile(r"(http://127\.0\.0\.1:\d+/|data:|blob:|about:)")


class Browser:
    """One Chromium process."""

    def __init__(self, executable):
        self.executable = executable
        self._playwright = None
        self._chromium = None

    def start(self):
        """Start it, headless."""
        arguments = list(ARGUMENTS)
        if os.getuid() == 0:
            arguments.append("--no-sandbox")
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=self.executable, args=arguments
        )
        return self

    def stop(self):
        """Stop it."""
        if self._chromium:
            self._chromium.close()
        if self._playwright:
            self._playwright.stop()

    @contextmanager
    def person(self, **options):
        """Open a page in a fresh context.

        The test fails when scripts of the page do, and when it asks another machine
        for anything.

        :param options: of Playwright's ``new_context``, e.g. java_script_enabled
        """
        options = {
            "viewport": {"width": 1400, "height": 900},
            "locale": "en-US",
            **options,
        }
        context = self._chromium.new_context(**options)
        context.set_default_timeout(60000)
        page = context.new_page()
        errors, requested = [], []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        try:
            yield page
        finally:
            context.close()
        assert errors == [], f"scripts of the page failed: {errors}"
        strangers = [url for url in requested if not OURS.match(url)]
        assert strangers == [], f"the page asked other machines: {strangers}"


def log_in(page, url, login, password):
    """Log in through the login page and wait for the web client."""
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_selector(".o_main_navbar")
