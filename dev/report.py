# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What the test phases came to, read from their JUnit files."""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile

WIDTH = 80
KINDS = ("failed", "passed", "skipped", "xfailed", "xpassed", "errors")


@dataclass
class Tally:
    """Counts as pytest names them, and the names of what was skipped."""

    failed: int = 0
    passed: int = 0
    skipped: int = 0
    xfailed: int = 0
    xpassed: int = 0
    errors: int = 0
    skipped_names: list = field(default_factory=list)
    folders: Counter = field(default_factory=Counter)  # what ran, by folder

    def __add__(self, other):
        counts = (getattr(self, kind) + getattr(other, kind) for kind in KINDS)
        return Tally(
            **dict(zip(KINDS, counts, strict=True)),
            skipped_names=self.skipped_names + other.skipped_names,
            folders=self.folders + other.folders,
        )

    @property
    def ran(self):
        """Return how many tests came to an end of their own."""
        return self.passed + self.failed + self.xfailed + self.xpassed


def read_junit(path):
    """Return the :class:`Tally` of a JUnit file; an unreadable one is one error."""
    try:
        cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return Tally(errors=1)
    tally = Tally()
    for case in cases:
        _count(tally, case)
    return tally


def _count(tally, case):
    ran = tally.ran
    _count_end(tally, case)
    parts = takewhile(_is_folder, case.get("classname", "").split("."))
    if folder := "/".join(parts):
        tally.folders[folder] += tally.ran - ran


def _is_folder(part):
    return not part.startswith("test_")


def _count_end(tally, case):
    skipped = case.find("skipped")
    if case.find("error") is not None:
        tally.errors += 1
    elif case.find("failure") is not None:
        tally.failed += 1
    elif skipped is None:
        tally.passed += 1
    elif skipped.get("type") == "pytest.xfail":
        tally.xfailed += 1
    else:
        tally.skipped += 1
        name = f"{case.get('classname')}::{case.get('name')}"
        tally.skipped_names.append(f"{name}: {skipped.get('message', '')}")


def closing_line(tally, seconds):
    """Return the last line of a run in pytest's own form."""
    parts = []
    for kind in KINDS:
        count = getattr(tally, kind)
        if count:
            word = "error" if kind == "errors" and count == 1 else kind
            parts.append(f"{count} {word}")
    said = f"{', '.join(parts) or 'no tests ran'} in {seconds:.2f}s"
    if seconds >= 60:
        minutes, rest = divmod(int(seconds), 60)
        said += f" ({minutes // 60}:{minutes % 60:02d}:{rest:02d})"
    return f" {said} ".center(WIDTH, "=")


def read_floor(path):
    """Return ``{key: number}`` of the floor file: the least number of tests."""
    pattern = re.compile(r'^\s*"?([\w/]+)"?\s*=\s*(\d+)\s*(?:#.*)?$', re.M)
    return {key: int(number) for key, number in pattern.findall(path.read_text())}


def shortfalls(tallies, floor):
    """Return a sentence for each count that is under its floor.

    :param tallies: ``{phase: Tally}``; a floor counts the phases whose name begins so,
        up to a ``-``, or the tests right in a folder; ``total`` counts them all
    """
    whole = sum(tallies.values(), Tally())
    counts = Counter({**whole.folders, "total": whole.ran})
    for name, tally in tallies.items():
        counts[name.partition("-")[0]] += tally.ran
    return [
        f"only {counts[key]} {key} tests ran, tests/floor.toml asks for {least}"
        for key, least in floor.items()
        if counts[key] < least
    ]
