# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The scripts of ``docker/``: run for real, with stand-ins for odoo and psql."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

DOCKER = Path(__file__).resolve().parents[2] / "docker"


@pytest.fixture
def container(tmp_path):
    """Return a pretended container: programs that write down how they were called."""
    programs, secrets = tmp_path / "bin", tmp_path / "secrets"
    programs.mkdir()
    secrets.mkdir()
    for name in ("db_password", "master_password", "admin_password"):
        (secrets / name).write_text(f"the {name}")
    return Container(programs, secrets, tmp_path / "calls")


class Container:
    def __init__(self, programs, secrets, calls):
        self.programs, self.secrets, self.calls = programs, secrets, calls
        self.program("odoo", "")
        self.program("psql", "")

    def program(self, name, body):
        path = self.programs / name
        told = '"$0 $* [$PGPASSWORD] [$ODOO_ADMIN_PASSWD]"'
        path.write_text(f"#!/bin/sh\necho {told} >>{self.calls}\n{body}\n")
        path.chmod(0o755)

    def run(self, *arguments):
        env = {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "SECRETS_DIR": str(self.secrets),
        }
        command = ["bash", str(DOCKER / "entrypoint.sh"), *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True)

    def called(self):
        """Return what the programs were told, by their names."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [line.removeprefix(f"{self.programs}/") for line in lines]


SECRETS = "[the db_password] [the master_password]"


@pytest.mark.parametrize("arguments", [(), ("serve",)])
def test_serve(container, arguments):
    assert container.run(*arguments).returncode == 0
    assert container.called() == [f"odoo --database servicedesk {SECRETS}"]


def test_serve_hands_options_on(container):
    container.run("serve", "--http-interface=0.0.0.0")
    [call] = container.called()
    assert call.startswith("odoo --database servicedesk --http-interface=0.0.0.0 ")


def test_other_commands_get_the_secrets_too(container):
    container.run("odoo", "shell")
    assert container.called() == [f"odoo shell {SECRETS}"]


@pytest.mark.parametrize("name", ["db_password", "master_password"])
@pytest.mark.parametrize("is_there", [True, False])
def test_missing_or_empty_secret_is_named(container, name, is_there):
    (container.secrets / name).unlink()
    if is_there:
        (container.secrets / name).touch()
    done = container.run("serve")
    assert done.returncode != 0
    assert f"no secret in {container.secrets}/{name}" in done.stderr
    assert container.called() == []


def test_init_makes_the_database_under_another_name(container):
    done = container.run("init")
    assert done.returncode == 0, done.stderr
    new = "servicedesk_unfinished"
    _psql, create, install, rename = container.called()
    assert create.startswith(f"odoo db init {new} --force --password the admin_pass")
    assert install.startswith(
        f"odoo --database {new} --init servicedesk_core,servicedesk_portal "
        "--no-http --stop-after-init"
    )
    assert rename.startswith(f"odoo db rename {new} servicedesk ")


def test_init_leaves_a_database_alone(container):
    container.program("psql", "echo 1")
    done = container.run("init")
    assert done.returncode == 0
    assert "is there" in done.stdout
    assert [call.split()[0] for call in container.called()] == ["psql"]


def test_init_stops_where_a_step_fails(container):
    container.program("odoo", "case $1 in --database) exit 3; esac")
    assert container.run("init").returncode == 3
    assert "rename" not in "".join(container.called())


def test_init_stops_without_a_server(container):
    container.program("psql", "exit 2")
    assert container.run("init").returncode == 2
    assert len(container.called()) == 1


def test_secrets_are_made_once_and_kept(tmp_path):
    script = shutil.copy(DOCKER / "make-secrets.sh", tmp_path)
    made = make_secrets(script)
    assert sorted(made) == ["admin_password", "db_password", "master_password"]
    assert len(set(made.values())) == 3
    assert all(len(secret) == 48 for secret in made.values())
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700

    (tmp_path / "secrets" / "db_password").write_text("mine")
    (tmp_path / "secrets" / "master_password").unlink()
    again = make_secrets(script)
    assert again["db_password"] == "mine"
    assert again["admin_password"] == made["admin_password"]
    assert again["master_password"] != made["master_password"]


def make_secrets(script):
    subprocess.run(["sh", script], check=True, capture_output=True)
    folder = Path(script).parent / "secrets"
    return {path.name: path.read_text() for path in folder.iterdir()}
