"""The deck as values: what a card, a fact, a source, a comparison and a question are.

Everything here is frozen and is built once, by ``loader``. A file of the deck has the shape of the
class of the same name; ``cards/schema.json`` is generated from these classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from bot.deck.form import (
    Constraint,
    DeckForm,
    Revised,
    WrittenDay,
    deck_form,
    digest,
    short_text,
    write,
)
from bot.errors import UnknownCard

if TYPE_CHECKING:
    from bot.deck.info import DeckInfo, Group, KeyCard
    from bot.deck.pictures import PagePicture

Slug = Annotated[str, Constraint(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
SourceId = Annotated[str, Constraint(pattern=r"^S\d{2,3}$")]
FactId = Annotated[str, Constraint(pattern=r"^\d{2}[a-z]?-[PC]\d{1,2}$")]
QuestionId = Annotated[str, Constraint(pattern=r"^Q\d{3}$")]
ClaimId = Annotated[str, Constraint(pattern=r"^C\d{3}$")]
Revision = Annotated[str, Constraint(pattern=r"^[0-9a-f]{8}$")]
Text = Annotated[str, short_text(2000)]
Line = Annotated[str, short_text(256)]
Brief = Annotated[str, short_text(100)]
Title = Annotated[str, short_text(80)]
ShortTitle = Annotated[str, short_text(35)]
"""A phone cuts a button at 38 characters, and a place such as "4. " may stand before the name."""
Url = Annotated[str, Constraint(pattern=r"^https://\S+$", max_length=500)]


Day = Annotated[date, WrittenDay()]


class Level(StrEnum):
    """For whom a card is worded."""

    PLAIN = "plain"
    CLINICAL = "clinical"

    @property
    def other(self) -> Level:
        return Level.CLINICAL if self is Level.PLAIN else Level.PLAIN


class Basis(StrEnum):
    """What a fact rests on that no page can carry."""

    GENERAL = "general knowledge"
    DECK = "about this deck"
    SEARCH = "own search"

    @property
    def shown(self) -> str:
        """What stands beside the fact, so that nobody looks for the number of its source."""
        return {self.DECK: "about these cards", self.SEARCH: "our own search"}.get(self, self.value)


@deck_form
class Source(DeckForm):
    """Where a fact comes from. ``basis`` and ``note`` are for maintainers and are never shown."""

    id: SourceId
    cite: Line
    title: Text
    authors: str = ""
    venue: str = ""
    year: int | None = None
    """Left out where the page itself bears no date."""
    url: Url
    stand_in: str = ""
    """Why the link opens a search or a copy until the page itself is found."""
    doi: str = ""
    pmid: str = ""
    kind: Line
    basis: Line
    note: str = ""


@deck_form
class Fact(Revised):
    """One statement with a permanent id. Its wording may change, its meaning may not."""

    id: FactId
    text: Text
    sources: tuple[SourceId, ...] = ()
    claims: tuple[ClaimId, ...] = ()
    basis: Basis | None = None
    """What the whole fact rests on where it names no source; the reader is told so in words."""
    general: str = ""
    """What part rests on general knowledge while the sources carry the rest: that part's name."""


@deck_form
class Section(DeckForm):
    """A named group of facts: one field of the embed."""

    title: Annotated[str, short_text(60)]
    facts: tuple[Fact, ...]


@deck_form
class Wording(DeckForm):
    """One text in two wordings: for patients and for study groups."""

    plain: Text
    clinical: Text

    def at(self, level: Level) -> str:
        return self.plain if level is Level.PLAIN else self.clinical


@deck_form
class Change(Wording):
    """Where today's evidence differs from older texts: "Older texts say ... Today: ..."."""

    sources: tuple[SourceId, ...] = ()
    claims: tuple[ClaimId, ...] = ()


@deck_form
class Signature(DeckForm):
    """A clinician's approval of one revision of a card; void when the card's facts change."""

    name: Line
    role: Line
    on: Day
    revision: Revision
    facts: Mapping[FactId, Revision] = field(default_factory=dict)
    """The revision of each fact that was signed: what a later sheet shows as changed."""


@deck_form
class Card(Revised):
    """One topic at two reading levels."""

    RELIED_ON: ClassVar[set[str] | None] = {
        "id", "title", "lead", "in_short", "action", "numbers", "plain", "clinical", "changed",
        "urgent",
    }  # fmt: skip

    id: Slug
    title: Title
    short_title: ShortTitle | None = None
    """Its name on buttons, where the title is too long for a phone."""
    summary: Brief
    """What the card is about, in plain words: the command's description and the line in menus."""
    group: Slug
    command: Annotated[str, Constraint(pattern=r"^[a-z0-9_-]{1,32}$")] | None = None
    """The name of its subcommand, if it has one."""
    aliases: tuple[Brief, ...] = ()
    """How people really ask for it, misspellings and lay words included."""
    lead: Wording
    """One or two sentences that answer "what will I learn here?"."""
    in_short: Text | None = None
    """The card in one or two sentences ("In short: ..."): the first line of the plain level."""
    action: Line | None = None
    """One thing that a reader can do, set apart at the plain level."""
    numbers: Text | None = None
    """Emergency numbers by country, shown under the lead."""
    plain: tuple[Section, ...]
    clinical: tuple[Section, ...]
    changed: tuple[Change, ...] = ()
    related: tuple[Slug, ...] = ()
    urgent: bool = False
    """Whether its readers may need urgent help: all cards of an urgent group do."""
    safety: bool = False
    """Whether the urgent line opens it; any other urgent card has a button to the red flags."""
    reviewed_on: Day
    review_due: Day
    reviewed_by: Signature | None = None
    sign_off: Line | None = None
    """The role whose approval is still wanted."""

    def sections(self, level: Level) -> tuple[Section, ...]:
        return self.plain if level is Level.PLAIN else self.clinical

    def facts(self, level: Level | None = None) -> Iterator[Fact]:
        """Yield its facts in reading order; of both levels unless one is named."""
        for at in Level if level is None else (level,):
            for section in self.sections(at):
                yield from section.facts

    def source_ids(self, level: Level) -> tuple[str, ...]:
        """Return the sources of one level in order of first use: number 1 is the first."""
        used = [source for fact in self.facts(level) for source in fact.sources]
        used += [source for change in self.changed for source in change.sources]
        return tuple(dict.fromkeys(used))

    @property
    def label(self) -> str:
        """Its name where there is little room, as on a button."""
        return self.short_title or self.title

    @property
    def signed(self) -> bool:
        """Whether a clinician has approved the card as it is now."""
        return self.reviewed_by is not None and self.reviewed_by.revision == self.revision


@deck_form
class Term(DeckForm):
    """A word of the glossary, in plain and in clinical words."""

    id: Slug
    term: Line
    plain: Text
    clinical: Text
    aliases: tuple[Brief, ...] = ()
    sources: tuple[SourceId, ...] = ()
    general: str = ""


@deck_form
class Abbreviation(DeckForm):
    """A short form and what it stands for."""

    short: Line
    long: Line


@deck_form
class Column(DeckForm):
    """A condition in a comparison. The same condition has the same id in every table."""

    id: Slug
    name: Brief
    short: Annotated[str, Constraint(min_length=1, max_length=40)]
    """For menus and for the start of a line on a phone, such as ``MS``."""
    card: Slug | None = None
    aliases: tuple[Brief, ...] = ()


@deck_form
class PlainRow(DeckForm):
    """A row in plain words: what patients are shown of it first, and in the picture."""

    feature: Brief
    cells: Mapping[Slug, Brief]


@deck_form
class Row(DeckForm):
    """One feature over all conditions. The same feature has the same id in every table."""

    id: Slug
    feature: Brief
    cells: Mapping[Slug, Text]
    plain: PlainRow | None = None
    sources: tuple[SourceId, ...] = ()
    claims: tuple[ClaimId, ...] = ()
    general: str = ""
    aliases: tuple[Brief, ...] = ()
    alike: tuple[tuple[Slug, ...], ...] = ()
    """Conditions whose cells a quiz must not play against each other: they overlap in meaning."""


@deck_form
class Comparison(Revised):
    """Conditions side by side."""

    RELIED_ON: ClassVar[set[str] | None] = {"id", "title", "columns", "rows"}

    id: Slug
    title: Title
    short_title: ShortTitle | None = None
    """Its name on buttons, where the title is too long for a phone."""
    summary: Brief
    group: Slug
    aliases: tuple[Brief, ...] = ()
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    related: tuple[Slug, ...] = ()
    reviewed_on: Day
    review_due: Day

    @property
    def label(self) -> str:
        """Its name where there is little room, as on a button."""
        return self.short_title or self.title

    def source_ids(self) -> tuple[str, ...]:
        """Return its sources in order of first use: number 1 is the first."""
        return tuple(dict.fromkeys(source for row in self.rows for source in row.sources))


@deck_form
class Question(Revised):
    """A question of the quiz bank with a permanent id."""

    id: QuestionId
    card: Slug
    type: Literal["multiple_choice", "true_false"]
    kind: Literal["vignette"] | None = None
    """A vignette is a short story of a person, and asks for the one best answer."""
    difficulty: Literal["easy", "medium", "hard"]
    audience: Literal["patient", "student", "both"]
    question: Text
    answer: Text
    distractors: tuple[Text, ...] = ()
    why_not: tuple[Text, ...] = ()
    """Why each wrong option is wrong, in the order of ``distractors``; of a true/false question,
    one line on the other answer."""
    explanation: Text
    facts: tuple[FactId, ...] = ()
    sources: tuple[SourceId, ...] = ()
    claims: tuple[ClaimId, ...] = ()


@deck_form
class LeftOut(DeckForm):
    """A fact that left the deck, and why. Its id is never used again."""

    id: FactId
    why: Text


def path_on_site(page_id: str) -> str:
    """Return the path of a card or a comparison on the deck's site.

    It is made of the id alone: posted messages link there for years, whatever the title is by then.
    """
    return f"cards/{page_id}.html"


class Deck:
    """Everything that was read, whole and consistent; looked up by id."""

    def __init__(
        self,
        info: DeckInfo,
        cards: tuple[Card, ...],
        sources: tuple[Source, ...],
        *,
        terms: tuple[Term, ...] = (),
        abbreviations: tuple[Abbreviation, ...] = (),
        comparisons: tuple[Comparison, ...] = (),
        questions: tuple[Question, ...] = (),
        pictures: tuple[PagePicture, ...] = (),
    ) -> None:
        order = {group.id: place for place, group in enumerate(info.groups)}

        def place(card: Card) -> tuple[int, str, str]:
            first = min((fact.id for fact in card.facts()), default="")
            return order.get(card.group, len(order)), first, card.id

        self.info = info
        self.cards = {card.id: card for card in sorted(cards, key=place)}
        self.sources = {source.id: source for source in sources}
        self.terms = {term.id: term for term in terms}
        self.abbreviations = {short.short: short for short in abbreviations}
        self.comparisons = {table.id: table for table in comparisons}
        self.questions = {question.id: question for question in questions}
        self.groups = {group.id: group for group in info.groups}
        self.pictures = {picture.page: picture for picture in pictures}
        self.site_url: str | None = None
        """Where the operator publishes the deck's site; it is no part of the deck itself."""

    def address_of(self, page_id: str) -> str | None:
        """Return where the site has a card or a comparison; None where no site is published."""
        return f"{self.site_url}/{path_on_site(page_id)}" if self.site_url else None

    def card(self, card_id: str) -> Card:
        """Return the card of this id, or of the id that took its place.

        Raises :class:`~bot.errors.UnknownCard` when the deck has neither.
        """
        card = self.cards.get(card_id) or self.cards.get(self.info.moved.get(card_id, ""))
        if card is None:
            raise UnknownCard(card_id)
        return card

    def key_card(self, key: KeyCard) -> Card | None:
        """Return a card that the bot leads to by itself; None if the deck names or has none."""
        return self.cards.get(getattr(self.info.key_cards, key) or "")

    def group_of(self, page: Card | Comparison) -> Group:
        return self.groups[page.group]

    @property
    def topics(self) -> tuple[Card, ...]:
        """The cards that have a subcommand of their own."""
        return tuple(card for card in self.cards.values() if card.command is not None)

    @cached_property
    def revision(self) -> str:
        """Eight hex digits over everything that readers see."""
        parts = [card.revision for card in self.cards.values()]
        parts += [table.revision for table in self.comparisons.values()]
        parts += [question.revision for question in self.questions.values()]
        parts += [write(term) for term in self.terms.values()]
        parts += [write(picture) for picture in self.pictures.values()]
        parts += [card.label for card in self.cards.values()]
        parts += [table.label for table in self.comparisons.values()]
        parts += [write(self.info)]
        return digest("\n".join(parts))
