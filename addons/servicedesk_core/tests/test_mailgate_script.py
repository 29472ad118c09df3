# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xmlrpc.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from odoo.tests.common import BaseCase

SCRIPT = Path(__file__).parents[1] / "static/scripts/servicedesk-mailgate.py"
KEY = "0123456789abcdef0123456789abcdef01234567"
MAIL = b"From: ann@customer.example\nSubject: Door\n\nIt jams.\n"
STORED = 0
WRONG_USAGE = 64
TRY_AGAIN = 75


class FakeDesk(BaseHTTPRequestHandler):
    """Answer XML-RPC as the test wants it; remember what was asked."""

    def do_POST(self):
        """Take a call; the name is the standard library's."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        arguments, method = xmlrpc.client.loads(content)
        self.server.calls.append((self.path, method, arguments))
        if method == "authenticate":
            answer = 7 if arguments[2] == KEY else False
        else:
            answer = self.server.answer
        if callable(answer):
            answer = answer(self)
        if isinstance(answer, int) and answer >= 300:
            self.send_response(answer)
            self.end_headers()
            return
        if isinstance(answer, bytes):
            body = answer
        elif isinstance(answer, xmlrpc.client.Fault):
            body = xmlrpc.client.dumps(answer).encode()
        else:
            body = xmlrpc.client.dumps((answer,), methodresponse=True, allow_none=True)
            body = body.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Say nothing."""


class TestMailgateScript(BaseCase):
    """The script ends with 0 only when the desk has answered; 75 on all else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = ThreadingHTTPServer(("127.0.0.1", 0), FakeDesk)
        thread = threading.Thread(target=cls.desk.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.desk.server_close)
        cls.addClassCleanup(cls.desk.shutdown)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.url = f"http://127.0.0.1:{cls.desk.server_address[1]}"

    def setUp(self):
        super().setUp()
        self.desk.calls = []
        self.desk.answer = 42
        self.key_file = self._write_key(KEY + "\n")

    def _write_key(self, content, mode=0o600):
        path = self.folder / "key"
        path.write_text(content)
        path.chmod(mode)
        return path

    def _run(self, *options, mail=MAIL, environ=None, **replaced):
        """Run the script; check that it tells no secret; return the exit code."""
        named = {
            "url": self.url,
            "database": "desk",
            "login": "gate",
            "key-file": str(self.key_file),
            **replaced,
        }
        command = [sys.executable, str(SCRIPT), *options]
        for name, value in named.items():
            command += [f"--{name}", value]
        plain = {
            name: value
            for name, value in os.environ.items()
            if name not in ("RECIPIENT", "ORIGINAL_RECIPIENT")
        }
        done = subprocess.run(
            command,
            input=mail,
            capture_output=True,
            env={**plain, **(environ or {})},
            timeout=60,
            check=False,
        )
        self.said = done.stderr.decode()
        self.assertNotIn(KEY, self.said)
        self.assertNotIn("Traceback", self.said)
        self.assertNotIn(KEY.encode(), done.stdout)
        return done.returncode

    def _delivered(self):
        """Return the last call's (model, method, named arguments)."""
        path, method, arguments = self.desk.calls[-1]
        self.assertEqual((path, method), ("/xmlrpc/2/object", "execute_kw"))
        self.assertEqual(arguments[:3], ("desk", 7, KEY))
        self.assertEqual(arguments[5], [])
        return arguments[3], arguments[4], arguments[6]

    def test_any_answer_is_a_success(self):
        """A ticket's number, nothing, or not so: the server has the mail."""
        nothing = "Traceback …\nTypeError: cannot marshal None unless allow_none is on"
        for answer in (42, False, None, True, xmlrpc.client.Fault(1, nothing)):
            with self.subTest(answer=answer):
                self.desk.answer = answer
                self.assertEqual(self._run(), STORED)
                self.assertEqual(self.said, "")

    def test_mail_is_carried_as_bytes(self):
        """Whatever alphabet it is in, and without the line of mbox files."""
        mail = b"Subject: \xc4\xd7\xc5\xd2\xd8\r\n\r\n\x00\xff]]>\r\n"
        for before in (b"", b"From ann Sun Nov 22 09:00:00 2026\n"):
            self.assertEqual(self._run(mail=before + mail), STORED)
            model, method, named = self._delivered()
            self.assertEqual((model, method), ("mail.thread", "message_process"))
            self.assertEqual(named["message"].data, mail)
            self.assertIs(named["model"], False)

    def test_recipient_is_told(self):
        """What the command line says counts before what the environment says."""
        environ = {"RECIPIENT": "b@x.example", "ORIGINAL_RECIPIENT": "a@x.example"}
        self._run()
        self.assertEqual(self._delivered()[2]["context"], {})
        self._run(environ=environ)
        context = {"servicedesk_recipient": "a@x.example"}
        self.assertEqual(self._delivered()[2]["context"], context)
        self._run(environ=environ, recipient="desk@x.example")
        context = {"servicedesk_recipient": "desk@x.example"}
        self.assertEqual(self._delivered()[2]["context"], context)

    def test_recipient_that_cannot_be_told(self):
        """A hint with control characters or broken bytes is left out: the mail comes.

        It would fail at every try, and the mail server would return it in the end.
        """
        for hint in (b"a\x01@x.example", b"a\n@x.example", b"\xff@x.example"):
            with self.subTest(hint=hint):
                environ = {"RECIPIENT": os.fsdecode(hint)}
                self.assertEqual(self._run(environ=environ), STORED)
                self.assertEqual(self._delivered()[2]["context"], {})
                self.assertEqual(self._run(recipient=os.fsdecode(hint)), STORED)
                self.assertEqual(self._delivered()[2]["context"], {})

    def test_mistakes_are_named(self):
        """A bad port, address or database is told in words; no mail is lost by it."""
        for url in (
            "http://127.0.0.1:port",
            "http://127.0.0.1:99999",
            "http://[::1",
            "http://desk example",
            "http://désk.example",
        ):
            with self.subTest(url=url):
                self.assertEqual(self._run(url=url), TRY_AGAIN)
                self.assertIn("--url", self.said)
        fault = xmlrpc.client.Fault(
            1,
            'Traceback …\npsycopg2.OperationalError: connection to "/run/x/.s.PGSQL"'
            ' failed: FATAL:  database "desk" does not exist\n',
        )
        self.desk.answer = fault
        self.assertEqual(self._run(), TRY_AGAIN)
        self.assertIn("--database", self.said)
        self.assertNotIn("PGSQL", self.said)

    def test_closed_standard_input_is_named(self):
        """Who closes standard input hands over no mail, and is told so."""
        command = [sys.executable, str(SCRIPT), "--url", self.url, "--login", "gate"]
        command += ["--database", "desk", "--key-file", str(self.key_file)]
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *command],
            capture_output=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, TRY_AGAIN)
        self.assertIn(b"standard input is closed", done.stderr)

    def test_refusals_keep_the_mail(self):
        """Whatever the server has against it: the mail server tries again."""
        for answer in (
            xmlrpc.client.Fault(2, "No possible route found"),
            xmlrpc.client.Fault(3, "Access Denied"),
            xmlrpc.client.Fault(4, f"Not with {KEY}"),
            xmlrpc.client.Fault(1, "Traceback …\npsycopg2.OperationalError: gone"),
            500,
            502,
            302,
            b"<html>maintenance</html>",
            b"",
        ):
            with self.subTest(answer=answer):
                self.desk.answer = answer
                self.assertEqual(self._run(), TRY_AGAIN)
                self.assertEqual(self.said.count("\n"), 1, "One line for the log.")

    def test_unknown_login_keeps_the_mail(self):
        """Wrong key, login or database: nothing is handed over."""
        self._write_key("wrong")
        self.assertEqual(self._run(), TRY_AGAIN)
        self.assertEqual(len(self.desk.calls), 1)

    def test_nobody_there_keeps_the_mail(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        self.assertEqual(self._run(url=f"http://127.0.0.1:{port}"), TRY_AGAIN)

    def test_slow_server_keeps_the_mail(self):
        """The time counts for all of it, also for an answer that trickles in."""

        def trickle(handler):
            handler.send_response(200)
            handler.end_headers()
            for _drop in range(40):
                handler.wfile.write(b" ")
                time.sleep(0.1)
            return b""

        self.desk.answer = trickle
        began = time.monotonic()
        self.assertEqual(self._run(timeout="1"), TRY_AGAIN)
        self.assertLess(time.monotonic() - began, 3.5)
        self.assertIn("time is over", self.said)

    def test_no_mail(self):
        """Nothing on standard input is a mistake of the caller, and no mail."""
        for mail in (b"", b"\r\n \n", b"From ann Sun Nov 22 09:00:00 2026\n"):
            with self.subTest(mail=mail):
                self.assertEqual(self._run(mail=mail), TRY_AGAIN)
        self.assertFalse([call for call in self.desk.calls if "object" in call[0]])

    def test_key_file(self):
        """It must be there, hold a key, and be closed to everybody else."""
        self.assertEqual(self._run(**{"key-file": "/nowhere/key"}), TRY_AGAIN)
        for content, mode in ((KEY, 0o604), (KEY, 0o602), ("", 0o600), ("ключ", 0o600)):
            with self.subTest(content=content, mode=oct(mode)):
                self._write_key(content, mode)
                self.assertEqual(self._run(), TRY_AGAIN)
                self.assertIn("key", self.said)
        self.assertFalse(self.desk.calls)
        self._write_key(KEY, 0o640)
        self.assertEqual(self._run(), STORED, "A group may share it.")

    def test_wrong_arguments_keep_the_mail(self):
        """A mistake in the mail server's settings must not return mail to people."""
        for options in (["--wrong"], ["--help"], ["--timeout", "soon"], ["surplus"]):
            with self.subTest(options=options):
                self.assertEqual(self._run(*options), TRY_AGAIN)
        for url in ("desk.example.com", "ftp://desk.example.com", "https://"):
            with self.subTest(url=url):
                self.assertEqual(self._run(url=url), TRY_AGAIN)
        self.assertEqual(self._run(url=f"http://me:{KEY}@127.0.0.1"), TRY_AGAIN)
        self.assertFalse(self.desk.calls)

    def test_person_is_told_of_wrong_arguments(self):
        """At a terminal there is no mail to keep, so the usual code is given."""
        ours, theirs = os.openpty()
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, theirs)
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "--wrong"],
            stdin=theirs,
            capture_output=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, WRONG_USAGE)

    def test_script_can_be_run_and_needs_nothing(self):
        """Whoever copies it runs it: executable, by the standard library alone."""
        self.assertTrue(os.access(SCRIPT, os.X_OK))
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(SCRIPT)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, TRY_AGAIN)
        self.assertIn(b"required", done.stderr)
