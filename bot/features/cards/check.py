"""``imnm-bot check`` and ``review-sheet``: all faults of a deck at once, and how well it reads.

Every message that a deck can make is drawn and measured before anybody opens it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, get_args

from bot.deck import json_schema, readability, review_sheet
from bot.deck.draft import GLOSSARY, Draft, Locked, write_lock
from bot.deck.folder import DECK_INFO, LOCK
from bot.deck.info import NoticeName
from bot.deck.loader import gather
from bot.deck.model import Abbreviation, Card, Comparison, Deck, Level, Term
from bot.deck.readability import Ease
from bot.deck.review_sheet import Role
from bot.deck.rule import At, Finding, rule, rules_of
from bot.deck.rules import RULES as DECK_RULES
from bot.deck.rules import inspect
from bot.deck.rules.meaning import differ
from bot.deck.search.entries import LONGEST
from bot.deck.search.index import Findings, Hit
from bot.errors import Fault
from bot.features.cards.answer_view import MOST_ANSWERS, draw_answers, draw_posted, word_notice
from bot.features.cards.browse_view import (
    MOST_HITS,
    draw_about,
    draw_group,
    draw_hits,
    draw_no_card,
    draw_posted_hits,
)
from bot.features.cards.card_view import draw_card, draw_card_sources, draw_card_text
from bot.features.cards.comparison_view import (
    draw_comparison,
    draw_comparison_sources,
    draw_comparison_text,
    matrix_of,
)
from bot.features.cards.handout_view import draw_handout_menu
from bot.features.cards.help_view import PARTS, draw_help
from bot.features.cards.reference_view import draw_sources, draw_term, draw_words
from bot.features.cards.start_view import draw_start
from bot.features.cards.subcommands import SUBCOMMANDS
from bot.pictures.handout import Paper, questions_of
from bot.ui.limits import limit_violations
from bot.ui.message import RenderedMessage
from bot.ui.refusals import draw_notice, draw_possible_emergency
from bot.ui.snowflakes import make_link

HIGHEST_ID = 2**63 - 1
"""The longest id that Discord can give."""


@dataclass(frozen=True, slots=True)
class SampleMessage:
    """A message, what it is called, and what of the deck it shows."""

    message: RenderedMessage
    name: str
    shows: Card | Comparison | Term | Abbreviation | None = None
    """None for what is made of the whole deck."""
    level: Level | None = None


def draw_all(deck: Deck) -> Iterator[SampleMessage]:
    """Yield the deck's messages, each in its largest form: a private copy has one button more."""
    for card in deck.cards.values():
        for level in Level:
            yield from _draw_card(deck, card, level)
    for term in deck.terms.values():
        yield SampleMessage(draw_term(deck, term), "the term", term)
    for short in deck.abbreviations.values():
        yield SampleMessage(draw_term(deck, short), "the abbreviation", short)
    if deck.comparisons:
        yield from _draw_comparisons(deck)
    yield SampleMessage(draw_about(deck), "the page about the cards")
    yield from _draw_help_pages(deck)
    yield SampleMessage(draw_start(deck), "the page to start on")
    if questions_of(deck):
        yield SampleMessage(draw_handout_menu(deck, Paper.LETTER), "the menu of questions to print")
    for name in get_args(NoticeName):
        yield SampleMessage(draw_notice(deck, name), f"`{name}`")
    yield SampleMessage(draw_possible_emergency(deck), "the line of a possible emergency")
    query = "W" * 500
    yield from _draw_unanswered(deck, query)
    hits = _longest_hits(deck)
    yield SampleMessage(draw_hits(deck, query, hits, post=True), "the results of a search")
    yield from _draw_answers_to_a_message(deck, hits)
    posted = draw_posted_hits(deck, [hit.id for hit in hits])
    yield SampleMessage(posted, "the results of a search that were posted")
    for group in deck.groups.values():
        yield SampleMessage(draw_group(deck, group, Level.PLAIN), f"the cards of “{group.title}”")
    # A page holds one source at least; a page beyond the last is the last.
    for page in range(1, len(deck.sources) + 1):
        yield SampleMessage(draw_sources(deck, None, page), f"page {page} of all sources")


def _draw_unanswered(deck: Deck, query: str) -> Iterator[SampleMessage]:
    question = "Q" * LONGEST
    for page_id in (*deck.cards, *deck.comparisons):
        found = Findings(None, (), nearest=page_id, question=question)
        message = draw_no_card(deck, query, found, Level.PLAIN)
        yield SampleMessage(message, "a search that found nothing")
    for subject in deck.info.out_of_scope:
        message = draw_no_card(deck, query, Findings(None, (), subject), Level.PLAIN)
        yield SampleMessage(message, f"the answer on {subject.subject}")


def _draw_help_pages(deck: Deck) -> Iterator[SampleMessage]:
    def mention(command: str) -> str:
        return f"</{command}:{2**64 - 1}>"

    for part in PARTS:
        yield SampleMessage(draw_help(deck, part, mention), f"the page of help `{part}`")


def _draw_answers_to_a_message(deck: Deck, hits: Sequence[Hit]) -> Iterator[SampleMessage]:
    for name in get_args(NoticeName):
        shown = draw_answers(
            deck,
            HIGHEST_ID,
            hits[:MOST_ANSWERS],
            Level.CLINICAL,
            card_command=f"`/{deck.info.command} card`",
            notice=word_notice(deck, name),
        )
        yield SampleMessage(shown, "the cards that answer a message")
    address = make_link(HIGHEST_ID, HIGHEST_ID, HIGHEST_ID)
    for hit in hits:
        yield SampleMessage(draw_posted(hit.title, address), "the note that a card was posted")


def _longest_hits(deck: Deck) -> tuple[Hit, ...]:
    """Return hits for the cards with the longest titles, each with its longest fact."""
    cards = sorted(deck.cards.values(), key=lambda card: len(card.title), reverse=True)
    return tuple(
        Hit(
            id=card.id,
            kind="card",
            title=card.title,
            sentence=max((fact.text for fact in card.facts()), key=len),
            level=Level.CLINICAL,
        )
        for card in cards[:MOST_HITS]
    )


def _draw_card(deck: Deck, card: Card, level: Level) -> Iterator[SampleMessage]:
    messages = [
        ("the card", draw_card(deck, card, level, post=True)),
        ("its sources", draw_card_sources(deck, card, level)),
        ("its words", draw_words(deck, card, level)),
    ]
    messages += [("its text", text) for text in draw_card_text(deck, card, level)]
    for name, message in messages:
        yield SampleMessage(message, name, card, level)


def _draw_comparisons(deck: Deck) -> Iterator[SampleMessage]:
    matrix = matrix_of(deck)
    views: list[tuple[str | None, str | None]] = [(None, None)]
    views += [(condition, None) for condition in matrix.conditions]
    views += [(None, feature) for feature in matrix.features]
    for condition, feature in views:
        name = f"the comparison of {condition or feature or 'the first table'}"
        table = matrix.extract(condition, feature).tables[0]
        for level in Level:
            shown = draw_comparison(deck, condition, feature, level=level, post=True)
            yield SampleMessage(shown, name, table)
            for text in draw_comparison_text(deck, condition, feature, level=level, post=True):
                yield SampleMessage(text, f"the text of {name}", table)
        sources = draw_comparison_sources(deck, condition, feature)
        yield SampleMessage(sources, f"the sources of {name}", table)


DONE, FAULTY, USAGE, UNWRITABLE = 0, 1, 2, 74
"""Exit codes. 74 is EX_IOERR of sysexits.h."""


@rule(
    "DECK065",
    why="Discord refuses the whole message. Every message that the deck can make is drawn and "
    "measured, once nothing else forbids serving the deck.",
    cure="Shorten or split what is named.",
    stage="check",
)
def over_the_limit(draft: Draft) -> Iterable[Finding]:
    """A card, or another message of the deck, would break a limit of Discord's."""
    for sample in draw_all(draft.deck()):
        limits = limit_violations(sample.message)
        if limits:
            path, at = _place_of(draft, sample)
            for limit in limits:
                yield Finding(path, at, f"In {sample.name}: {limit}")


def _place_of(draft: Draft, sample: SampleMessage) -> tuple[str, At]:
    """Return where the text stands that a message shows."""
    shown = sample.shows
    for path, at, page in draft.pages():
        if page is shown:
            return path, (*at, sample.level.value) if sample.level else at
    if isinstance(shown, Term):
        return GLOSSARY, ("terms", draft.terms.index(shown))
    if isinstance(shown, Abbreviation):
        return GLOSSARY, ("abbreviations", draft.abbreviations.index(shown))
    return DECK_INFO, ()


_READABILITY_RULES = rules_of(readability)
RULES = tuple(
    sorted((*DECK_RULES, *_READABILITY_RULES, over_the_limit), key=lambda each: each.number)
)
"""Every rule that there is; cards/README.md explains each."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found."""

    draft: Draft
    faults: tuple[Fault, ...]
    ease: Ease | None

    @property
    def errors(self) -> int:
        return sum(fault.severity == "error" for fault in self.faults)

    def figures(self) -> dict[str, float]:
        """Return how much there is of the deck, and the shares (0 to 1) that have their evidence.

        Sourced are facts that name sources or say what they rest on in their place, grounded are
        questions that are explained and name facts and sources.
        """
        facts = [spot.fact for spot in self.draft.fact_places()]
        questions = self.draft.questions
        return {
            "errors": self.errors,
            "warnings": len(self.faults) - self.errors,
            "cards": len(self.draft.cards),
            "facts": len(facts),
            "facts_sourced": _share([fact.sources or fact.basis for fact in facts]),
            "questions": len(questions),
            "questions_grounded": _share(
                [one.explanation and one.sources and one.facts for one in questions]
            ),
        }


def _share(parts: Sequence[object]) -> float:
    """Return how many are not empty, from 0 to 1; of nothing, everything is as it should be."""
    return sum(map(bool, parts)) / len(parts) if parts else 1.0


def check(folder: Path, today: date, *, strict: bool = False) -> CheckReport:
    """Look at the deck in ``folder`` by every rule; with ``strict`` each warning is an error."""
    draft = gather(folder, lock=True)
    draft.today = today
    draft.subcommands = SUBCOMMANDS
    more = _READABILITY_RULES if _unservable(draft) else (*_READABILITY_RULES, over_the_limit)
    faults = inspect(draft, "load", "check", also=more)
    if strict:
        faults = tuple(replace(fault, severity="error") for fault in faults)
    return CheckReport(draft, faults, readability.measure(draft))


def run_check(
    folder: Path,
    *,
    output: Literal["text", "json"] = "text",
    strict: bool = False,
    accept: tuple[str, ...] = (),
    write_schema: bool = False,
    today: date | None = None,
) -> int:
    """Do what ``imnm-bot check`` was asked for and print what came of it.

    Returns the exit code: 0 if nothing is wrong, 1 if the deck has faults, 2 if the folder or a
    fact to accept does not exist or a file may not be written, 74 if the disk does not take it.
    """
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return USAGE
    try:
        if write_schema:
            _write(folder / json_schema.SCHEMA, json_schema.write_schema())
        unknown = accept_facts(folder, accept) if accept else []
    except OSError as problem:
        return tell_unwritable(problem)
    if unknown:
        print(f"No card and no lock knows {', '.join(unknown)}.", file=sys.stderr)
        return USAGE
    found = check(folder, today or datetime.now(UTC).date(), strict=strict)
    print(_as_json(found) if output == "json" else _as_text(found))
    return FAULTY if found.errors else DONE


def run_review_sheet(folder: Path, out: Path, *, role: Role | None = None) -> int:
    """Write the review sheet of the deck in ``folder`` to ``out``.

    Returns the exit code: 0 if it was written, 1 if the deck has faults, which are printed, 2 if
    there is no folder or the file may not be written, 74 if the disk does not take it.
    """
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return USAGE
    draft = gather(folder)
    if _unservable(draft):
        found = CheckReport(draft, inspect(draft, "load"), None)
        print(_as_text(found))
        return FAULTY
    try:
        _write(out, review_sheet.write_sheet(draft.deck(), datetime.now(UTC).date(), role))
    except OSError as problem:
        return tell_unwritable(problem)
    print(f"Wrote {out}. Open it in a browser and print it.")
    return DONE


def _unservable(draft: Draft) -> bool:
    return any(fault.severity == "error" for fault in inspect(draft, "load"))


def accept_facts(folder: Path, wanted: tuple[str, ...]) -> list[str]:
    """Write the lock anew; returns the ids that cannot be accepted, and then writes nothing.

    ``all`` accepts new facts and rewordings that keep their meaning by every rule. A changed
    meaning and a fact that is gone, whose id is then retired, are accepted one by one, by their
    ids.
    """
    draft = gather(folder, lock=True)
    known = dict(draft.lock or {})
    now = {spot.fact.id: spot.fact.text for spot in draft.fact_places()}
    ids = [fact_id for fact_id in wanted if fact_id != "all"]
    unknown = [fact_id for fact_id in ids if fact_id not in now and fact_id not in known]
    if LOCK in draft.broken:
        unknown = [LOCK]
    if unknown:
        return unknown
    if "all" in wanted:
        ids += [fact_id for fact_id in now if fact_id not in ids and _same(known, now, fact_id)]
    for fact_id in ids:
        retired = fact_id not in now
        text = known[fact_id].text if retired else now[fact_id]
        known[fact_id] = Locked(text=text, retired=retired)
    _write(folder / LOCK, write_lock(known))
    return []


def _same(known: Mapping[str, Locked], now: Mapping[str, str], fact_id: str) -> bool:
    before = known.get(fact_id)
    return before is None or not (before.retired or differ(before.text, now[fact_id]))


def _write(path: Path, text: str) -> None:
    """Put the text there in one step, so that a break never leaves half a file.

    A device or a pipe takes it as it is: a file in its place would be no device any more.
    """
    device = path.exists() and not path.is_file()
    fresh = path if device else path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        if not device:
            fresh.replace(path)
    except OSError as problem:
        if not device:
            fresh.unlink(missing_ok=True)
        raise OSError(problem.errno, problem.strerror, str(path)) from problem


def tell_unwritable(problem: OSError) -> int:
    """Say which file cannot be written and why, and return the exit code."""
    print(f"{problem.filename} cannot be written: {problem.strerror}.", file=sys.stderr)
    # Another path or another owner mends these, while the disk takes nothing at all.
    return USAGE if isinstance(problem, OTHER_PATH) else UNWRITABLE


OTHER_PATH = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


def _as_text(found: CheckReport) -> str:
    lines = [
        f"{fault.path}:{fault.line}: {fault.rule} {fault.severity}: {fault.message} {fault.cure}"
        for fault in found.faults
    ]
    figures = found.figures()
    lines.append(
        "{cards} cards, {facts} facts, {questions} questions: "
        "{errors} errors, {warnings} warnings.".format_map(figures)
    )
    if found.ease is not None:
        lines.append(
            f"Plain cards: median grade {found.ease.median:.1f}, highest {found.ease.highest:.1f}, "
            f"{found.ease.share:.1%} at grade {readability.CARD:.0f} or below."
        )
    lines.append(
        "Facts with a source or a stated basis: {facts_sourced:.1%}. "
        "Questions explained and sourced: {questions_grounded:.1%}.".format_map(figures)
    )
    return "\n".join(lines)


def _as_json(found: CheckReport) -> str:
    report = {
        "faults": [asdict(fault) for fault in found.faults],
        **found.figures(),
        "plain_grade": None if found.ease is None else asdict(found.ease),
    }
    # In ASCII it is the same JSON on every console.
    return json.dumps(report, indent=2)
