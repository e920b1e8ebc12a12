"""Rules about evidence and its review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.deck.draft import COMPARISONS, LEFT_OUT, At, Draft
from bot.deck.draft_rule import Finding, rule


@rule(
    "DECK050",
    why="No card without its evidence. A fact that no page carries says so in words: `basis`.",
    cure="Name its source in `sources`.",
)
def no_source(draft: Draft) -> Iterable[Finding]:
    """A fact, change or table row has no source."""
    for spot in draft.spots():
        if not spot.fact.sources and spot.fact.basis is None:
            yield Finding(spot.path, spot.at, f"The fact {spot.fact.id} names no source.")
    for path, card in draft.cards.items():
        for place, change in enumerate(card.changed):
            if not change.sources:
                yield Finding(path, ("changed", place), "This change names no source.")
    for number, table in enumerate(draft.comparisons):
        for place, row in enumerate(table.rows):
            if not row.sources:
                at = ("comparisons", number, "rows", place)
                yield Finding(COMPARISONS, at, f"The row `{row.id}` names no source.")


@rule(
    "DECK051",
    why="The list tells reviewers what readers are not shown.",
    cure="Remove it from left_out.yaml or from the card.",
    stage="check",
)
def left_out_but_there(draft: Draft) -> Iterable[Finding]:
    """A fact is left out and stands on a card all the same."""
    there = {spot.fact.id: spot.path for spot in draft.spots()}
    for place, left in enumerate(draft.left_out):
        if left.id in there:
            message = f"The fact {left.id} stands in {there[left.id]}."
            yield Finding(LEFT_OUT, ("retired", place), message)


def _reviews(draft: Draft) -> Iterator[tuple[str, At, date, date]]:
    for path, card in draft.cards.items():
        yield path, ("review_due",), card.reviewed_on, card.review_due
    for place, table in enumerate(draft.comparisons):
        at = ("comparisons", place, "review_due")
        yield COMPARISONS, at, table.reviewed_on, table.review_due


@rule(
    "DECK052",
    why="Evidence about IMNM changes; the footer would show an old date.",
    cure="Review the page against its sources, then set both dates.",
    severity="warning",
    stage="check",
)
def overdue(draft: Draft) -> Iterable[Finding]:
    """A review is overdue."""
    if draft.today is None:
        return
    for path, at, _, due in _reviews(draft):
        if due < draft.today:
            yield Finding(path, at, f"The review was due on {due.isoformat()}.")


@rule(
    "DECK053",
    why="The footer tells readers when the page was last reviewed.",
    cure="Set `reviewed_on` to the day of the review and `review_due` to a later one.",
    stage="check",
)
def impossible_review(draft: Draft) -> Iterable[Finding]:
    """Review dates contradict each other or lie ahead."""
    for path, at, reviewed, due in _reviews(draft):
        if due <= reviewed:
            yield Finding(path, at, f"The next review is due on {due}, the last was on {reviewed}.")
        elif draft.today is not None and reviewed > draft.today:
            yield Finding(path, at, f"The last review is dated {reviewed}, which is not yet.")


@rule(
    "DECK054",
    why="It approves one revision, and the card's facts have changed since. "
    "Until it is renewed the card is shown as not reviewed by a clinician.",
    cure="Remove `reviewed_by`, or have the clinician sign again (docs/reviewing.md).",
    stage="check",
)
def void_signature(draft: Draft) -> Iterable[Finding]:
    """A signature is void."""
    for path, card in draft.cards.items():
        if card.reviewed_by is not None and not card.signed:
            message = (
                f"{card.reviewed_by.name} signed revision {card.reviewed_by.revision}; "
                f"the card is now {card.revision}."
            )
            yield Finding(path, ("reviewed_by",), message)


RULES = (no_source, left_out_but_there, overdue, impossible_review, void_signature)
