# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import base64
import binascii
import email
import email.policy
import os
import time
import unittest

from ..tools import filetype, mail_charset, mail_content, mail_mime

PNG = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


def leaf(kind, body, *headers):
    """Return one part."""
    head = [f"Content-Type: {kind}", *headers]
    body = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def nest(subtype, *parts, edge="edge", extra=""):
    """Return a part that holds others."""
    mark = f"--{edge}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    kind = f'multipart/{subtype}; boundary="{edge}"{extra}'
    return leaf(kind, body + mark + b"--\r\n")


def attached(kind, name, body, *headers):
    """Return an attachment in base64."""
    return leaf(
        kind,
        base64.encodebytes(body),
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
        *headers,
    )


def lines(text):
    """Return how a plain text, its signs escaped, is shown."""
    return f'<div style="white-space:pre-wrap">{text}</div>'


def names(content):
    return [file.name for file in content.files]


class TestMailContentTexts(unittest.TestCase):
    """The words of a mail are read in whatever alphabet and shape they come."""

    def assertShown(self, raw, html, flaws=(), notes=()):
        content = mail_content.read(raw)
        self.assertEqual(content.html, html)
        self.assertEqual(content.flaws, list(flaws))
        self.assertEqual(content.notes, list(notes))
        return content

    def test_declared_alphabets(self):
        """What is declared is believed, by every name that clients use for it."""
        for name, codec, text in (
            ("utf-8", "utf-8", "Ünïcode ✓"),
            ('"UTF-8"', "utf-8", "Ünïcode ✓"),
            ("utf8mb4", "utf-8", "Ünïcode ✓"),
            ("utf-16", "utf-16", "Ünïcode ✓"),
            ("unicode-1-1-utf-7", "utf-7", "Привет"),
            ("koi8-r", "koi8-r", "Касса не открывается"),
            ("windows-1251", "cp1251", "Касса не открывается"),
            ("x-cp1251", "cp1251", "Касса"),
            ("win-1251", "cp1251", "Касса"),
            ("cp-850", "cp850", "Grüße"),
            ("IBM-850", "cp850", "Grüße"),
            ("iso-8859-1", "latin-1", "Grüße"),
            ("ISO_8859-15", "iso8859-15", "5 €"),
            ("iso8859-2", "iso8859-2", "Zażółć"),
            ("iso-8859-8-i", "iso8859-8", "שלום"),
            ("iso-8859-6-i", "iso8859-6", "مرحبا"),
            ("windows-1252", "cp1252", "“5 €”"),
            ("gb2312", "gb18030", "收银机"),
            ("x-gbk", "gbk", "收银机"),
            ("big5", "big5", "收銀機"),
            ("hz-gb-2312", "hz", "收银机"),
            ("iso-2022-jp", "iso2022_jp", "レジが開かない"),
            ("Shift_JIS", "cp932", "レジ①"),
            ("euc-jp", "euc-jp", "レジ"),
            ("iso-2022-kr", "iso2022_kr", "계산대"),
            ("ks_c_5601-1987", "cp949", "계산대 뷁"),
            ("x-windows-949", "cp949", "계산대"),
            ("x-mac-cyrillic", "mac_cyrillic", "Касса"),
            ("macintosh", "mac_roman", "Grüße"),
            ("tis-620", "tis-620", "สวัสดี"),
            ("windows-874", "cp874", "สวัสดี"),
        ):
            with self.subTest(name):
                raw = leaf(f"text/plain; charset={name}", text.encode(codec))
                self.assertShown(raw, lines(text))

    def test_alphabets_that_are_none_or_wrong(self):
        """What is declared wrongly is read all the same, and said to be wrong."""
        for name, data, text in (
            ("x-foo", "Grüße".encode(), "Grüße"),
            ("base64", "Grüße".encode(), "Grüße"),
            ("punycode", "Grüße".encode(), "Grüße"),
            ("utf-8", "Grüße aus Köln".encode("latin-1"), "Grüße aus Köln"),
            ("koi7", "Касса номер четыре не открывается".encode("cp1251"), None),
        ):
            with self.subTest(name):
                content = mail_content.read(leaf(f"text/plain; charset={name}", data))
                self.assertEqual(content.flaws, [mail_mime.CHARSET])
                expected = text or "Касса номер четыре не открывается"
                self.assertEqual(content.html, lines(expected))

    def test_alphabets_not_declared(self):
        """Who declares nothing, or ASCII, writes UTF-8: that is no mistake."""
        for charset in ("", "; charset=us-ascii", "; charset=default", "; charset="):
            with self.subTest(charset):
                raw = leaf(f"text/plain{charset}", "Grüße ✓".encode())
                self.assertShown(raw, lines("Grüße ✓"))

    def test_text_cut_inside_a_letter(self):
        """One wrong byte does not make another alphabet of a long text."""
        data = ("Касса не открывается. " * 30).encode()[:-2] + b"\xd0"
        text, fits = mail_charset.decode(data, "utf-8")
        self.assertFalse(fits)
        self.assertTrue(text.startswith("Касса не открывается."))

    def test_byte_order_marks_win(self):
        """A text that begins with a mark is in the alphabet of that mark."""
        for codec in ("utf-8-sig", "utf-16"):
            text, _fits = mail_charset.decode("Grüße".encode(codec), "iso-8859-1")
            self.assertEqual(text, "Grüße")

    def test_nothing_that_a_database_refuses(self):
        """Zero bytes, control characters and halves of letters are left out."""
        text, _fits = mail_charset.decode(b"a\0b\x1bc", "utf-8")
        self.assertEqual(text, "abc")
        half, _fits = mail_charset.decode(b"+2AA-x", "utf-7")
        half.encode("utf-8")

    def test_page_names_its_alphabet(self):
        """Where the part names none, the page's own word counts."""
        page = '<meta charset="windows-1251"><p>Касса</p>'.encode("cp1251")
        self.assertShown(leaf("text/html", page), "<p>Касса</p>")

    def test_transfer_encodings(self):
        """Each encoding is undone, however it is spelled."""
        for name, data, html, flaws in (
            ("7bit", b"hello", "hello", []),
            ("8-bit", b"hello", "hello", []),
            ("BINARY", b"hello", "hello", []),
            ("quoted-printable", b"h=C3=A9llo=\r\n you", "héllo you", []),
            ("Quoted-Printable (mended)", b"h=C3=A9", "hé", []),
            ("quoted-printable", b"50=% off", "50=% off", ["encoding"]),
            ("base64", b"aGVsbG8=", "hello", []),
            ("Base-64", b"aGVs\r\n bG8=", "hello", []),
            ("base64", b"aGVsbG8", "hello", ["encoding"]),
            ("base64", b"aGV*sb!G8=", "hello", ["encoding"]),
            ("base64", b"aGVsbG8=\r\n____\r\nlist footer", "hello", ["encoding"]),
            ("x-gzip64", b"hello", "hello", ["encoding"]),
            ("utf-8", b"hello", "hello", ["encoding"]),
        ):
            with self.subTest(name=name, data=data):
                raw = leaf("text/plain", data, f"Content-Transfer-Encoding: {name}")
                self.assertShown(raw, lines(html), flaws)

    def test_flowed_paragraphs(self):
        """Flowed lines are joined, at the same depth of quoting (RFC 3676)."""
        for text, delsp, joined in (
            ("one \ntwo", False, "one two"),
            ("one \ntwo", True, "onetwo"),
            ("one\ntwo", False, "one\ntwo"),
            (">one \n>two\nthree", False, "> one two\nthree"),
            (">one \n>> two", False, "> one \n>> two"),
            ("bye\n-- \nAnn", False, "bye\n-- \nAnn"),
            (" >no quote", False, ">no quote"),
        ):
            with self.subTest(text):
                self.assertEqual(mail_content.unflow(text, delsp), joined)
        raw = leaf("text/plain; format=flowed", "one \r\ntwo")
        self.assertShown(raw, lines("one two"))

    def test_shapes_of_one_text(self):
        """The page is shown if it says something, else the plain text."""
        plain, page = leaf("text/plain", "plain"), leaf("text/html", "<p>page</p>")
        blank = leaf("text/html", "<html><body><p> &nbsp;</p></body></html>")
        amp = leaf("text/x-amp-html", "<p>amp</p>")
        for parts, html in (
            ((plain, page), "<p>page</p>"),
            ((page, plain), "<p>page</p>"),
            ((plain, amp, page), "<p>page</p>"),
            ((plain, blank), lines("plain")),
            ((plain, nest("related", page, edge="in")), "<p>page</p>"),
            ((plain, leaf("text/plain", "")), lines("plain")),
            ((amp,), ""),
        ):
            with self.subTest(html=html, parts=len(parts)):
                content = mail_content.read(nest("alternative", *parts))
                self.assertEqual(content.html, html)

    def test_apple_puts_texts_around_a_file(self):
        """Text, file, text: all texts in their order, and the file."""
        parts = (
            leaf("text/html", "<p>before</p>"),
            attached("application/pdf", "a.pdf", PDF),
            leaf("text/html", "<p>after</p>"),
        )
        mixed = nest("mixed", *parts, edge="in")
        raw = nest("alternative", leaf("text/plain", "before after"), mixed)
        content = self.assertShown(raw, "<p>before</p><p>after</p>")
        self.assertEqual(content.files[0].content, PDF)

    def test_files_of_every_shape_are_kept(self):
        """A file beside the shape that is not shown is kept too."""
        plain = nest(
            "mixed", leaf("text/plain", "x"), attached("a/b", "f", b"1"), edge="in"
        )
        raw = nest("alternative", plain, leaf("text/html", "<p>page</p>"))
        self.assertEqual(names(self.assertShown(raw, "<p>page</p>")), ["f"])

    def test_enriched_text(self):
        """Of an older kind of formatted text the words are shown."""
        raw = leaf("text/enriched", "<bold>Hello</bold> <<you")
        self.assertShown(raw, lines("Hello &lt;you"))

    def test_empty_bodies(self):
        """A mail that says nothing says nothing; that is no flaw."""
        for raw in (
            b"",
            b"Subject: x",
            b"Subject: x\r\n\r\n",
            leaf("text/plain", "\r\n \r\n"),
            leaf("text/html", "<html></html>"),
            nest("mixed", leaf("text/plain", "")),
        ):
            with self.subTest(raw):
                self.assertShown(raw, "")

    def test_absurdly_long_text(self):
        """A text of megabytes is a file; the ticket shows how it begins."""
        raw = leaf("text/plain", b"log line\r\n" * 300_000)
        content = mail_content.read(raw)
        self.assertEqual(content.notes, [mail_content.CUT])
        self.assertLess(len(content.html), mail_content.SHOWN_TEXT + 100)
        self.assertEqual(len(content.files[0].content), 3_000_000)
        page = leaf("text/html", b"<p>log <b>line</b></p>\n" * 100_000)
        content = mail_content.read(page)
        self.assertIn("log line", content.html)
        self.assertNotIn("<b>", content.html)

    def test_messages_are_read_like_bytes(self):
        """Python's own message may be given too."""
        message = email.message_from_bytes(
            leaf("text/plain; charset=koi8-r", "Касса".encode("koi8-r")),
            policy=email.policy.SMTP,
        )
        self.assertEqual(mail_content.read(message).html, lines("Касса"))


class TestMailContentStructure(unittest.TestCase):
    """However parts are set apart and nested, what is in them is found."""

    def test_parts_not_set_apart_as_declared(self):
        """Without a boundary, with a wrong one, without an end: read, and flawed."""
        inside = b"--e\r\nContent-Type: text/plain\r\n\r\nhello\r\n--e--\r\n"
        for kind, body, html in (
            ("multipart/mixed", inside, lines("hello")),
            ("multipart/mixed; boundary=other", inside, lines("hello")),
            ("multipart/mixed; boundary=e", inside[:-7], lines("hello")),
            ("multipart/mixed; boundary=e", b"only words", lines("only words")),
            ("multipart; boundary=e", inside, lines("hello")),
        ):
            with self.subTest(kind=kind, body=body):
                content = mail_content.read(leaf(kind, body))
                self.assertEqual(content.html, html)
                expected = [] if kind == "multipart; boundary=e" else ["boundary"]
                self.assertEqual(content.flaws, expected)

    def test_one_boundary_begins_like_another(self):
        """An inner boundary that begins with the outer one ends nothing."""
        inner = nest("mixed", leaf("text/plain", "one"), edge="edgeX")
        raw = nest("mixed", inner, leaf("text/plain", "two"))
        self.assertEqual(mail_content.read(raw).html, lines("one") + lines("two"))

    def test_boundaries_of_all_sorts(self):
        """Boundaries may hold blanks, colons and equal signs."""
        for edge in ("a b", "=_x:1", "----=_Part(1)", "x'y+z/,?"):
            with self.subTest(edge):
                raw = nest("mixed", leaf("text/plain", "hello"), edge=edge)
                content = mail_content.read(raw)
                self.assertEqual((content.html, content.flaws), (lines("hello"), []))

    def test_lines_end_any_way(self):
        """Mailboxes store mails with either end of lines."""
        raw = nest("mixed", leaf("text/plain", "one"), attached("a/b", "f", b"1"))
        content = mail_content.read(raw.replace(b"\r\n", b"\n"))
        self.assertEqual(content.html, lines("one"))
        self.assertEqual(content.files[0].content, b"1")

    def test_nested_a_hundred_deep(self):
        """Text and file at the bottom of a hundred levels are found."""
        raw = nest(
            "mixed", leaf("text/plain", "deep"), attached("a/b", "f", b"1"), edge="b0"
        )
        for level in range(1, 100):
            raw = nest("mixed", raw, edge=f"b{level}")
        content = mail_content.read(raw)
        self.assertEqual(content.html, lines("deep"))
        self.assertEqual((names(content), content.flaws), (["f"], []))

    def test_nested_without_end(self):
        """Deeper than any mail: said so, within a moment, without failing."""
        raw = leaf("text/plain", "deep")
        for level in range(1000):
            raw = nest("mixed", raw, edge=f"b{level}")
        start = time.monotonic()
        content = mail_content.read(raw)
        self.assertLess(time.monotonic() - start, 3)
        self.assertIn(mail_mime.DEPTH, content.flaws)

    def test_ten_thousand_parts(self):
        """Beyond a limit parts stay in the original, and that is said."""
        part = attached("text/plain", "f.txt", b"1")
        start = time.monotonic()
        content = mail_content.read(nest("mixed", *[part] * 10_000))
        self.assertLess(time.monotonic() - start, 3)
        self.assertEqual(content.flaws, [mail_mime.PARTS])
        self.assertLess(len(content.files), 10_000)
        self.assertGreater(len(content.files), 100)

    def test_head_without_an_end(self):
        """Words right under the head are its text."""
        raw = b"Subject: x\r\nContent-Type: text/plain\r\nhello, this is it"
        self.assertEqual(mail_content.read(raw).html, lines("hello, this is it"))

    def test_types_that_are_none(self):
        """A type that is no type is taken for what it was meant."""
        for kind, html, files in (
            ("text", lines("x"), []),
            ("", lines("x"), []),
            ("TEXT/PLAIN", lines("x"), []),
            ("text/markdown", lines("x"), []),
            ("*/*", "", ["file.bin"]),
            ("pdf; name=a.pdf", "", ["a.pdf"]),
            ("binary/octet-stream", "", ["file.bin"]),
        ):
            with self.subTest(kind):
                content = mail_content.read(nest("mixed", leaf(kind, "x")))
                self.assertEqual((content.html, names(content)), (html, files))

    def test_rubbish_never_fails(self):
        """Whatever bytes come, something is returned."""
        for seed in range(200):
            cut = os.urandom(300)
            whole = nest("mixed", leaf("text/html", "<p>x"), attached("a/b", "f", b"1"))
            at = seed * len(whole) // 200
            for raw in (cut, whole[:at], whole[:at] + cut + whole[at:]):
                content = mail_content.read(raw)
                self.assertNotIn(mail_content.UNREADABLE, content.flaws)


class TestMailContentFiles(unittest.TestCase):
    """Files keep their bytes, whatever type they are declared to be."""

    def test_bytes_are_kept(self):
        """Every byte comes through, of files that claim to be text too."""
        data = bytes(range(256)) * 3 + b"\r\n\n\r"
        for kind in (
            "application/octet-stream",
            "text/plain; charset=utf-8",
            "text/html",
            "text/csv; charset=x-foo",
            "image/png",
            "application/pdf",
            "audio/wav",
            "message/rfc822",
        ):
            with self.subTest(kind):
                raw = nest(
                    "mixed", leaf("text/plain", "x"), attached(kind, "f.e", data)
                )
                self.assertEqual(mail_content.read(raw).files[0].content, data)

    def test_a_mail_inside_a_mail(self):
        """A forwarded mail is a file with exactly its bytes, named by its subject."""
        inner = b"Subject: =?utf-8?q?T=C3=BCr/Tor?=\r\nX: \xff\r\n\r\nbody  \r\n"
        content = mail_content.read(nest("mixed", leaf("message/rfc822", inner)))
        self.assertEqual(names(content), ["Tür-Tor.eml"])
        self.assertEqual(content.files[0].content, inner)
        digest = nest("digest", b"\r\n" + inner)
        self.assertEqual(mail_content.read(digest).files[0].content, inner)

    def test_pictures_on_the_page(self):
        """A page finds its pictures by Content-Id, address, or inside itself."""
        cid = attached("image/png", "a.png", PNG, "Content-ID: <a b@c>")
        place = attached("image/png", "b.png", PNG, "Content-Location: http://x/b.png")
        page = leaf(
            "text/html",
            '<img src="cid:a%20b@c"><img src="http://x/b.png"><img src="data:image/png;'
            "base64," + base64.b64encode(PNG).decode() + '">',
        )
        content = mail_content.read(nest("related", page, cid, place))
        self.assertEqual(names(content), ["a.png", "b.png", "image.png"])
        for file in content.files:
            self.assertEqual(file.content, PNG)
            self.assertIn(f'src="cid:{file.cid}"', content.html)
        self.assertNotIn("http", content.html)

    def test_page_need_not_be_first(self):
        """The part that ``start`` names is the page."""
        picture = attached("image/png", "a.png", PNG, "Content-ID: <a>")
        page = leaf("text/html", '<img src="cid:a">', "Content-ID: <page>")
        raw = nest("related", picture, page, extra='; start="<page>"')
        content = mail_content.read(raw)
        self.assertIn('<img src="cid:', content.html)
        self.assertEqual(names(content), ["a.png"])

    def test_sealed_and_encrypted(self):
        """A signature is a file; what is encrypted is a file, and said to be."""
        text = leaf("text/plain", "hello")
        seal = leaf("application/pkcs7-signature; name=smime.p7s", b"x")
        pgp = leaf("application/pgp-signature", b"x")
        secret = leaf("application/octet-stream; name=encrypted.asc", b"x")
        version = leaf("application/pgp-encrypted", b"Version: 1")
        sealed = leaf("application/pkcs7-mime; smime-type=signed-data", b"x")
        enveloped = leaf("application/pkcs7-mime; smime-type=enveloped-data", b"x")
        for raw, html, files, notes in (
            (nest("signed", text, seal), lines("hello"), ["smime.p7s"], []),
            (nest("signed", text, pgp), lines("hello"), ["signature.asc"], []),
            (
                nest("encrypted", version, secret),
                "",
                ["version.txt", "encrypted.asc"],
                ["encrypted"],
            ),
            (sealed, "", ["smime.p7m"], ["sealed"]),
            (enveloped, "", ["smime.p7m"], ["encrypted"]),
        ):
            with self.subTest(files=files, notes=notes):
                content = mail_content.read(raw)
                self.assertEqual(content.html, html)
                self.assertEqual(names(content), files)
                self.assertEqual(content.notes, notes)

    def test_other_things_that_clients_send(self):
        """Invitations, winmail.dat, Apple's forks, reports, cards: all are files."""
        text = leaf("text/plain", "hello")
        fork = leaf("application/applefile; name=a.pdf", b"fork")
        double = nest(
            "appledouble", fork, attached("application/pdf", "a.pdf", PDF), edge="in"
        )
        for part, files, notes in (
            (
                leaf("text/calendar; method=REQUEST", b"BEGIN:VCALENDAR"),
                "invite.ics",
                [],
            ),
            (leaf("application/ms-tnef", b"x"), "winmail.dat", ["tnef"]),
            (double, "a.pdf", []),
            (leaf("text/vcard", b"BEGIN:VCARD"), "file.vcf", []),
            (leaf("application/rtf", b"{\\rtf1 x}"), "file.rtf", []),
            (leaf("message/delivery-status", b"x: y"), "delivery-status.txt", []),
            (leaf("message/partial; id=x", b"x"), "file.bin", ["partial"]),
            (leaf("image/png", PNG), "image.png", []),
            (leaf("application/octet-stream", PDF), "file.pdf", []),
        ):
            with self.subTest(files):
                content = mail_content.read(nest("mixed", text, part))
                self.assertEqual(content.html, lines("hello"))
                self.assertEqual(names(content), [files])
                self.assertEqual(content.notes, notes)

    def test_the_mail_is_nothing_but_a_file(self):
        """A scanner's mail has no text at all: its body is the file."""
        head = ["Content-Transfer-Encoding: base64"]
        raw = leaf("application/pdf; name=scan.pdf", base64.encodebytes(PDF), *head)
        content = mail_content.read(raw)
        self.assertEqual((content.html, names(content)), ("", ["scan.pdf"]))
        self.assertEqual(content.files[0].content, PDF)

    def test_files_written_into_the_text(self):
        """uuencode and yEnc inside a text become files; the words stay."""
        data = os.urandom(200)
        pieces = [data[at : at + 45] for at in range(0, 200, 45)]
        uu = b"".join(binascii.b2a_uu(piece) for piece in pieces)
        content = mail_content.read(
            leaf("text/plain", b"see\nbegin 644 a.bin\n" + uu + b"`\nend\nbye\n")
        )
        self.assertEqual(content.html, lines("see\nbye"))
        self.assertEqual((names(content), content.files[0].content), (["a.bin"], data))
        special = {0, 10, 13, 61}
        y = b"".join(
            bytes([61, (byte + 106) % 256])
            if (byte + 42) % 256 in special
            else bytes([(byte + 42) % 256])
            for byte in data
        )
        body = (
            b"see\n=ybegin line=128 size=200 name=b.bin\n" + y + b"\n=yend size=200\n"
        )
        content = mail_content.read(leaf("text/plain; charset=latin-1", body))
        self.assertEqual((names(content), content.files[0].content), (["b.bin"], data))
        kept = leaf("text/plain", "begin 644 the day\nwith coffee")
        self.assertIn("with coffee", mail_content.read(kept).html)

    def test_very_many_files_written_into_the_text(self):
        """So many are taken out; the others stay text, and that is a flaw."""
        one = b"begin 644 f%d\n#86)C\n`\nend\n"
        for number, flaws in ((3, []), (40_000, [mail_mime.PARTS])):
            body = b"".join(one % index for index in range(number))
            start = time.process_time()
            content = mail_content.read(leaf("text/plain", body))
            self.assertLess(time.process_time() - start, 3)
            self.assertEqual(content.flaws, flaws)
            taken = min(number, mail_mime.MAX_WRITTEN)
            self.assertEqual(len(content.files), taken)
            self.assertEqual(content.html.count("begin 644"), number - taken)

    def test_names(self):
        """Names are read in every way they are written, and cleaned."""
        for given, name in (
            ('filename="a.pdf"', "a.pdf"),
            ("filename=a.pdf", "a.pdf"),
            ("filename*=utf-8''%D0%BA%20b.pdf", "к b.pdf"),
            ('filename*0="long "; filename*1=name.pdf', "long name.pdf"),
            ("filename*0*=koi8-r''%CB; filename*1*=%CF.pdf", "ко.pdf"),
            ("filename*1=b.pdf; filename*0=a", "ab.pdf"),
            ('filename="=?utf-8?B?0Log?= =?utf-8?B?Yi5wZGY=?="', "к b.pdf"),
            ("filename==?iso-8859-1?Q?gr=FC=DFe.pdf?=", "grüße.pdf"),
            ('filename="grüße.pdf"', "grüße.pdf"),
            ('filename="a\\"b.pdf"', "a_b.pdf"),
            ('filename="..\\..\\etc\\passwd"', "passwd"),
            ('filename="/etc/cron.d/x"', "x"),
            ('filename="C:\\fakepath\\a.pdf"', "a.pdf"),
            ('filename="a\tb\x01.pdf"', "ab.pdf"),
            ('filename="invoice\u202efdp.exe"', "invoicefdp.exe"),
            ('filename="CON.txt"', "_CON.txt"),
            ('filename="a<b>?.txt"', "a_b__.txt"),
            ('filename="..."', "file.bin"),
            ('filename=""', "file.bin"),
            ("filename", "file.bin"),
        ):
            with self.subTest(given):
                raw = nest(
                    "mixed",
                    leaf(
                        "application/octet-stream",
                        b"\x01\x02",
                        f"Content-Disposition: attachment; {given}",
                    ),
                )
                self.assertEqual(names(mail_content.read(raw)), [name])

    def test_long_names(self):
        """A name of more than 200 letters keeps its ending."""
        name = filetype.clean_windows_name("x" * 500 + ".pdf")
        self.assertLessEqual(len(name), 200)
        self.assertTrue(name.endswith("x.pdf"))

    def test_types_by_content(self):
        """Bytes say what a file is; its name only tells one text from another."""
        for name, data, kind in (
            ("a.txt", PDF, "application/pdf"),
            ("a.pdf", PNG, "image/png"),
            ("a.png", b"MZ" + b"\0" * 60, "application/octet-stream"),
            ("a.csv", b"a;b\n1;2\n", "text/csv"),
            ("a.txt", b"just words", "text/plain"),
            ("a.html", b"just words", "text/plain"),
            ("a.jpg", b"<!DOCTYPE html><html><script>x</script>", "text/html"),
        ):
            with self.subTest(name=name, data=data[:10]):
                found = filetype.detect_named(name, data)
                if data.startswith(b"MZ"):
                    self.assertNotEqual(found, "image/png")
                else:
                    self.assertEqual(found, kind)
        for kind in ("text/html", "image/svg+xml", "text/xml", "application/xhtml+xml"):
            self.assertTrue(filetype.is_page(kind))
        self.assertFalse(filetype.is_page("application/pdf"))

    def test_heads_without_an_alphabet(self):
        """A head that names no alphabet is read as UTF-8, or in that of the text."""
        for value, charset, text in (
            ("Касса".encode(), "", "Касса"),
            ("Касса".encode("koi8-r"), "koi8-r", "Касса"),
            (b"=?x-foo?Q?a?=", "", "a"),
            (b"=?utf-8?B?0JrQsNG?= =?utf-8?B?gdGB0LA=?=", "", None),
            (b"=?broken", "", "=?broken"),
        ):
            with self.subTest(value):
                found = mail_mime.decode_header(value, charset)
                if text is None:
                    self.assertIn("К", found)
                else:
                    self.assertEqual(found, text)

    def test_25_megabytes(self):
        """A mail of 25 MB is read within a second or two."""
        data = os.urandom(18_600_000)
        raw = nest("mixed", leaf("text/plain", "x"), attached("a/b", "big", data))
        self.assertGreater(len(raw), 25_000_000)
        start = time.monotonic()
        content = mail_content.read(raw)
        self.assertLess(time.monotonic() - start, 3)
        self.assertEqual(content.files[0].content, data)
