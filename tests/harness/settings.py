# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What the environment must say before a black-box test may run.

A missing fact is a failure that names it, never a skipped test.
"""

import configparser
import os
import shlex
from dataclasses import dataclass
from pathlib import Path

VARIABLES = {
    "DESK_PYTHON": "the Python of the environment that runs Odoo",
    "DESK_ODOO_COMMAND": "the command that starts Odoo, as a shell would split it",
    "DESK_ODOO_CONF": "an Odoo configuration: database, addons_path, data_dir",
    "DESK_TEST_DB_TEMPLATE": "a database with the suite installed, no demo data",
    "DESK_CHROMIUM": "the path of Chromium",
}


class MissingSettingError(Exception):
    """The environment lacks something the tests cannot do without."""


@dataclass(frozen=True)
class Settings:
    """Where everything is, read once a session."""

    python: str
    odoo_command: tuple
    odoo_conf: Path
    template: str
    chromium: str
    dovecot: str
    addons: Path
    options: dict

    @property
    def data_dir(self):
        """Return Odoo's data folder, which holds the file stores."""
        return Path(self.options["data_dir"])

    @property
    def connection(self):
        """Return psycopg2's connection arguments, without a database's name."""
        keys = {
            "db_host": "host",
            "db_port": "port",
            "db_user": "user",
            "db_password": "password",
        }
        found = {ours: self.options.get(theirs) for theirs, ours in keys.items()}
        return {
            key: value for key, value in found.items() if value not in (None, "False")
        }

    @property
    def addons_path(self):
        """Return the folders of the configuration's ``addons_path``."""
        raw = self.options.get("addons_path", "").split(",")
        return [part.strip() for part in raw if part.strip()]


def read_settings(environ=os.environ):
    """Return the :class:`Settings`; raise MissingSettingError naming what lacks."""
    lacking = [name for name in VARIABLES if not environ.get(name)]
    if lacking:
        said = "; ".join(f"{name} ({VARIABLES[name]})" for name in lacking)
        raise MissingSettingError(
            f"not set: {said}. Run them by ./desk test, or see tests/README.md."
        )
    return Settings(
        python=_file(environ["DESK_PYTHON"], "DESK_PYTHON"),
        odoo_command=tuple(shlex.split(environ["DESK_ODOO_COMMAND"])),
        odoo_conf=Path(_file(environ["DESK_ODOO_CONF"], "DESK_ODOO_CONF")),
        template=environ["DESK_TEST_DB_TEMPLATE"],
        chromium=_file(environ["DESK_CHROMIUM"], "DESK_CHROMIUM"),
        dovecot=environ.get("DESK_DOVECOT", "/usr/sbin/dovecot"),
        addons=Path(__file__).resolve().parents[2] / "addons",
        options=_odoo_options(environ["DESK_ODOO_CONF"]),
    )


def _file(path, variable):
    """Return ``path`` where a file is; raise MissingSettingError elsewhere."""
    if not Path(path).is_file():
        raise MissingSettingError(f"{variable} says {path}, where no file is.")
    return path


def _odoo_options(path):
    """Return the ``[options]`` of an Odoo configuration; data_dir is required."""
    parser = configparser.RawConfigParser()
    parser.read(path, encoding="utf-8")
    options = dict(parser["options"]) if parser.has_section("options") else {}
    if not options.get("data_dir"):
        raise MissingSettingError(f"{path} (DESK_ODOO_CONF) names no data_dir.")
    return options
