# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Ports of the loopback interface."""

import socket

from .errors import DeskError

HOST = "127.0.0.1"
TRIES = 50


def is_free(port):
    """Tell whether a server could listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def first_free(wanted):
    """Return the first free port from ``wanted`` on."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if is_free(port):
            return port
    raise DeskError(f"no free port from {wanted} to {wanted + TRIES - 1}")
