"""The form of ``deck.yaml``: groups, signs of danger, red flags, notices and other shared texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Annotated, Literal

from bot.deck.form import Constraint, DeckForm, deck_form, short_text
from bot.deck.model import Basis, Brief, Day, FactId, Line, Slug, SourceId, Text, Url

NoticeName = Literal["urgent_notice", "crisis_notice", "overdose_notice"]
"""The text of deck.yaml that answers a red flag."""


class Urgency(StrEnum):
    """How fast a sign needs help."""

    EMERGENCY = "emergency now"
    SAME_DAY = "same day"
    TEAM = "tell the team"


@deck_form
class Subject(DeckForm):
    """What the cards are about, as it is named within a sentence of the bot."""

    name: Annotated[str, short_text(60)]
    """Such as "multiple sclerosis": it stands in the middle of sentences."""
    short: Annotated[str, short_text(30)] | None = None
    """What people call it, such as "MS"; left out where that is the name itself."""

    @property
    def label(self) -> str:
        """Its name where there is little room, as in a title."""
        return self.short or self.name

    @property
    def full(self) -> str:
        """Its name, with the short one behind it in brackets."""
        return f"{self.name} ({self.short})" if self.short else self.name


@deck_form
class Group(DeckForm):
    """A group of cards: its emoji leads the titles, its colour edges the embeds."""

    id: Slug
    title: Annotated[str, Constraint(min_length=1, max_length=60)]
    emoji: Annotated[str, Constraint(min_length=1, max_length=8)]
    colour: Annotated[str, Constraint(pattern=r"^#[0-9a-f]{6}$")]
    urgent: bool = False
    """Whether readers of each of its cards may need urgent help."""
    safety: bool = False
    """Whether each of its cards tells of signs of danger and opens with the urgent line."""


KeyCard = Literal["overview", "red_flags", "treatment", "doctor", "crisis"]


@deck_form
class KeyCards(DeckForm):
    """The cards that the bot leads to by itself, each where the deck has it."""

    overview: Slug | None = None
    """What this is: the first card for somebody who was just diagnosed."""
    red_flags: Slug | None = None
    """When to get urgent help: a button on every urgent card leads there."""
    treatment: Slug | None = None
    """What helps."""
    doctor: Slug | None = None
    """Questions for a doctor: those that end with "?" can be printed."""
    crisis: Slug | None = None
    """Where to find somebody to talk to, for words of suicide."""


@deck_form
class Diary(DeckForm):
    """The empty diary behind the printed questions."""

    title: Annotated[str, short_text(40)]
    about: Annotated[str, short_text(40)]
    """What it follows, within a sentence: "strength and weight"."""
    measured: tuple[Annotated[str, short_text(12)], ...] = ()
    """The heads of narrow columns, such as "Weight"."""
    tasks_of: Slug | None = None
    """The card whose picture shows what gets hard: each of its tasks is a column."""
    why: FactId | None = None
    """The fact that tells why a diary helps."""


@deck_form
class Balance(DeckForm):
    """What readers must not stop out of fright, and what is to be said wherever it is blamed."""

    what: Brief
    said_as: tuple[Brief, ...]
    """How texts speak of it, in the form of ``Sign.said_as``."""
    harm: tuple[Brief, ...] = ()
    """Words that blame it, beside those for any medicine: "set * off"."""
    beside: tuple[tuple[Brief, ...], ...]
    """The same card or a related one says one of each, in plain facts."""


@deck_form
class RedFlag(DeckForm):
    """A phrase that is answered with a notice alone, and the ways people write it."""

    phrase: Brief
    notice: NoticeName = "urgent_notice"
    written: tuple[Brief, ...] = ()
    """Each idea once: person, tense, contractions and slips of typing are recognised by rule."""
    possible: tuple[Brief, ...] = ()
    """Concepts that may mean the same where one sentence holds them: "chest + pressing"."""


@deck_form
class Notice(DeckForm):
    """A text that answers a red flag, with a link to more help."""

    text: Text
    link: Url
    sources: tuple[SourceId, ...] = ()


@deck_form
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


@deck_form
class Watched(DeckForm):
    """Something that is under way and may change the deck: a trial, a guideline, an approval."""

    what: Line
    look_on: Day
    """The day on which to look again."""
    cards: tuple[Slug, ...]
    """The cards that it may change."""


@deck_form
class OutOfScope(DeckForm):
    """A subject that no card answers, and the sentence that a search for it is answered with."""

    subject: Slug
    text: Text
    said: tuple[Brief, ...]
    """How people ask about it: ``num`` is any number, ``*`` any one word."""
    but_not: tuple[Brief, ...] = ()
    """Longer phrases that hold one of these and ask something else."""
    unless_own: bool = False
    """Not where the text also holds a word that is the deck's own, such as a medicine."""


@deck_form
class Link(DeckForm):
    """A titled address."""

    title: Line
    url: Url
    note: str = ""


@deck_form
class About(DeckForm):
    """Where the deck comes from and what its review means, for the page about the cards."""

    origin: Text
    reviewed: Text
    not_reviewed: Text
    report: Text
    licence: Text
    references_title: Annotated[str, Constraint(min_length=1, max_length=60)] | None = None
    """What stands above them; left out, it is "References"."""
    references: tuple[Link, ...] = ()


@deck_form
class DeckInfo(DeckForm):
    """What holds for the whole deck: ``deck.yaml``."""

    title: Line
    version: Annotated[str, Constraint(pattern=r"^\d+\.\d+\.\d+$")]
    released_on: Day
    command: Annotated[str, Constraint(min_length=1, max_length=32)]
    """The name of the command group that opens the cards."""
    subject: Subject
    key_cards: KeyCards = KeyCards()
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
    synonyms: Mapping[Brief, tuple[Brief, ...]] = field(default_factory=dict)
    """Words that may stand for a word of any red-flag phrase."""
    concepts: Mapping[Brief, tuple[Brief, ...]] = field(default_factory=dict)
    """Lay words for each concept of the red flags' ``possible`` lines."""
    harmless: tuple[Brief, ...] = ()
    """Compounds of such words that name no sign: "urine sample"."""
    everyday_words: Mapping[Brief, tuple[Brief, ...]] = field(default_factory=dict)
    """For words of the cards, what people say instead: a search for these finds those."""
    out_of_scope: tuple[OutOfScope, ...] = ()
    never_mixed: tuple[tuple[Brief, ...], ...] = ()
    """Words that look alike and mean different things: never opened for one another."""
    conditions: tuple[Brief, ...] = ()
    """Names of diseases: whoever asks about signs "in" one of them asks in general."""
    medicines: tuple[Brief, ...] = ()
    """Medicines of the cards, in the form of ``Sign.said_as``: amounts beside them are doses. Those
    that their ending tells (-mab, -olol, -vastatin ...) are known without."""
    no_doses: Mapping[Brief, Brief] = field(default_factory=dict)
    """Facts and questions, and in each the exact words that look like a dose and are no advice."""
    balances: tuple[Balance, ...] = ()
    feature_examples: tuple[Brief, ...] = ()
    """Features of the comparisons, named as examples in the option of the command."""
    diary: Diary | None = None
    anki_id: Annotated[str, Constraint(pattern=r"^[1-9]\d{8,9}$")] | None = None
    """What Anki knows the exported questions by: drawn once, never to be changed. Left out, it is
    made of the command's name."""
    front_desk: tuple[Slug, ...] = ()
    """The pages that lead the front desk of a channel, in their order."""
    moved: Mapping[Slug, Slug] = field(default_factory=dict)
    """Cards that left the deck, and the card that took their place."""
    about: About
