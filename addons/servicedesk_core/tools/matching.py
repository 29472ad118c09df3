# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What a text is about: a few words against the words of a catalogue, no database.

Words are compared without case. A word of another ending counts half ("receipt",
"receipts"; «касса», «кассу»): both begin alike and one is hardly longer. Chinese, which
writes no spaces, is cut into pairs of characters.
"""

import re
import unicodedata
from collections import defaultdict
from typing import NamedTuple

# A mail of a hundred pages says nothing that its beginning does not.
MAX_TEXT = 4000
# So many letters two words must share from their beginning.
STEM = 4
# By so many letters the endings may differ.
ENDING = 3
# Words of a name, of the key words; another ending counts half.
NAME_WEIGHT = 2.0
KEYWORD_WEIGHT = 3.0
ALIKE = 0.5
# A candidate below this is not worth a click.
MIN_SCORE = 1.0

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"([{_HAN}]+)|[^\\W_{_HAN}]+")

# They stand in every sentence and say nothing of a service.
STOP_WORDS = frozenset(
    """
    a an and are as at be but by can cannot could do does for from has have hello hi i
    if in is it its me my no not of on or our please since so thank thanks that the
    there this to us was we when with work working works would you your
    без бы был было в во вас вот все вы да для до его если есть ещё же за здравствуйте
    из или их к как когда ко мне мы на нам нас не нет но о он она они от по пожалуйста
    при с со спасибо так также то только у уже что это я
    """.split()
)


class Match(NamedTuple):
    """How well an entry fits a text, and the words that say so."""

    key: object
    score: float
    words: tuple


def tokens(text):
    """Return the telling words of ``text`` in their order, each once.

    >>> tokens("The TILL prints no receipts!")
    ['till', 'prints', 'receipts']
    """
    text = unicodedata.normalize("NFKC", text or "")[:MAX_TEXT].casefold()
    found = {}
    for run in _WORD.finditer(text):
        word = run[0]
        if run[1]:
            pairs = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
            found.update(dict.fromkeys(pairs))
        elif len(word) > 1 and word not in STOP_WORDS:
            found[word] = None
    return list(found)


def alike(one, other):
    """Return whether two words are the same but for their endings."""
    short, long = sorted((one, other), key=len)
    if len(short) < STEM or len(long) - len(short) > ENDING:
        return False
    shared = 0
    for left, right in zip(short, long, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= max(STEM, len(short) - 1)


class Index:
    """The words of a catalogue, made once and asked often.

    :param entries: tuples ``(key, names, keywords)``: iterables of texts, one for
        each language.
    """

    def __init__(self, entries):
        weights = defaultdict(dict)
        for key, names, keywords in entries:
            for texts, weight in ((names, NAME_WEIGHT), (keywords, KEYWORD_WEIGHT)):
                for text in texts:
                    for word in tokens(text):
                        weights[word][key] = max(weight, weights[word].get(key, 0))
        # A word of many entries tells little about any of them.
        self._weights = {
            word: {key: weight / len(keys) ** 0.5 for key, weight in keys.items()}
            for word, keys in weights.items()
        }
        self._stems = defaultdict(list)
        for word in self._weights:
            if len(word) >= STEM:
                self._stems[word[:STEM]].append(word)

    def match(self, text, allowed=None):
        """Return :class:`Match` objects for ``text``, the best first.

        :param allowed: the keys that may be proposed; None: all of them.
        """
        scores, words = defaultdict(float), defaultdict(list)
        for word in tokens(text):
            for key, weight in self._find(word).items():
                if allowed is None or key in allowed:
                    scores[key] += weight
                    words[key].append(word)
        found = [
            Match(key, round(score, 3), tuple(words[key]))
            for key, score in scores.items()
            if score >= MIN_SCORE
        ]
        return sorted(found, key=lambda match: (-match.score, str(match.key)))

    def _find(self, word):
        """Return ``{key: weight}`` of a word: its own entries, and halves."""
        found = dict(self._weights.get(word, {}))
        for other in self._stems.get(word[:STEM], ()):
            if other != word and alike(word, other):
                for key, weight in self._weights[other].items():
                    found[key] = max(found.get(key, 0), weight * ALIKE)
        return found


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


def _count(keys, allowed):
    counts = defaultdict(int)
    for key in keys:
        if key and (allowed is None or key in allowed):
            counts[key] += 1
    return counts
