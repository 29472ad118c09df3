# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""How absence replies begin their subject, in the languages of the world.

Only for mail whose headers do not tell: some programs answer without any mark, and
then the words are all there is. What a person writes may begin alike (“Out of office
printer is broken”), so the words alone are not enough: after them comes nothing, a
colon or bracket and what is answered, or until when one is away.
"""

import re

PHRASES = {
    "en": (
        "automatic reply",
        "automated reply",
        "automatic response",
        "auto reply",
        "auto-reply",
        "autoreply",
        "auto response",
        "auto-response",
        "autoresponse",
        "out of office",
        "out-of-office",
        "out of the office",
        "i am out of the office",
        "i'm out of the office",
        "i am currently out of the office",
        "out of office autoreply",
        "out of office reply",
        "ooo",
        "vacation reply",
        "vacation response",
        "i am on vacation",
        "away from my mail",
        "away from my desk",
        "away from the office",
    ),
    "de": (
        "automatische antwort",
        "automatische rückantwort",
        "automatische abwesenheitsnotiz",
        "abwesenheitsnotiz",
        "abwesenheitsmeldung",
        "abwesenheitsbenachrichtigung",
        "abwesenheitsassistent",
        "nicht im büro",
        "ich bin nicht im büro",
    ),
    "fr": (
        "réponse automatique",
        "reponse automatique",
        "absence du bureau",
        "absent du bureau",
        "absente du bureau",
        "message d'absence",
        "réponse d'absence",
        "notification d'absence",
    ),
    "es": (
        "respuesta automática",
        "respuesta automatica",
        "fuera de la oficina",
        "fuera de oficina",
        "estoy fuera de la oficina",
        "mensaje de ausencia",
    ),
    "it": (
        "risposta automatica",
        "fuori sede",
        "fuori ufficio",
        "assente dall'ufficio",
        "messaggio di assenza",
    ),
    "nl": (
        "automatisch antwoord",
        "automatische beantwoording",
        "afwezigheidsbericht",
        "afwezigheidsmelding",
        "afwezigheidsassistent",
        "niet op kantoor",
    ),
    "pl": (
        "odpowiedź automatyczna",
        "odpowiedz automatyczna",
        "automatyczna odpowiedź",
        "autoodpowiedź",
        "nieobecny w biurze",
        "poza biurem",
    ),
    "pt": (
        "resposta automática",
        "resposta automatica",
        "fora do escritório",
        "fora do escritorio",
        "ausente do escritório",
        "ausência temporária",
        "ausência do escritório",
    ),
    "ru": (
        "автоматический ответ",
        "автоматическое уведомление об отсутствии",
        "автоответ",
        "автоответчик",
        "отсутствие на рабочем месте",
        "отсутствую на рабочем месте",
        "нет на рабочем месте",
        "вне офиса",
    ),
    "uk": (
        "автоматична відповідь",
        "автовідповідь",
        "автовідповідач",
        "відсутність на робочому місці",
        "поза офісом",
    ),
    "zh": (
        "自动答复",
        "自动回复",
        "自動回覆",
        "自動答覆",
        "自動回復",
        "外出回复",
        "不在办公室",
    ),
    "ja": (
        "自動応答",
        "自動返信",
        "不在通知",
        "不在応答",
        "不在のお知らせ",
        "不在連絡",
    ),
    "ko": ("자동 회신", "자동회신", "자동 응답", "자동응답", "부재중", "부재 중"),
    "others": (
        "automatická odpověď",  # Czech
        "mimo kancelář",
        "automatická odpoveď",  # Slovak
        "automatikus válasz",  # Hungarian
        "házon kívül",
        "răspuns automat",  # Romanian
        "raspuns automat",
        "în afara biroului",
        "automatiskt svar",  # Swedish
        "autosvar",
        "frånvaromeddelande",
        "automatisk svar",  # Danish, Norwegian
        "automatisk besvarelse",
        "fraværsmelding",
        "ikke på kontoret",
        "automaattinen vastaus",  # Finnish
        "poissaoloilmoitus",
        "automaatvastus",  # Estonian
        "automātiskā atbilde",  # Latvian
        "automatinis atsakymas",  # Lithuanian
        "автоматичен отговор",  # Bulgarian
        "аутоматски одговор",  # Serbian
        "automatski odgovor",  # Croatian, Serbian
        "samodejni odgovor",  # Slovenian
        "αυτόματη απάντηση",  # Greek
        "εκτός γραφείου",
        "otomatik yanıt",  # Turkish
        "ofis dışında",
        "автоматты жауап",  # Kazakh
        "رد تلقائي",  # Arabic
        "מענה אוטומטי",  # Hebrew
        "תשובה אוטומטית",
        "trả lời tự động",  # Vietnamese
        "ตอบกลับอัตโนมัติ",  # Thai
        "balasan otomatis",  # Indonesian
    ),
}

# What people write about, too: they count alone, or with until when one is away.
AWAY = (
    "on vacation",
    "abwesenheit",
    "ich bin im urlaub",
    "außer haus",
    "en congé",
    "en congés",
    "en vacances",
    "de vacaciones",
    "in ferie",
    "niet aanwezig",
    "nieobecność",
    "de férias",
    "в отпуске",
    "я в отпуске",
    "нахожусь в отпуске",
    "не в офисе",
    "у відпустці",
    "я у відпустці",
    "休假中",
    "外出中",
)

# What stands before the words: tags of gateways and lists, such as “[EXTERNAL]”.
TAGS = r"(?:\s*(?:\[[^\]]{1,30}\]|\*{1,3}[^*]{1,20}\*{1,3}))*\s*[\"'“„«]?\s*"
# Until when; words that mean other things too count with a date only.
UNTIL = (
    r"\b(?:until|till|bis|jusqu|hasta|fino|tot|până|até|до)\b"
    r"|\b(?:from|since|through|ab|von|vom|du|del|desde|dal|van|do|od|de|с|по|з|від)"
    r"\b[^:]{0,40}\d"
)
SHORT = rf"\s*(?:$|[!.](?:\s|$)|{UNTIL}|\d)"
LONG = rf"\s*(?:$|[:：;|(\[（【»”\"–—-]|[!.](?:\s|$)|{UNTIL}|\d)"


def _compile(words, after):
    longest_first = sorted(words, key=len, reverse=True)
    choice = "|".join(map(re.escape, longest_first))
    return re.compile(f"{TAGS}({choice}){after}", re.IGNORECASE)


_BEGINS = (
    _compile({word for words in PHRASES.values() for word in words}, LONG),
    _compile(AWAY, SHORT),
)


def find(subject):
    """Return the words by which a subject is one of an absence reply, or ""."""
    text = " ".join((subject or "").replace("’", "'").split())[:300]
    for pattern in _BEGINS:
        if found := pattern.match(text):
            return found.group(1)
    return ""
