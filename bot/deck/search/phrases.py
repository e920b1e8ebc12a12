"""Phrases in what somebody typed: everyday words for the deck's, and what no card answers.

A phrase is compared by the stems of its words, articles left out; the longest at a place counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.deck.info import DeckInfo, OutOfScope
from bot.deck.search.spelling import STOP_WORDS, fold, stem, stems

Value = TypeVar("Value")

ARTICLES = frozenset({"a", "an", "the"})
# Stand in a phrase for any number, and for any one word.
NUMBER, ANY = "num", "*"
ANYTHING = "anything1"
# "60mg" is two words.
GLUED = re.compile(r"(?<=\d)(?=[a-z])")

# Said beside a question, or instead of one.
PLEASANTRIES = re.compile(
    r"\b(?:(?:good (?:morning|evening|afternoon|night|day|luck)|goodnight"
    r"|hi|hiya|hey|hello|welcome)"
    r"(?: there| all| again| guys| folks| everyone| everybody| bot| to the server)*"
    r"|(?:many )?thank(?:s| you)(?: so much| very much| a lot| everyone| all| for \w+ \w+)*"
    r"|thx|cheers|sorry (?:for|about) (?:the|my) (?:\w+ )?\w+|no (?:problem|worries|rush)"
    r"|nice to (?:meet|see) you|see you(?: (?:on|in|at) \w+| later| soon| tomorrow)*"
    r"|(?:happy|merry) (?:birthday|christmas|easter|holidays|new year)|congrat(?:ulation)?s"
    r"(?: on (?:the|your) \w+)?"
    r"|have a (?:great|good|nice|lovely) \w+|(?:my name is|i am called) \w+"
    r"|(?:is )?any(?:one|body) (?:there|here|around|about|up)(?: for a \w+)?$"
    r"|(?:that|this) (?:really )?(?:helped|helps|was (?:very |so )?helpful)(?: a lot| so much)?"
    r"|lol|haha+|hehe+|lmao|rofl|brb|gg|please|pls)\b"
)


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Value]):
    """A phrase that was typed, and what it stands for."""

    said: tuple[str, ...]
    """Its words, as they were typed."""
    value: Value


class PhraseTable(Generic[Value]):
    """Phrases, each with what it stands for."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in phrases:
            words = phrase.replace(ANY, f" {ANYTHING} ")
            pattern = _pattern(phrase_words(fold(words)))
            self._by_first.setdefault(pattern[0], []).append((pattern, value))
        for patterns in self._by_first.values():
            patterns.sort(key=lambda each: -len(each[0]))

    def find(self, typed: Sequence[str]) -> Iterator[Phrase[Value]]:
        """Yield the phrases that the words of a text hold."""
        pattern = _pattern(typed)
        place = 0
        while place < len(pattern):
            for held, value in self._by_first.get(pattern[place], ()):
                end = place + len(held)
                if _fits(held, pattern[place:end]):
                    yield Phrase(tuple(typed[place:end]), value)
                    place = end
                    break
            else:
                place += 1


def phrase_words(folded: str) -> list[str]:
    """Return the words of a folded text for a :class:`PhraseTable`."""
    return [word for word in GLUED.sub(" ", folded).split() if word not in ARTICLES]


def _pattern(typed: Sequence[str]) -> tuple[str, ...]:
    return tuple(NUMBER if word.isdecimal() else _key(word) for word in typed)


def _fits(held: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    return len(held) == len(typed) and all(
        each in (other, ANYTHING) for each, other in zip(held, typed, strict=True)
    )


def _key(word: str) -> str:
    """Return a word's stem, if it is not that of a common word: a "cane" is no "can"."""
    stemmed = stem(word)
    return word if stemmed in STOP_WORDS else stemmed


def everyday_words(info: DeckInfo) -> PhraseTable[tuple[str, ...]]:
    """Return the deck's table of everyday words; each stands for stems of the deck."""
    return PhraseTable(
        (phrase, target)
        for meant, phrases in info.everyday_words.items()
        for phrase in phrases
        # An inflection of the deck's word says it already.
        if (target := tuple(dict.fromkeys(stems(fold(meant))))) != tuple(stems(fold(phrase)))
    )


class ScopeLimits:
    """What no card answers, and what to say of it."""

    def __init__(self, subjects: Sequence[OutOfScope]) -> None:
        harmless = [(phrase, None) for subject in subjects for phrase in subject.but_not]
        self.phrases: PhraseTable[OutOfScope | None] = PhraseTable(
            [*((phrase, subject) for subject in subjects for phrase in subject.said), *harmless]
        )

    def subject(self, typed: Sequence[str], *, own: bool) -> OutOfScope | None:
        """Return the first subject that the words of a text are about, if any.

        ``own`` is whether the text also holds a word that is the deck's own.
        """
        for phrase in self.phrases.find(typed):
            if phrase.value is not None and not (own and phrase.value.unless_own):
                return phrase.value
        return None
