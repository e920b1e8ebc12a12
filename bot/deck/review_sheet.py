"""The review sheet: the deck as a page that a clinician can print, go through and sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from bot.deck.model import Card, Comparison, Deck, Fact, Level

Role = Literal["pharmacist", "neuromuscular", "patient"]

_TITLES = {Level.PLAIN: "In plain words", Level.CLINICAL: "In clinical terms"}
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BOXES = '<td class="boxes">☐&nbsp;yes ☐&nbsp;change ☐&nbsp;drop</td>'
_STYLE = """
body { font: 11pt/1.35 Georgia, serif; max-width: 48em; margin: 1em auto; color: #111; }
h1, h2, h3 { font-family: Helvetica, Arial, sans-serif; line-height: 1.2; }
section { break-before: page; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top; }
tr, .signature { break-inside: avoid; }
.boxes { width: 12em; white-space: nowrap; font-family: Helvetica, Arial, sans-serif; }
.id, .small { font-size: 9pt; color: #444; }
.id { width: 4.5em; }
.changed { background: #fff4cc; }
.banner { border: 2px solid #111; padding: .5em 1em; }
.signature { margin-top: 1.5em; }
.blank { display: inline-block; border-bottom: 1px solid #111; min-width: 11em; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } a { color: inherit; } }
"""


@dataclass(frozen=True, slots=True)
class _Task:
    """What a role is asked to do."""

    title: str
    sign_off: str | None = None
    """The cards it is about: those that want the approval of this role; None for all."""
    levels: tuple[Level, ...] = tuple(Level)
    question: str = (
        "For each line: is it true, is it worded so that nobody takes it as advice to them, and "
        "do the sources carry it?"
    )
    signs: bool = True
    """Whether the name at the end of a card is a signature that may get into the deck."""


_TASKS: dict[Role | None, _Task] = {
    None: _Task("all cards"),
    "pharmacist": _Task("cards for a pharmacist", "pharmacist"),
    "neuromuscular": _Task("cards for a neuromuscular or rheumatology clinician", "clinician"),
    "patient": _Task(
        "the plain cards, for people who live with the illness",
        levels=(Level.PLAIN,),
        question="For each line: do you understand it at once, is it kind, and would you know what "
        "to do? You are asked how it reads, not whether it is right; your name approves nothing.",
        signs=False,
    ),
}


def write_sheet(deck: Deck, printed_on: date, role: Role | None = None) -> str:
    """Return the sheet as one HTML page that needs nothing beside it.

    Cards that changed since they were signed come first, then those never signed, then the rest.
    """
    task = _TASKS[role]
    asked = [card for card in deck.cards.values() if task.sign_off in (None, card.sign_off)]
    cards = sorted(asked, key=_urgency_of_review)
    parts = [*_head(deck, task, cards, printed_on)]
    if task.signs:
        parts += _signs(deck)
    for card in cards:
        parts += _card(deck, card, task)
    if role is None:
        for table in deck.comparisons.values():
            parts += _table(deck, table)
    return "\n".join([*parts, "</body>", "</html>"]) + "\n"


def _urgency_of_review(card: Card) -> int:
    if card.reviewed_by is None:
        return 1
    return 2 if card.signed else 0


def _head(deck: Deck, task: _Task, cards: list[Card], printed_on: date) -> Iterator[str]:
    title = f"Review sheet: {deck.info.title} {deck.info.version}"
    signed = sum(card.signed for card in deck.cards.values())
    yield "<!DOCTYPE html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="referrer" content="no-referrer"><style>{_STYLE}</style></head><body>'
    yield f"<h1>{escape(title)}</h1>"
    yield (
        f"<p>{escape(task.title[0].upper() + task.title[1:])}: {len(cards)} of {len(deck.cards)}. "
        f"Deck <code>{deck.revision}</code>, printed {printed_on.isoformat()}.</p>"
    )
    clinicians = "No clinician has" if not signed else f"Clinicians have so far signed {signed}:"
    whole = "signed any card of this deck" if not signed else f"of the {len(deck.cards)} cards"
    yield f'<p class="banner"><strong>{clinicians} {whole}.</strong> This sheet is a question.</p>'
    yield (
        f"<p>{escape(task.question)} Tick <em>yes</em>, <em>change</em> or <em>drop</em> beside "
        "it, and write on the paper what should stand there. † marks a fact of which the named "
        "part rests on general knowledge.</p>"
    )
    yield "<ol>"
    for card in cards:
        wanted = f"asked of: {card.sign_off}" if card.sign_off else "asked of: any clinician"
        yield (
            f'<li><a href="#{card.id}">{escape(card.title)}</a> '
            f'<span class="small">{escape(wanted)}; {escape(_state(card))}</span></li>'
        )
    yield "</ol>"


def _signs(deck: Deck) -> Iterator[str]:
    if not deck.info.signs:
        return
    yield "<section><h2>Signs of danger: one level and one wording each</h2><table>"
    yield "<tr><th>Sign</th><th>Level</th><th>Wording</th><th></th></tr>"
    info = deck.info
    rows: list[tuple[str, str, str]] = [
        *((sign.sign, sign.level, sign.wording) for sign in info.signs),
        ("urgent line", "", info.urgent_line),
        ("urgent notice", "", info.urgent_notice),
        ("crisis notice", "", info.crisis_notice.text),
        ("overdose notice", "", info.overdose_notice.text),
    ]
    for sign, level, wording in rows:
        yield (
            f"<tr><td>{escape(sign)}</td><td>{escape(level)}</td>"
            f"<td>{_text(wording)}</td>{_BOXES}</tr>"
        )
    yield "</table></section>"


_URGENT = {
    (False, False): "a button leads to the red flags",
    (True, False): "a button leads to the red flags, and the text has the urgent line",
    (True, True): "the urgent line opens the card",
}
"""How a card leads to urgent help, by ``urgent`` and ``safety``."""


def _card(deck: Deck, card: Card, task: _Task) -> Iterator[str]:
    used = (source for level in task.levels for source in card.source_ids(level))
    numbers = {source: place for place, source in enumerate(dict.fromkeys(used), start=1)}
    yield f'<section id="{card.id}"><h2>{escape(card.title)}</h2>'
    yield (
        f'<p class="small"><code>{card.id}</code> · revision <code>{card.revision}</code> · '
        f"checked against its sources {card.reviewed_on}, due {card.review_due} · "
        f"urgent help: {_URGENT[card.urgent, card.safety]} · {escape(_state(card))}</p>"
    )
    changed = _changed(card, task.levels)
    if changed:
        yield "<h3>Changed since it was signed</h3><table>"
        yield from (_row(deck, fact, numbers, "changed") for fact in changed)
        yield "</table>"
    gone = sorted(set(_signed_facts(card)) - {fact.id for fact in card.facts()})
    if gone:
        yield f"<p>No longer on the card: {', '.join(gone)}.</p>"
    for level in task.levels:
        yield f"<h3>{_TITLES[level]}</h3><table>"
        lines: list[tuple[str, str | None]] = [("Lead", card.lead.at(level))]
        if level is Level.PLAIN:
            own = (("First line", card.in_short), ("Numbers", card.numbers))
            lines += [*own, ("Action", card.action)]
        yield from (_line(name, _text(line)) for name, line in lines if line is not None)
        for section in card.sections(level):
            yield f'<tr><th colspan="3">{escape(section.title)}</th></tr>'
            for fact in section.facts:
                if fact not in changed:
                    yield _row(deck, fact, numbers)
        for change in card.changed:
            cited = _cited(deck, change.sources, numbers)
            yield _line("Then and now", f"{_text(change.at(level))} {cited}")
        yield "</table>"
    yield from _sources(deck, numbers)
    yield from _signature(card) if task.signs else _reader(card)
    yield "</section>"


def _signed_facts(card: Card) -> dict[str, str]:
    return {} if card.reviewed_by is None else dict(card.reviewed_by.facts)


def _changed(card: Card, levels: Iterable[Level]) -> list[Fact]:
    """Return the facts that were not on the card, or not like this, when it was signed."""
    if card.reviewed_by is None or card.signed:
        return []
    before = _signed_facts(card)
    facts = [fact for level in levels for fact in card.facts(level)]
    return [fact for fact in facts if before.get(fact.id) != fact.revision]


def _table(deck: Deck, table: Comparison) -> Iterator[str]:
    numbers = {source: place for place, source in enumerate(table.source_ids(), start=1)}
    yield f'<section id="{table.id}"><h2>{escape(table.title)}</h2>'
    yield (
        f'<p class="small"><code>{table.id}</code> · revision <code>{table.revision}</code> · '
        f"checked against its sources {table.reviewed_on}, due {table.review_due}</p><table>"
    )
    for row in table.rows:
        cited = _cited(deck, row.sources, numbers)
        mark = f" † {escape(row.general)}" if row.general else ""
        yield f'<tr><th colspan="3">{escape(row.feature)} {cited}{mark}</th></tr>'
        for column in table.columns:
            yield _line(escape(column.name), _text(row.cells[column.id]))
    yield "</table>"
    yield from _sources(deck, numbers)
    yield "</section>"


def _row(deck: Deck, fact: Fact, numbers: dict[str, int], look: str = "") -> str:
    rests = f"No page is named: {fact.basis}." if fact.basis else ""
    rests = f"† {fact.general}" if fact.general else rests
    note = f'<br><span class="small">{escape(rests)}</span>' if rests else ""
    text = f"{_text(fact.text)} {_cited(deck, fact.sources, numbers)}{note}"
    return _line(fact.id, text, f' class="{look}"')


def _line(name: str, text: str, attributes: str = "") -> str:
    """Return a row of a card or comparison, with its boxes. Both texts are HTML."""
    return f'<tr{attributes}><td class="id">{name}</td><td>{text}</td>{_BOXES}</tr>'


def _text(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))


def _cited(deck: Deck, sources: tuple[str, ...], numbers: dict[str, int]) -> str:
    """Return links straight to the pages: a reviewer looks up one fact, not a list."""
    links = [
        f'<a href="{escape(deck.sources[source].url)}" target="_blank" rel="noopener" '
        f'title="{escape(deck.sources[source].cite)}">{numbers[source]}</a>'
        for source in dict.fromkeys(sources)
    ]
    return f"<sup>[{', '.join(links)}]</sup>" if links else ""


def _sources(deck: Deck, numbers: dict[str, int]) -> Iterator[str]:
    if not numbers:
        return
    yield '<h3>Sources</h3><ol class="small">'
    for source in map(deck.sources.__getitem__, numbers):
        year = f" ({source.year})" if source.year else ""
        parts = [f"{source.id}, read: {source.basis}", source.note, source.stand_in]
        url = escape(source.url)
        yield (
            f"<li>{escape(source.cite)}. {escape(source.title)}{year}. "
            f'<a href="{url}" target="_blank" rel="noopener">{url}</a> '
            f"({escape('; '.join(filter(None, parts)))})</li>"
        )
    yield "</ol>"


def _state(card: Card) -> str:
    signature = card.reviewed_by
    if signature is None:
        return "never signed"
    if card.signed:
        return f"signed by {signature.name}, {signature.role}, {signature.on}"
    return f"changed since {signature.name}, {signature.role}, signed it on {signature.on}"


def _blank(name: str) -> str:
    return f'{name}: <span class="blank">&nbsp;</span>'


def _signature(card: Card) -> Iterator[str]:
    facts = ", ".join(f"{fact.id}: {fact.revision}" for fact in card.facts())
    yield '<div class="signature">'
    yield "<p>☐ I have read this card at both levels and approve it as it stands here.</p>"
    yield f"<p>{_blank('Name')} {_blank('Role')}</p>"
    yield f"<p>{_blank('Date')} {_blank('Signature')}</p>"
    yield (
        f'<p class="small">For whoever enters it: revision <code>{card.revision}</code>, '
        f"facts <code>{{{facts}}}</code></p></div>"
    )


def _reader(card: Card) -> Iterator[str]:
    yield (
        f'<p class="signature">Read ({card.id}): ☐ clear ☐ kind ☐ I would know what to do. '
        f"{_blank('Remarks')}</p>"
    )
