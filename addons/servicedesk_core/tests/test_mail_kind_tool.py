# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import email
import email.policy
import time
from unittest import TestCase

from ..tools import mail_absence, mail_kind, mail_provider

OWN = {"desk@firm.example", "bounce@firm.example", "help"}
PERSON = "ann@customer.example"

REPORT = """\
From: {sender}
To: desk@firm.example
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="edge"

--edge
Content-Type: text/plain

What happened, in words.
--edge
Content-Type: message/{kind}

{facts}
--edge--
"""
STATUS = """\
Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; ann@customer.example
Action: {action}
Status: 5.1.1
"""

# (headers, reason or None)
HEADERS = [
    ({}, None),
    # RFC 3834
    ({"Auto-Submitted": "no"}, None),
    ({"Auto-Submitted": "No"}, None),
    ({"Auto-Submitted": " no; owner=ann"}, None),
    ({"Auto-Submitted": ""}, None),
    ({"Auto-Submitted": "auto-generated"}, "automatic"),
    ({"Auto-Submitted": "auto-replied"}, "automatic"),
    ({"Auto-Submitted": "AUTO-NOTIFIED; x=y"}, "automatic"),
    ({"auto-submitted": "Auto-Replied (vacation)"}, "vacation"),
    ({"Auto-Submitted": "auto-replied (zimbra; vacation)"}, "vacation"),
    ({"Auto-Submitted": "north"}, "automatic"),
    # Precedence
    ({"Precedence": "bulk"}, "automatic"),
    ({"Precedence": "Junk"}, "automatic"),
    ({"Precedence": "auto_reply"}, "automatic"),
    ({"Precedence": "list"}, "list"),
    ({"Precedence": "normal"}, None),
    ({"Precedence": "first-class"}, None),
    ({"Precedence": "bulky"}, None),
    # X-Auto-Response-Suppress: who asks not to be told of delivery is a person
    ({"X-Auto-Response-Suppress": "All"}, "automatic"),
    ({"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, "automatic"),
    ({"X-Auto-Response-Suppress": "oof"}, "automatic"),
    ({"X-Auto-Response-Suppress": "None"}, None),
    ({"X-Auto-Response-Suppress": ""}, None),
    ({"X-Auto-Response-Suppress": "DR"}, None),
    ({"X-Auto-Response-Suppress": "DR, NDR, RN, NRN"}, None),
    ({"X-Auto-Response-Suppress": "Overall"}, None),
    # Marks of programs
    ({"X-Autoreply": "yes"}, "automatic"),
    ({"X-Autoreply": "no"}, None),
    ({"X-Autorespond": "Away"}, "automatic"),
    ({"X-Autoresponder": "1"}, "automatic"),
    ({"X-Cron-Env": "<SHELL=/bin/sh>"}, "automatic"),
    ({"X-FC-MachineGenerated": "true"}, "automatic"),
    ({"X-POST-MessageClass": "9; Autoresponder"}, "automatic"),
    ({"Delivered-To": "Autoresponder"}, "automatic"),
    ({"Delivered-To": "desk@firm.example"}, None),
    ({"X-Vacation": "yes"}, "vacation"),
    ({"X-MS-Exchange-Inbox-Rules-Loop": PERSON}, "automatic"),
    ({"X-MS-Exchange-Inbox-Rules-Loop": "till@customer.example"}, None),
    (
        {"X-MS-Exchange-Generated-Message-Source": "Mailbox Rules Agent"},
        "automatic",
    ),
    ({"Return-Path": "<>"}, "automatic"),
    ({"Return-Path": "< >"}, "automatic"),
    ({"Return-Path": "<ann@customer.example>"}, None),
    # Lists, and groups that are the desk itself
    ({"List-Id": "News <news.customer.example>"}, "list"),
    ({"List-Post": "<mailto:news@customer.example>"}, "list"),
    ({"Mailing-List": "list news@customer.example"}, "list"),
    ({"List-Id": ""}, None),
    ({"List-Id": "The Desk <desk.firm.example>"}, None),
    ({"List-Id": "<DESK.Firm.Example>", "Precedence": "list"}, None),
    ({"List-Post": "<mailto:Desk@firm.example>", "Precedence": "bulk"}, None),
    (
        {
            "List-Id": "<desk.groups.firm.example>",
            "List-Post": "<https://groups.example/g/desk>, <mailto:desk@firm.example>",
        },
        None,
    ),
    ({"List-Post": "<mailto:help@elsewhere.example>"}, None),
    ({"List-Id": "<desk.elsewhere.example>"}, "list"),
    ({"List-Id": "<desk.firm.example>", "Auto-Submitted": "auto-replied"}, "automatic"),
    # Loops
    ({"X-Loop": "desk@firm.example"}, "loop"),
    ({"X-Loop": "desk@elsewhere.example"}, None),
    ({"References": "<1-loop-detection-bounce-email@firm.example>"}, "loop"),
    ({"In-Reply-To": "<2-loop-detection-bounce-email@firm.example>"}, "loop"),
    ({"References": "<a@b.example> <c@d.example>"}, None),
    # Returned mail
    ({"X-Failed-Recipients": "bob@elsewhere.example"}, "bounce"),
    # Folded, encoded, broken
    ({"Auto-Submitted": "auto-replied;\r\n owner=ann"}, "automatic"),
    ({"Auto-Submitted": "=?utf-8?q?auto-generated?="}, "automatic"),
    ({"Precedence": "=?bogus?x?!!?="}, None),
    ({"X-Autoreply": "\udcff\udcfe"}, "automatic"),
    ({"List-Unsubscribe": "<https://customer.example/stop>"}, None),
]

# (sender, subject, headers, reason or None)
SENDERS = [
    ("MAILER-DAEMON@mx.example", "Hello", {}, "bounce"),
    ("mailer-daemon+x=y@mx.example", "Hello", {}, "bounce"),
    ("Mail Delivery <Mailer-Daemon@mx.example>", "Hello", {}, "bounce"),
    ("", "", {"Return-Path": "<>"}, "bounce"),
    ("<>", "Undeliverable: x", {"Return-Path": "<>"}, "bounce"),
    ("postmaster@customer.example", "Our mail server is down", {}, None),
    ("postmaster@customer.example", "Undeliverable: Re: x", {}, "bounce"),
    ("postmaster@customer.example", "Unzustellbar: Re: x", {}, "bounce"),
    ("postmaster@customer.example", "Не доставлено: x", {}, "bounce"),
    ("postmaster@customer.example", "Delivery delayed: x", {}, "report"),
    ("postmaster@customer.example", "x", {"Return-Path": "<>"}, "bounce"),
    ("bounce-77@news.example", "x", {}, None),
    (PERSON, "Undeliverable: the parcel", {}, None),
    (PERSON, "Undeliverable: x", {"Return-Path": "<>"}, "bounce"),
    ("desk@firm.example", "x", {}, "own"),
    ("The Desk <DESK@Firm.Example>", "x", {}, "own"),
    ("help@elsewhere.example", "x", {}, None),
    ("deskx@firm.example", "x", {}, None),
    (
        "Ann via Desk <desk@firm.example>",
        "x",
        {"X-Original-From": "Ann <ann@c.example>", "List-Id": "<desk.firm.example>"},
        None,
    ),
    ("desk@firm.example", "x", {"X-Original-From": "Ann <ann@c.example>"}, "own"),
    ("no at all", "x", {}, None),
]

ABSENT = """\
Automatic reply: Your ticket
automatic reply
AUTOREPLY: x
Auto-Reply: x
Out of Office: Re: x
Out of office until Monday
Out of office from 2 March
Out of Office (back on Monday)
Out of the office - back soon
OOO
[EXTERNAL] Automatic reply: x
***EXT*** Automatic reply: x
[SPAM?] [EXT] Out of Office: x
On vacation
On vacation until 9 March
I'm out of the office
I’m out of the office
Automatische Antwort: Drucker
Abwesenheitsnotiz: Drucker
Abwesenheit bis 9. März
Réponse automatique : imprimante
Réponse automatique\u00a0: imprimante
Absence du bureau jusqu'au 9 mars
Respuesta automática: impresora
Fuera de la oficina: x
De vacaciones del 3 al 9
Risposta automatica: stampante
Fuori sede: x
Automatisch antwoord: printer
Afwezigheidsbericht: x
Odpowiedź automatyczna: drukarka
Nieobecność do 9 marca
Resposta automática: impressora
Fora do escritório: x
Автоматический ответ: принтер
Автоответ: принтер
В отпуске до понедельника
Автоматична відповідь: принтер
自动答复: 打印机
自动回复：打印机
自動回覆
自動応答: プリンタ
自動返信：プリンタ
不在通知
자동 회신: 프린터
부재중
Automatická odpověď: tiskárna
Automatikus válasz: x
Răspuns automat: x
Automatiskt svar: x
Autosvar: x
Automaattinen vastaus: x
Otomatik yanıt: x
Αυτόματη απάντηση: x
رد تلقائي: x""".split("\n")
PRESENT = """\
The printer smokes
Out of office printer is broken
Out of office from Outlook is not sent
Automatic reply does not work
Automatic replies: how do I set them up?
Please set up an automatic reply
How do I write an out of office?
Re: Automatic reply: x
Fwd: Out of office: x
Our office is out of paper
Vacation request form fails
On vacation I cannot reach the VPN
Abwesenheitsnotiz einrichten
Abwesenheit im Kalender fehlt
Automatische Antworten gehen nicht
Réponse automatique à configurer
De vacaciones en el sistema no puedo entrar
В отпуске не работает почта
Автоответчик не включается
如何设置自动回复
自动回复功能坏了
Automatic reply do not work
OOO field missing in the calendar""".split("\n")


def _classify(headers, sender=PERSON, subject="The printer smokes", **options):
    verdict = mail_kind.classify(headers, sender, subject, OWN, **options)
    return verdict and verdict[0]


def _parse(text):
    return email.message_from_string(text, policy=email.policy.SMTP)


class TestMailKind(TestCase):
    """Who wrote a mail: a person, or a program, and of which kind."""

    def test_headers(self):
        """Headers count first, in any case, folded, encoded or broken."""
        for headers, reason in HEADERS:
            with self.subTest(headers=headers):
                self.assertEqual(_classify(headers), reason)

    def test_headers_of_messages(self):
        """A message is read as pairs and mappings are; nothing in it is parsed."""
        for headers, reason in HEADERS:
            message = email.message.Message()
            message._headers = list(headers.items())
            with self.subTest(headers=headers):
                self.assertEqual(_classify(message), reason)
                self.assertEqual(_classify(list(headers.items())), reason)

    def test_senders(self):
        """Daemons return mail, the desk's own mail comes back; people write."""
        for sender, subject, headers, reason in SENDERS:
            with self.subTest(sender=sender, subject=subject):
                self.assertEqual(_classify(headers, sender, subject), reason)

    def test_the_detail_names_what_was_found(self):
        """Who reads why a mail was parked finds it in the mail."""
        for headers, words in (
            ({"Auto-Submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
            ({"Subject": "Autoreply: x"}, "Subject: Autoreply"),
            ({"List-Id": "<a.b.example>"}, "List-Id: <a.b.example>"),
        ):
            with self.subTest(words=words):
                verdict = mail_kind.classify(headers, PERSON, "", OWN)
                self.assertEqual(verdict[1], words)

    def test_reports(self):
        """A failure is a bounce, all else that servers tell is a report (RFC 3464)."""
        for action, reason in (
            ("failed", "bounce"),
            ("Failed", "bounce"),
            ("delayed", "report"),
            ("delivered", "report"),
            ("relayed", "report"),
            ("expanded", "report"),
        ):
            mail = REPORT.format(
                sender="postmaster@customer.example",
                subject="About your mail",
                kind="delivery-status",
                facts=STATUS.format(action=action),
            )
            with self.subTest(action=action):
                message = _parse(mail)
                self.assertEqual(_classify(message, message["From"]), reason)

    def test_one_failure_among_deliveries_is_a_bounce(self):
        """Of several recipients, the one who got nothing counts."""
        facts = STATUS.format(action="delivered") + "\n"
        facts += "Final-Recipient: rfc822; bob@x.example\nAction: failed\n"
        mail = REPORT.format(
            sender="a@b.example", subject="x", kind="delivery-status", facts=facts
        )
        self.assertEqual(_classify(_parse(mail)), "bounce")

    def test_receipts(self):
        """That a mail was read, or deleted, is nothing to answer (RFC 8098)."""
        mail = REPORT.format(
            sender=PERSON,
            subject="Read: Your ticket",
            kind="disposition-notification",
            facts="Disposition: manual-action/MDN-sent-manually; displayed\n",
        )
        self.assertEqual(_classify(_parse(mail)), "receipt")
        head = {
            "Content-Type": "multipart/report; REPORT-TYPE=Disposition-Notification"
        }
        self.assertEqual(_classify(head), "receipt")

    def test_reports_sent_along_are_a_persons(self):
        """Who asks about a bounce he got, with the bounce as a file, is a person."""
        report = REPORT.format(
            sender="mailer-daemon@x.example",
            subject="Failed",
            kind="delivery-status",
            facts=STATUS.format(action="failed"),
        )
        mail = (
            f"From: {PERSON}\nSubject: What is this?\nMIME-Version: 1.0\n"
            'Content-Type: multipart/mixed; boundary="outer"\n\n--outer\n'
            "Content-Type: text/plain\n\nI got this:\n--outer\n"
            f"Content-Type: message/rfc822\n\n{report}\n--outer--\n"
        )
        self.assertIsNone(_classify(_parse(mail), subject="What is this?"))

    def test_complaints_are_a_programs(self):
        """Reports of other sorts (RFC 5965) are neither bounces nor people's."""
        head = {"Content-Type": "multipart/report; report-type=feedback-report"}
        self.assertEqual(_classify(head), "automatic")

    def test_hops(self):
        """A mail with more than fifty hops turns in a circle."""
        hops = [("Received", f"from mx{index}.example") for index in range(51)]
        self.assertEqual(_classify(hops), "loop")
        self.assertIsNone(_classify(hops[:50]))
        self.assertIsNone(_classify(hops, trusted=True))

    def test_trusted_senders_may_be_programs(self):
        """Let in: programs, absences, lists; never returned mail, loops, our own."""
        for headers, reason in HEADERS:
            kept = reason in ("bounce", "report", "receipt", "loop", "own")
            with self.subTest(headers=headers):
                found = _classify(headers, trusted=True)
                self.assertEqual(found, reason if kept else None)
        self.assertEqual(_classify({}, "desk@firm.example", trusted=True), "own")

    def test_absences(self):
        """Programs that set no mark are known by their first words."""
        for subject in ABSENT:
            with self.subTest(subject=subject):
                self.assertTrue(mail_absence.find(subject))
                self.assertEqual(_classify({}, subject=subject), "vacation")

    def test_people_write_about_absences(self):
        """The same words in a sentence are a person's."""
        for subject in PRESENT:
            with self.subTest(subject=subject):
                self.assertEqual(mail_absence.find(subject), "")
                self.assertIsNone(_classify({}, subject=subject))

    def test_absences_are_told_before_programs(self):
        """The better reason is given: an absence reply, not just any program."""
        headers = {"Auto-Submitted": "auto-replied", "Precedence": "bulk"}
        self.assertEqual(_classify(headers, subject="Out of Office: x"), "vacation")

    def test_nothing_raises(self):
        """Whatever is wrong with it, a mail is judged."""
        garbage = ["", "\0", "\udc80", "=?", "=?utf-8?b?%%%?=", "<" * 9, "@", "(" * 99]
        names = ["Auto-Submitted", "List-Id", "Content-Type", "X-Loop", "Return-Path"]
        for text in garbage:
            for name in names:
                with self.subTest(name=name, text=text):
                    mail_kind.classify({name: text}, text, text, {text})
        for headers in (None, [], {}, [("X",)], {"X": None}, {"Precedence": 7}):
            with self.subTest(headers=headers):
                self.assertIsNone(mail_kind.classify(headers, None, None, None))
        broken = _parse(
            "Content-Type: multipart/report; report-type=delivery-status\n\n"
        )
        self.assertEqual(_classify(broken), "bounce")

    def test_long_values_take_no_time(self):
        """A megabyte in a header does not keep the desk waiting."""
        start = time.monotonic()
        for text in ("a" * 10**6, "<" * 10**6, "a@" * 10**5, " [x]" * 10**5):
            headers = dict.fromkeys(("List-Id", "X-Loop", "Auto-Submitted"), text)
            mail_kind.classify(headers, text, text, OWN)
        self.assertLess(time.monotonic() - start, 5)

    def test_addresses_of_lists(self):
        """The list that a mail came through is named by several headers."""
        headers = {
            "List-Post": "<MAILTO:News@a.example>",
            "X-BeenThere": "more@b.example",
        }
        found = mail_kind.list_addresses(headers)
        self.assertEqual(found, ["news@a.example", "more@b.example"])


class TestMailProvider(TestCase):
    """Addresses and domains in one form; domains where anybody may have one."""

    def test_one_form(self):
        for text, expected in (
            ("Ann@Shop.Example", "ann@shop.example"),
            ('"Ann" <ann@shop.example>', "ann@shop.example"),
            ("mailto:ann@shop.example", "ann@shop.example"),
            ("@Shop.Example", "shop.example"),
            ("*@shop.example", "shop.example"),
            ("*.shop.example", "shop.example"),
            ("shop.example.", "shop.example"),
            ("ann@bücher.example", "ann@xn--bcher-kva.example"),
            ("почта.рф", "xn--80a1acny.xn--p1ai"),
        ):
            with self.subTest(text=text):
                self.assertEqual(mail_provider.normalize(text), expected)

    def test_what_is_neither_is_refused(self):
        for text in ("", None, "ann", "ann@", "@", "a b.example", "ann@shop", "x@y..z"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                mail_provider.normalize(text)

    def test_public_providers(self):
        """Nobody shuts out millions by blocking one sender's domain."""
        for domain in ("gmail.com", "mail.ru", "qq.com", "yahoo.co.uk", "hotmail.fr"):
            with self.subTest(domain=domain):
                self.assertTrue(mail_provider.is_public(domain))
        for domain in ("co.uk", "com.cn", "gmx.net", "outlook.com"):
            with self.subTest(domain=domain):
                self.assertTrue(mail_provider.is_public(domain))
        for domain in ("shop.example", "mygmail.com", "live.mycompany.example", "o.uk"):
            with self.subTest(domain=domain):
                self.assertFalse(mail_provider.is_public(domain))
