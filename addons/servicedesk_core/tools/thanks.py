# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Whether what somebody says is thanks, and nothing but thanks.

People thank for a solution, and that asks for nothing. Every word of what is new must
be among those that thank, greet, praise or take leave, in the languages of the world;
one other word, a question mark, a file, and there is something to read. So “Thanks in
advance” and “Thanks, but it still fails” are none: their other words are in no list.
What is quoted is cut off, and a signature is let pass only if it looks like one.
"""

import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

from . import mail_html

# More than this nobody writes only to thank.
LONGEST = 300
# In a page with all it quotes; what is longer is not taken apart for this.
LONGEST_PAGE = 300_000
# In bytes: what a signature shows is small; a picture of a screen is not.
LARGEST_IMAGE = 20_000
MOST_IMAGES = 6

# Without one of these nobody thanks.
THANKS = """
thanks|thank you|thank u|thanx|thx|tnx|cheers|many thanks|much appreciated|appreciated
|i appreciate it|we appreciate it|much obliged|thank you all|thanks all
|thanks everyone|danke|danke dir|danke ihnen|danke euch|dankeschön|danke schön
|vielen dank|besten dank|herzlichen dank|tausend dank|lieben dank|ich danke dir
|ich danke ihnen|wir danken|merci|merci à vous|merci à toi|merci à tous
|je vous remercie|nous vous remercions|gracias|muchas gracias|mil gracias
|muchísimas gracias|se lo agradezco|te lo agradezco|grazie|grazie mille|mille grazie
|molte grazie|tante grazie|la ringrazio|ti ringrazio|vi ringrazio|obrigado|obrigada
|muito obrigado|muito obrigada|agradeço|agradecido|agradecida|dank|dank je|dank je wel
|dank u|dank u wel|dankjewel|dankuwel|bedankt|hartelijk dank|dziękuję|dziekuje
|dziękuje|dziękujemy|dzięki|dzieki|wielkie dzięki|bardzo dziękuję|спасибо|спс
|спасибо вам|спасибо большое|большое спасибо|огромное спасибо|благодарю|благодарю вас
|благодарим|благодарим вас|спасибо всем|спасибки|дякую|дякую вам|дякуємо|щиро дякую
|щиро дякуємо|красно дякую|благодаря|много благодаря|благодарим ви|хвала|hvala
|hvala lepa|najlepša hvala|teşekkürler|teşekkür ederim|teşekkür ederiz|çok teşekkürler
|çok teşekkür ederim|sağ olun|sağolun|sağ ol|děkuji|děkuju|děkujeme|díky|díky moc
|moc děkuji|ďakujem|ďakujeme|vďaka|tack|tack så mycket|tack ska du ha|stort tack
|tusen tack|takk|tusen takk|mange takk|takk skal du ha|tak for hjælpen|tak for det
|mange tak|tusind tak|tak skal du have|kiitos|kiitoksia|kiitos paljon|paljon kiitoksia
|köszönöm|köszönöm szépen|nagyon köszönöm|köszi|köszönjük|mulțumesc|multumesc|mulțumim
|vă mulțumesc|mersi|ευχαριστώ|σας ευχαριστώ|ευχαριστούμε|aitäh|tänan|paldies|ačiū
|dėkoju|gràcies|eskerrik asko|terima kasih|cảm ơn|xin cảm ơn|شكرا|شكراً|شكرا جزيلا
|شكراً جزيلاً|תודה|תודה רבה|धन्यवाद|ขอบคุณ|ขอบคุณครับ|ขอบคุณค่ะ|谢谢|謝謝|谢谢你
|谢谢您|謝謝你|謝謝您|多谢|多謝|非常感谢|非常感謝|感谢|感謝|十分感谢|辛苦了|ありがとう
|ありがとうございます|ありがとうございました|有難うございます|有難うございました
|どうもありがとうございます|どうもありがとうございました|感謝します|感謝いたします
|助かりました|大変助かりました|감사합니다|고맙습니다|감사드립니다|대단히 감사합니다
"""

# These may stand beside, and say nothing that anybody has to do something about.
BESIDE = """
very much|so much|a lot|a million|a ton|a bunch|again|once again|kindly|very kind
|that is very kind|indeed|really|very|so|too|all|you|and|ok|okay|k|great|perfect
|excellent|super|wonderful|fantastic|awesome|brilliant|amazing|nice|cool|fine|good
|great job|great work|good job|good work|nice work|well done|top|lovely|yes|wow
|for your help|for the help|for all your help|for helping|for your support
|for the support|for your time|for your assistance|for the assistance
|for your quick help|for the quick help|for your fast help|for the fast help
|for your prompt help|for the prompt help|for the quick response
|for your quick response|for the quick reply|for your quick reply|for your reply
|for the reply|for your response|for the response|for the answer|for your answer
|for the update|for the quick fix|for the fix|for the information|for the info
|for letting me know|for your effort|for your efforts|for your patience
|for solving this|for solving it|for fixing this|for fixing it|for resolving this
|for resolving it|for the solution|for everything|for that|for this
|for the quick solution|for your quick support|it works|it works now|works now
|it is working now|working now|everything works|everything works now|all works now
|that works|that worked|it worked|works perfectly|it works again|works again
|works fine|works great|all good|all fine|it is fixed|fixed|solved|it is solved
|problem solved|that helped|this helped|that did it|have a nice day|have a great day
|have a good day|have a nice weekend|have a great weekend|have a good weekend
|have a nice evening|enjoy your weekend|sehr|herzlich|nochmals|nochmal|noch einmal
|sehr nett|prima|perfekt|klasse|toll|gut|sehr gut|bestens|wunderbar|alles klar
|alles gut|alles bestens|passt|ja|und|auch|für ihre hilfe|für die hilfe
|für deine hilfe|für eure hilfe|für die schnelle hilfe|für ihre schnelle hilfe
|für deine schnelle hilfe|für die unterstützung|für ihre unterstützung
|für deine unterstützung|für die schnelle unterstützung|für die rückmeldung
|für ihre rückmeldung|für die schnelle rückmeldung|für ihre mühe|für die mühe
|für die info|für die information|für die antwort|für ihre antwort
|für die schnelle antwort|für die schnelle lösung|für die lösung
|für die schnelle bearbeitung|für die bearbeitung|es funktioniert
|es funktioniert jetzt|funktioniert|funktioniert jetzt|jetzt funktioniert es
|jetzt geht es|es geht wieder|geht wieder|es geht jetzt|funktioniert wieder
|alles funktioniert|hat geklappt|hat funktioniert|schönen tag|schönen tag noch
|einen schönen tag|einen schönen tag noch|schönes wochenende|ein schönes wochenende
|schönen abend|schönen feierabend|beaucoup|infiniment|bien|encore|vraiment|parfait
|super|génial|très bien|et|oui|pour votre aide|pour ton aide|pour l aide
|pour votre réponse|pour la réponse|pour votre réactivité|pour votre intervention
|pour votre retour|pour tout|pour votre réponse rapide|pour votre aide rapide
|pour votre soutien|ça marche|cela fonctionne|ça fonctionne|tout fonctionne
|c est parfait|c est bon|bonne journée|bonne soirée|bon week end|bon weekend
|excellente journée|perfecto|genial|excelente|estupendo|muy bien|muy amable|todo bien
|y|sí|de nuevo|por su ayuda|por tu ayuda|por la ayuda|por vuestra ayuda|por todo
|por la respuesta|por su respuesta|por su pronta respuesta|por su rápida respuesta
|por el apoyo|por su apoyo|ya funciona|funciona|todo funciona|ahora funciona
|funciona perfectamente|buen día|que tenga un buen día|feliz día|buen fin de semana
|perfetto|ottimo|benissimo|molto gentile|gentilissimo|gentilissima|tutto ok|di nuovo|e
|per l aiuto|per il vostro aiuto|per il tuo aiuto|per il suo aiuto|per il supporto
|per l assistenza|per la risposta|per la rapida risposta|per tutto|ora funziona
|funziona|adesso funziona|tutto funziona|buona giornata|buona serata|buon weekend
|perfeito|ótimo|muito|muito bem|tudo certo|tudo bem|pela ajuda|pela sua ajuda
|pelo apoio|pela resposta|pela rápida resposta|pelo retorno|por tudo|já funciona
|agora funciona|está funcionando|bom dia|tenha um bom dia|bom fim de semana|hartelijk
|heel erg|heel veel|perfect|prima|geweldig|helemaal goed|top|en|nogmaals|voor de hulp
|voor je hulp|voor uw hulp|voor de snelle hulp|voor je snelle hulp|voor uw snelle hulp
|voor de snelle reactie|voor uw reactie|voor je reactie|voor het oplossen
|voor de moeite|voor alles|het werkt|het werkt nu|werkt weer|het werkt weer|fijne dag
|prettige dag|fijn weekend|prettig weekend|fijne avond|bardzo|serdecznie|świetnie
|super|doskonale|wszystko działa|już działa|działa|i|za pomoc|za szybką pomoc
|za szybką odpowiedź|za odpowiedź|za informację|za wsparcie|miłego dnia|dobrego dnia
|miłego weekendu|большое|огромное|вам|тебе|всем|ещё раз|еще раз|очень|и|да|ок|окей
|хорошо|отлично|супер|прекрасно|замечательно|понял|поняла|принято|ясно|все хорошо
|всё хорошо|за помощь|за вашу помощь|за быструю помощь|за оперативную помощь
|за оперативность|за поддержку|за ответ|за быстрый ответ|за оперативный ответ
|за информацию|за работу|за решение|за быстрое решение|за отзывчивость|за всё|за все
|за содействие|всё работает|все работает|работает|заработало|всё заработало
|все заработало|уже работает|теперь работает|теперь всё работает|теперь все работает
|помогло|всё получилось|все получилось|получилось|вопрос решён|вопрос решен
|проблема решена|хорошего дня|хорошего вам дня|удачного дня|доброго дня
|хороших выходных|велике|вам|дуже|чудово|відмінно|добре|супер|ще раз|і|та|так
|за допомогу|за швидку допомогу|за оперативність|за відповідь|за швидку відповідь
|за підтримку|все працює|усе працює|працює|вже працює|тепер працює|запрацювало
|гарного дня|гарних вихідних|çok|harika|süper|mükemmel|tamam|tekrar|ve|yardımınız için
|yardımlarınız için|desteğiniz için|hızlı desteğiniz için|ilginiz için
|hızlı dönüşünüz için|şimdi çalışıyor|çalışıyor|iyi günler|iyi çalışmalar|iyi akşamlar
|iyi hafta sonları|kolay gelsin|moc|mockrát|mnohokrát|ještě jednou|skvělé|super
|výborně|perfektní|a|za pomoc|za rychlou pomoc|za odpověď|za rychlou odpověď
|za podporu|za vyřešení|už to funguje|už funguje|funguje|vše funguje|hezký den
|pěkný den|hezký víkend|hezký zbytek dne|pekný deň|så mycket|så jättemycket
|jättemycket|toppen|perfekt|jättebra|bra|utmärkt|och|igen|för hjälpen|för din hjälp
|för er hjälp|för snabb hjälp|för den snabba hjälpen|för svaret|för snabbt svar
|för snabb respons|det fungerar|nu fungerar det|det fungerar nu|allt fungerar
|ha en bra dag|ha en fin dag|trevlig helg|ha det bra|for hjelpen|for hjælpen
|for rask hjelp|for hurtig hjælp|for svaret|flott|fint|bra|det virker|det virker nu
|nå virker det|nu virker det|god dag|god helg|god weekend|avusta|paljon|hyvä|hienoa
|nyt toimii|toimii|mukavaa päivää|hyvää päivänjatkoa|a segítséget|a gyors segítséget
|működik|szép napot|pentru ajutor|mult|o zi bună|για τη βοήθεια|πολύ|جزيلا
|على المساعدة|רבה|על העזרה|יום טוב|的帮助|您的帮助|你的帮助|好的|好|已解决|已经解决
|已经好了|可以了|没问题|搞定了|很好|太好了|非常|大家|再次|已收到|收到|问题已解决|祝好
|您的支持|你们|您|你|了|啦|的幫助|您的幫助|已經好了|大変|本当に|どうも|誠に
|無事解決しました|解決しました|解決いたしました|無事に解決しました|動きました
|使えるようになりました|直りました|承知しました|了解しました|了解です|早速のご対応
|ご対応|迅速なご対応|迅速な対応|早速の対応|ご連絡|ご回答|対応|を|に|いただき|頂き
|お疲れ様です|お疲れさまです|お世話になっております|いつもお世話になっております
|お世話になりました|よろしくお願いします|よろしくお願いいたします|失礼いたします
|도와주셔서|정말|잘 됩니다|해결되었습니다|빠른 답변|수고하세요|좋은 하루 되세요
"""

# How people greet; up to two names may follow on the same line.
GREETINGS = """
hi|hello|hey|hi there|hello there|dear|dear all|dear team|dear support|hi all|hi team
|hello team|hello all|good morning|good afternoon|good evening|good day|greetings
|hallo|guten tag|guten morgen|guten abend|moin|servus|grüß gott|liebe|lieber
|sehr geehrte damen und herren|sehr geehrter herr|sehr geehrte frau|hallo zusammen
|liebes team|hallo team|bonjour|bonsoir|salut|bonjour à tous|cher|chère|madame
|monsieur|madame monsieur|hola|buenos días|buenas tardes|buenas noches|buenas|estimado
|estimada|estimados|ciao|buongiorno|buonasera|salve|gentile|gentilissimi|olá|bom dia
|boa tarde|boa noite|prezado|prezada|prezados|beste|geachte|goedemorgen|goedemiddag
|goedenavond|goedendag|dag|dzień dobry|witam|cześć|szanowni państwo|здравствуйте
|добрый день|доброе утро|добрый вечер|привет|уважаемый|уважаемая|уважаемые коллеги
|коллеги|доброго дня|добрий день|доброго ранку|добрий вечір|вітаю|привіт
|шановні колеги|шановний|шановна|merhaba|selam|iyi günler|sayın|dobrý den|dobré ráno
|ahoj|vážený|vážená|dobrý deň|hej|hejsan|god morgon|god dag|hei|moi|hyvä|terve
|tisztelt|szia|jó napot|bună ziua|γεια σας|καλημέρα|مرحبا|שלום|您好|你好|大家好
|こんにちは|안녕하세요
"""

# How people take leave; what follows is a signature.
LEAVES = """
regards|best regards|kind regards|warm regards|many regards|best|best wishes|br|kr
|rgds|with best regards|with kind regards|sincerely|sincerely yours|yours sincerely
|cheers|yours|all the best|bye|goodbye|greetings|mit freundlichen grüßen
|mit freundlichen grüssen|freundliche grüße|freundliche grüsse|viele grüße
|viele grüsse|beste grüße|beste grüsse|liebe grüße|liebe grüsse|mfg|lg|vg|gruß|gruss
|schöne grüße|mit besten grüßen|herzliche grüße|mit freundlichem gruß|cordialement
|bien cordialement|bien à vous|salutations|sincères salutations|meilleures salutations
|cdlt|amicalement|à bientôt|saludos|un saludo|saludos cordiales|atentamente
|cordialmente|un cordial saludo|cordiali saluti|distinti saluti|saluti|un saluto
|cordialità|un caro saluto|atenciosamente|cumprimentos|com os melhores cumprimentos
|abraço|abraços|att|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet
|groet|groeten|groetjes|mvg|hartelijke groet|pozdrawiam|z poważaniem|pozdrowienia
|serdecznie pozdrawiam|с уважением|всего доброго|всего хорошего
|с наилучшими пожеланиями|до свидания|з повагою|з найкращими побажаннями|на все добре
|saygılarımla|saygılar|iyi çalışmalar|selamlar|s pozdravem|s přátelským pozdravem
|zdraví|hezký den|s pozdravom|med vänlig hälsning|med vänliga hälsningar
|vänliga hälsningar|mvh|hälsningar|vh|med venlig hilsen|med vennlig hilsen
|venlig hilsen|vennlig hilsen|hilsen|ystävällisin terveisin|terveisin|üdvözlettel
|cu stimă|toate cele bune|με εκτίμηση|مع تحياتي|בברכה|此致|敬礼|祝好|此致敬礼|敬具
|以上
"""

# What programs add below, whatever one writes.
PROGRAMS = re.compile(
    r"^(?:sent (?:from|via|with) .{2,60}|get outlook for .{2,30}|von meinem .{2,40}"
    r" gesendet|gesendet (?:von|mit) .{2,60}|envoyé (?:de|depuis|à partir de) .{2,60}"
    r"|enviado (?:desde|do) .{2,60}|inviato da .{2,60}|verzonden (?:vanaf|met|via)"
    r" .{2,60}|wysłane z .{2,60}|отправлено (?:с|из) .{2,60}|надіслано з .{2,60}"
    r"|skickat från .{2,60}|odesláno z .{2,60}|发自我的.{1,40}|iphoneから送信)[.]?$",
    re.IGNORECASE,
)
# From such a line on, everything is the mail that is answered.
ORIGINAL = re.compile(
    r"^\W*(?:original message|original appointment|forwarded message|ursprüngliche"
    r" nachricht|originalnachricht|message d'origine|message original|mensaje original"
    r"|messaggio originale|mensagem original|oorspronkelijk bericht|wiadomość"
    r" oryginalna|исходное сообщение|пересылаемое сообщение|оригінальне повідомлення"
    r"|původní zpráva|ursprungligt meddelande|orijinal mesaj|原始邮件|原始郵件"
    r"|元のメッセージ)\W*$"
    r"|^_{10,}$",
    re.IGNORECASE,
)
# The head of a mail that is quoted without a mark, as Outlook writes it.
HEAD = re.compile(
    r"^\*?(?:from|von|de|da|van|od|от|від|kimden|från|fra|lähettäjä|发件人|寄件者|差出人)\*?"
    r"\s*[:：]\s*\S",
    re.IGNORECASE,
)
# “On 3 March 2026, Ann wrote:” and its like.
WROTE = re.compile(
    r"^(?=.*\d)(?:.*@.*|.*\b(?:wrote|schrieb|écrit|escribió|scritto|escreveu|schreef"
    r"|napisał|napisała|пишет|писал|писала|написал|написала|пише|писав|yazdı|napsal|napsala|skrev"
    r"|kirjoitti)\b.*|.*[写寫]道|.*書きました)\s*[:：]$",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"^(?:--|—|__+|-{3,}|\*{3,}|={3,})$")
# Words of a signature in small letters; the others begin with a capital, are names.
SMALL = frozenset(
    "a an and of the for in at by to on und der die das für im am bei zu von vom zum"
    " de du des la le les et à aux en del los y e da do dos di della van voor het een"
    " w z i na ve och av og til t f m p tel fax mob mobile phone cell direct office"
    " email e-mail mail web www telefon telefax handy mobil tél téléphone móvil"
    " celular telefono тел факс моб телефон почта эл доб вн отдел отдела и по в на с г"
    " ул д оф manager director engineer accountant specialist administrator assistant"
    " leiter leiterin abteilung responsable directeur gerente kierownik главный"
    " старший ведущий генеральный коммерческий системный исполнительный менеджер"
    " директор инженер бухгалтер специалист администратор руководитель начальник"
    " заместитель секретарь директора продаж закупок продажам закупкам бухгалтерия"
    " бухгалтерії відділу відділ".split()
)
# What says, in writing without small letters, that something is not so.
UNCASED_SAYING = frozenset("不没沒还還错錯坏壞无無再又未请請")
HIRAGANA = re.compile("[\u3041-\u309f]")
AFTERTHOUGHT = re.compile(r"^(?:p\W{0,2}s\b|з\W{0,2}ы\b|п\W{0,2}с\b)", re.IGNORECASE)
# What stands in no signature.
SAYING = frozenset(
    "not no but still again however please cannot can't doesn't don't isn't won't"
    " didn't nicht kein keine aber noch bitte leider immer pas mais toujours encore"
    " pero todavía aún non ma ancora não mas ainda niet maar nog nie ale jednak не но"
    " нет ещё еще опять снова однако ні але досі değil ama fakat hala ne však inte men"
    " ikke fortfarande error fehler problem ошибка помилка fails failed broken kaputt"
    " down".split()
)
MOST_SIGNATURE_LINES = 12
LONGEST_SIGNATURE_LINE = 90

_SIGNATURES = frozenset(
    "gmail_signature moz-signature Signature odoo_signature_wrapper".split()
)
_QUOTES = frozenset("gmail_quote gmail_extra yahoo_quoted moz-cite-prefix".split())
_FROM_HERE = frozenset("divRplyFwdMsg appendonsend stopSpelling".split())
_MARKED = ("data-o-mail-quote", "data-o-mail-quote-container", "data-o-mail-quote-node")
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def is_thanks(page, names=()):
    """Return whether a message says thanks and nothing else.

    :param page: the message, HTML.
    :param names: of people whom it may name: who wrote it, and to whom.
    """
    page = str(page or "")
    return len(page) <= LONGEST_PAGE and is_thanks_text(read(page), names)


def is_thanks_text(text, names=()):
    """Return whether a plain text says thanks and nothing else; see the module."""
    lines, signature = _split(text)
    said = "\n".join(lines)
    if len(said) > LONGEST or re.search(r"[?？؟¿]", said + "\n".join(signature)):
        return False
    if len(signature) > MOST_SIGNATURE_LINES or not all(map(_is_signature, signature)):
        return False
    known = frozenset((token,) for name in names for token in _tokens(name or ""))
    thanked = False
    for index, line in enumerate(lines):
        verdict = _read_line(line, known, is_first=not index)
        if verdict is None:
            return False
        thanked = thanked or verdict
    return thanked


def has_only_small_images(files):
    """Return whether files are but the pictures of a signature.

    :param files: (is it a picture shown in the text, its size in bytes) of each.
    """
    files = list(files)
    return len(files) <= MOST_IMAGES and all(
        is_shown and size <= LARGEST_IMAGE for is_shown, size in files
    )


def read(page):
    """Return what is new in a message, plain: without what it quotes and signs."""
    if not page.strip():
        return ""
    try:
        root = lxml_html.fragment_fromstring(page, create_parent="div")
    except (etree.ParserError, ValueError):
        return mail_html.to_text(page)
    for element in list(root.iter(etree.Element)):
        if element.getparent() is None or not _is_inside(root, element):
            continue
        marks = {*element.get("class", "").split(), element.get("id") or ""}
        if _FROM_HERE & marks:
            _drop_rest(root, element)
        elif (
            element.tag == "blockquote"
            or (_SIGNATURES | _QUOTES) & marks
            or any(element.get(mark) for mark in _MARKED)
        ):
            element.drop_tree()
    return mail_html.to_text(lxml_html.tostring(root, encoding="unicode"))


def _is_inside(root, element):
    """Return whether an element is still in the page: another may have taken it out."""
    return root is element or any(parent is root for parent in element.iterancestors())


def _drop_rest(root, element):
    """Take an element out of a page, and all that comes after it."""
    while element is not root:
        parent = element.getparent()
        for later in list(element.itersiblings()):
            parent.remove(later)
        element.tail = None
        if not element.text and not len(element) or _FROM_HERE & _marks(element):
            parent.remove(element)
        element = parent


def _marks(element):
    return {*element.get("class", "").split(), element.get("id") or ""}


def _split(text):
    """Return (lines of what is said, lines below that look like a signature)."""
    said, signature, signing = [], [], False
    for line in (text or "").replace("\r", "").split("\n"):
        line = " ".join(line.split())
        if not line or line.startswith(">") or PROGRAMS.match(line):
            continue
        if ORIGINAL.match(line) or HEAD.match(line):
            break
        if WROTE.match(line):
            continue
        if SEPARATOR.match(line):
            signing = True
            continue
        if signing:
            signature.append(line)
            continue
        said.append(line)
        signing = _takes_leave(line)
    return said, signature


def _takes_leave(line):
    """Return whether a signature follows a line."""
    return _covers(_tokens(line), _LEAVES)


def _is_signature(line):
    """Return whether a line below the leave-taking is a name, a trade, an address."""
    if len(line) > LONGEST_SIGNATURE_LINE or AFTERTHOUGHT.match(line):
        return False
    if UNCASED_SAYING.intersection(line) or HIRAGANA.search(line):
        return False
    words = [word.strip(".,;:!|()/&–-«»\"'“”„") for word in line.split()]
    return not SAYING.intersection(word.lower() for word in words) and all(
        map(_is_label, words)
    )


def _is_label(word):
    """Return whether a word stands in signatures: a name, a number, an address."""
    return (
        not word
        or not word[0].islower()
        or word.lower() in SMALL
        or bool(re.search(r"[\d@./]", word))
    )


def _read_line(line, known, is_first=False):
    """Return whether a line thanks; None if it says something else."""
    head, comma, rest = line.partition(",")
    if is_first and comma and _is_greeting(head) and _tokens(rest):
        # “Hi Mark, thanks”.
        return _read_line(rest, known)
    tokens = _tokens(line)
    if _covers(tokens, _EVERY, known):
        return not _covers(tokens, _EVERY - _THANKS, known)
    if not tokens or is_first and _is_greeting(line):
        return False
    return None


def _is_greeting(line):
    """Return whether a line greets; up to two names may be in it."""
    tokens = _tokens(line)
    if SAYING.intersection(tokens):
        return False
    for size in range(1, min(len(tokens), _LONGEST_GREETING) + 1):
        if tuple(tokens[:size]) in _GREETINGS and len(tokens) - size <= 2:
            named = re.findall(r"\w+", line)[size:]
            if not any(name[0].islower() for name in named):
                return True
    return False


def _covers(tokens, phrases, more=frozenset()):
    """Return whether words are nothing but phrases, one after the other."""
    ends = {0}
    for start in range(len(tokens)):
        if start not in ends:
            continue
        for size in range(1, min(_LONGEST_PHRASE, len(tokens) - start) + 1):
            part = tuple(tokens[start : start + size])
            if part in phrases or part in more:
                ends.add(start + size)
    return bool(tokens) and len(tokens) in ends


def _tokens(text):
    """Return the words of a text in small letters; signs that stand for one alone."""
    text = unicodedata.normalize("NFKC", str(text)).casefold()
    # “l’aide” and “it’s” are two words, as they are in the lists.
    text = re.sub(r"\bit['’]s\b", "it is", text)
    text = re.sub(r"\bthat['’]s\b", "that is", text)
    # Vowel signs belong to the word they stand in.
    text = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return _TOKEN.findall(text)


def _phrases(*lists):
    words = "|".join(" ".join(each.split()) for each in lists)
    return frozenset(
        filter(None, (tuple(_tokens(phrase)) for phrase in words.split("|")))
    )


_THANKS = _phrases(THANKS)
_LEAVES = _phrases(LEAVES)
_GREETINGS = _phrases(GREETINGS)
_EVERY = _phrases(THANKS, BESIDE, LEAVES)
_LONGEST_PHRASE = max(map(len, _EVERY))
_LONGEST_GREETING = max(map(len, _GREETINGS))
