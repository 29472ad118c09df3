# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Copies of databases together with their file stores.

A copy's name tells the machine and the process that made it, so that what a killed
run left behind is found and dropped by the next one.
"""

import hashlib
import itertools
import os
import shutil
import socket
import time
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import errors, sql

_HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
PREFIX = f"servicedesk_e2e_{_HOST}_"


class Databases:
    """Makes and drops databases of one PostgreSQL server."""

    def __init__(self, settings):
        self.settings = settings
        self._numbers = itertools.count(1)
        self._made = []

    def create(self, template=None):
        """Create a database, empty or as a copy of ``template``; return its name."""
        name = f"{PREFIX}{os.getpid()}_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        if not template:
            statement += sql.SQL(" ENCODING 'UTF8' LC_COLLATE 'C'")
        self._patiently(statement)
        self._made.append(name)
        if template:
            self._copy_filestore(template, name)
        return name

    def drop(self, name):
        """Drop a database with its file store; one that is gone is no error."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )
        shutil.rmtree(self._filestore(name), ignore_errors=True)
        if name in self._made:
            self._made.remove(name)

    def drop_all(self):
        """Drop every database this object has made."""
        for name in list(self._made):
            self.drop(name)

    def drop_leftovers(self):
        """Drop the copies of runs of this machine that are no longer alive."""
        for (name,) in self.query("postgres", "SELECT datname FROM pg_database"):
            pid = name.removeprefix(PREFIX).split("_")[0]
            if name.startswith(PREFIX) and not os.path.exists(f"/proc/{pid}"):
                self.drop(name)

    def query(self, database, statement, parameters=None):
        """Return the rows of a statement, read straight from PostgreSQL."""
        with closing(self._connect(database)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall()

    @contextmanager
    def locked(self, database, table):
        """Let nobody write to a table: whoever wants to waits inside the block."""
        with closing(self._connect(database)) as connection:
            with connection.cursor() as cursor:
                statement = sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE")
                cursor.execute(statement.format(sql.Identifier(table)))
            yield
            connection.rollback()

    @contextmanager
    def refusing(self, database, table, condition):
        """Let PostgreSQL refuse each new row of a table that meets a condition."""
        name = sql.Identifier("refused_by_tests")
        table = sql.Identifier(table)
        add = "ALTER TABLE {} ADD CONSTRAINT {} CHECK (NOT ({})) NOT VALID"
        self._execute(sql.SQL(add).format(table, name, sql.SQL(condition)), database)
        try:
            yield
        finally:
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            self._execute(drop.format(table, name), database)

    def waits_for(self, database, table):
        """Return whether somebody waits to write to that table."""
        return bool(
            self.query(
                database,
                "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass",
                [table],
            )
        )

    def _patiently(self, statement, seconds=30):
        """Execute a copy; wait while another run is just copying the same template."""
        until = time.monotonic() + seconds
        while True:
            try:
                return self._execute(statement)
            except errors.ObjectInUse:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def _execute(self, statement, database="postgres"):
        with closing(self._connect(database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def _connect(self, database):
        return psycopg2.connect(dbname=database, **self.settings.connection)

    def _filestore(self, name):
        return self.settings.data_dir / "filestore" / name

    def _copy_filestore(self, source, target):
        """Link the files: Odoo names them by their content and never rewrites one."""
        if self._filestore(source).is_dir():
            shutil.copytree(
                self._filestore(source),
                self._filestore(target),
                copy_function=_link_or_copy,
            )


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
