"""The form of ``pictures.yaml``: what the picture of a page shows, in words of the deck's facts.

A picture has no statements of its own. Each label names the facts or the sign whose words it
takes; a rule of the deck checks that it uses no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from bot.deck.form import DeckForm, deck_form, short_text
from bot.deck.info import Urgency
from bot.deck.model import Brief, FactId, Slug

Words = Annotated[str, short_text(160)]


@deck_form
class Label(DeckForm):
    """A short text in words of the facts that it names; ``name`` is set above it."""

    name: Brief | None = None
    text: Words
    facts: tuple[FactId, ...]


@deck_form
class SignLabel(DeckForm):
    """A sign of danger of ``deck.yaml``, in words of its wording."""

    sign: Slug
    text: Words


@deck_form
class Band(DeckForm):
    """The signs that need help equally fast. ``colour`` is a group, whose colour it takes."""

    level: Urgency
    title: Brief
    line: Brief | None = None
    colour: Slug
    signs: tuple[SignLabel, ...]


@deck_form
class Panel(DeckForm):
    """One of several kinds beside each other, under the title of its card."""

    card: Slug
    colour: Slug
    lines: tuple[Label, ...]


@deck_form
class Share(Label):
    """A share of people: ``low`` to ``high`` in every ``whole``, as its fact says."""

    low: int
    high: int
    whole: int
    colour: Slug


@deck_form
class Area(Label):
    """Parts of the body that a fact speaks of."""

    strength: Literal["strong", "light"]
    parts: tuple[Literal["hips", "thighs", "shoulders", "arms", "neck"], ...]
    colour: Slug


@deck_form
class Task(Label):
    """Something that gets hard, with the icon that shows it."""

    icon: Literal["chair", "stairs", "arms", "hairbrush"]


@deck_form
class PagePicture(DeckForm):
    """What the picture of one card shows: bands, panels, areas of the body, or steps in time."""

    page: Slug
    title: Brief
    note: Words | None = None
    """A small line below; ``title`` and ``note`` use words of the whole deck."""
    bands: tuple[Band, ...] = ()
    panels: tuple[Panel, ...] = ()
    share: Share | None = None
    """Goes with panels."""
    areas: tuple[Area, ...] = ()
    tasks: tuple[Task, ...] = ()
    """Go with areas, under their heading."""
    tasks_title: Brief | None = None
    steps: tuple[Label, ...] = ()

    def labels(self) -> Iterator[tuple[tuple[str | int, ...], Label]]:
        """Yield every label that names facts, with the keys that lead to it."""
        for number, panel in enumerate(self.panels):
            for place, line in enumerate(panel.lines):
                yield ("panels", number, "lines", place), line
        if self.share is not None:
            yield ("share",), self.share
        lists: dict[str, tuple[Label, ...]] = {
            "areas": self.areas,
            "tasks": self.tasks,
            "steps": self.steps,
        }
        for key, labels in lists.items():
            for place, label in enumerate(labels):
                yield (key, place), label

    def fact_ids(self) -> set[str]:
        """Return the ids of all facts that its labels rest on; those of signs are not among them.

        The table of signs is served whole, whichever cards are.
        """
        return {fact for _, label in self.labels() for fact in label.facts}
