# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Say what is going on, so that nothing that takes over two seconds is silent.

Runs on the standard library; ``rich`` draws the spinner once the venv is there.
"""

import os
import sys
import threading
import time
from contextlib import contextmanager

QUIET_SECONDS = 2
REMIND_SECONDS = 30
_terminal = threading.Lock()


def say(text=""):
    """Print one line, at once."""
    print(text, flush=True)


@contextmanager
def step(text):
    """Show that ``text`` is going on until the block ends, and how long it took.

    Yields a function that changes the text shown while it goes on.
    """
    started = time.monotonic()
    display = _Spinner(text) if _take_terminal() else _Lines(text)
    display.start()
    try:
        yield display.change
    finally:
        display.stop()
        if isinstance(display, _Spinner):
            _terminal.release()
    seconds = time.monotonic() - started
    if seconds >= QUIET_SECONDS:
        say(f"{text}: {duration(seconds)}")


def duration(seconds):
    """Return a span of time for people: ``0.4 s``, ``12 s``, ``3 min 05 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


def _take_terminal():
    """Return whether this step may draw: there is a terminal and nobody else draws."""
    return _interactive() and _terminal.acquire(blocking=False)


def _interactive():
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


class _Lines:
    """Progress where no terminal is: a line after two seconds, then reminders."""

    def __init__(self, text):
        self.text = text
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def start(self):
        self.thread.start()

    def change(self, text):
        self.text = text

    def stop(self):
        self.done.set()
        self.thread.join()

    def _watch(self):
        waited = QUIET_SECONDS
        if self.done.wait(QUIET_SECONDS):
            return
        say(f"{self.text} …")
        while not self.done.wait(REMIND_SECONDS):
            waited += REMIND_SECONDS
            say(f"{self.text} … {duration(waited)}")


class _Spinner:
    """Progress on a terminal: one line that is rewritten."""

    def __init__(self, text):
        self.text = text
        self.status = None

    def start(self):
        try:
            from rich.console import Console
        except ImportError:
            self.status = _PlainSpinner(self)
        else:
            self.status = Console().status(self.text)
        self.status.start()

    def change(self, text):
        self.text = text
        self.status.update(text)

    def stop(self):
        self.status.stop()


class _PlainSpinner:
    """What stands in for rich before the venv is made."""

    def __init__(self, owner):
        self.owner = owner
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._draw, daemon=True)

    def start(self):
        self.thread.start()

    def update(self, text):
        """Do nothing: the drawing thread reads the owner's text."""

    def stop(self):
        self.done.set()
        self.thread.join()
        print("\r\x1b[K", end="", flush=True)

    def _draw(self):
        started = time.monotonic()
        while not self.done.wait(0.2):
            spent = duration(time.monotonic() - started)
            print(f"\r\x1b[K{self.owner.text} … {spent}", end="", flush=True)
