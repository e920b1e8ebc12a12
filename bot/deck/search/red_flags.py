"""Recognition of an emergency in what somebody typed, in two tiers.

Certain: a phrase of the deck, in any person, tense, contraction or slip of typing. Possible: the
words of a sign in another order or dress, by the deck's table of concepts. A question about a sign
("is chest pain a side effect of this drug?"), a denial and a story from long ago are neither.

Sentence embeddings were measured and rejected: the likeness of emergencies to the signs (0.37 to
0.75) and that of near misses (0.45 to 0.56) overlap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise, product
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.deck.info import DeckInfo, RedFlag
from bot.deck.search.english import English
from bot.deck.search.spelling import STOP_WORDS, fold, phonetic_key
from bot.deck.search.utterance import (
    ANYMORE,
    CANNOT,
    COPULAS,
    FILLERS,
    MANY,
    NO_DISEASE,
    NO_LONGER,
    NUMBERS,
    POSSESSIVES,
    REFLEXIVES,
    SUBJECTS,
    THINGS,
    Sense,
    Token,
    expand,
    is_inflected,
    lemma,
    sense_of,
    tokenise,
)

# A pasted page is read only so far.
MAX_WORDS = 1200
# Letters of the shortest words that may be mistyped at all, by any one slip, by any two, and by any
# two all by themselves.
SHORTEST, ONE_SLIP, TWO_SLIPS, ALONE = 3, 5, 7, 9
# Words over which the concepts of one sign may be spread, and where the sign says "near".
WINDOW, NEAR = 14, 6
MOST_PLACES = 4
# Fillers that may stand between two words of a phrase.
MOST_SKIPPED = 4

DENIALS = frozenset({"no", "not", "without", "never", "nor", "neither", "denies", "zero"})
# A denial reaches over these: "no fever or any more of the chest pain", "never had such pain".
DENIED_OVER = FILLERS | frozenset(
    """
    have had having get got getting feel felt feeling sign signs of symptom symptoms or nor and
    anymore such experiencing experience experienced ever yet noticed real more been do
    """.split()  # noqa: SIM905 - a paragraph of words is easier to read than as many quoted ones
)
MOST_DENIED = 8
# "No idea why", "not sure if", "no one is here": these deny nothing of what follows.
DENY_NOTHING = frozenset({"idea", "sure", "know", "one", "only", "just", "doubt", "way", "help"})
# What is said to be so is no sign: "my breathing is fine".
WELL = frozenset({"fine", "ok", "okay", "normal", "clear", "healthy", "good", "well", "better"})
# Before a subject they make the rest a condition, a question or a wish: "if I", "can I", "why I".
NOT_ASSERTED = frozenset(
    """
    if when whether can could will would do does did might may should is are was were am why how
    that because ever not cant once after before until my his her their
    """.split()  # noqa: SIM905
)
# Of several, the first is answered: an overdose gets the lines for a crisis as well.
PRECEDENCE = ("overdose_notice", "crisis_notice", "urgent_notice")

# What stands in a pattern for any word of a kind: a person, "my", "myself", forms of "to be" and
# of verbs like it, a number, a number too great for a dose.
PERSON, MY, SELF, BE, NUMBER, BIG = "I", "MY", "SELF", "BE", "NUM", "BIG"
Pattern = tuple[str, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Recognition:
    """A red flag that a text raises."""

    flag: RedFlag
    certain: bool
    """Whether its notice is the whole answer; else it is only possibly meant."""


@dataclass(frozen=True, slots=True)
class ConceptGroup:
    """Concepts that name a sign of danger when one sentence holds them all."""

    flag: RedFlag
    concepts: tuple[str, ...]
    window: int


class RedFlags:
    """The red flags of a deck; made once, asking changes nothing."""

    def __init__(self, info: DeckInfo, known: Collection[str], english: English) -> None:
        """``known`` are words that the deck says: they are never taken for mistyped ones."""
        self._english = english
        synonyms = {
            lemma(name): [compile_pattern(way) for way in ways]
            for name, ways in info.synonyms.items()
        }
        written = [(flag, way) for flag in info.red_flags for way in (flag.phrase, *flag.written)]
        self._phrases = PatternIndex(
            (pattern, (flag, pattern))
            for flag, way in written
            for pattern in _variants(compile_pattern(way), synonyms)
        )
        self._single = {fold(way) for _, way in written if " " not in way}
        self._signs = [_sign(flag, line) for flag in info.red_flags for line in flag.possible]
        named = {name for sign in self._signs for name in sign.concepts}
        concepts = {name: info.concepts.get(name, (name,)) for name in named}
        self._concepts = PatternIndex(
            (pattern, (name, pattern))
            for name, ways in concepts.items()
            for pattern in map(compile_pattern, ways)
        )
        self._harmless = PatternIndex((compile_pattern(way), way) for way in info.harmless)
        names = "|".join(re.escape(fold(name)) for name in info.conditions)
        self._of_disease = re.compile(rf"\bin (?:{names})\b") if names else NO_DISEASE
        texts = [way for _, way in written]
        texts += chain.from_iterable((*info.synonyms.values(), *concepts.values()))
        vocabulary = {word for text in texts for word in expand(fold(text).split())}
        self._vocabulary = tuple(sorted({form for word in vocabulary for form in _forms(word)}))
        self._known = frozenset(known) | STOP_WORDS | vocabulary
        self._correct = lru_cache(maxsize=4096)(self._correct_word)

    def recognise(self, text: str) -> Recognition | None:
        """The red flag that ``text`` raises most surely, if any."""
        tokens = self._blank_harmless(tokenise(text, self._correct, MAX_WORDS))
        senses = _senses(tokens, self._of_disease)
        found = [*self._certain(tokens, senses), *self._possible(tokens, senses)]
        return min(found, key=_precedence, default=None)

    def _certain(self, tokens: Sequence[Token], senses: Sequence[Sense]) -> Iterator[Recognition]:
        for (flag, pattern), start, _ in self._phrases.find(tokens):
            if len(pattern) == 1 and not self._is_enough(pattern[0], tokens[start]):
                continue
            if _is_of_a_thing(tokens, start):
                continue
            sense = senses[tokens[start].sentence]
            if not _is_denied(tokens, start) and (
                sense is Sense.STATED or (sense is not Sense.PAST and _is_asserted(tokens, start))
            ):
                yield Recognition(flag, certain=True)
            elif _is_meant(flag, tokens, start, sense):
                yield Recognition(flag, certain=False)

    def _possible(self, tokens: Sequence[Token], senses: Sequence[Sense]) -> Iterator[Recognition]:
        places: dict[int, dict[str, list[tuple[int, int]]]] = {}
        for (name, pattern), start, end in self._concepts.find(tokens):
            # "Cheat pain" is chest pain, but an English word alone stands for itself: a "beach".
            other = len(pattern) == 1 and self._english.is_word(tokens[start].word)
            if not (
                (other and pattern[0] not in {*tokens[start].sure, *_kinds(tokens[start])})
                or _is_denied(tokens, start)
                or _is_well(tokens, end)
                or _is_of_a_thing(tokens, start)
            ):
                held = places.setdefault(tokens[start].sentence, {})
                held.setdefault(name, []).append((start, end))
        for sentence, held in places.items():
            for sign in self._signs:
                if not all(name in held for name in sign.concepts):
                    continue
                start = held[sign.concepts[0]][0][0]
                if _is_meant(sign.flag, tokens, start, senses[sentence]) and _are_near(
                    [held[name] for name in sign.concepts], sign.window
                ):
                    yield Recognition(sign.flag, certain=False)

    def _is_enough(self, word: str, token: Token) -> bool:
        """Whether a phrase of one word is meant: with "fainted" so is "fainting", not "faint"."""
        return word in token.sure and (
            token.word in self._single or is_inflected(token.word) or token.word not in self._known
        )

    def _blank_harmless(self, tokens: list[Token]) -> list[Token]:
        """The tokens, with nothing left of harmless compounds such as "urine sample"."""
        blank = {
            place for _, start, end in self._harmless.find(tokens) for place in range(start, end)
        }
        nothing: frozenset[str] = frozenset()
        return [
            replace(token, word="", lemmas=nothing, sure=nothing) if place in blank else token
            for place, token in enumerate(tokens)
        ]

    def _correct_word(self, word: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words that ``word`` may be mistyped for, and those of them that are sure."""
        if len(word) < SHORTEST or word in self._known:
            return frozenset(), frozenset()
        # Of an English word two letters are hardly ever wrong: "server" is no "swerve".
        most = 1 if self._english.is_word(word) else 2
        near = extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=None)
        meant = [form for form, slips, _ in near if slips == 0 or _is_slip(word, form, slips)]
        sure = [form for form in meant if form == word or _is_sure_slip(word, form)]
        return frozenset(meant), frozenset(sure)


class PatternIndex(Generic[Value]):
    """Patterns by their first word, each with what it stands for."""

    def __init__(self, patterns: Iterable[tuple[Pattern, Value]]) -> None:
        self._by_first: dict[str, list[tuple[Pattern, Value]]] = {}
        for pattern, value in dict.fromkeys(patterns):
            self._by_first.setdefault(pattern[0], []).append((pattern, value))

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[Value, int, int]]:
        """Each pattern that the tokens hold: its value, and the places of its first and last."""
        for start, token in enumerate(tokens):
            for key in {*token.lemmas, *_kinds(token)}:
                for pattern, value in self._by_first.get(key, ()):
                    end = _match(pattern, tokens, start)
                    if end is not None:
                        yield value, start, end


def compile_pattern(phrase: str) -> Pattern:
    """A phrase of the deck as lemmas and kinds, without articles."""
    pattern: list[str] = []
    words = [word if word in {NUMBER, BIG} else fold(word) for word in phrase.split()]
    for word in expand(words):
        if word in {NUMBER, BIG}:
            pattern.append(word)
        elif word in POSSESSIVES:
            pattern.append(MY)
        elif word in REFLEXIVES:
            pattern.append(SELF)
        elif word == "i":
            pattern.append(PERSON)
        elif lemma(word) == "be":
            pattern += [BE] if pattern[-1:] != [BE] else []
        elif word not in {"a", "an", "the"}:
            pattern.append(lemma(word))
    return tuple(pattern)


def _variants(pattern: Pattern, synonyms: Mapping[str, Sequence[Pattern]]) -> Iterator[Pattern]:
    """The pattern with each synonym of its words; "can no longer" for "can't ... any more"."""
    for chosen in product(*(((word,), *synonyms.get(word, ())) for word in pattern)):
        variant = tuple(chain.from_iterable(chosen))
        yield variant
        if CANNOT in variant and variant[-1] == ANYMORE:
            yield tuple(NO_LONGER if word == CANNOT else word for word in variant[:-1])


def _sign(flag: RedFlag, line: str) -> ConceptGroup:
    """From "chest + pressure"; a line that begins with "near: " is read within fewer words."""
    text = line.removeprefix("near: ")
    return ConceptGroup(flag, tuple(text.split(" + ")), WINDOW if text == line else NEAR)


def _match(pattern: Pattern, tokens: Sequence[Token], start: int) -> int | None:
    """The place after the pattern if it stands at ``start``."""
    if not pattern:
        return start
    word, others = pattern[0], pattern[1:]
    if word == BE:
        # Left out on a phone: "lips blue".
        for place in _after_copulas(tokens, start) or [start]:
            end = _match(others, tokens, place)
            if end is not None:
                return end
        return None
    for place in range(start, min(start + MOST_SKIPPED + 1, len(tokens))):
        if word in tokens[place].lemmas or word in _kinds(tokens[place]):
            end = _match(others, tokens, place + 1)
            if end is not None:
                return end
        if tokens[place].word not in FILLERS:
            break
    return None


def _after_copulas(tokens: Sequence[Token], start: int) -> list[int]:
    """The places after one, two ... of the verbs at ``start``: "has gone", "is really"."""
    places = []
    for place in range(start, min(start + MOST_SKIPPED, len(tokens))):
        if tokens[place].lemmas & COPULAS:
            places.append(place + 1)
        elif tokens[place].word not in FILLERS:
            break
    return places


def _kinds(token: Token) -> Iterator[str]:
    """The kinds of word that a token is one of."""
    word = token.word
    if word in POSSESSIVES:
        yield MY
    elif word in REFLEXIVES:
        yield SELF
    elif word in SUBJECTS or (len(word) > 2 and word.removesuffix("s") in SUBJECTS):
        yield PERSON
    elif word == NO_LONGER:
        yield CANNOT
    elif word.isdecimal() or word in NUMBERS:
        yield NUMBER
        # No longer number is a count of tablets.
        if (NUMBERS.get(word) or int(word[:6])) >= MANY:
            yield BIG
    if token.lemmas & COPULAS:
        yield BE


def _senses(tokens: Sequence[Token], of_disease: re.Pattern[str]) -> list[Sense]:
    """The sense of each sentence."""
    sentences: list[list[str]] = [[] for _ in range(tokens[-1].sentence + 1 if tokens else 0)]
    for token in tokens:
        sentences[token.sentence].append(token.word)
    return [sense_of(words, of_disease) for words in sentences]


def _is_meant(flag: RedFlag, tokens: Sequence[Token], start: int, sense: Sense) -> bool:
    """Whether what stands at ``start`` may be happening to somebody."""
    if flag.notice == "crisis_notice":
        # Whoever speaks of suicide and of themselves, if only to deny it, is told where to call.
        return sense in {Sense.STATED, Sense.UNSURE} or _is_personal(tokens, start)
    return sense in {Sense.STATED, Sense.UNSURE} and not _is_denied(tokens, start)


PERSONAL = frozenset({"i", "my", "me", "myself", "painless", "painlessly"})
"""Whoever asks how to die without pain does not ask for others."""


def _is_personal(tokens: Sequence[Token], start: int) -> bool:
    here = tokens[start].sentence
    return any(token.sentence == here and token.word in PERSONAL for token in tokens)


def _is_asserted(tokens: Sequence[Token], start: int) -> bool:
    """Whether somebody is said to have it, if within a question: "is this bad, I can't breathe"."""
    place = start
    while place > 0 and tokens[place].word not in SUBJECTS:
        place -= 1
        if tokens[place].word in POSSESSIVES or not (
            tokens[place].lemmas & COPULAS
            or tokens[place].word in FILLERS
            or tokens[place].word in SUBJECTS
        ):
            return False
    if place == 0 or tokens[place - 1].sentence != tokens[start].sentence:
        return False
    return tokens[place - 1].word not in NOT_ASSERTED


def _is_denied(tokens: Sequence[Token], start: int) -> bool:
    """Whether a denial reaches what stands at ``start``: "no fever or chest pain"."""
    if tokens[start].word in DENIALS | {CANNOT, NO_LONGER}:
        return False
    for place in range(start - 1, max(-1, start - 1 - MOST_DENIED), -1):
        token = tokens[place]
        if token.clause != tokens[start].clause:
            return False
        if token.word in DENIALS:
            return tokens[place + 1].word not in DENY_NOTHING
        # The first word of a list is denied as well: "no fever or chest pain".
        listed = place + 1 < start and tokens[place + 1].word in {"or", "nor", "and"}
        if token.word not in DENIED_OVER and not listed:
            return False
    return False


def _is_of_a_thing(tokens: Sequence[Token], start: int) -> bool:
    """Whether the clause begins with a thing that does what follows: "my tent collapsed"."""
    clause = tokens[start].clause
    place = start - 1
    while place >= 0 and (
        tokens[place].lemmas & COPULAS or tokens[place].word in FILLERS | DENIALS | {CANNOT}
    ):
        place -= 1
    if place < 0 or tokens[place].clause != clause or tokens[place].word not in THINGS:
        return False
    while place >= 0 and tokens[place].clause == clause:
        if tokens[place].word not in THINGS | FILLERS:
            return False
        place -= 1
    return True


def _is_well(tokens: Sequence[Token], end: int) -> bool:
    """Whether what ends before ``end`` is said to be well: "my breathing is fine"."""
    for token in tokens[end : end + MOST_SKIPPED]:
        if token.clause != tokens[end - 1].clause:
            return False
        if token.word in WELL:
            return True
        if not (token.lemmas & COPULAS or token.word in FILLERS):
            return False
    return False


def _are_near(places: Sequence[Sequence[tuple[int, int]]], window: int) -> bool:
    """Whether each concept has words of its own, all within so many words."""
    for chosen in product(*(each[:MOST_PLACES] for each in places)):
        ordered = sorted(chosen)
        apart = all(one[1] <= other[0] for one, other in pairwise(ordered))
        if apart and ordered[-1][1] - ordered[0][0] <= window:
            return True
    return False


def _precedence(found: Recognition) -> tuple[bool, int]:
    return not found.certain, PRECEDENCE.index(found.flag.notice)


def _forms(word: str) -> Iterator[str]:
    """A word and its regular inflections, which are mistyped as well."""
    yield word
    # From "pain" nobody mistypes "paining", but "painting" is near it.
    if word.isalpha() and len(word) >= ONE_SLIP:
        base = word.removesuffix("e")
        yield from (f"{word}s", f"{base}ed", f"{base}ing")


def _is_slip(word: str, form: str, slips: int) -> bool:
    # People hardly ever mistype the first letter: "right chest" is not "tight chest".
    if sorted(word[:2]) != sorted(form[:2]) and word[0] != form[0]:
        return False
    if slips == 1 and len(form) >= ONE_SLIP:
        return True
    if slips == 1 and len(form) == ONE_SLIP - 1:
        return sorted(word) == sorted(form) or phonetic_key(word) == phonetic_key(form)
    return slips == 2 and len(form) >= TWO_SLIPS


def _is_sure_slip(word: str, form: str) -> bool:
    """Whether a word is a slip of ``form`` even where it stands alone."""
    slips = OSA.distance(word, form)
    if len(form) >= ALONE:
        return slips <= 2
    swapped = sorted(word) == sorted(form)
    # With a letter in place of another it is mostly another word: "cooking", "checking".
    left_out = len(word) != len(form) and phonetic_key(word) == phonetic_key(form)
    return slips == 1 and (swapped or left_out)
