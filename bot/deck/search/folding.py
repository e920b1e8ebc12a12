"""Text as search sees it: one spelling for all the ways to write the same words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Typed in place of one another, and left out by half the people: "can't", "cant".
APOSTROPHES = re.compile(r"['\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4`\u2032]")
# Letters by Unicode's categories, but nothing is seen of them.
FILLERS = re.compile("[\u115f\u1160\u3164\uffa0]")
SEPARATORS = re.compile(r"[\W_]+")
# "M.R.I."
SPELLED_OUT = re.compile(r"\b[a-z](?: [a-z])+\b")

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any anything are arent as at be because been being but by
    can could did do does doesnt doing done dont else ever every explain for from get gets getting
    go going got had happen happens has have havent having he her him his how i if ill im in into is
    isnt it its ive just kind know lot make makes may me mean means might more much my need no not
    now of on one or our out please really s she should shouldnt so some someone something such t
    take tell than that thats the their them then there these they thing things this those to too
    up us use very want was we were what whats when where which while who why will with without wont
    would wouldnt yet you your
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
    """Lower case without accents, apostrophes, punctuation, or marks that nobody sees."""
    spelled = unicodedata.normalize("NFKD", text).casefold()
    seen = "".join(
        letter for letter in spelled if unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
    )
    return SEPARATORS.sub(" ", APOSTROPHES.sub("", FILLERS.sub("", seen))).strip()


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A folded word without its ending, so that "swallowing" finds "swallowed".

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
    """The words that carry meaning; all words if none does."""
    every = SPELLED_OUT.sub(lambda letters: letters[0].replace(" ", ""), folded).split()
    return [word for word in every if word not in STOP_WORDS] or every


def stems(folded: str) -> list[str]:
    """The stems of the words that carry meaning; of all words if none does."""
    return [stem(word) for word in words(folded)]
