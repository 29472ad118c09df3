# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Fixtures of the black-box tests: each real counterpart once a session."""

import pytest

from harness.browser import Browser
from harness.databases import Databases
from harness.desk import Desk
from harness.mailbox import Mailbox
from harness.odoo import OdooServer
from harness.settings import MissingSettingError, read_settings
from harness.smtp import SmtpEntrance, SmtpSink


@pytest.fixture(scope="session")
def settings():
    """Return what the environment says; fail with its words where it is silent."""
    try:
        return read_settings()
    except MissingSettingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def databases(settings):
    """Return the maker of databases; all it made are dropped at the end."""
    maker = Databases(settings)
    maker.drop_leftovers()
    yield maker
    maker.drop_all()


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    """Return the folder of the servers' logs."""
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def sink():
    """Return the mail provider of everybody outside the company."""
    server = SmtpSink().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mailbox(settings):
    """Return the company's mailbox."""
    box = Mailbox(settings.dovecot)
    try:
        yield box.start()
    finally:
        box.stop()


@pytest.fixture(scope="session")
def entrance(mailbox):
    """Return the mail exchanger in front of the mailbox."""
    server = SmtpEntrance(mailbox).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def odoo(settings, databases, logs):
    """Return a running Odoo with the suite; its log must end without an error."""
    server = OdooServer(settings, databases.create(settings.template), logs).start()
    yield server
    server.stop()
    errors = server.errors()
    assert not errors, "\n".join(errors)


@pytest.fixture(scope="session")
def desk(odoo, mailbox, entrance, sink):
    """Return the company with its mail connected."""
    return Desk(odoo, mailbox, entrance, sink).connect_mail()


@pytest.fixture(scope="session")
def browser(settings):
    """Return Chromium; contexts of it know nothing of each other."""
    chromium = Browser(settings.chromium)
    try:
        yield chromium.start()
    finally:
        chromium.stop()
