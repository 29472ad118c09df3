# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time
from unittest import TestCase

from ..tools import mail_subject, thanks

NAMES = ("Ann Smith", "Mark Möller", "山田太郎")
# Nothing but thanks: language by language, then shape by shape.
ONLY = (
    "Thanks!",
    "Thank you very much",
    "Many thanks for your quick help. It works now.",
    "Thanks, it's fixed.",
    "Hello Mark,\n\nthank you so much for the quick response!",
    "Danke!",
    "Vielen Dank für die schnelle Hilfe, jetzt funktioniert es.",
    "Merci beaucoup pour votre aide, ça marche.",
    "¡Muchas gracias por su ayuda!",
    "Grazie mille per l'aiuto, ora funziona.",
    "Muito obrigado pela ajuda",
    "Bedankt voor de snelle hulp!",
    "Dziękuję bardzo za pomoc, wszystko działa.",
    "Спасибо большое!",
    "Добрый день!\nСпасибо за помощь, всё работает.",
    "Дуже дякую за допомогу",
    "Çok teşekkürler, iyi çalışmalar",
    "Děkuji moc, už to funguje.",
    "Tack så mycket för hjälpen!",
    "Mange tak",
    "Tusen takk for hjelpen",
    "Kiitos paljon!",
    "Köszönöm szépen a segítséget!",
    "Mulțumesc mult",
    "Ευχαριστώ πολύ",
    "شكرا جزيلا",
    "תודה רבה",
    "谢谢！",
    "您好，非常感谢您的帮助，问题已解决。",
    "どうもありがとうございました。",
    "早速のご対応ありがとうございます。",
    "감사합니다",
    "THANK YOU!!! 👍😀",
    "Hi Mark, thanks",
    "thanks Mark",
    "Thanks\nAnn",
    "Thanks\n\nSent from my iPhone",
    "Danke\n\nVon meinem Telefon gesendet",
    "Спасибо\n\nОтправлено с iPhone",
)
# As programs and people sign and quote.
SIGNED = (
    "Thanks!\n\nBest regards\nAnn Smith\nHead of Sales\nTel. +49 30 123456\n"
    "www.shop.example",
    "Danke!\n\nMit freundlichen Grüßen\nEva Muster\nMuster GmbH & Co. KG\n"
    "Hauptstr. 5, 10115 Berlin",
    "Спасибо!\n\nС уважением,\nИван Петров\nглавный бухгалтер\nООО «Ромашка»\n"
    "тел. +7 495 123-45-67",
    "谢谢\n此致\n王小明",
    "Thanks!\n-- \nAnn Smith | ann@shop.example",
    "Thanks!\nOn 3 March 2026 at 10:00, Desk <desk@x.example> wrote:\n> Does it work?",
    "Danke!\nAm 03.03.2026 um 10:00 schrieb Desk:\n> Geht es jetzt?",
    "Спасибо!\n3 марта 2026 г., 10:00 Desk пишет:\n> Всё ли работает?",
    "Thanks!\n-----Original Message-----\nFrom: Desk\nDoes it still fail?",
    "Merci\n________________________________\nDe : Desk\nÇa marche ?",
    "Thanks\nFrom: Desk <desk@x.example>\nSent: Monday\nSubject: Does it work?",
)
# There is something to read.
MORE = (
    "",
    "ok",
    "It works now.",
    "Thanks, but it still fails",
    "Thank you, it does not work.",
    "Thanks in advance",
    "Thanks for nothing",
    "No, thank you",
    "Thank you. When will it be delivered?",
    "Thanks, one more thing",
    "Thank you, please close the ticket",
    "Thanks for your help with the till",
    "Please call me",
    "Hello it fails,\nthanks",
    "Hallo Fehler,\ndanke",
    "Danke, aber es geht noch nicht",
    "Vielen Dank im Voraus",
    "Danke, geht leider nicht",
    "Merci d'avance",
    "Merci mais ça ne marche pas",
    "Gracias de antemano",
    "Gracias, pero sigue fallando",
    "Grazie ma non funziona",
    "Obrigado, mas não funciona",
    "Bedankt, maar het werkt niet",
    "Dziękuję, ale nie działa",
    "Tak",
    "Спасибо, не работает",
    "Спасибо, но ошибка та же",
    "Заранее спасибо",
    "Дякую, але не працює",
    "Teşekkürler ama çalışmıyor",
    "Děkuji, ale nefunguje",
    "Tack, men det fungerar inte",
    "谢谢，还是不行",
    "谢谢，请问什么时候？",
    "ありがとうございます。まだ動きません。",
    "감사합니다만 아직 안 됩니다",
    "شكرا، لكنه لا يعمل",
    "Thanks\nRegards\nAnn\nPS: the printer is down again",
    "Thanks\nRegards\nAnn\nP.S. It burns",
    "Thanks\nBest\nPrinter down again",
    "Thanks\n-- \nIt still does not work",
    "Thanks\nRegards\nAnn\n+49 30 1234567 call me",
    "Danke\nGruß\nMax\nGeht leider nicht",
    "谢谢\n此致\n还是不行",
    "Thanks\nat 10:30 the till says:\n> error",
    "thank you " * 200,
    "Thanks\nRegards\n" + "Ann\n" * 40,
)


class TestThanksTool(TestCase):
    """Only what says thanks and nothing else is thanks."""

    def test_thanks(self):
        """Every word thanks, greets, praises, takes leave, or is a name."""
        for text in ONLY:
            with self.subTest(text=text):
                self.assertTrue(thanks.is_thanks_text(text, NAMES))

    def test_signed_and_quoting(self):
        """What stands below is no word of today."""
        for text in SIGNED:
            with self.subTest(text=text):
                self.assertTrue(thanks.is_thanks_text(text, NAMES))

    def test_something_to_read(self):
        """One other word, a question mark, an afterthought in the signature."""
        for text in MORE:
            with self.subTest(text=text):
                self.assertFalse(thanks.is_thanks_text(text, NAMES))

    def test_a_name_is_nobodys_word(self):
        """Only people who are known may be named where no greeting stands."""
        self.assertTrue(thanks.is_thanks_text("Thanks Mark", NAMES))
        self.assertFalse(thanks.is_thanks_text("Thanks Printer", NAMES))
        self.assertFalse(thanks.is_thanks_text("Mark", NAMES))

    def test_pages(self):
        """What mail programs mark as quoted or signed is left out, wherever it is."""
        for page, expected in (
            ("<p>Thanks!</p>", True),
            ("<p>Thanks!</p><blockquote>Does it work?</blockquote>", True),
            ("<blockquote>Does it work?</blockquote><p>No. Thanks</p>", False),
            ("<blockquote>Works?</blockquote><p>It fails</p>", False),
            ('<div class="gmail_quote">thanks</div>It fails', False),
            ('<p>Thanks</p><div class="gmail_quote">Still failing?</div>', True),
            ('<p>Thanks</p><div data-o-mail-quote="1">hm?</div>', True),
            ('<p>Thanks</p><div data-o-mail-quote="1">hm?</div><p>Not yet</p>', False),
            ('<p>Thanks</p><div class="gmail_signature">Buy now?</div>', True),
            (
                '<div><div>Thanks</div><div id="divRplyFwdMsg">From: x</div></div>'
                "<p>Does it still fail?</p>",
                True,
            ),
            ("", False),
            (None, False),
            ("<p>", False),
            ("<p>Thanks" + "&nbsp;" * 60_000 + "</p>", False),
        ):
            with self.subTest(page=(page or "")[:80]):
                self.assertEqual(thanks.is_thanks(page, NAMES), expected)

    def test_images(self):
        """The pictures of a signature are small, shown in the text, and few."""
        small, large = (True, 5_000), (True, 200_000)
        self.assertTrue(thanks.has_only_small_images([]))
        self.assertTrue(thanks.has_only_small_images([small, small]))
        for files in ([large], [small, (False, 10)], [small] * 7):
            self.assertFalse(thanks.has_only_small_images(files))

    def test_time(self):
        """Whatever strangers write, it is read in no time."""
        start = time.monotonic()
        for text in (
            "thank you very much " * 20_000,
            "<div>" * 2_000 + "thanks",
            "<blockquote>" * 5_000 + "x",
            "<p>danke</p>" * 20_000,
            ">" * 100_000,
            "hi " * 100_000,
        ):
            thanks.is_thanks(text, NAMES)
        self.assertLess(time.monotonic() - start, 5)


class TestMailSubjectTool(TestCase):
    """What is left of an answer's subject."""

    def test_clean(self):
        """Marks go, whatever the language and however many; so does the number."""
        for subject, expected in (
            ("Re: The till", "The till"),
            ("RE: AW: WG: [SD-7] The till", "The till"),
            ("[SD-7] Re[2]: The till", "The till"),
            ("Отв: [sd-7] Касса", "Касса"),
            ("回复：收银机", "收银机"),
            ("Research: results", "Research: results"),
            ("  The \n till ", "The till"),
            ("Your request SD-7 is solved", ""),
            ("Re:", ""),
            (None, ""),
        ):
            with self.subTest(subject=subject):
                self.assertEqual(mail_subject.clean(subject, "SD-7"), expected)

    def test_is_answer(self):
        """A subject of one's own may say what the text does not."""
        for subject, expected in (
            ("", True),
            (None, True),
            ("Re: anything", True),
            ("AW: etwas", True),
            ("[SD-7] The till", True),
            ("the TILL", True),
            ("It burns again", False),
        ):
            with self.subTest(subject=subject):
                found = mail_subject.is_answer(subject, "SD-7", "The till")
                self.assertEqual(found, expected)
