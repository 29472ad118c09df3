# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What a text is about: a few words against the words of a catalogue, no database.

Words are compared without case, English ones in the singular. A word of another ending
counts less ("print", "printing"; «касса», «кассу»): both begin alike and one is hardly
longer. Chinese, which writes no spaces, is cut into pairs of characters.

What the subject says counts more than what the body adds, and what everybody writes
("please", "not working") counts little: stop words nothing, unless they are key words;
words that many tickets have in common less the more have them.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from typing import NamedTuple

# A mail of a hundred pages says nothing that its beginning does not.
MAX_TEXT = 4000
# So many letters two words must share from their beginning.
STEM = 4
# By so many letters the endings may differ.
ENDING = 3
# Words of a name, of the key words, of the description; another ending counts less.
NAME_WEIGHT = 2.0
KEYWORD_WEIGHT = 3.0
DESCRIPTION_WEIGHT = 1.0
ALIKE = 0.7
# The subject is what it is about; the body tells how it came and says hello.
BODY_WEIGHT = 0.4
# A word that more than this share of the past tickets has says the less, the more do.
COMMON_SHARE = 0.05
# Of fewer past tickets no share can be told.
MIN_TICKETS = 50
# A candidate below this is not worth a click.
MIN_SCORE = 1.0
# From here on a candidate stands out, if it is alone at the top.
SURE = 1.5

# What a Russian word of three letters may end with in another case: «чек», «чеков».
_SHORT_ENDINGS = frozenset("а у и ы ом ов ам ах".split())
# A plural of these adds two letters: "boxes", "addresses".
_HISSING = ("sses", "shes", "ches", "xes", "zes")
_SINGULARS = ("ss", "us", "is", "as")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SEPARATORS = re.compile("[,;、，；\\n]")
_WORD = re.compile(f"([{_HAN}]+)|[^\\W_{_HAN}]+")

# They stand in every request and say nothing of a service.
STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as asap asked at back be because been
    before best both broke broken but by can cannot could day dear did do does doesn
    doing don done down error fail failed fails for from fw fwd get gets getting give
    gives go goes going gone good got had has have he hello help her here hi his how i
    if in into is isn issue it its just kind know last let like make many may me missing
    monday more morning much must my need needed needs never new no nobody not nothing
    now of off on once one only or our out over please possible problem problems re
    regards said same see send sent she should show shows since so some still stop
    stopped stops than thank thanks that the their them then there these they this
    though three time to today tomorrow too tried try two until up urgent us use used
    using very want wants was way we week well went were what when where which while who
    why will wish with without won work worked working works would wrong yesterday yet
    you your afternoon evening friday saturday sunday thursday tuesday wednesday
    а без больше бы был была были было в вам вас ваш весь во вот все всё всем вы где
    да дайте два для до добрый доброе день его ее её если есть еще ещё же за завтра
    здравствуйте и из или им их к как какой когда который ко кто ли мне можно может мой
    моя мы на надо нам нас наш наша нашем нашей не него нет ни никто ничего но нужен
    нужна нужно ну о об один он она они от очень ошибка по пожалуйста помогите помочь
    после почему при проблема просьба прошу работает работать работают с сегодня
    сейчас со сломалась сломался сломалось снова спасибо срочно так также там то тоже
    только три тут ты у уважаемые уже утро утра хотим хочу что чтобы это этот я
    """.split()
)
_SHORT_STOP_WORDS = frozenset(word for word in STOP_WORDS if len(word) < 3)
# Pairs with these cross from one word into the next; the others are in every request.
_HAN_FILLERS = frozenset("的了我你您请吗们是在也就都很和与着过把被呢啊吧这那它他她")
_HAN_STOP_PAIRS = frozenset(
    "谢谢 不能 无法 没有 怎么 什么 一个 今天 昨天 明天 现在 问题 出现 帮忙 需要 可以"
    " 工作 不行 不到 不开 已经 早上 上午 下午 麻烦 尽快 紧急".split()
)


class Match(NamedTuple):
    """How well an entry fits a text, and the words that say so."""

    key: object
    score: float
    words: tuple


def words(text):
    """Return the words of ``text`` in their order, each once; letters alone are none.

    >>> words("The TILL prints no receipts!")
    ['the', 'till', 'prints', 'no', 'receipts']
    """
    text = unicodedata.normalize("NFKC", text or "")[:MAX_TEXT].casefold()
    found = {}
    for run in _WORD.finditer(text):
        word = run[0]
        if run[1]:
            pairs = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
            found.update(dict.fromkeys(pairs))
        elif len(word) > 1:
            found[word] = None
    return list(found)


def tokens(text):
    """Return the telling words of ``text``: without those of every request.

    >>> tokens("The TILL prints no receipts!")
    ['till', 'prints', 'receipts']
    """
    return [word for word in words(text) if not is_common(word)]


def is_common(word):
    """Return whether a word, or pair of Chinese characters, is in every request."""
    if word in STOP_WORDS or word in _HAN_STOP_PAIRS:
        return True
    return len(word) <= 2 and not _HAN_FILLERS.isdisjoint(word)


def keywords(text):
    """Return the words of a list of key words.

    One that stands alone was meant, even where it is common: "broken" says incident.
    Only of the shortest nobody can tell: "it" is in every English sentence.

    >>> keywords("broken, how, does not start")
    ['broken', 'how', 'start']
    """
    found = {}
    for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text or "")):
        said = words(part)
        meant = len(said) == 1 and said[0] not in _SHORT_STOP_WORDS
        telling = said if meant else tokens(part)
        found.update(dict.fromkeys(telling))
    return list(found)


def singular(word):
    """Return an English word without the ending of its plural; others as they are.

    >>> [singular(word) for word in ("receipts", "deliveries", "boxes", "access")]
    ['receipt', 'delivery', 'box', 'access']
    """
    if len(word) < STEM or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith(_SINGULARS):
        return word
    if word.endswith("ies") and len(word) > STEM:
        one = f"{word[:-3]}y"
    else:
        one = word[:-2] if word.endswith(_HISSING) else word[:-1]
    # "news" are not "new".
    return word if one in STOP_WORDS else one


def alike(one, other):
    """Return whether two words are the same but for their endings.

    "Deliver" and "delivery" are not: a verb, and what a whole branch is called.
    """
    short, long = sorted((one, other), key=len)
    if len(short) == STEM - 1 and long.startswith(short):
        ending = long[len(short) :]
        return ending in ("s", "es") or ending in _SHORT_ENDINGS
    if long == f"{short}y":
        return False
    if len(short) < STEM or len(long) - len(short) > ENDING:
        return False
    shared = 0
    for left, right in zip(short, long, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= max(STEM, len(short) - 1)


def shares(texts):
    """Return {word: share of the ``texts`` that have it} of the common words.

    :param texts: of past tickets; where there are few, nothing is common.
    """
    texts = list(texts)
    if len(texts) < MIN_TICKETS:
        return {}
    counts = Counter(
        word for text in texts for word in {singular(one) for one in tokens(text)}
    )
    return {
        word: count / len(texts)
        for word, count in counts.items()
        if count > COMMON_SHARE * len(texts)
    }


class Index:
    """The words of a catalogue, made once and asked often.

    :param entries: tuples ``(key, names, keywords, descriptions)``: iterables of
        texts, one for each language; descriptions may be left out.
    """

    def __init__(self, entries):
        weights = defaultdict(dict)
        readers = (
            (tokens, NAME_WEIGHT),
            (keywords, KEYWORD_WEIGHT),
            (tokens, DESCRIPTION_WEIGHT),
        )
        for key, *parts in entries:
            for texts, (read, weight) in zip(parts, readers, strict=False):
                for text in texts:
                    for word in map(singular, read(text)):
                        weights[word][key] = max(weight, weights[word].get(key, 0))
        # A word of many entries tells little about any of them.
        self._weights = {
            word: {key: weight / len(keys) ** 0.5 for key, weight in keys.items()}
            for word, keys in weights.items()
        }
        self._stems = defaultdict(list)
        for word in self._weights:
            self._stems[word[: STEM - 1]].append(word)

    def match(self, subject, body="", allowed=None, common=None):
        """Return :class:`Match` objects for a request, the best first.

        :param allowed: the keys that may be proposed; None: all of them.
        :param common: what :func:`shares` returned of the past tickets.
        """
        weights = dict.fromkeys(words(subject), 1.0)
        for word in words(body):
            weights.setdefault(word, BODY_WEIGHT)
        scores, said = defaultdict(dict), defaultdict(list)
        for word, weight in weights.items():
            one = singular(word)
            weight *= _rarity((common or {}).get(one, 0))
            for key, (own, strength) in self._find(one).items():
                if allowed is not None and key not in allowed:
                    continue
                # Said twice, with two endings, it still is one word.
                before = scores[key].get(own, 0)
                scores[key][own] = max(before, weight * strength)
                if not before:
                    said[key].append(word)
        found = [
            Match(key, round(sum(parts.values()), 3), tuple(said[key]))
            for key, parts in scores.items()
            if sum(parts.values()) >= MIN_SCORE
        ]
        return sorted(found, key=lambda match: (-match.score, str(match.key)))

    def _find(self, word):
        """Return ``{key: (word of the entry, weight)}``, the best of each entry."""
        found = {key: (word, one) for key, one in self._weights.get(word, {}).items()}
        if is_common(word):
            return found
        for other in self._stems.get(word[: STEM - 1], ()):
            if other != word and alike(word, other):
                for key, weight in self._weights[other].items():
                    if weight * ALIKE > found.get(key, ("", 0))[1]:
                        found[key] = (other, weight * ALIKE)
        return found


def _rarity(share):
    """Return what a word still counts that this share of the past tickets has."""
    return (COMMON_SHARE / share) ** 0.5 if share > COMMON_SHARE else 1.0


class Proposal(NamedTuple):
    """One thing to click on, and why it is there."""

    key: object
    score: float
    words: tuple
    own: int  # so many of the requester's last tickets
    near: int  # so many of his colleagues' tickets


def rank(matches, own=(), near=(), allowed=None, limit=3):
    """Join what the words say with what was asked before; return the best few.

    :param matches: of :meth:`Index.match`.
    :param own: keys of the requester's last tickets, one for each ticket.
    :param near: keys of the last tickets of his colleagues.
    """
    by_words = {match.key: match for match in matches}
    own_counts, near_counts = _count(own, allowed), _count(near, allowed)
    proposals = []
    for key in by_words.keys() | own_counts.keys() | near_counts.keys():
        match = by_words.get(key)
        mine, others = own_counts.get(key, 0), near_counts.get(key, 0)
        score = (match.score if match else 0) + mine * 0.5
        score += 0.5 * others / (len(near) or 1)
        words = match.words if match else ()
        proposals.append(Proposal(key, round(score, 3), words, mine, others))
    proposals.sort(key=lambda found: (-found.score, str(found.key)))
    return proposals[:limit]


def get_likely(proposals):
    """Return the key of the one proposal that stands out, or None: no draw does.

    :param proposals: of :func:`rank`, the best first.
    """
    if not proposals or proposals[0].score < SURE:
        return None
    if len(proposals) > 1 and proposals[1].score >= proposals[0].score:
        return None
    return proposals[0].key


def _count(keys, allowed):
    counts = defaultdict(int)
    for key in keys:
        if key and (allowed is None or key in allowed):
            counts[key] += 1
    return counts
