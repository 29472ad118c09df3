# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The prepared test database: the suite on Odoo's own modules, no demo data.

It is kept between runs. Changed Python is taken over by an update; changed data makes
it anew from the template, since an update leaves ``noupdate`` records as they were.
"""

from . import addons, odoo_run, template
from .progress import step


def ensure(context):
    """Return the name of the prepared database."""
    base = template.ensure(context, demo=False)
    name = f"desk_{context.paths.slug}_suite"
    found = context.addons
    sums = addons.checksums(context.paths.addons, found)
    label = context.databases.label(name)
    if label.get("base") != base:
        label = {}
    stale = _stale_code(label, sums)
    if stale is None:
        _make(context, base, name, sums)
    elif stale:
        _update(context, name, stale)
    context.databases.set_label(name, kind="suite", base=base, addons=sums)
    return name


def ensure_glued(context):
    """Return the name of a database with the glue addons and what they join, or None.

    Made anew when anything of the suite changed: it stands on the prepared one.
    """
    glue = context.glue
    if not glue:
        return None
    suite = ensure(context)
    name = f"desk_{context.paths.slug}_glued"
    sums = addons.checksums(context.paths.addons, [*context.addons, *glue])
    label = context.databases.label(name)
    if not label or label["addons"] != sums:
        unfinished = f"{name}_new"
        with step(f"Installing {', '.join(glue)} and what they join"):
            context.databases.copy(suite, unfinished)
            odoo_run.install(context, unfinished, glue)
            context.databases.rename(unfinished, name)
        context.databases.set_label(name, kind="glued", addons=sums)
    return name


def _stale_code(label, sums):
    """Return the addons to update, or None where only a new database will do."""
    if not label:
        return None
    new, code, data, gone = addons.changed(label["addons"], sums)
    return None if new or data or gone else code


def _make(context, base, name, sums):
    unfinished = f"{name}_new"
    with step(f"Installing the suite's {len(sums)} addons for the tests"):
        context.databases.copy(base, unfinished)
        if sums:
            odoo_run.install(context, unfinished, list(sums))
        context.databases.rename(unfinished, name)


def _update(context, name, stale):
    """Update a copy, so that a broken-off update leaves the old one whole."""
    unfinished = f"{name}_new"
    with step(f"Updating {', '.join(stale)} for the tests"):
        context.databases.copy(name, unfinished)
        odoo_run.update(context, unfinished, stale)
        context.databases.rename(unfinished, name)
