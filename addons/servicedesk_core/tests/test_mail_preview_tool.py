# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import unittest

from ..tools import mail_preview


def mail(body, kind="text/plain; charset=utf-8", head=b""):
    """Return a raw mail of one part."""
    return b"Subject: Till\r\nContent-Type: %s\r\n%s\r\n%s" % (
        kind.encode(),
        head,
        body,
    )


class TestMailPreviewTool(unittest.TestCase):
    """A mail as words: nothing runs, nothing is loaded, nothing fails."""

    def test_plain_text_is_shown_as_it_is(self):
        preview = mail_preview.read(mail("Grüße\r\n<b>x</b>".encode()))
        self.assertEqual(preview.text, "Grüße\n<b>x</b>")
        self.assertEqual(preview.files, [])

    def test_head_has_every_line_unfolded(self):
        preview = mail_preview.read(b"Received: by a\r\n\tfrom b\r\nX-Y: 1\r\n\r\nz")
        self.assertEqual(preview.head, "Received: by a from b\nX-Y: 1")

    def test_html_is_read_as_words(self):
        """Scripts, styles and pictures leave nothing; a link says where it leads."""
        html = (
            b"<html><head><title>t</title><style>p{}</style></head><body>"
            b"<p>Dear  desk,</p><script>alert(1)</script><img src='http://spy.example'>"
            b"<p>see <a href='http://bank.example'>our page</a>&amp;c</p></body></html>"
        )
        preview = mail_preview.read(mail(html, "text/html"))
        self.assertEqual(
            preview.text, "Dear desk,\n\nsee our page <http://bank.example>&c"
        )

    def test_of_two_versions_the_plain_one(self):
        raw = (
            b'Content-Type: multipart/alternative; boundary="e"\r\n\r\n'
            b"--e\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            b"--e\r\nContent-Type: text/html\r\n\r\n<p>marked</p>\r\n--e--\r\n"
        )
        self.assertEqual(mail_preview.read(raw).text, "plain")

    def test_files_are_named_not_shown(self):
        raw = (
            b'Content-Type: multipart/mixed; boundary="e"\r\n\r\n'
            b"--e\r\nContent-Type: text/plain\r\n\r\nsee\r\n"
            b'--e\r\nContent-Type: application/pdf; name="a.pdf"\r\n'
            b'Content-Disposition: attachment; filename="a.pdf"\r\n\r\nx\r\n'
            b"--e\r\nContent-Type: text/plain\r\n"
            b'Content-Disposition: attachment; filename="log.txt"\r\n\r\nlog\r\n--e--'
        )
        preview = mail_preview.read(raw)
        self.assertEqual(preview.text, "see")
        self.assertEqual(
            preview.files, ["a.pdf (application/pdf)", "log.txt (text/plain)"]
        )

    def test_a_long_text_is_cut(self):
        preview = mail_preview.read(mail(b"x" * 300_000))
        self.assertEqual(len(preview.text), mail_preview.MOST + len("\n[…]"))
        self.assertTrue(preview.text.endswith("[…]"))

    def test_what_disturbs_is_left_out(self):
        """No NUL, which no database takes, and nothing that turns writing round."""
        preview = mail_preview.read(mail("a\x00b\u202egpj.exe\x1b[31m".encode()))
        self.assertEqual(preview.text, "abgpj.exe[31m")

    def test_whatever_comes_something_is_shown(self):
        for raw in (
            b"",
            b"\x00\xff",
            b"no head at all",
            mail(b"\xff\xfe\xe4", "text/plain; charset=nonsense"),
            mail(
                b"=ZZ", "text/plain", b"Content-Transfer-Encoding: quoted-printable\r\n"
            ),
            mail(b"!!!", "text/plain", b"Content-Transfer-Encoding: base64\r\n"),
            mail(b"<p <p <<>> &#xffffffff; <!", "text/html"),
            b'Content-Type: multipart/mixed; boundary="e"\r\n\r\n--e\r\n',
            mail(b"x", 'text/plain; name="=?utf-8?b?///?="'),
        ):
            with self.subTest(raw=raw[:40]):
                preview = mail_preview.read(raw)
                self.assertIsInstance(preview.text + preview.head, str)
