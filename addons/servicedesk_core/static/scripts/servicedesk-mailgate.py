#!/usr/bin/env python3
# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Hand one mail from standard input over to the service desk.

A mail server runs it for each mail. It ends with 0 only when the desk has answered
that the mail is stored, and with 75 (EX_TEMPFAIL of sysexits.h) on everything else, so
that the mail server keeps the mail in its queue and tries again. A mail that was handed
over twice is still one ticket.

It needs Python 3.8 or later and nothing else. The mail is carried as bytes, whatever
alphabet it is written in. The key is read from a file: never from the command line,
which every user of the machine can see. What it says goes to standard error, without
the key.
"""

import argparse
import contextlib
import http.client
import os
import signal
import stat
import sys
import urllib.parse
import xmlrpc.client

STORED = 0
WRONG_USAGE = 64
TRY_AGAIN = 75

# Set by Postfix and Exim for a command that they pipe a mail into.
RECIPIENTS = ("ORIGINAL_RECIPIENT", "RECIPIENT")
# What Odoo answers when the call has done its work and returned nothing.
NOTHING_TO_SAY = "cannot marshal None"
LONGEST = 300


class NotStoredError(Exception):
    """Why the mail stays in the mail server's queue."""


class Parser(argparse.ArgumentParser):
    """Keep the mail when a mail server calls it wrongly; tell a person apart."""

    def error(self, message):
        """Say what is wrong with the arguments and end."""
        self.exit(WRONG_USAGE, f"{self.prog}: {message}; see --help\n")

    def exit(self, status=0, message=None):
        """End; with a mail at hand, so that it is kept, --help included."""
        at_terminal = sys.stdin is not None and sys.stdin.isatty()
        super().exit(status if at_terminal else TRY_AGAIN, message)


def read_arguments(arguments=None):
    """Return what the command line says."""
    parser = Parser(
        prog="servicedesk-mailgate",
        description="Hand one mail from standard input over to the service desk.",
        epilog="Exit codes: 0 the mail is stored; 75 it is not, try again; 64 wrong"
        " arguments, at a terminal only.",
        allow_abbrev=False,
    )
    parser.add_argument("--url", required=True, help="https://desk.example.com")
    parser.add_argument("--database", required=True)
    parser.add_argument("--login", required=True, help="of an integration user")
    parser.add_argument("--key-file", required=True, help="file with its API key")
    parser.add_argument(
        "--recipient",
        help="the address that the mail server delivers to; without it"
        " ORIGINAL_RECIPIENT or RECIPIENT of the environment",
    )
    parser.add_argument(
        "--timeout", type=_seconds, default=120, help="seconds for everything (120)"
    )
    return parser.parse_args(arguments)


def _seconds(text):
    seconds = int(text)
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError("between 1 and 86400 seconds")
    return seconds


def read_key(path):
    """Return the key in a file that only its owner and group may read."""
    try:
        with open(path, encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(4096).strip()
    except (OSError, ValueError) as error:
        words = f"cannot read the key file: {type(error).__name__}"
        raise NotStoredError(words) from None
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        raise NotStoredError("everybody may read the key file: chmod o-rwx it")
    if not key or not key.isprintable():
        raise NotStoredError("the key file holds no key")
    return key


def read_mail(stream):
    """Return the mail in bytes, without the line that mbox files put before it."""
    if stream is None:
        raise NotStoredError("standard input is closed: there is no mail")
    raw = stream.buffer.read()
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    if not raw.strip():
        raise NotStoredError("standard input holds no mail")
    return raw


class Server:
    """The desk, as far as it is needed.

    :param str url: where Odoo is, https or http.
    :param int timeout: seconds that one answer may take.
    """

    def __init__(self, url, timeout):
        try:
            parts = urllib.parse.urlsplit(url)
            parts.port  # noqa: B018 - looked at, since it is read only when asked for
        except ValueError as error:
            raise NotStoredError(f"--url is no address: {error}") from None
        if not url.isascii() or not url.isprintable() or " " in url:
            raise NotStoredError("--url holds characters that no address has")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotStoredError("--url is no http or https address")
        if parts.username or parts.password:
            raise NotStoredError("--url holds a login: the key belongs into its file")
        self._parts = parts
        self._timeout = timeout

    def call(self, service, method, *arguments):
        """Return the answer of an XML-RPC service of Odoo."""
        body = xmlrpc.client.dumps(arguments, method, allow_none=True).encode()
        answer = self._post(f"/xmlrpc/2/{service}", body)
        return xmlrpc.client.loads(answer)[0][0]

    def _post(self, path, body):
        connection = self._connect()
        try:
            path = self._parts.path.rstrip("/") + path
            connection.request("POST", path, body, {"Content-Type": "text/xml"})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise NotStoredError(f"the server answers with HTTP status {answer.status}")
        return content

    def _connect(self):
        host, port = self._parts.hostname, self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._timeout)
        import ssl  # a Python without it can still speak plain HTTP

        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            host, port, timeout=self._timeout, context=context
        )


def read_recipient(options):
    """Return the address that the mail is delivered to, or "".

    A hint only: one that XML cannot carry (control characters, broken encoding) is
    left out, for it would fail at every try, and the mail says itself whom it is to.
    """
    hints = [options.recipient, *map(os.environ.get, RECIPIENTS)]
    recipient = next(filter(None, hints), "").strip()
    try:
        recipient.encode()
    except UnicodeEncodeError:
        return ""
    return recipient if recipient.isprintable() else ""


def deliver(options, key, raw):
    """Hand the mail over; return when the desk has stored it."""
    server = Server(options.url, options.timeout)
    credentials = (options.database, options.login, key)
    uid = server.call("common", "authenticate", *credentials, {})
    if not uid:
        raise NotStoredError("the server knows no such database, login or key")
    recipient = read_recipient(options)
    context = {"servicedesk_recipient": recipient} if recipient else {}
    mail = xmlrpc.client.Binary(raw)
    named = {"model": False, "message": mail, "context": context}
    call = (options.database, uid, key, "mail.thread", "message_process", [], named)
    try:
        server.call("object", "execute_kw", *call)
    except xmlrpc.client.Fault as fault:
        if NOTHING_TO_SAY not in _last_line(fault.faultString):
            raise


def explain(error):
    """Return one line of words for what went wrong."""
    if isinstance(error, NotStoredError):
        return str(error)
    if isinstance(error, xmlrpc.client.Fault):
        said = str(error.faultString)
        if "psycopg2." not in said:
            return f"the server refuses: {_last_line(said)}"
        # Where the server keeps its databases is nobody's business here.
        if "does not exist" in said:
            return "the server has no such database: look at --database"
        return "the server cannot use its database"
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__}: {error.strerror}"
    return type(error).__name__


def _last_line(text):
    lines = str(text).strip().splitlines()
    return lines[-1][:LONGEST] if lines else ""


def _on_alarm(_signal, _frame):
    raise NotStoredError("the time is over")


def main():
    """Run as a program; return its exit code."""
    options = read_arguments()
    key = ""
    try:
        signal.signal(signal.SIGALRM, _on_alarm)
        signal.alarm(options.timeout)
        key = read_key(options.key_file)
        deliver(options, key, read_mail(sys.stdin))
        signal.alarm(0)
    except BaseException as error:  # whatever it was, the mail is not lost
        words = explain(error)
        if key:
            words = words.replace(key, "***")
        with contextlib.suppress(Exception):  # a closed stderr is no reason
            print(f"servicedesk-mailgate: not stored: {words}", file=sys.stderr)
        return TRY_AGAIN
    return STORED


if __name__ == "__main__":
    sys.exit(main())
