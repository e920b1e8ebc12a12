"""Normalise text for search, and correct spelling without taking one look-alike for another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.deck.search.english import English

# Typed in place of one another, and left out by half the people: "can't", "cant".
APOSTROPHES = re.compile(r"['\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4`\u2032]")
# Letters by Unicode's categories, but nothing is seen of them.
FILLERS = re.compile("[\u115f\u1160\u3164\uffa0]")
SEPARATORS = re.compile(r"[\W_]+")
# "M.R.I."
SPELLED_OUT = re.compile(r"\b[a-z](?: [a-z])+\b")
# "CAR-T", and "can t" as some keyboards write it.
LOOSE_T = re.compile(r"(?<=[a-z]{2}) t\b")

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any anything are arent as at be because been being but
    by can could did do does doesnt doing done dont else ever every explain for from get gets
    getting go going got had happen happens has have havent having he her him his how i if ill im
    in into is isnt it its ive just kind know lot make makes may me mean means might more much my
    myself need no not now of ok okay on one or our out please really s she should shouldnt so some
    someone something such t take tell than that thats the their them themselves then there these
    they thing things this those to too up us use very want was we were what whats when where which
    while who why will with without wont would wouldnt yes yet you your yourself yourselves
    """.split()  # noqa: SIM905 - two hundred quoted words are nothing to read
)

# Endings that change a word's role, not its subject, and how many letters must stay before them.
ENDINGS = (
    ("ization", 4), ("isation", 4), ("atory", 4), ("ation", 5), ("ating", 5), ("ated", 5),
    ("izing", 4), ("ising", 4), ("ized", 4), ("ised", 4), ("ness", 4), ("less", 4), ("ment", 5),
    ("ancy", 4), ("ance", 5), ("ize", 4), ("ise", 4), ("ing", 4), ("ant", 5), ("ate", 5),
    ("ful", 4), ("ion", 5), ("ies", 3), ("ed", 4), ("ly", 4), ("is", 5), ("e", 3), ("y", 4),
)  # fmt: skip
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")


def fold(text: str) -> str:
    """Return the text in lower case, without accents, punctuation and invisible marks."""
    if text.isascii():
        # All of the deck is folded at each start, and nearly all of it is ASCII.
        seen = text.lower().replace("'", "").replace("`", "")
    else:
        spelled = unicodedata.normalize("NFKD", text).casefold()
        seen = "".join(
            letter for letter in spelled if unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
        )
        seen = APOSTROPHES.sub("", FILLERS.sub("", seen))
    return SEPARATORS.sub(" ", seen).strip()


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a folded word without its ending, so that "swallowing" finds "swallowed".

    British and American spellings fall together. The stem is for comparing, not for reading.
    """
    if len(word) < 4 or not word.isalpha():
        return word
    word = word.replace("ae", "e").replace("oe", "e")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    for ending, kept in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= kept:
            word = word.removesuffix(ending)
            break
    return DOUBLED.sub(r"\1", word)


def words(folded: str) -> list[str]:
    """Return the words that carry meaning; all words if none does."""
    joined = LOOSE_T.sub("t", folded) if " t" in folded else folded
    every = joined.split()
    if sum(len(word) == 1 for word in every) > 1:
        every = SPELLED_OUT.sub(lambda letters: letters[0].replace(" ", ""), joined).split()
    return [word for word in every if word not in STOP_WORDS] or every


def stems(folded: str) -> list[str]:
    """Return the stems of the words that carry meaning; of all words if none does."""
    return [stem(word) for word in words(folded)]


# Letters of the shortest word that may have a slip, and of the shortest that may have two.
SHORTEST, LONG = 3, 7
# Letters from which on an exchanged one is a slip, and how near it is before.
FEW, EXCHANGED = 5, 0.4
# Letters of the longest that is taken for a word: 45 is the longest of any medical dictionary.
LONGEST = 45
# A text of many unknown words is not mistyped, it is about something else.
MAX_CORRECTIONS = 8
# Letters of the shortest beginning that two words may differ by, such as "hypo".
PREFIX = 3


class LookAlikes:
    """What a text may not be taken for, because of the look-alikes that it holds."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def hold(self, name: str) -> bool:
        """Return whether ``name`` (folded) holds the look-alike of what the text holds."""
        padded = f" {name} "
        return any(other in padded and held not in padded for held, other in self._pairs)


class Spelling:
    """The words of the deck, and those that are never to be taken for one another."""

    def __init__(
        self, words: Iterable[str], never_mixed: Iterable[Iterable[str]], english: English
    ) -> None:
        self._english = english
        self._alike: dict[str, set[str]] = {}
        for names in never_mixed:
            alike = {fold(name) for name in names}
            for name in alike:
                self._alike.setdefault(name, set()).update(alike - {name})
        self._longest = max(map(len, self._alike), default=0)
        self._words = frozenset(words)
        # Look-alikes that the deck does not hold still catch what was meant for them.
        outside = {name for name in self._alike if " " not in name}
        self._known = tuple(sorted(self._words | outside))
        # Asked for twice in a search, and at each letter that is typed behind it.
        self._corrections = lru_cache(maxsize=4096)(self._find_corrections)

    def near(self, word: str) -> dict[str, float]:
        """Return the deck's words within an edit or two, and how near each is: 0 to 1."""
        if len(word) < SHORTEST or word in self._alike:
            return {}
        found = self._corrections(word)
        own = self.look_alikes(word)
        nearest = [self.look_alikes(name) for name, edits in found if edits == found[0][1]]
        return {
            name: _nearness(word, name, edits)
            for name, edits in found
            if name in self._words
            and self._english.may_be_mistyped(word, name)
            and not own.hold(name)
            and (edits == found[0][1] or not any(each.hold(name) for each in nearest))
        }

    def _find_corrections(self, word: str) -> list[tuple[str, int]]:
        """Return the words that may be meant, nearest first, and the edits to each.

        Look-alikes that the deck does not hold are among them.
        """
        if len(word) > LONGEST:
            return []
        return [
            (name, edits)
            for name, edits, _ in extract(
                word, self._known, scorer=OSA.distance, score_cutoff=2, limit=12, processor=None
            )
            if _may_be_meant(word, name, edits)
        ]

    def meant(self, folded: str) -> LookAlikes:
        """Return the look-alikes of a text as it was probably meant, its spelling corrected."""
        unknown = [word for word in dict.fromkeys(folded.split()) if word not in self._words]
        corrected = [
            name for word in unknown[:MAX_CORRECTIONS] for name, _ in self._corrections(word)[:1]
        ]
        return self.look_alikes(" ".join((folded, *corrected)))

    def look_alikes(self, folded: str) -> LookAlikes:
        """Return the look-alikes of words, phrases and prefixes such as hypo- and hyper-."""
        padded = f" {folded} "
        pairs = [
            (f" {held} ", f" {other} ")
            for held, others in self._alike.items()
            if f" {held} " in padded
            for other in others
        ]
        pairs += [
            (f" {word[:size]}", f" {other}")
            for word in set(folded.split())
            for size in range(PREFIX, min(len(word), self._longest + 1))
            for other in self._alike.get(word[:size], ())
        ]
        return LookAlikes(pairs)


def _may_be_meant(word: str, name: str, edits: int) -> bool:
    if len(word) == SHORTEST:
        # Of so few letters another one is another word: only swapped letters are a slip.
        return sorted(word) == sorted(name)
    # People hardly ever mistype the first letter: "cook" is not "look".
    swapped = sorted(word[:2]) == sorted(name[:2])
    if (
        len(word) == len(name) < LONG
        and not swapped
        and phonetic_key(word)[0] != phonetic_key(name)[0]
    ):
        return False
    # Two slips in a short word are too many, unless it sounds the same: "flair up".
    return edits == 1 or len(word) >= LONG or phonetic_key(word) == phonetic_key(name)


def _nearness(word: str, name: str, edits: int) -> float:
    near = 1 - edits / (len(word) + 1)
    # "Love" is not "live" mistyped: four letters with another in place of one are mostly another
    # word, and must not answer by themselves.
    exchanged = len(word) == len(name) < FEW and sorted(word) != sorted(name)
    return near * EXCHANGED if exchanged else near


def phonetic_key(word: str) -> str:
    """Return the consonants, roughly as they are heard."""
    heard = word.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("z", "s")
    return heard[0] + re.sub(r"[aeiouyhw]|(.)(?=\1)", "", heard[1:])
