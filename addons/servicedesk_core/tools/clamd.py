# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Ask a virus scanner that speaks clamd's protocol about a file.

The file goes over the connection (INSTREAM): the scanner needs no access to ours. A
command begins with ``z`` and ends with a zero byte; the content follows in pieces,
each after its length in four bytes, the highest first; a length of zero ends it
(clamd(8), COMMANDS).
"""

import socket
import struct
import time
from contextlib import suppress

PIECE = 64 * 1024
# Seconds to be heard, and for all the files of one mail together.
CONNECT_TIMEOUT = 3
SCAN_TIMEOUT = 20
LONGEST_ANSWER = 4096


class Unavailable(Exception):
    """The scanner was not reached, too slow, or its answer is not an answer."""


def parse_address(address):
    """Return what a socket connects to: a path, or (host, port).

    :param str address: ``/path/of/socket``, ``host:port``, ``[::1]:port``; spaces
        around it and ``unix:`` or ``tcp://`` before it do not matter.
    :raise ValueError: when it is none of these.
    """
    address = (address or "").strip()
    for prefix in ("unix://", "unix:", "tcp://", "tcp:"):
        address = address.removeprefix(prefix)
    if address.startswith("/"):
        return address
    host, sign, port = address.rpartition(":")
    host = host.strip("[]")
    if not sign or not host or not port.isascii() or not port.isdigit():
        raise ValueError(f"not host:port, nor the path of a socket: {address!r}")
    if not 0 < int(port) < 65536:
        raise ValueError(f"no port: {port}")
    return host, int(port)


def scan(address, content, timeout=SCAN_TIMEOUT):
    """Return the name of what is found in ``content``, or None when it is clean.

    :param address: as :func:`parse_address` returns it.
    :param bytes content: a file.
    :param timeout: seconds for all of it.
    :raise Unavailable: whenever it is not known whether it is clean.
    """
    deadline = time.monotonic() + timeout
    try:
        with _connect(address, deadline) as connection:
            # It says why before it hangs up: that is read all the same.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(connection, content, deadline)
            answer = _receive(connection, deadline)
    except OSError as error:
        raise Unavailable(str(error) or type(error).__name__) from error
    return _understand(answer)


def _connect(address, deadline):
    timeout = _left(deadline, CONNECT_TIMEOUT)
    if isinstance(address, str):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection(address, timeout=timeout)


def _left(deadline, most=None):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return min(left, most) if most else left


def _send(connection, content, deadline):
    connection.settimeout(_left(deadline))
    connection.sendall(b"zINSTREAM\0")
    view = memoryview(content)
    for start in range(0, len(view), PIECE):
        piece = view[start : start + PIECE]
        connection.settimeout(_left(deadline))
        connection.sendall(struct.pack("!L", len(piece)) + piece)
    connection.sendall(struct.pack("!L", 0))


def _receive(connection, deadline):
    answer = b""
    while len(answer) < LONGEST_ANSWER and b"\0" not in answer:
        connection.settimeout(_left(deadline))
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _understand(answer):
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return None
    if said.split()[-1:] == ["FOUND"]:
        return said.removesuffix("FOUND").strip()[:200] or "?"
    raise Unavailable(said[:200] or "no answer")
