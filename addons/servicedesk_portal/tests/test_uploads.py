# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import io
import unittest
import zipfile

from odoo.addons.servicedesk_core.tools import uploads

from .common import PAGE, PDF, PNG, PROGRAM


def zipped(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


class TestUploads(unittest.TestCase):
    """What a file is, is decided by its bytes; a name can only make it worse."""

    def test_ordinary_files_are_taken(self):
        for name, content in (
            ("photo.png", PNG),
            ("invoice.pdf", PDF),
            ("notes.txt", b"It does not print.\n"),
            ("list.csv", b"shop;till\n12;3\n"),
            ("export.json", b'{"shop": 12}'),
            ("logs.zip", zipped("log.txt", b"line")),
            ("mail.eml", b"From: a@example.com\r\nSubject: Till\r\n\r\nHello\r\n"),
            ("no ending", b"just words"),
        ):
            with self.subTest(name):
                self.assertIsNone(uploads.refuse(name, content))

    def test_a_program_is_refused_under_any_name(self):
        for name in ("photo.jpg", "invoice.pdf", "setup.exe", "readme"):
            with self.subTest(name):
                self.assertEqual(uploads.refuse(name, PROGRAM), uploads.DANGEROUS)

    def test_scripts_and_pages_are_known_by_content(self):
        for content in (
            PAGE,
            b"#!/bin/sh\nrm -rf /\n",
            b"#!/usr/bin/env python3\nimport os\n",
            b"<?php system($_GET['c']); ?>",
            b"@echo off\r\ndel c:\\*.*\r\n",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00>\x00" + bytes(60),
            bytes.fromhex("cafebabe00000034") + bytes(20),
            bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60),
        ):
            with self.subTest(content[:16]):
                self.assertEqual(uploads.refuse("note.txt", content), uploads.DANGEROUS)

    def test_what_only_the_name_gives_away_is_refused_by_name(self):
        """Batch files and their kind are plain text to whoever only looks inside."""
        for name in ("a.bat", "a.CMD", "a.ps1", "a.vbs", "a.js", "a.hta", "a.reg"):
            with self.subTest(name):
                self.assertEqual(uploads.refuse(name, b"some words"), uploads.DANGEROUS)

    def test_only_the_last_ending_counts(self):
        self.assertEqual(uploads.refuse("a.pdf.exe", b"words"), uploads.DANGEROUS)
        self.assertIsNone(uploads.refuse("a.exe.txt", b"words"))
        self.assertIsNone(uploads.refuse("exe", b"a name without an ending"))

    def test_an_empty_file_is_refused(self):
        self.assertEqual(uploads.refuse("a.txt", b""), uploads.EMPTY)

    def test_size_is_limited_to_the_byte(self):
        content = b"x" * uploads.MAX_BYTES
        self.assertIsNone(uploads.refuse("a.txt", content))
        self.assertEqual(uploads.refuse("a.txt", content + b"x"), uploads.TOO_LARGE)

    def test_names_lose_folders_and_what_cannot_be_seen(self):
        for name, clean in (
            ("report.pdf", "report.pdf"),
            ("..\\..\\etc\\passwd", "passwd"),
            ("/home/ann/b.txt", "b.txt"),
            ("C:\\fakepath\\till  photo.png", "till photo.png"),
            ("line\nbreak\x00.txt", "linebreak.txt"),
            (".hidden", "hidden"),
            ("trailing.exe. ", "trailing.exe"),
            ("имя файла.pdf", "имя файла.pdf"),
            (None, ""),
        ):
            with self.subTest(name):
                self.assertEqual(uploads.clean_name(name), clean)

    def test_a_name_cannot_hide_its_ending_by_turning_the_writing(self):
        """U+202E shows what follows from right to left: cod.exe looks like exe.doc."""
        name = uploads.clean_name("invoice\u202ecod.exe")
        self.assertEqual(name, "invoicecod.exe")
        self.assertEqual(uploads.refuse(name, b"words"), uploads.DANGEROUS)

    def test_a_long_name_keeps_its_ending(self):
        name = uploads.clean_name("x" * 500 + ".pdf")
        self.assertEqual(len(name), uploads.MAX_NAME)
        self.assertTrue(name.endswith(".pdf"))
        self.assertEqual(len(uploads.clean_name("y" * 500)), uploads.MAX_NAME)
