# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Databases and their file stores: copied, renamed and dropped together.

What ``./desk`` made carries a label (PostgreSQL's comment on a database). A label is
written when the database is finished, so one without was broken off, or is not ours.
"""

import contextlib
import json
import os
import shutil

from .errors import DiskFullError, from_os_error, from_output
from .paths import make_folder


class Databases:
    """The databases of one server, with the file stores of one data folder."""

    def __init__(self, server, data_dir):
        self.server = server
        self.filestores = data_dir / "filestore"

    def names(self):
        """Return the names of all databases."""
        return [row[0] for row in self._query("SELECT datname FROM pg_database")]

    def label(self, name):
        """Return the label of a database as a dictionary, empty without one of ours."""
        rows = self._query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        )
        try:
            label = json.loads(rows[0][0]) if rows and rows[0][0] else {}
        except ValueError:
            return {}
        return label if isinstance(label, dict) and "desk" in label else {}

    def set_label(self, name, **label):
        """Say that a database is finished, and what it was made from."""
        text = json.dumps({"desk": 1, **label}, sort_keys=True)
        self._execute(f"COMMENT ON DATABASE {_quoted(name)} IS %s", [text])

    def create(self, name):
        """Make an empty database in place of whatever had the name."""
        self.drop(name)
        self._execute(
            f"CREATE DATABASE {_quoted(name)} ENCODING 'unicode' LC_COLLATE 'C'"
            " TEMPLATE template0"
        )
        self._add_trigrams(name)

    def copy(self, source, name):
        """Make ``name`` a copy of ``source``, with its files; the label is not kept."""
        self.drop(name)
        self.disconnect(source)
        copy_tree(self.filestores / source, self.filestores / name)
        self._execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(source)}")
        self._add_trigrams(name)  # for templates that were made without

    def _add_trigrams(self, name):
        """Let Odoo index words for searching, as it does in databases it makes itself.

        A server that does not have or allow the extension works without: slower.
        """
        import psycopg2

        refusals = (
            psycopg2.errors.InsufficientPrivilege,
            psycopg2.errors.UndefinedFile,
            psycopg2.errors.FeatureNotSupported,
        )
        with contextlib.suppress(*refusals):
            self._query("CREATE EXTENSION IF NOT EXISTS pg_trgm", database=name)

    def rename(self, old, new):
        """Give a finished database its name: files first, the name last."""
        self.drop(new)
        self.disconnect(old)
        copy_tree(self.filestores / old, self.filestores / new)
        self._execute(f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(new)}")
        shutil.rmtree(self.filestores / old, ignore_errors=True)

    def drop(self, name):
        """Remove a database and its files, if there are any."""
        if name in self.names():
            self.disconnect(name)
            self._execute(f"DROP DATABASE IF EXISTS {_quoted(name)}")
        shutil.rmtree(self.filestores / name, ignore_errors=True)

    def disconnect(self, name):
        """End the sessions of a database: it cannot be copied or dropped with any.

        PostgreSQL's own workers are its own to end, and it does.
        """
        self._query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid()",
            [name],
        )

    def query(self, name, statement, values=()):
        """Return the rows of one statement in a database."""
        return self._query(statement, values, database=name)

    def serve_at(self, name, url):
        """Have the links that Odoo mails lead to where this machine serves them.

        An address that is not of this machine was set by somebody: it stays.
        """
        self.query(
            name,
            "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'"
            " AND value ~ '^http://(localhost|127[.]0[.]0[.]1)(:[0-9]+)?$'"
            " RETURNING id",
            (url,),
        )

    def _query(self, statement, values=(), database="postgres"):
        link = self.server.connect(database)
        try:
            with link.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            link.close()

    def _execute(self, statement, values=None):
        import psycopg2

        try:
            self._query(statement, values)
        except psycopg2.errors.DiskFull as error:
            raise DiskFullError("the disk is full: PostgreSQL has no room") from error


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def copy_tree(source, target):
    """Copy a file store; files are shared by hard links where that works.

    Odoo never changes a stored file in place: it is named by its content.
    """
    shutil.rmtree(target, ignore_errors=True)
    make_folder(target.parent)
    if not source.is_dir():
        return
    try:
        shutil.copytree(source, target, copy_function=_link_or_copy)
    except shutil.Error as error:
        raise from_output("copying a file store", str(error), source) from error
    except OSError as error:
        raise from_os_error(error) from error


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
