"""Hears a cry for help in what somebody typed, however hastily."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.deck.model import RedFlag
from bot.deck.search.spelling import fold, sound

# A pasted page is read to its end as it is written; for slips only so many of its words are tried.
MOST_TRIED = 400
# Letters of the shortest words that may have any one slip, any two, and any two all by themselves.
ONE_SLIP, TWO_SLIPS, ALONE = 5, 7, 9


class RedFlags:
    """The phrases that are answered with the urgent notice alone."""

    def __init__(self, flags: Iterable[RedFlag], known: Collection[str]) -> None:
        """``known`` are words that the deck says: they are never taken for mistyped ones."""
        self._written = {
            fold(way): flag.phrase for flag in flags for way in (flag.phrase, *flag.written)
        }
        self._ways: dict[str, list[tuple[str, ...]]] = {}
        for written in self._written:
            first, *others = written.split()
            self._ways.setdefault(first, []).append((first, *others))
        self._words = tuple(sorted({word for way in self._written for word in way.split()}))
        self._known = known

    def seen(self, text: str) -> str | None:
        """The first phrase that ``text`` holds as whole words, as it is written or mistyped.

        A denial ("no chest pain") counts as well: nobody is harmed by the notice.
        """
        return self.written_in(text) or self._mistyped(fold(text).split())

    def written_in(self, text: str) -> str | None:
        """The first phrase that ``text`` holds without any slip."""
        padded = f" {fold(text)} "
        return next((phrase for way, phrase in self._written.items() if f" {way} " in padded), None)

    def _mistyped(self, said: list[str]) -> str | None:
        meant: dict[str, frozenset[str]] = {}
        tried = said[:MOST_TRIED]
        for word in tried:
            if word not in meant:
                meant[word] = self._meant(word)
        for place, word in enumerate(tried):
            for first in meant[word]:
                for way in self._ways.get(first, ()):
                    here = tried[place : place + len(way)]
                    if len(here) == len(way) and self._runs(way, here, meant):
                        return self._written[" ".join(way)]
        return None

    def _runs(
        self, way: tuple[str, ...], said: list[str], meant: dict[str, frozenset[str]]
    ) -> bool:
        if len(way) == 1:
            return said[0] == way[0] or _is_alarm(said[0], way[0])
        return all(word in meant[typed] for word, typed in zip(way, said, strict=True))

    def _meant(self, word: str) -> frozenset[str]:
        """The words of the phrases that ``word`` may stand for."""
        if word in self._known and word not in self._words:
            return frozenset()
        near = extract(word, self._words, scorer=OSA.distance, score_cutoff=2, limit=None)
        return frozenset(
            flag for flag, slips, _ in near if not slips or _is_slip(word, flag, slips)
        )


def _is_slip(word: str, flag: str, slips: int) -> bool:
    # People hardly ever mistype the first letter: "right chest" is not "tight chest".
    if sorted(word[:2]) != sorted(flag[:2]) and word[0] != flag[0]:
        return False
    if slips == 1 and len(flag) >= ONE_SLIP:
        return True
    if slips == 1 and len(flag) == ONE_SLIP - 1:
        return sorted(word) == sorted(flag) or sound(word) == sound(flag)
    return slips == 2 and len(flag) >= TWO_SLIPS


def _is_alarm(word: str, flag: str) -> bool:
    slips = OSA.distance(word, flag)
    if len(flag) >= ALONE:
        return slips <= 2
    swapped = sorted(word) == sorted(flag)
    # With a letter in place of another it is mostly another word: "cooking", "checking".
    left_out = len(word) != len(flag) and sound(word) == sound(flag)
    return slips == 1 and (swapped or left_out)
