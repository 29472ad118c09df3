# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The customer's answer page, as a browser and as bare HTTP see it."""

import re
import time

import requests
from lxml import html

from .smtp import links

LINK = re.compile(r"/servicedesk/confirm/\d+/[\w-]+")

# An answer counts from 1.5 s after the page was shown: people read first.
READING_TIME = 1.6


def link_of(mail):
    """Return the one link to the answer page that a mail holds."""
    found = [link for link in links(mail) if LINK.search(link)]
    assert len(set(found)) == 1, f"answer links of {mail['Subject']!r}: {found}"
    return found[0]


def answer_in_browser(page, link, answer, rating=None, feedback=None):
    """Answer as a customer does: open, rate, write, press; return the page's text."""
    page.goto(link)
    form = page.locator("form:has([name=nonce])")
    form.wait_for()
    if rating:
        form.locator(f"label[for=rating_{rating}]").click()
    if feedback:
        form.locator("[name=feedback]").fill(feedback)
    page.wait_for_timeout(READING_TIME * 1000)
    with page.expect_navigation():
        form.locator(f"[name=answer][value={answer}]").click()
    return page.inner_text("#wrap")


class AnswerPage:
    """One visitor of an answer page, without scripts: a session and its last form."""

    def __init__(self, link):
        self.link = link
        self.session = requests.Session()
        self.hidden = {}
        self.action = link
        self.opened_at = 0.0

    def open(self):
        """Fetch the page, remember its form, return the response."""
        response = self.session.get(self.link, timeout=30)
        self.opened_at = time.monotonic()
        form = _form_of(response.text)
        if form is not None:
            self.hidden = dict(form.form_values())
            self.action = requests.compat.urljoin(response.url, form.action or "")
        return response

    def has_form(self):
        """Tell whether the page still asks something."""
        return _form_of(self.open().text) is not None

    def send(self, read_first=True, **values):
        """Send the form with these values over its hidden ones.

        A value of None leaves the field out.
        """
        if read_first:
            time.sleep(max(0, self.opened_at + READING_TIME - time.monotonic()))
        data = {
            name: value
            for name, value in {**self.hidden, **values}.items()
            if value is not None
        }
        return self.session.post(self.action, data=data, timeout=30)


def _form_of(page):
    for form in html.fromstring(page).forms:
        if "nonce" in form.fields:
            return form
    return None


def words(response):
    """Return what a reader sees of a page, white space folded."""
    content = html.fromstring(response.text)
    wrap = content.xpath("//*[@id='wrap']") or [content]
    return " ".join(wrap[0].text_content().split())
