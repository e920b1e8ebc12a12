"""Rules about evidence and its review."""

from __future__ import annotations

from collections.abc import Iterable

from bot.deck.draft import LEFT_OUT, Draft
from bot.deck.folder import DECK_INFO
from bot.deck.model import Basis, Change, Fact, Row
from bot.deck.rule import Finding, rule


@rule(
    "DECK050",
    why="No card without its evidence. A fact that no page carries says so in words: `basis`.",
    cure="Name its source in `sources`.",
)
def no_source(draft: Draft) -> Iterable[Finding]:
    """A fact, change or table row has no source."""
    for path, at, citing in draft.citing():
        if citing.sources:
            continue
        if isinstance(citing, Fact) and citing.basis is None:
            yield Finding(path, at, f"The fact {citing.id} names no source.")
        elif isinstance(citing, Change):
            yield Finding(path, at, "This change names no source.")
        elif isinstance(citing, Row):
            yield Finding(path, at, f"The row `{citing.id}` names no source.")


@rule(
    "DECK051",
    why="The list tells reviewers what readers are not shown.",
    cure="Remove it from left_out.yaml or from the card.",
    stage="check",
)
def left_out_but_there(draft: Draft) -> Iterable[Finding]:
    """A fact is left out and stands on a card all the same."""
    there = {spot.fact.id: spot.path for spot in draft.fact_places()}
    for place, left in enumerate(draft.left_out):
        if left.id in there:
            message = f"The fact {left.id} stands in {there[left.id]}."
            yield Finding(LEFT_OUT, ("retired", place), message)


@rule(
    "DECK052",
    why="Evidence changes; the footer would show an old date.",
    cure="Review the page against its sources, then set both dates.",
    severity="warning",
    stage="check",
)
def overdue(draft: Draft) -> Iterable[Finding]:
    """A review is overdue."""
    if draft.today is None:
        return
    for path, at, page in draft.pages():
        if page.review_due < draft.today:
            message = f"The review was due on {page.review_due}."
            yield Finding(path, (*at, "review_due"), message)


@rule(
    "DECK053",
    why="The footer tells readers when the page was last reviewed.",
    cure="Set `reviewed_on` to the day of the review and `review_due` to a later one.",
    stage="check",
)
def impossible_review(draft: Draft) -> Iterable[Finding]:
    """Review dates contradict each other or lie ahead."""
    for path, at, page in draft.pages():
        reviewed, due = page.reviewed_on, page.review_due
        message = ""
        if due <= reviewed:
            message = f"The next review is due on {due}, the last was on {reviewed}."
        elif draft.today is not None and reviewed > draft.today:
            message = f"The last review is dated {reviewed}, which is not yet."
        if message:
            yield Finding(path, (*at, "review_due"), message)


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


@rule(
    "DECK055",
    why="A fact has pages that carry it, or none and a line that says so to the reader.",
    cure="Keep either `sources` or `basis`, and give each basis its line in `basis_lines`.",
)
def unclear_basis(draft: Draft) -> Iterable[Finding]:
    """A fact names a basis beside its sources, or one that has no line."""
    lines = draft.info.basis_lines if draft.info else dict.fromkeys(Basis, "")
    for spot in draft.fact_places():
        fact = spot.fact
        if fact.basis is None:
            continue
        if fact.sources or fact.general:
            message = f"The fact {fact.id} has a basis and sources or `general` as well."
            yield Finding(spot.path, (*spot.at, "basis"), message)
        if fact.basis not in lines:
            message = f"`basis_lines` has no line for `{fact.basis}`."
            yield Finding(spot.path, (*spot.at, "basis"), message)


@rule(
    "DECK056",
    why="Trials and guidelines that were under way have come to an end, and cards are out of date.",
    cure="Look it up, mend the cards, and set `look_on` to the day of the next look.",
    severity="warning",
    stage="check",
)
def watch_is_due(draft: Draft) -> Iterable[Finding]:
    """The day to look again at something under way is past."""
    if draft.today is None or draft.info is None:
        return
    for place, watched in enumerate(draft.info.watch):
        if watched.look_on < draft.today:
            message = f"{watched.what}: look again since {watched.look_on.isoformat()}."
            yield Finding(DECK_INFO, ("watch", place, "look_on"), message)
