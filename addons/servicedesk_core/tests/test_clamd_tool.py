# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import os
import socket
import struct
import tempfile
import threading
import time
import unittest

from ..tools import clamd

# What every scanner takes for a virus, and is none (eicar.org). In two pieces, so that
# no scanner takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner:
    """A scanner on a free port that speaks clamd's protocol, or speaks it badly.

    :ivar seen: the contents that it was given.
    """

    def __init__(self, answer=None, path=None, wait=0, most=None):
        self.answer, self.wait, self.most = answer, wait, most
        self.seen = []
        family = socket.AF_UNIX if path else socket.AF_INET
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.bind(path or ("127.0.0.1", 0))
        self.server.listen(5)
        self.address = path or "127.0.0.1:%d" % self.server.getsockname()[1]
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.closing.set()
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)

    def _serve(self):
        while not self.closing.is_set():
            try:
                connection, _peer = self.server.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.sendall(self._converse(connection.makefile("rb")))
                except OSError:
                    continue

    def _converse(self, stream):
        if stream.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(length)
            if self.most and len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        self.closing.wait(self.wait)
        if self.answer is not None:
            return self.answer
        if EICAR in content:
            return b"stream: Win.Test.Eicar-Test-Signature FOUND\0"
        return b"stream: OK\0"


class TestClamdTool(unittest.TestCase):
    """A file is clean only when a scanner said so."""

    def _scan(self, scanner, content, timeout=5):
        return clamd.scan(clamd.parse_address(scanner.address), content, timeout)

    def test_clean_and_infected(self):
        """The name of what is found comes back; nothing for a clean file."""
        with Scanner() as scanner:
            self.assertIsNone(self._scan(scanner, b"just words"))
            found = self._scan(scanner, b"before" + EICAR + b"after")
            self.assertEqual(found, "Win.Test.Eicar-Test-Signature")

    def test_large_and_empty_files(self):
        """A file arrives whole, in however many pieces."""
        contents = [b"", b"x", b"y" * clamd.PIECE, os.urandom(3 * clamd.PIECE + 1)]
        with Scanner() as scanner:
            for content in contents:
                self.assertIsNone(self._scan(scanner, content))
        self.assertEqual(scanner.seen, contents)

    def test_socket_in_the_file_system(self):
        """A scanner on the same machine listens on a path."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "clamd.ctl")
            with Scanner(path=path) as scanner:
                self.assertIsNone(self._scan(scanner, b"words"))
            with self.assertRaises(clamd.Unavailable):
                clamd.scan(path + ".none", b"words", 1)

    def test_answers_that_are_none(self):
        """Whatever is neither clean nor found is: not known."""
        for answer in (
            b"",
            b"\0",
            b"stream: ERROR\0",
            b"UNKNOWN COMMAND\0",
            b"OKAY\0",
            b"stream: not OK\0",
            b"\xff\xfe",
            b"x" * 100_000,
        ):
            with self.subTest(answer[:20]), Scanner(answer) as scanner:
                with self.assertRaises(clamd.Unavailable):
                    self._scan(scanner, b"words")

    def test_found_without_a_name(self):
        """Something found is never clean."""
        for answer in (b"stream:  FOUND\0", b"stream: X FOUND\0", b"stream: X FOUND"):
            with self.subTest(answer), Scanner(answer) as scanner:
                self.assertTrue(self._scan(scanner, b"words"))

    def test_larger_than_the_scanner_takes(self):
        """A scanner that hangs up in the middle has not said that it is clean."""
        with Scanner(most=10) as scanner, self.assertRaises(clamd.Unavailable):
            self._scan(scanner, b"x" * 5_000_000)

    def test_nobody_listens(self):
        """A port where nobody listens: known at once, and said."""
        with Scanner() as scanner:
            address = clamd.parse_address(scanner.address)
        start = time.monotonic()
        with self.assertRaises(clamd.Unavailable):
            clamd.scan(address, b"words", 5)
        self.assertLess(time.monotonic() - start, 4)

    def test_too_slow(self):
        """A scanner that does not answer is not waited for longer than allowed."""
        start = time.monotonic()
        with Scanner(wait=10) as scanner, self.assertRaises(clamd.Unavailable):
            self._scan(scanner, b"words", timeout=0.5)
        self.assertLess(time.monotonic() - start, 5)
        with self.assertRaises(clamd.Unavailable):
            clamd.scan(("127.0.0.1", 1), b"words", timeout=-1)

    def test_addresses(self):
        """An address is a path, or a host with a port."""
        for text, address in (
            ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
            (" unix:/run/clamd ", "/run/clamd"),
            ("localhost:3310", ("localhost", 3310)),
            ("tcp://scanner.example:3310", ("scanner.example", 3310)),
            ("[::1]:3310", ("::1", 3310)),
        ):
            with self.subTest(text):
                self.assertEqual(clamd.parse_address(text), address)
        for text in ("", None, "localhost", ":3310", "a:b", "a:0", "a:65536", "a:²"):
            with self.subTest(text), self.assertRaises(ValueError):
                clamd.parse_address(text)
