"""The same pages as plain text, for people who see no embeds or let a screen reader speak."""

from __future__ import annotations

from collections.abc import Iterator

from bot.deck.comparisons import Extract
from bot.deck.model import Card, Deck, Fact, Level
from bot.features.cards.card_view import THEN_AND_NOW, rests_on_general_knowledge, review_of
from bot.features.cards.comparison_view import is_general, matrix_of, title_of
from bot.features.cards.comparison_view import review_of as review_of_extract
from bot.features.cards.list_views import list_sources
from bot.ui.embeds import draw_footer, number_sources, spell_out_source_marks
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import split

NAMES = {Level.PLAIN: "in plain words", Level.CLINICAL: "in clinical terms"}


def draw_card_text(deck: Deck, card: Card, level: Level) -> tuple[RenderedMessage, ...]:
    """The whole card with its sources, as messages that are to be read one after the other."""
    numbers = number_sources(card.source_ids(level))

    def tell(fact: Fact) -> str:
        marks = spell_out_source_marks(fact.sources, numbers, general=bool(fact.general))
        return f"- {fact.text}{marks}"

    blocks = [f"**{card.title}** ({NAMES[level]})"]
    if card.urgent:
        blocks.append(f"**{deck.info.urgent_line}**")
    blocks.append(card.lead.at(level))
    blocks += [
        "\n".join([f"**{section.title}**", *map(tell, section.facts)])
        for section in card.sections(level)
    ]
    if card.changed:
        lines = [
            f"- {change.at(level)}{spell_out_source_marks(change.sources, numbers)}"
            for change in card.changed
        ]
        blocks.append("\n".join([f"**{THEN_AND_NOW}**", *lines]))
    blocks.append(
        "\n".join(
            ["**Sources**", *list_sources(deck, numbers, rests_on_general_knowledge(card, level))]
        )
    )
    blocks.append(draw_footer(deck, review_of(card), card.revision))
    return tuple(RenderedMessage(content=text) for text in split(blocks))


def draw_comparison_text(
    deck: Deck, condition: str | None, feature: str | None
) -> tuple[RenderedMessage, ...]:
    """The whole comparison with its sources, as messages to be read one after the other."""
    extract = matrix_of(deck).extract(condition, feature)
    numbers = number_sources(extract.source_ids)
    blocks = [f"**{title_of(extract)}**", f"**{deck.info.urgent_line}**"]
    blocks += _tell_lines(extract, numbers)
    blocks.append("\n".join(["**Sources**", *list_sources(deck, numbers, is_general(extract))]))
    blocks.append(draw_footer(deck, review_of_extract(extract), extract.tables[0].revision))
    return tuple(RenderedMessage(content=text) for text in split(blocks))


def _tell_lines(extract: Extract, numbers: dict[str, int]) -> Iterator[str]:
    for line in extract.lines:
        marks = spell_out_source_marks(line.row.sources, numbers)
        if extract.across:
            column = line.columns[0]
            general = " (partly general knowledge)" if line.is_general(column) else ""
            yield f"**{column.name}**\n{line.cell(column)}{marks}{general}"
            continue
        cells = [
            f"- {column.short}: {line.cell(column)}"
            + (" (partly general knowledge)" if line.is_general(column) else "")
            for column in line.columns
        ]
        yield "\n".join([f"**{line.row.feature}**{marks}", *cells])
