# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Wait for a thing to become true, and say what did not."""

import time


def wait_for(what, probe, seconds=20, pause=0.1):
    """Call ``probe`` until it returns something true, and return that.

    :param what: the words of the error, e.g. "a mail to ada@example.com"
    :raise AssertionError: when ``seconds`` have passed
    """
    until = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(pause)
