# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The template database: Odoo's own modules, installed once for all checkouts.

It is kept in the cache as a dump with its file store, and restored into a server that
lacks it. Its name holds Odoo's version, the modules and whether demo data is in.
"""

import hashlib
import shutil

from . import lockfile, odoo_run, postgres
from .addons import foreign_modules
from .command import run
from .database import copy_tree
from .errors import CommandError
from .paths import make_folder
from .progress import step

RECIPE = "2"  # raise it when the steps below change what they make
# What the demo's people read; the tests choose their own.
LANGUAGES = ("en_US", "ru_RU", "zh_CN")


def ensure(context, demo):
    """Return the name of the template database, made or restored if need be."""
    modules = foreign_modules(context.addons)
    key = _key(context, modules, demo)
    name = f"desk_{context.paths.slug}_base_{key}"
    if context.databases.label(name):
        return name
    cached = context.paths.cache / "templates" / key
    unfinished = f"{name}_new"
    with lockfile.hold(context.paths.cache, "template", "making a template", wait=True):
        if not _restored(context, cached, unfinished):
            text = f"Installing {len(modules)} of Odoo's own modules, once"
            with step(text + (" with demo data" if demo else "")):
                context.databases.create(unfinished)
                languages = LANGUAGES if demo else ()
                odoo_run.install(context, unfinished, modules, demo, languages)
                _save(context, unfinished, cached)
    context.databases.rename(unfinished, name)
    context.databases.set_label(name, kind="template", modules=modules, demo=demo)
    return name


def _key(context, modules, demo):
    parts = [RECIPE, context.odoo.version, str(context.odoo.folder), str(demo)]
    digest = hashlib.sha256("\n".join(parts + modules).encode())
    return digest.hexdigest()[:10]


def _save(context, database, cached):
    """Dump into the cache; a server that our pg_dump is too old for is let be."""
    unfinished = cached.with_name(f"{cached.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_folder(unfinished)
    command = [
        postgres.program("pg_dump"),
        "--format=custom",
        "--compress=1",
        "--no-owner",
    ]
    try:
        run(
            [*command, "--file", unfinished / "dump", database],
            "saving the template",
            context.paths.logs / "pg_dump.log",
            env=context.server.environment(),
        )
    except CommandError:
        shutil.rmtree(unfinished, ignore_errors=True)
        return
    copy_tree(context.databases.filestores / database, unfinished / "filestore")
    (unfinished / "complete").touch()
    shutil.rmtree(cached, ignore_errors=True)
    unfinished.rename(cached)


def _restored(context, cached, database):
    """Restore the cached dump; return whether there was one that this server takes."""
    if not (cached / "complete").exists():
        return False
    command = [
        postgres.program("pg_restore"),
        "--no-owner",
        "--jobs=2",
        "--dbname",
        database,
    ]
    with step("Restoring the database of Odoo's own modules"):
        context.databases.create(database)
        try:
            run(
                [*command, cached / "dump"],
                "restoring the template",
                context.paths.logs / "pg_restore.log",
                env=context.server.environment(),
            )
        except CommandError:
            return False  # a server of another version may refuse the dump
        copy_tree(cached / "filestore", context.databases.filestores / database)
    return True
