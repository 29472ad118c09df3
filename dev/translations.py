# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk translate``: take changed terms over into the translations.

Odoo writes the templates (``.pot``) from the prepared test database, which has no demo
data; the files of the languages (``.po``) then get the template's terms, in its order,
and keep what is translated. What is left to do is told, and refused by ``./desk lint``.
"""

import argparse
from pathlib import Path

from . import paths as desk_paths
from .errors import DeskError
from .progress import say, step

ROOT = Path(__file__).resolve().parent.parent


def build_parser():
    parser = argparse.ArgumentParser(
        prog="desk translate",
        description="Export the terms of the addons and merge them into the "
        "translations; what is translated stays.",
    )
    parser.add_argument("addon", nargs="*", help="only these (default: all)")
    return parser


def run(args):
    """Carry out ``./desk translate`` with these arguments; return the exit code.

    :raise DeskError: for an addon that there is not, or when Odoo cannot export
    """
    options = build_parser().parse_args(args)
    from . import po_files, session, suite_database

    paths = desk_paths.find(ROOT)
    with session.work(paths, "test") as context:
        every = [*context.addons, *context.glue]
        unknown = sorted(set(options.addon) - set(every))
        if unknown:
            raise DeskError(f"no such addon: {', '.join(unknown)}")
        names = options.addon or every
        # What an application brings changes what the other addons export.
        joining = [name for name in names if name in context.glue]
        suite = [name for name in names if name not in joining]
        for some, prepare in (
            (suite, suite_database.ensure),
            (joining, suite_database.ensure_glued),
        ):
            if some:
                database = prepare(context)
                with step(f"Exporting the terms of {', '.join(some)}"):
                    export(context, database, some)
    for name in names:
        for path, missing in po_files.merge_addon(paths.addons / name):
            left = f"{missing} to translate" if missing else "complete"
            say(f"  {path.relative_to(paths.addons)}: {left}")
    return 0


def export(context, database, names):
    """Let Odoo write the templates of these addons."""
    from . import odoo_run, po_files
    from .command import run as run_program

    config = odoo_run.write_config(context, "translate")
    templates = {
        name: po_files.template_of(context.paths.addons / name) for name in names
    }
    before = {name: po_files.read(path) for name, path in templates.items()}
    command = [*odoo_run.COMMAND, "i18n", "export", "-c", config, "-d", database]
    run_program(
        [*command, "-l", "pot", "--", *names],
        "exporting the terms",
        context.paths.logs / "translate.log",
        cwd=context.paths.root,
    )
    for name, path in templates.items():
        if not path.exists():
            raise DeskError(f"Odoo wrote no {path.name} (see {context.paths.logs})")
        if po_files.is_same(before[name], po_files.read(path)):
            path.write_text(before[name])
