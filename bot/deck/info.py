"""The form of ``deck.yaml``: groups, signs of danger, red flags, notices and other shared texts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints

from bot.deck.model import Basis, Brief, Day, DeckForm, FactId, Line, Slug, SourceId, Text, Url

NoticeName = Literal["urgent_notice", "crisis_notice", "overdose_notice"]
"""The text of deck.yaml that answers a red flag."""


class Urgency(StrEnum):
    """How fast a sign needs help."""

    EMERGENCY = "emergency now"
    SAME_DAY = "same day"
    TEAM = "tell the team"


class Group(DeckForm):
    """A group of cards: its emoji leads the titles, its colour edges the embeds."""

    id: Slug
    title: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    emoji: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class RedFlag(DeckForm):
    """A phrase that is answered with a notice alone, and the ways people write it."""

    phrase: Brief
    notice: NoticeName = "urgent_notice"
    written: tuple[Brief, ...] = ()
    """Each idea once: person, tense, contractions and slips of typing are recognised by rule."""
    possible: tuple[Brief, ...] = ()
    """Concepts that may mean the same where one sentence holds them: "chest + pressing"."""


class Notice(DeckForm):
    """A text that answers a red flag, with a link to more help."""

    text: Text
    link: Url
    sources: tuple[SourceId, ...] = ()


class Sign(DeckForm):
    """A sign of danger: its one level and its one wording in the whole deck."""

    id: Slug
    sign: Line
    level: Urgency
    wording: Text
    fact: FactId
    """The fact that carries the wording; other facts may repeat it word for word."""
    said_as: tuple[Brief, ...]
    """How texts speak of it: ``a/b`` is either word, ``*`` any ending, ``...`` words between."""
    but_not: tuple[Brief, ...] = ()
    """Words that make it another sign, in the same form."""


class Watched(DeckForm):
    """Something that is under way and may change the deck: a trial, a guideline, an approval."""

    what: Line
    look_on: Day
    """The day on which to look again."""
    cards: tuple[Slug, ...]
    """The cards that it may change."""


class OutOfScope(DeckForm):
    """A subject that no card answers, and the sentence that a search for it is answered with."""

    subject: Slug
    text: Text
    said: tuple[Brief, ...]
    """How people ask about it: ``num`` is any number, ``*`` any one word."""
    but_not: tuple[Brief, ...] = ()
    """Longer phrases that hold one of these and ask something else."""
    unless_own: bool = False
    """Not where the text also holds a word that is the deck's own, such as "statin"."""


class Link(DeckForm):
    """A titled address."""

    title: Line
    url: Url
    note: str = ""


class About(DeckForm):
    """Where the deck comes from and what its review means, for ``/imnm about``."""

    origin: Text
    reviewed: Text
    not_reviewed: Text
    report: Text
    licence: Text
    references: tuple[Link, ...] = ()


class DeckInfo(DeckForm):
    """What holds for the whole deck: ``deck.yaml``."""

    title: Line
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    released_on: Day
    groups: tuple[Group, ...]
    disclaimer_short: Text
    disclaimer: Text
    urgent_line: Text
    urgent_notice: Text
    crisis_notice: Notice
    """For words of suicide."""
    overdose_notice: Notice
    """For too much of a medicine, by mistake or on purpose: nobody can tell from the words."""
    general_knowledge: Text
    """The one line that explains the dagger of a fact resting partly on general knowledge."""
    basis_lines: Mapping[Basis, Text]
    """What a reader is told of a fact that names no source."""
    signs: tuple[Sign, ...] = ()
    watch: tuple[Watched, ...] = ()
    red_flags: tuple[RedFlag, ...]
    synonyms: Mapping[Brief, tuple[Brief, ...]] = {}
    """Words that may stand for a word of any red-flag phrase."""
    concepts: Mapping[Brief, tuple[Brief, ...]] = {}
    """Lay words for each concept of the red flags' ``possible`` lines."""
    harmless: tuple[Brief, ...] = ()
    """Compounds of such words that name no sign: "urine sample"."""
    everyday_words: Mapping[Brief, tuple[Brief, ...]] = {}
    """For words of the cards, what people say instead: a search for these finds those."""
    out_of_scope: tuple[OutOfScope, ...] = ()
    never_mixed: tuple[tuple[Brief, ...], ...] = ()
    """Words that look alike and mean different things: never opened for one another."""
    front_desk: tuple[Slug, ...] = ()
    """The pages that lead the front desk of a channel, in their order."""
    moved: Mapping[Slug, Slug] = {}
    """Cards that left the deck, and the card that took their place."""
    about: About
