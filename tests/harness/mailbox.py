# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""A real IMAP mailbox: Dovecot as its own process in a folder of its own."""

import getpass
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

from .ports import free_port, is_open
from .waiting import wait_for

CONFIG = """\
protocols = imap
listen = 127.0.0.1
instance_name = servicedesk-tests
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Mailbox:
    """One mailbox: read by IMAP, filled by Dovecot's own delivery agent."""

    user = "desk"
    password = "in-the-box"

    def __init__(self, dovecot):
        self.dovecot = dovecot
        self.imap_port = free_port()
        # Dovecot's sockets lie in it, whose paths may have 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="servicedesk-imap-"))
        self._config = self.folder / "dovecot.conf"
        self._process = None

    def start(self):
        """Write the configuration, start Dovecot and return when it answers."""
        if not os.path.exists(self.dovecot):
            raise AssertionError(f"no {self.dovecot}: install Debian's dovecot-imapd")
        self._write_config()
        self._process = subprocess.Popen(
            [self.dovecot, "-F", "-c", str(self._config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            wait_for("Dovecot to listen", self._listens, seconds=15)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self._said()}") from error
        return self

    def stop(self):
        """Stop Dovecot and remove its folder."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=15)
            self._process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def deliver(self, sender, content):
        """Put a mail (bytes) into the box, as a mail exchanger's last step.

        :raise CalledProcessError: when the agent did not take it
        """
        command = [f"{self._libexec}/dovecot-lda", "-c", str(self._config), "-e"]
        command += ["-d", self.user, "-f", sender]
        subprocess.run(command, input=content, capture_output=True, check=True)

    @cached_property
    def _libexec(self):
        return subprocess.run(
            ["doveconf", "-c", str(self._config), "-h", "libexec_dir"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    def forget_reading(self):
        """Take the mark of having been read off all mails in the box."""
        with imaplib.IMAP4("127.0.0.1", self.imap_port) as imap:
            imap.login(self.user, self.password)
            imap.select()
            imap.store("1:*", "-FLAGS", r"(\Seen)")

    def count(self, criterion="ALL"):
        """Return how many mails lie in the box, e.g. of ``UNSEEN``."""
        with imaplib.IMAP4("127.0.0.1", self.imap_port) as imap:
            imap.login(self.user, self.password)
            imap.select(readonly=True)
            return len(imap.search(None, criterion)[1][0].split())

    def _write_config(self):
        as_root = os.getuid() == 0
        owner = pwd.getpwnam("nobody") if as_root else pwd.getpwuid(os.getuid())
        me = getpass.getuser()
        self.folder.chmod(0o755)
        (self.folder / "mail").mkdir()
        os.chown(self.folder / "mail", owner.pw_uid, owner.pw_gid)
        (self.folder / "passwd").write_text(f"{self.user}:{self.password}\n")
        self._config.write_text(
            CONFIG.format(
                folder=self.folder,
                internal="dovecot" if as_root else me,
                internal_group="dovecot" if as_root else _group_of(owner),
                login="dovenull" if as_root else me,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                imap_port=self.imap_port,
            )
        )

    def _listens(self):
        if self._process.poll() is not None:
            raise AssertionError("Dovecot has ended")
        return is_open(self.imap_port)

    def _said(self):
        self._process.kill()
        log = self.folder / "dovecot.log"
        logged = log.read_text() if log.exists() else ""
        return self._process.stderr.read().decode() + logged


def _group_of(account):
    import grp

    return grp.getgrgid(account.pw_gid).gr_name
