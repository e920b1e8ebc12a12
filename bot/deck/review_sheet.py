"""The review sheet: the deck as Markdown that a clinician can go through and tick."""

from __future__ import annotations

from collections.abc import Iterator

from bot.deck.model import Card, Comparison, Deck, Fact, Level

_TITLES = {Level.PLAIN: "In plain words", Level.CLINICAL: "In clinical terms"}


def write_sheet(deck: Deck) -> str:
    """The whole sheet. Cards whose sign-off is wanted from somebody are listed first."""
    lines = [
        f"# Review sheet: {deck.info.title} {deck.info.version} ({deck.revision})",
        "",
        "Tick what is right. Strike out or correct what is not, and say why. Sign each card at its "
        "end; docs/reviewing.md tells how a signature gets into the deck.",
        "",
        "† rests partly on general knowledge, not on the sources named.",
        "",
        "## Sign-off wanted",
        "",
    ]
    wanted = [card for card in deck.cards.values() if card.sign_off and not card.signed]
    lines += [f"- [ ] {card.title} (`{card.id}`): {card.sign_off}" for card in wanted]
    lines += [] if wanted else ["None."]
    for card in deck.cards.values():
        lines += ["", *_card(deck, card)]
    for table in deck.comparisons.values():
        lines += ["", *_table(deck, table)]
    return "\n".join(lines) + "\n"


def _card(deck: Deck, card: Card) -> Iterator[str]:
    yield f"## {card.title} (`{card.id}`)"
    yield ""
    yield f"Revision `{card.revision}` · reviewed {card.reviewed_on}, due {card.review_due}"
    yield ""
    yield f"Sign-off wanted: {card.sign_off or 'any clinician'} · {_signed(card)}"
    yield ""
    yield f"- [ ] Urgent line shown: {'yes' if card.urgent else 'no'}"
    numbers = {source: place for place, source in enumerate(_sources(card), start=1)}
    for level in Level:
        yield ""
        yield f"### {_TITLES[level]}"
        yield ""
        yield f"- [ ] Lead: {card.lead.at(level)}"
        for section in card.sections(level):
            yield ""
            yield f"**{section.title}**"
            yield ""
            for fact in section.facts:
                yield _fact(fact, numbers)
        if card.changed:
            yield ""
            yield "**Then and now**"
            yield ""
            for change in card.changed:
                yield f"- [ ] {change.at(level)} {_cited(change.sources, numbers)}"
    yield ""
    yield from _source_list(deck, tuple(numbers))
    yield ""
    yield from _signature(card.revision)


def _table(deck: Deck, table: Comparison) -> Iterator[str]:
    numbers = {source: place for place, source in enumerate(table.source_ids(), start=1)}
    yield f"## {table.title} (`{table.id}`)"
    yield ""
    yield f"Revision `{table.revision}` · reviewed {table.reviewed_on}, due {table.review_due}"
    for row in table.rows:
        yield ""
        yield f"**{row.feature}** {_cited(row.sources, numbers)}{_general(row.general)}"
        yield ""
        for column in table.columns:
            yield f"- [ ] {column.name}: {row.cells[column.id]}"
    yield ""
    yield from _source_list(deck, tuple(numbers))


def _sources(card: Card) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for level in Level for source in card.source_ids(level)))


def _fact(fact: Fact, numbers: dict[str, int]) -> str:
    return f"- [ ] `{fact.id}` {fact.text} {_cited(fact.sources, numbers)}{_general(fact.general)}"


def _cited(sources: tuple[str, ...], numbers: dict[str, int]) -> str:
    return f"[{', '.join(str(numbers[source]) for source in dict.fromkeys(sources))}]"


def _general(part: str) -> str:
    if not part:
        return ""
    return " † (the whole)" if part == "whole" else f" † ({part})"


def _source_list(deck: Deck, sources: tuple[str, ...]) -> Iterator[str]:
    yield "Sources"
    yield ""
    for place, source_id in enumerate(sources, start=1):
        source = deck.sources[source_id]
        yield (
            f"{place}. {source.cite}. {source.title} ({source.year}). <{source.url}> "
            f"`{source.id}` · read: {source.basis}{f' · {source.note}' if source.note else ''}"
        )


def _signed(card: Card) -> str:
    signature = card.reviewed_by
    if signature is None:
        return "not signed"
    state = "signed" if card.signed else "signature void, the card has changed:"
    return f"{state} by {signature.name}, {signature.role}, {signature.on}"


def _signature(revision: str) -> Iterator[str]:
    yield "- [ ] I have read this card at both levels and approve it as it is."
    yield ""
    yield f"Name: ____________ Role: ____________ Date: ____________ Revision: `{revision}`"
