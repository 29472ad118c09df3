# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""How absence replies begin their subject, in the languages of the world.

Only for mail whose headers do not tell: some programs answer without any mark, and
then the words are all there is. What a person writes may begin alike (“Out of office
printer is broken”), so the words alone are not enough: after them comes nothing, a
colon or bracket and what is answered, or until when one is away.

The text counts where the subject says nothing, and more carefully still: what somebody
asks for is no absence reply, however it begins.
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

# How the text of an absence reply begins, after the greeting: patterns, in small
# letters. What stands between is short, and within one sentence.
GAP = r"(?:(?:[^.!?\n]|(?<=\d)\.){0,40}\s)?"
SENTENCES = (
    # English
    r"(?:thank you|thanks) for your (?:e-?mail|message)[^\w\n]{1,3}\s?i(?: am|'m)"
    r" (?:currently )?(?:out of (?:the )?office|on (?:annual )?leave|on vacation|away)",
    r"i(?: am|'m| will be) (?:currently |presently )?(?:out of (?:the |my )?office|away"
    r" (?:from (?:the|my) (?:office|desk|e?-?mail)|until|till)|not in the office|on"
    r" (?:(?:annual|sick|parental|maternity|paternity) )?(?:leave|vacation|holidays?))",
    r"this is an automat(?:ic|ed) (?:reply|response|message)",
    # German
    r"(?:vielen dank|danke) für (?:ihre|deine) (?:e-?mail|nachricht)[^\w\n]{1,3}\s?"
    rf"ich bin {GAP}(?:nicht im (?:büro|hause?)|im urlaub|außer haus|abwesend)",
    rf"ich bin {GAP}(?:nicht im (?:büro|hause?)|im urlaub|außer haus|abwesend)",
    r"(?:derzeit|zurzeit|zur zeit|momentan|aktuell) bin ich (?:leider )?(?:nicht im"
    r" (?:büro|hause?)|im urlaub|außer haus|abwesend)",
    r"dies ist eine automatische (?:antwort|nachricht)",
    # French, Spanish, Italian, Portuguese, Romanian
    r"je (?:suis|serai) (?:actuellement )?(?:absente?|en congés?|en vacances|hors du"
    r" bureau)",
    r"ceci est une réponse automatique",
    r"(?:actualmente )?(?:estoy|estaré) (?:actualmente )?(?:fuera de (?:la )?oficina|de"
    r" vacaciones|ausente)",
    r"est[ae] es una? (?:respuesta automática|mensaje automático)",
    r"(?:al momento |attualmente )?(?:sono|sarò) (?:attualmente )?(?:fuori (?:sede"
    r"|ufficio)|in ferie|assente)",
    r"(?:no momento )?(?:estou|estarei) (?:atualmente )?(?:fora do escrit[óo]rio|de"
    r" férias|em férias|ausente)",
    r"(?:momentan )?(?:sunt|voi fi) (?:în concediu|plecată? din birou)",
    # Dutch, Swedish, Danish, Norwegian
    rf"ik ben {GAP}(?:niet op kantoor|(?:met|op) vakantie|met verlof|afwezig)",
    r"jag är (?:just nu |för närvarande )?(?:inte på kontoret|på semester|bortrest)",
    r"jeg er (?:for tiden |i øjeblikket )?(?:ikke på kontoret|på ferie|bortreist)",
    # Polish, Czech, Slovak, Slovenian, Croatian, Serbian, Bulgarian
    r"(?:obecnie |aktualnie )?(?:jestem|będę|przebywam) (?:obecnie |aktualnie )?"
    r"(?:nieobecn[ya]|na urlopie|poza biurem)",
    r"(?:momentálně |nyní )?jsem (?:momentálně |nyní )?(?:mimo kancelář|na dovolené)",
    r"(?:momentálne )?som (?:momentálne )?(?:mimo kancelárie|na dovolenke)",
    r"(?:trenutno )?(?:sem na dopustu|me ni v pisarni)",
    r"(?:trenutno )?(?:sam na godišnjem|nisam u (?:uredu|kancelariji))",
    r"(?:в момента )?(?:аз )?съм в отпуск",
    # Russian, Ukrainian, Kazakh
    r"(?:я )?(?:сейчас |в настоящее время )?(?:я )?(?:нахожусь в отпуске|отсутствую"
    r"|буду отсутствовать|нахожусь вне офиса|на больничном)",
    r"я (?:сейчас )?(?:в отпуске|не в офисе|вне офиса)",
    r"меня (?:сейчас )?(?:нет|не будет) (?:на рабочем месте|в офисе)",
    r"это автоматическ(?:ий ответ|ое сообщение|ое письмо)",
    r"(?:я )?(?:зараз )?(?:я )?(?:перебуваю у відпустці|у відпустці|відсутн(?:ій|я))",
    r"мен (?:қазір )?(?:демалыстамын|жұмыс орнында жоқпын)",
    # Finnish, Estonian, Hungarian, Latvian, Lithuanian
    r"olen (?:lomalla|poissa toimistolta|puhkusel|kontorist ära)",
    r"(?:jelenleg )?(?:szabadságon vagyok|nem vagyok az irodában|házon kívül vagyok)",
    r"(?:pašlaik )?(?:es )?esmu atvaļinājumā",
    r"(?:šiuo metu )?(?:atostogauju|esu atostogose)",
    # Greek, Turkish, Arabic, Hebrew, Vietnamese, Thai, Indonesian
    r"(?:αυτή τη στιγμή )?(?:βρίσκομαι|είμαι) (?:εκτός γραφείου|σε άδεια)",
    r"(?:şu anda )?(?:ofis dışındayım|yıllık izindeyim|izindeyim)",
    r"أنا (?:حالياً? )?(?:خارج المكتب|في إجازة)",
    r"אני (?:כרגע )?(?:בחופשה|לא במשרד|מחוץ למשרד)",
    r"(?:hiện tại )?tôi (?:đang |hiện )?(?:nghỉ phép|vắng mặt)",
    r"saya (?:sedang )?(?:cuti|tidak (?:di|berada di) kantor)",
    r"ขณะนี้(?:ดิฉัน|ฉัน|ผม)?(?:ลาพักร้อน|ไม่อยู่)",
)
# The same where words are not set apart.
UNSPACED = (
    r"(?:我|本人)(?:目前|现在|正在|现|正)?(?:不在办公室|在?休假|外出|出差)",
    r"(?:这|此)(?:是|封邮件是|邮件为)(?:一封)?自动(?:回复|答复)",
    r"(?:現在|只今|本日)[^。\n]{0,20}(?:不在|休暇中|休暇をいただ|外出)",
    r"(?:この|本)メールは自動(?:返信|応答)",
    r"(?:저는 )?현재[^.\n]{0,20}(?:부재|휴가)",
)
GREETING = re.compile(
    r"(?:(?:hi|hello|hey|dear|good (?:day|morning|afternoon|evening)|hallo|guten"
    r" (?:tag|morgen)|sehr geehrte|liebe|bonjour|madame|cher|chère|hola|buenos días"
    r"|buenas tardes|estimad|ciao|buongiorno|gentile|beste|geachte|goedendag"
    r"|dzień dobry|szanown|olá|bom dia|prezad|hej|hei|здравствуйте|добрый день|уважаем"
    r"|доброго дня|добрий день|вітаю|шановн|dobrý den|dobrý deň|tisztelt"
    r"|merhaba|sayın|مرحبا|שלום)"
    r"[^\n.!?,:]{0,50}|您好|你好|お世話になっております)\s?[\n,.!:;，！。：、]+\s?"
)
# Who asks for something wrote himself.
QUESTION = re.compile(r"[?؟](?:\s|$)|？")
PLEA = re.compile(
    r"\b(?:please|kindly|bitte|s'il vous|por favor|per favore|per cortesia|proszę"
    r"|alstublieft|graag|пожалуйста|прошу|будь ласка)\b|请|請|願い|주세요"
)
# In letters: who says more, has more to say than that he is away; and without being
# asked nobody's program says as much as a few sentences.
LONGEST_ANSWER, LONGEST_WORD = 1500, 160
LOOKED_AT = 2000

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


_SAYS = (
    re.compile(rf"({'|'.join(SENTENCES)})(?!\w)"),
    re.compile(f"({'|'.join(UNSPACED)})"),
)


def find_in_text(text, answers):
    """Return the words by which a text is that of an absence reply, or "".

    :param text: what is new in a mail, without what it quotes.
    :param answers: whether it answers another mail; one that does not must be very
        short, and ask for nothing.
    """
    text = (text or "")[:LOOKED_AT].replace("’", "'").strip().lower()
    text = "\n".join(
        filter(None, (" ".join(line.split()) for line in text.split("\n")))
    )
    if len(text) > (LONGEST_ANSWER if answers else LONGEST_WORD):
        return ""
    if QUESTION.search(text) or (not answers and PLEA.search(text)):
        return ""
    if greeting := GREETING.match(text):
        text = text[greeting.end() :]
    for pattern in _SAYS:
        if found := pattern.match(text):
            return found.group(1)
    return find(text.partition("\n")[0])


def find(subject):
    """Return the words by which a subject is one of an absence reply, or ""."""
    text = " ".join((subject or "").replace("’", "'").split())[:300]
    for pattern in _BEGINS:
        if found := pattern.match(text):
            return found.group(1)
    return ""
