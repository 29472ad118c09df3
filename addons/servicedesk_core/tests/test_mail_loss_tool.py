# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time
import unittest

from ..tools import mail_content, mail_html, mail_loss
from .test_mail_content_tool import leaf

# Each alone, not closed: what follows is not theirs.
LONELY = (
    "embed",
    "bgsound",
    "source",
    "track",
    "keygen",
    "command",
    "param",
    "frame",
    "input",
    "audio",
    "video",
    "canvas",
    "object",
    "applet",
    "iframe",
    "noscript",
    "noembed",
    "noframes",
    "textarea",
    "select",
    "button",
    "script",
    "style",
    "title",
    "template",
    "svg",
    "math",
    "xml",
    "xmp",
    "plaintext",
    "datalist",
    "frameset",
    "unheard-of",
)


class TestMailLossTool(unittest.TestCase):
    """What a sender wrote on a page is read, wherever on it he wrote it."""

    def assertKept(self, page, *words):
        safe = mail_html.make_safe(page)
        for word in words:
            self.assertIn(word, safe)
        self.assertFalse(mail_loss.has_lost_words(page, safe))
        return safe

    def test_after_the_end(self):
        """Words after the end of the page, or on another one, are shown."""
        for page in (
            "<html><body><p>First</p></body></html>\n<p>Second</p>",
            "<html><body>First</body></html><html><body>Second</body></html>",
            "<p>First</p></BODY ></HTML >Second",
            "<body>First</body>Second",
        ):
            with self.subTest(page):
                self.assertKept(page, "First", "Second")

    def test_elements_without_an_end(self):
        """An element that is not let through takes nothing with it but itself."""
        for name in LONELY:
            for tag in (f"<{name}>", f'<{name.upper()} src="cid:x">', f"<{name}/>"):
                with self.subTest(tag):
                    page = f"<p>First</p>{tag}<p>Second</p>"
                    safe = self.assertKept(page, "First", "Second")
                    self.assertNotIn(f"<{name}", safe.lower())

    def test_elements_with_an_end(self):
        """What holds no text goes as a whole, what holds text is unwrapped."""
        for name in sorted(mail_loss.UNSEEN):
            with self.subTest(name):
                page = f"<p>First</p><{name}>inside</{name}><p>Second</p>"
                self.assertNotIn("inside", self.assertKept(page, "First", "Second"))
        for name in ("noscript", "noembed", "video", "audio", "textarea", "button"):
            with self.subTest(name):
                page = f"<p>First</p><{name}>inside</{name}><p>Second</p>"
                self.assertKept(page, "First", "inside", "Second")
        page = "<select><option>one<option>two</select>"
        self.assertKept(page, "<div>one</div><div>two</div>")

    def test_comments(self):
        """A comment goes; one that never ends is text."""
        page = "<p>First</p><!-- x <p>Second</p>"
        self.assertKept(page, "First", "Second")
        for page in (
            "<p>First</p><!-- inside --><p>Second</p>",
            "<p>First</p><!--[if mso]><p>inside</p><![endif]--><p>Second</p>",
            "<style><!-- inside --></style>First Second",
            "<script>x = '<!--'; inside</script>First<!-- inside -->Second",
            "First<!-- <script> inside -->Second",
        ):
            with self.subTest(page):
                safe = self.assertKept(page, "First", "Second")
                self.assertNotIn("inside", safe)

    def test_second_script_without_an_end(self):
        """Of two scripts the one that ends goes with what it holds."""
        page = "<script>one</script><p>First</p><script><p>Second</p>"
        self.assertNotIn("one", self.assertKept(page, "First", "Second"))

    def test_words_that_are_lost(self):
        """When words are missing all the same, it is noticed; nothing else is."""
        for page, safe, lost in (
            ("<p>one two</p>", "<p>one</p>", True),
            ("<p>one one</p>", "<p>one</p>", True),
            ("<p>one</p>", "<p>one</p><p>two</p>", False),
            ("f<b>oo</b>", "<p>f<b>oo</b></p>", False),
            ("f<x:y>oo</x:y>", "foo", False),
            ("&lt;a&nbsp;b&copy;", "<p>&lt;a b©</p>", False),
            ('<p title="a > b">c</p>', "<p>c</p>", False),
            ("<!-- x --><style>y</style>z", "z", False),
            ("x\0y", "xy", False),
        ):
            with self.subTest(page):
                self.assertIs(mail_loss.has_lost_words(page, safe), lost)

    def test_mail_counts_as_flawed(self):
        """A mail some of whose words cannot be shown is attached as it came."""
        page = '<p>First</p><a href="x>Second</a>'
        content = mail_content.read(leaf("text/html", page))
        self.assertEqual(content.flaws, [mail_content.LOST])
        for page in ("<p>First</p>", "<html><body>x</body></html>y"):
            self.assertEqual(mail_content.read(leaf("text/html", page)).flaws, [])

    def test_malicious_pages(self):
        """However a page is made, looking for its words ends soon."""
        for page in (
            "<!--" * 400_000,
            "<script>" * 200_000,
            "<script></style>" * 100_000,
            "<svg><math>" * 100_000 + "</svg></math>",
            '<a "' * 400_000,
            "<a '\"'\"" * 200_000,
            "<" * 1_000_000,
            " ".join(f"w{number}" for number in range(150_000)),
        ):
            with self.subTest(page[:20]):
                start = time.process_time()
                mail_loss.has_lost_words(page, mail_loss.open_up(page)[:1000])
                self.assertLess(time.process_time() - start, 4)
