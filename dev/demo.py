# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The demo desk: its database and what the person is told about it."""

import os

from . import addons, odoo_run, server, template
from .errors import DeskError
from .logins import lines
from .odoo_run import install
from .progress import say, step

DATABASE = "servicedesk"


def database_name(environ=os.environ):
    """Return the demo's database; ``DESK_DATABASE`` names another."""
    return environ.get("DESK_DATABASE") or DATABASE


def bring_up_to_date(context, names=()):
    """Make the demo's database, or take changed addons over into it.

    :param names: addons to update even if they look unchanged
    :return: whether anything was done
    """
    database = database_name()
    _check_ours(context, database)
    label = context.databases.label(database)
    if not label:
        _make(context, database)
        return True
    return _refresh(context, database, label, names)


def announce(context, port):
    """Print where the desk is and who can sign in."""
    rows = context.databases.query(
        database_name(), "SELECT login FROM res_users WHERE active"
    )
    say()
    say(f"The desk is up: http://localhost:{port}")
    say("Sign in (login / password):")
    for line in lines({row[0] for row in rows}):
        say(line)
    say("It sends no mail: set an outgoing mail server in Odoo's settings to try that.")
    say("It listens on this machine only. `./desk down` ends it.")


def _check_ours(context, database):
    """A database of that name on a person's own server must not be touched."""
    databases = context.databases
    ours = databases.server.embedded or databases.label(database)
    if not ours and database in databases.names():
        raise DeskError(
            f"the database {database} on {databases.server.host} was not made by "
            "./desk: DESK_DATABASE=<name> chooses another"
        )


def _make(context, database):
    """Install the suite into a copy of the template; the name comes last."""
    base = template.ensure(context, demo=True)
    found = context.addons
    sums = addons.checksums(context.paths.addons, found)
    unfinished = f"{database}_new"
    with step("Installing the service desk with its demo data"):
        context.databases.copy(base, unfinished)
        if found:
            install(context, unfinished, list(found), demo=True)
        context.databases.rename(unfinished, database)
    context.databases.set_label(database, kind="demo", addons=sums)


def _refresh(context, database, label, names):
    found = context.addons
    unknown = [name for name in names if name not in found]
    if unknown:
        raise DeskError(f"no such addon: {', '.join(unknown)}")
    sums = addons.checksums(context.paths.addons, found)
    new, code, data, _gone = addons.changed(label["addons"], sums)
    stale = sorted({*code, *data, *names} - set(new))
    if not new and not stale:
        return False
    server.stop(context.paths)
    if new:
        with step(f"Installing {', '.join(new)}"):
            install(context, database, new, demo=True)
    if stale:
        with step(f"Updating {', '.join(stale)}"):
            odoo_run.update(context, database, stale)
    context.databases.set_label(database, kind="demo", addons=sums)
    return True
