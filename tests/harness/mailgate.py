# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The script by which a mail server hands mails over, run as a mail server runs it."""

import subprocess

SCRIPT = "servicedesk_core/static/scripts/servicedesk-mailgate.py"
STORED = 0
TRY_AGAIN = 75


class Mailgate:
    """One set-up of the script: whom it hands mails to, and as whom.

    :param folder: where the key's file is put
    """

    def __init__(self, settings, server, login, key, folder):
        self.key = key
        key_file = folder / "mailgate.key"
        key_file.touch(mode=0o600)
        key_file.write_text(f"{key}\n")
        self._command = [settings.python, str(settings.addons / SCRIPT)]
        self._command += ["--url", server.url, "--database", server.database]
        self._command += ["--login", login, "--key-file", str(key_file)]

    def run(self, raw, *options, seconds=120):
        """Hand a mail (bytes) over; return the finished process.

        A later option stands in for an earlier one of the same name.
        """
        done = subprocess.run(
            [*self._command, *options],
            input=raw,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        assert self.key.encode() not in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr
        return done

    def hand_over(self, raw, *options):
        """Hand a mail over; return the exit code."""
        return self.run(raw, *options).returncode
