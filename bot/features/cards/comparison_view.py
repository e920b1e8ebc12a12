"""Conditions side by side, for a narrow screen: one feature under the other, never in columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import discord
from discord import ui

from bot.deck.comparisons import Extract, FeatureLine, Matrix
from bot.deck.model import Column, Deck, Level
from bot.features.cards.browse_view import RED_FLAGS, draw_red_flags_button
from bot.features.cards.reference_view import draw_source_lines, list_sources
from bot.features.reports.views import draw_report_button
from bot.pictures.tables import pictures_of_tables
from bot.ui.embeds import (
    DAGGER,
    GAP,
    add_source_marks,
    describe_review,
    draw_embed,
    draw_footer,
    draw_urgent_line,
    number_sources,
    spell_out_source_marks,
)
from bot.ui.markup import draw_heading, embolden, escape, escape_name
from bot.ui.message import FIELDS, OPTION_TEXT, OPTIONS, Control, RenderedMessage, draw_button
from bot.ui.plain_text import cut, split

NONE = "-"
# Of the 6000 characters of a message; the footer, the urgent line and the title take the rest.
ROOM = 4800


def draw_comparison(
    deck: Deck,
    condition: str | None,
    feature: str | None,
    *,
    level: Level = Level.PLAIN,
    post: bool = False,
) -> RenderedMessage:
    """Return the core table, a condition beside the first, or one feature over all conditions.

    ``condition`` and ``feature`` are ids; with ``post``, a button posts it to the channel. There is
    a picture at the plain ``level`` only.
    Raise :class:`~bot.errors.UnknownCondition`.
    """
    extract = matrix_of(deck).extract(condition, feature)
    return RenderedMessage(
        embeds=(_draw_embed(deck, extract),),
        rows=(
            (_draw_condition_menu(deck, condition, feature),),
            (_draw_feature_menu(deck, condition, feature),),
            _draw_buttons(deck, condition, feature, level, post=post),
        ),
        pictures=pictures_of_tables(deck, extract) if level is Level.PLAIN else (),
    )


def draw_comparison_text(
    deck: Deck, condition: str | None, feature: str | None
) -> tuple[RenderedMessage, ...]:
    """Return a comparison with its sources as messages of plain text, in reading order."""
    extract = matrix_of(deck).extract(condition, feature)
    numbers = number_sources(extract.source_ids)
    blocks = [draw_heading(title_of(extract)), embolden(deck.info.urgent_line)]
    blocks += _list_features(extract, numbers)
    blocks.append("\n".join(["**Sources**", *list_sources(deck, numbers, is_general(extract))]))
    blocks.append(escape(draw_footer(deck, review_of(extract))))
    return tuple(RenderedMessage(content=text) for text in split(blocks))


def draw_comparison_sources(
    deck: Deck, condition: str | None, feature: str | None
) -> RenderedMessage:
    """Return the sources of a comparison, numbered as on it."""
    extract = matrix_of(deck).extract(condition, feature)
    lines = list_sources(deck, number_sources(extract.source_ids), is_general(extract))
    table = extract.tables[0]
    title = f"Sources of “{title_of(extract)}”"
    return RenderedMessage(
        embeds=draw_source_lines(deck.group_of(table), title, lines),
        rows=((draw_report_button("card", table.id, table.revision),),),
    )


def read_id(value: str) -> str | None:
    """Return the id in a ``custom_id`` or a menu's value; None where it stands for no id."""
    return None if value == NONE else value


# It costs more than the page that is drawn from it; a reloaded deck is another key.
@lru_cache(maxsize=4)
def matrix_of(deck: Deck) -> Matrix:
    """Return the deck's tables joined into one."""
    return Matrix(deck)


def title_of(extract: Extract) -> str:
    """Return the comparison's title."""
    return f"{extract.title}: side by side" if extract.across else extract.title


def is_general(extract: Extract) -> bool:
    """Return whether any cell that is shown rests partly on general knowledge."""
    return any(line.is_general(column) for line in extract.lines for column in line.columns)


def review_of(extract: Extract) -> str:
    """Return when the table with the oldest review was reviewed, as text."""
    return describe_review(min(table.reviewed_on for table in extract.tables), None)


def _draw_embed(deck: Deck, extract: Extract) -> discord.Embed:
    numbers = number_sources(extract.source_ids)
    table = extract.tables[0]
    fields: list[tuple[str, str]] = []
    written = 0
    for line in extract.lines:
        if extract.across:
            column = line.columns[0]
            cell = f"{escape(line.cell(column))}{_dagger(line, column)}"
            name, value = (
                escape_name(column.name),
                add_source_marks(cell, line.row.sources, numbers),
            )
        else:
            name = add_source_marks(escape_name(line.row.feature), line.row.sources, numbers)
            value = "\n".join(
                f"{embolden(f'{column.short}:')} {escape(line.cell(column))}{_dagger(line, column)}"
                for column in line.columns
            )
        written += len(name) + len(value)
        if len(fields) == FIELDS - 1 or written > ROOM:
            left = len(extract.lines) - len(fields)
            fields.append((f"And {left} more", "Pick a feature in the menu."))
            break
        fields.append((name, value))
    return draw_embed(
        deck.group_of(table),
        title_of(extract),
        None if RED_FLAGS in deck.cards else draw_urgent_line(deck),
        draw_footer(deck, review_of(extract), general=is_general(extract)),
        fields,
    )


def _dagger(line: FeatureLine, column: Column) -> str:
    return f"{GAP}{DAGGER}" if line.is_general(column) else ""


def _spell_out_dagger(line: FeatureLine, column: Column) -> str:
    return " (wholly or partly general knowledge)" if line.is_general(column) else ""


def _list_features(extract: Extract, numbers: dict[str, int]) -> Iterator[str]:
    for line in extract.lines:
        sources = line.row.sources
        if extract.across:
            column = line.columns[0]
            marks = spell_out_source_marks(sources, numbers)
            cell = f"{escape(line.cell(column))}{marks}{_spell_out_dagger(line, column)}"
            yield f"{embolden(column.name)}\n{cell}"
            continue
        lines = [f"{embolden(line.row.feature)}{spell_out_source_marks(sources, numbers)}"]
        lines += [
            f"- {escape(column.short)}: {escape(line.cell(column))}"
            f"{_spell_out_dagger(line, column)}"
            for column in line.columns
        ]
        yield "\n".join(lines)


def _draw_condition_menu(
    deck: Deck, condition: str | None, feature: str | None
) -> ui.Select[ui.View]:
    matrix = matrix_of(deck)
    anchor, *others = matrix.conditions.values()
    options = [
        discord.SelectOption(
            label="All conditions" if feature else matrix.extract(None, None).title,
            value=NONE,
            default=condition is None,
        )
    ]
    for column in others:
        pair = matrix.extract(column.id, None)
        if feature and all(line.row.id != feature for line in pair.lines):
            continue
        partner = pair.columns[0]
        options.append(
            discord.SelectOption(
                label=cut(f"{partner.short} and {column.name}", OPTION_TEXT),
                value=column.id,
                default=column.id == condition,
            )
        )
    return ui.Select(
        custom_id=f"xp1:{feature or NONE}",
        placeholder=f"Compare {anchor.short} with…",
        options=options[:OPTIONS],
    )


def _draw_feature_menu(
    deck: Deck, condition: str | None, feature: str | None
) -> ui.Select[ui.View]:
    matrix = matrix_of(deck)
    if condition is None:
        rows = list(matrix.features.values())
    else:
        rows = [line.row for line in matrix.extract(condition, None).lines]
    # The feature that is shown must be among those that fit.
    rows.sort(key=lambda row: row.id != feature)
    shown = {row.id for row in rows[: OPTIONS - 1]}
    options = [
        discord.SelectOption(label="All features", value=NONE, default=feature is None),
        *(
            discord.SelectOption(label=row.feature, value=row.id, default=row.id == feature)
            for row in sorted(rows, key=lambda row: list(matrix.features).index(row.id))
            if row.id in shown
        ),
    ]
    return ui.Select(
        custom_id=f"xf1:{condition or NONE}", placeholder="One feature", options=options
    )


def _draw_buttons(
    deck: Deck, condition: str | None, feature: str | None, level: Level, *, post: bool
) -> tuple[Control, ...]:
    place = f"{condition or NONE}:{feature or NONE}"
    return (
        *draw_red_flags_button(deck, level),
        draw_button("Sources", f"xs1:{place}"),
        draw_button("As text", f"xt1:{place}"),
        *([draw_button("Post to channel", f"xw1:{place}")] if post else []),
    )
