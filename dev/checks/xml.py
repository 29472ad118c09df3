# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Rules for the data files of addons."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from .tree import Addon, Finding, Tree

# Elements of a data file that make a record of their ``id``.
RECORD_TAGS = {"asset", "menuitem", "record", "report", "template"}


def tree_views(tree: Tree) -> Iterator[Finding]:
    """List views are written ``<list>``; Odoo 19 refuses ``<tree>``."""
    for path, root in _xml_files(tree):
        for node in root.iter("tree"):
            yield Finding(path, node.sourceline, "write <list> in place of <tree>")
        for node in root.iterfind(".//field[@name='view_mode']"):
            if "tree" in (node.text or "").split(","):
                yield Finding(path, node.sourceline, "view_mode 'tree' is now 'list'")


def duplicate_ids(tree: Tree) -> Iterator[Finding]:
    """An XML id is defined once in an addon, over XML and CSV, data and demo.

    A second definition would silently overwrite the first.
    """
    for addon in tree.addons:
        seen: dict[str, str] = {}
        for path, line, xml_id in _defined_ids(tree, addon):
            here = f"{path.as_posix()}:{line}"
            first = seen.setdefault(xml_id, here)
            if first != here:
                yield Finding(path, line, f"XML id '{xml_id}' is also in {first}")


def _defined_ids(tree: Tree, addon: Addon) -> Iterator[tuple[Path, int, str]]:
    listed = [*addon.manifest.get("data", []), *addon.manifest.get("demo", [])]
    for name in listed:
        path = addon.path / name
        if path not in tree.files:
            continue  # reported by pylint's resource-not-exist
        if path.suffix == ".csv":
            yield from _csv_ids(path, tree.text(path))
        elif path.suffix == ".xml":
            yield from _xml_ids(tree, path, addon.name)


def _csv_ids(path: Path, text: str) -> Iterator[tuple[Path, int, str]]:
    rows = csv.DictReader(io.StringIO(text))
    for row in rows:
        if row.get("id"):
            yield path, rows.line_num, row["id"]


def _xml_ids(tree: Tree, path: Path, addon: str) -> Iterator[tuple[Path, int, str]]:
    root = _parsed(tree, path)
    if root is None:
        return
    for node in root.iterfind(".//*[@id]"):
        parent = node.getparent().tag
        if node.tag in RECORD_TAGS and parent in {"odoo", "data"}:
            yield path, node.sourceline, node.get("id").removeprefix(f"{addon}.")


def _xml_files(tree: Tree) -> Iterator[tuple[Path, etree._Element]]:
    for path in tree.below(Path("addons"), ".xml"):
        root = _parsed(tree, path)
        if root is not None:
            yield path, root


def _parsed(tree: Tree, path: Path) -> etree._Element | None:
    """Return the root element, or None if oca-checks-odoo-module will complain."""
    try:
        return etree.fromstring(tree.text(path).encode())
    except etree.XMLSyntaxError:
        return None
