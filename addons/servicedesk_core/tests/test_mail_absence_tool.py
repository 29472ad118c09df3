# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import time
from unittest import TestCase

from ..tools import mail_absence, mail_kind

ANSWER = {"In-Reply-To": "<1@firm.example>"}
ABSENT = (
    "I am currently out of the office until Monday 9 March.\n\nFor urgent matters"
    " please call the front desk.\n\nAnn",
    "Hello,\n\nI’m on annual leave and back on Monday.",
    "Thank you for your e-mail. I am out of office.",
    "Guten Tag,\nich bin bis zum 5. Mai nicht im Büro.\nGruß",
    "Sehr geehrte Damen und Herren,\n\nvielen Dank für Ihre Nachricht. Ich bin im"
    " Urlaub.",
    "Bonjour,\nje suis actuellement absente jusqu'au 9 mars.",
    "Estoy fuera de la oficina hasta el lunes.",
    "Buongiorno, sono in ferie fino al 9 marzo.",
    "Olá,\nestarei de férias até segunda.",
    "Beste,\nik ben tot maandag niet op kantoor.",
    "Dzień dobry,\njestem na urlopie do 9 marca.",
    "Здравствуйте!\nЯ в отпуске до 9 марта.",
    "Добрий день\nЯ у відпустці до 9 березня.",
    "您好，我正在休假。",
    "現在、休暇中です。",
    "현재 부재중입니다.",
    "Jag är på semester.",
    "Jsem mimo kancelář.",
    "Jelenleg szabadságon vagyok.",
    "Automatic reply: away",
    "Автоматический ответ",
)
# What people answer.
PRESENT = (
    "",
    "It still smokes. I am out of the office until Monday.",
    "Out of office printer is broken, as I said.",
    "I am out of the office until Monday. Can you come on Tuesday?",
    "I am out of toner.",
    "Hello,\n\nthe door does not close. I am on leave from tomorrow.",
    "Ich bin mit der Lösung nicht zufrieden.",
    "Я отправил снимок.",
    "我的电脑坏了，我正在休假。",
    "I am out of the office.\n" + "What I see on the screen is this. " * 60,
)


def classify(headers, subject, words):
    return mail_kind.classify(headers, "a@b.example", subject, (), words=words)


class TestMailAbsenceTool(TestCase):
    """The text of an absence reply is known by how it begins."""

    def test_answers(self):
        """In an answer the first sentence tells, after the greeting."""
        for text in ABSENT:
            with self.subTest(text=text):
                self.assertTrue(mail_absence.find_in_text(text, True))
                found = classify(ANSWER, "Re: x", text)
                self.assertEqual(found[0], "vacation")

    def test_people(self):
        """A sentence inside a request, a question or a long text is a person's."""
        for text in PRESENT:
            with self.subTest(text=text):
                self.assertEqual(mail_absence.find_in_text(text, True), "")
                found = classify(ANSWER, "Re: x", text)
                self.assertIsNone(found)

    def test_without_being_asked(self):
        """What answers nothing must be very short, and ask for nothing."""
        for text, is_absent in (
            ("I am on vacation until Monday.", True),
            ("I am on vacation until Monday. Please reset my password.", False),
            ("Ich bin im Urlaub. Bitte setzen Sie mein Kennwort zurück.", False),
            ("I am on vacation until Monday. " + "The door squeaks. " * 10, False),
        ):
            with self.subTest(text=text):
                found = classify({}, "Door", text)
                self.assertEqual(bool(found), is_absent)

    def test_the_subject_makes_it_an_answer(self):
        """“Re:” and the like count as headers do."""
        text = "I am out of the office. Please ask the front desk."
        for subject in ("Re: Door", "AW: Tür", "Отв: Дверь", "回复：门", "Automatic"):
            with self.subTest(subject=subject):
                found = classify({}, subject, text)
                self.assertEqual(found[0], "vacation")

    def test_trusted(self):
        """A system that is let in may say what it likes."""
        found = mail_kind.classify(ANSWER, "a@b.example", "x", (), True, ABSENT[0])
        self.assertIsNone(found)

    def test_it_takes_no_time(self):
        """Only how a text begins is looked at, whatever stands there."""
        begun = time.monotonic()
        for word in ("ich bin ", "hello ", "i am ", "現在", "\n", "1. ", "? "):
            mail_absence.find_in_text(word * 200_000, True)
        self.assertLess(time.monotonic() - begun, 1)
