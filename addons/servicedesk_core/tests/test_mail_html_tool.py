# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time
import unittest

from odoo.tools import html_sanitize

from ..tools import mail_html

LINK = 'target="_blank" rel="noopener noreferrer"'
LINES = '<div style="white-space:pre-wrap">'
PNG = "data:image/png;base64,iVBORw0KGgo="


class TestMailHtmlTool(unittest.TestCase):
    """A page that a stranger sent loads nothing and runs nothing."""

    def assertSafe(self, page, html):
        self.assertEqual(mail_html.make_safe(page), html)

    def test_harmless_pages_stay(self):
        """Words, their looks, tables and lists come through."""
        for page in (
            "<p>Hello <b>you</b> &amp; <i>me</i></p>",
            '<p style="color:red; margin:0 auto">x</p>',
            '<table border="1"><tr><td colspan="2" align="center">x</td></tr></table>',
            "<ul><li>x</li></ul>",
            '<div class="gmail_quote"><blockquote>x</blockquote></div>',
            '<div id="divRplyFwdMsg">x</div>',
            '<font color="#ff0000" face="Arial">x</font>',
            f'<img src="{PNG}" alt="x">',
            '<img src="cid:a@b" data-filename="a.png">',
            "<p>Привет, 你好 👋</p>",
        ):
            with self.subTest(page):
                self.assertSafe(page, page)

    def test_what_loads_is_gone(self):
        """No tag, attribute or style names something for the browser to fetch."""
        url = "http://evil.example/x"
        for page in (
            f'<link rel="stylesheet" href="{url}">',
            f'<base href="{url}">',
            f'<style>@import "{url}"; p {{ background: url({url}) }}</style>',
            f'<p style="background:url({url})">x</p>',
            f"<p style=\"background-image:u\\72l('{url}')\">x</p>",
            f'<p style="background:/**/url/**/({url})">x</p>',
            f"<p style=\"background:image-set('{url}' 1x)\">x</p>",
            f'<p style="list-style:URL ({url})">x</p>',
            f"<p style=\"content:'{url}'\">x</p>",
            f'<p style="--x:url({url})">x</p>',
            f'<body background="{url}">x</body>',
            f'<table background="{url}"><tr><td background="{url}">x</td></tr></table>',
            f'<img srcset="{url} 2x" lowsrc="{url}" dynsrc="{url}" longdesc="{url}">',
            f'<img src="{url}" width="1" height="1">',
            f'<img src="{url}" style="display: none">',
            f'<picture><source srcset="{url}"></picture>',
            f'<video src="{url}" poster="{url}"><source src="{url}"></video>',
            f'<audio src="{url}"></audio>',
            f'<iframe src="{url}" srcdoc="<img src={url}>"></iframe>',
            f'<object data="{url}"><embed src="{url}"></object>',
            f'<svg><image href="{url}"/><use xlink:href="{url}"/></svg>',
            f'<math href="{url}"><mi>x</mi></math>',
            f'<form action="{url}"><input type="image" src="{url}"></form>',
            f'<button formaction="{url}">x</button>',
            f'<meta http-equiv="refresh" content="0;url={url}">',
            f'<bgsound src="{url}">',
            f'<p cite="{url}">x</p><blockquote cite="{url}">x</blockquote>',
            f"<!--[if mso]><img src='{url}'><![endif]-->",
            f'<?xml-stylesheet href="{url}"?>x',
            f"<template><img src='{url}'></template>",
            f'<v:fill src="{url}"/>x',
        ):
            with self.subTest(page):
                self.assertNotIn("evil.example", mail_html.make_safe(page))

    def test_what_runs_is_gone(self):
        """No script, handler or address that is one."""
        for page in (
            "<script>alert(1)</script>",
            '<p onclick="alert(1)" onmouseover=alert(1)>x</p>',
            '<a href="javascript:alert(1)">x</a>',
            '<a href=" java\tscript:alert(1)">x</a>',
            '<a href="&#106;avascript&colon;alert(1)">x</a>',
            '<a href="vbscript:alert(1)">x</a>',
            '<a href="data:text/html,<script>alert(1)</script>">x</a>',
            '<img src="javascript:alert(1)">',
            '<img src="data:image/svg+xml;base64,alert(1)">',
            '<img src="data:text/html,alert(1)">',
            '<p style="width:expression(alert(1))">x</p>',
            '<p style="behavior:url(#alert(1))">x</p>',
            '<p style="-moz-binding:url(alert(1))">x</p>',
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
            '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
            "<textarea><img src=x onerror=alert(1)></textarea>",
            "<title><img src=x onerror=alert(1)></title>",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<<script>alert(1)//<</script>",
            '<details open ontoggle="alert(1)">x</details>',
        ):
            with self.subTest(page):
                safe = mail_html.make_safe(page)
                self.assertNotRegex(safe, r"(?i)<[^>]*(alert|script:|on\w+=)")
                self.assertNotRegex(html_sanitize(safe), r"(?i)<[^>]*alert")
                self.assertNotRegex(safe, r"(?i)<(script|svg|math|style|noscript)")

    def test_links_that_lead_nowhere(self):
        """Without an address a link is words, and looks like them."""
        for href in ("javascript:alert(1)", "data:text/html,x", ""):
            page = f'<p>Press <a href="{href}" style="color:blue">here</a> now</p>'
            self.assertSafe(page, "<p>Press here now</p>")

    def test_pictures_elsewhere(self):
        """A picture on another host is a link that says so; followed by a click."""
        url = "https://shop.example/a.png?id=1"
        for page, html in (
            (f'<img src="{url}">', f'<a href="{url}" {LINK}>[image: shop.example]</a>'),
            (
                '<img src="//shop.example/a">',
                f'<a href="https://shop.example/a" {LINK}>[image: shop.example]</a>',
            ),
            (
                f'<a href="https://x.example/"><img src="{url}"></a>',
                f'<a href="https://x.example/" {LINK}>'
                "<span>[image: shop.example]</span></a>",
            ),
            ('<img src="/web/logo" alt="Logo">', "<span>Logo</span>"),
            ('<img src="file:///etc/passwd">', "<span></span>"),
            ('<img alt="none">', "<span>none</span>"),
            ('<img src="http://[bad/">', "<span></span>"),
        ):
            with self.subTest(page):
                self.assertSafe(page, html)

    def test_pictures_that_came_along(self):
        """A picture is asked for by its address; what is not found is not shown."""
        found = {"cid:a": "1", "http://x.example/b.png": "2", PNG: "3"}
        for source, html in (
            ("cid:a", '<img src="cid:1">'),
            ("http://x.example/b.png", '<img src="cid:2">'),
            (PNG, '<img src="cid:3">'),
            ("cid:none", "<span></span>"),
        ):
            with self.subTest(source):
                page = f'<img src="{source}">'
                self.assertEqual(mail_html.make_safe(page, found.get), html)

    def test_links(self):
        """Links to people and pages stay and tell nobody where one comes from."""
        for href in ("https://a.example/?q=1", "mailto:a@b.example", "tel:+123"):
            with self.subTest(href):
                self.assertSafe(
                    f'<a href="{href}">x</a>', f'<a href="{href}" {LINK}>x</a>'
                )
        for href in ("/web/session/logout", "web", "file:///etc", "odoo:x", "//x"):
            with self.subTest(href):
                self.assertSafe(f'<a href="{href}">x</a>', "x")

    def test_nothing_leaves_its_place(self):
        """A mail does not lay itself over our pages, nor dress as one of them."""
        self.assertSafe(
            '<div class="o_main modal" id="wrapwrap" style="position:fixed; top:0;'
            ' z-index:99; color:red">x</div>',
            '<div style="top:0; color:red">x</div>',
        )

    def test_broken_pages(self):
        """What is no page at all is shown as well as can be."""
        for page, html in (
            ("", ""),
            ("   ", ""),
            ("<!-- only -->", ""),
            ("just words", "<p>just words</p>"),
            ("a < b", None),
            ("<p>one<p>two", "<p>one</p><p>two</p>"),
            ("<b><i>x</b></i>", "<b><i>x</i></b>"),
            ('<?xml version="1.0" encoding="utf-16"?><p>x</p>', "<p>x</p>"),
            ("<o:p>x</o:p>", "x"),
            ("x\0y\x1bz", "<p>xyz</p>"),
            ("\ud800x", "<p>x</p>"),
            ("<", None),
        ):
            with self.subTest(page):
                safe = mail_html.make_safe(page)
                if html is not None:
                    self.assertEqual(safe, html)

    def test_absurd_pages(self):
        """Deep, long and malicious pages: quick, and never more than text."""
        for name, page in (
            ("deep", "<div>" * 10_000 + "words"),
            ("deeper", "<b>" * 500_000 + "words"),
            ("just too deep", "<div>" * 200 + "words"),
            ("5 MB", "<p>hello <b>words</b></p>" * 200_000),
            ("wide", "<p>words</p>" * 3_000),
            ("many", "<div><p>words</p></div>" * 15_000),
            ("signs", "words" + "<" * 1_000_000),
            ("unclosed", "words<a " + "x " * 1_000_000),
            ("styles", f'<p style="{"(" * 500_000}">words</p>'),
            ("entities", "&amp;" * 500_000 + "words"),
        ):
            with self.subTest(name):
                start = time.process_time()
                safe = mail_html.make_safe(page)
                self.assertLess(time.process_time() - start, 5)
                self.assertIn("words", safe)
                if name.startswith(("deep", "just", "5 MB", "wide", "many")):
                    self.assertTrue(safe.startswith(LINES))

    def test_odoo_is_quick_with_what_is_left(self):
        """What passes here does not keep Odoo's own cleaning busy."""
        quotes = "> words\n\nwords\n" * 30_000
        for name, page in (
            ("lines", '<div class="gmail_quote">' + "<br>x" * 1_900 + "</div>"),
            ("quotes", mail_html.text_to_html(quotes)),
            ("quotes on a page", f"<pre>{quotes}</pre>"),
            ("long text", mail_html.text_to_html("words of a log\n" * 100_000)),
        ):
            with self.subTest(name):
                start = time.process_time()
                kept = html_sanitize(mail_html.make_safe(page))
                self.assertLess(time.process_time() - start, 5)
                self.assertTrue(mail_html.to_text(kept))

    def test_words_of_a_page(self):
        """As text a page keeps its lines, and loses what nobody sees."""
        for page, text in (
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("one<br>two", "one\ntwo"),
            ("<style>p {}</style>x<script>y</script>", "x"),
            ("a &lt; b &amp; c", "a < b & c"),
            ("1 < 2", "1 < 2"),
        ):
            with self.subTest(page):
                self.assertEqual(mail_html.to_text(page), text)
        self.assertEqual(mail_html.text_to_html("<b>&"), f"{LINES}&lt;b&gt;&amp;</div>")

    def test_blank_pages(self):
        """A page without words or pictures says nothing."""
        for page in ("", "<p> </p>", "<p>\xa0</p>", "<div><br></div>"):
            self.assertTrue(mail_html.is_blank(page), page)
        for page in ("<p>x</p>", '<img src="cid:1">'):
            self.assertFalse(mail_html.is_blank(page), page)
