"""Conditions side by side, for a narrow screen: one feature under the other, never in columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import discord
from discord import ui

from bot.deck.comparisons import Extract, FeatureLine, Matrix
from bot.deck.model import Column, Deck, Level
from bot.features.cards import texts
from bot.features.cards.browse_view import draw_red_flags_button
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
    draw_sources_line,
    draw_urgent_line,
    number_sources,
    spell_out_source_marks,
)
from bot.ui.markup import draw_heading, embolden, escape, escape_name
from bot.ui.message import (
    FIELDS,
    OPTIONS,
    PHONE_OPTION,
    Control,
    RenderedMessage,
    cut,
    draw_button,
    draw_option,
)
from bot.ui.plain_text import split

NONE = "-"
LONGEST_NAME = 31
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

    ``condition`` and ``feature`` are ids; with ``post``, a button posts it to the channel. At the
    plain ``level`` it opens on the few rows that matter to patients, in plain words, where the deck
    has them; the whole table is one press away.
    Raise :class:`~bot.errors.UnknownCondition`.
    """
    return _draw(deck, condition, feature, level, post=post)


# It is opened far more often than it changes; a reloaded deck is another key.
@lru_cache(maxsize=64)
def _draw(
    deck: Deck, condition: str | None, feature: str | None, level: Level, *, post: bool
) -> RenderedMessage:
    extract = matrix_of(deck).extract(condition, feature)
    return RenderedMessage(
        embeds=(_draw_embed(deck, extract, level),),
        rows=_draw_rows(deck, extract, _Place(condition, feature, level), post=post, as_text=True),
        pictures=pictures_of_tables(deck, extract) if level is Level.PLAIN else (),
    )


def draw_comparison_text(
    deck: Deck,
    condition: str | None,
    feature: str | None,
    *,
    level: Level = Level.PLAIN,
    post: bool = False,
) -> tuple[RenderedMessage, ...]:
    """Return a comparison as messages of plain text, in reading order.

    Its controls are under the last; the sources are listed when their button is pressed.
    """
    extract = matrix_of(deck).extract(condition, feature)
    blocks = [draw_heading(title_of(extract))]
    if _is_plain(extract, level):
        blocks += [_describe_plain(extract), *_spell_out_plain(extract)]
        blocks.append(draw_sources_line(extract.source_ids))
    else:
        blocks += _spell_out(extract)
    blocks.append(embolden(deck.info.urgent_line))
    blocks.append(escape(draw_footer(deck, review_of(extract))))
    *first, last = split(block for block in blocks if block)
    place = _Place(condition, feature, level)
    rows = _draw_rows(deck, extract, place, post=post, as_text=False)
    return (*(RenderedMessage(each) for each in first), RenderedMessage(last, rows=rows))


def draw_comparison_sources(
    deck: Deck, condition: str | None, feature: str | None
) -> RenderedMessage:
    """Return the sources of a comparison, numbered as on it."""
    extract = matrix_of(deck).extract(condition, feature)
    lines = list_sources(deck, number_sources(extract.source_ids), is_general(extract))
    table = extract.tables[0]
    title = texts.SOURCES_OF.format(title=title_of(extract))
    return RenderedMessage(
        embeds=draw_source_lines(deck, deck.group_of(table), title, lines),
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
    return texts.SIDE_BY_SIDE.format(feature=extract.title) if extract.across else extract.title


def is_general(extract: Extract) -> bool:
    """Return whether any of its cells rests partly on general knowledge."""
    lines = (*extract.lines, *extract.worded)
    return any(line.is_general(column) for line in lines for column in line.columns)


def review_of(extract: Extract) -> str:
    """Return when the table with the oldest review was reviewed, as text."""
    return describe_review(min(table.reviewed_on for table in extract.tables), None)


def _is_plain(extract: Extract, level: Level) -> bool:
    """Return whether the rows in plain words are shown in the place of the whole table."""
    return level is Level.PLAIN and bool(extract.plain_lines)


def _draw_embed(deck: Deck, extract: Extract, level: Level) -> discord.Embed:
    table = extract.tables[0]
    paragraphs = [] if deck.key_card("red_flags") else [draw_urgent_line(deck)]
    if _is_plain(extract, level):
        paragraphs.append(_describe_plain(extract))
        fields = list(_draw_plain_fields(extract))
        fields[-1] = (
            fields[-1][0],
            "\n".join([fields[-1][1], draw_sources_line(extract.source_ids)]),
        )
    else:
        fields = _draw_fields(extract)
    return draw_embed(
        deck.group_of(table),
        title_of(extract),
        "\n\n".join(paragraph for paragraph in paragraphs if paragraph),
        draw_footer(deck, review_of(extract), general=is_general(extract)),
        fields,
        url=deck.address_of(table.id),
    )


def _describe_plain(extract: Extract) -> str:
    shown, whole = len(extract.plain_lines), len(extract.lines)
    if shown >= whole:
        return ""
    return texts.PLAIN_ROWS.format(
        shown=shown, whole=whole, button=texts.SHOW_LEVEL[Level.CLINICAL]
    )


def _plain_name(column: Column) -> str:
    """Return the name of a condition that starts a line: the whole one, if there is room."""
    return column.name if len(column.name) <= LONGEST_NAME else column.short


def _draw_plain_fields(extract: Extract) -> Iterator[tuple[str, str]]:
    for line in extract.plain_lines:
        if (plain := line.plain) is not None:
            yield (
                escape_name(plain.feature),
                "\n".join(
                    f"{embolden(f'{_plain_name(column)}:')} {escape(plain.cells[column.id])}"
                    f"{_dagger(line, column)}"
                    for column in line.columns
                ),
            )


def _spell_out_plain(extract: Extract) -> Iterator[str]:
    for line in extract.plain_lines:
        if (plain := line.plain) is not None:
            cells = [
                f"- {escape(_plain_name(column))}: "
                f"{_spell_out_dagger(escape(plain.cells[column.id]), line, column)}"
                for column in line.columns
            ]
            yield "\n".join([draw_heading(plain.feature, 3), *cells])


def _draw_fields(extract: Extract) -> list[tuple[str, str]]:
    numbers = number_sources(extract.source_ids)
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
            fields.append((texts.MORE_ROWS.format(left), texts.PICK_A_ROW))
            break
        fields.append((name, value))
    return fields


def _dagger(line: FeatureLine, column: Column) -> str:
    return f"{GAP}{DAGGER}" if line.is_general(column) else ""


def _spell_out_dagger(statement: str, line: FeatureLine, column: Column) -> str:
    general = line.is_general(column)
    return texts.GENERAL.format(statement=statement) if general else statement


def _spell_out(extract: Extract) -> Iterator[str]:
    numbers = number_sources(extract.source_ids)
    for line in extract.lines:
        if extract.across:
            column = line.columns[0]
            cell = spell_out_source_marks(escape(line.cell(column)), line.row.sources, numbers)
            shown = _spell_out_dagger(cell, line, column)
            yield f"{draw_heading(column.name, 3)}\n{shown}"
            continue
        heading = draw_heading(line.row.feature, 3)
        lines = [spell_out_source_marks(heading, line.row.sources, numbers)]
        lines += [
            f"- {escape(column.short)}: "
            f"{_spell_out_dagger(escape(line.cell(column)), line, column)}"
            for column in line.columns
        ]
        yield "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Place:
    """The part of the tables that a control stands under, and the level that it shows."""

    condition: str | None
    feature: str | None
    level: Level

    @property
    def suffix(self) -> str:
        """What ends a ``custom_id``: those without were drawn in plain words."""
        return f":{self.level}" if self.level is Level.CLINICAL else ""

    def __str__(self) -> str:
        return f"{self.condition or NONE}:{self.feature or NONE}"


def _draw_rows(
    deck: Deck, extract: Extract, place: _Place, *, post: bool, as_text: bool
) -> tuple[tuple[Control, ...], ...]:
    buttons: list[Control] = [*draw_red_flags_button(deck, place.level)]
    if extract.plain_lines:
        custom_id = f"xl1:{place}:{place.level.other}"
        buttons.append(
            draw_button(texts.SHOW_LEVEL[place.level.other], custom_id, discord.ButtonStyle.primary)
        )
    buttons.append(draw_button(texts.SOURCES, f"xs1:{place}{place.suffix}"))
    if as_text:
        buttons.append(draw_button(texts.AS_TEXT, f"xt1:{place}{place.suffix}"))
    if post:
        buttons.append(draw_button(texts.POST, f"xw1:{place}{place.suffix}"))
    return (
        (_draw_condition_menu(deck, place),),
        (_draw_feature_menu(deck, place),),
        tuple(buttons),
    )


def _draw_condition_menu(deck: Deck, place: _Place) -> ui.Select[ui.View]:
    matrix = matrix_of(deck)
    feature = place.feature
    anchor, *others = matrix.conditions.values()
    options = [
        draw_option(
            texts.ALL_CONDITIONS if feature else matrix.extract(None, None).title,
            NONE,
            default=place.condition is None,
        )
    ]
    for column in others:
        pair = matrix.extract(column.id, None)
        if feature and all(line.row.id != feature for line in pair.lines):
            continue
        options.append(_draw_pair_option(pair.columns[0], column, place))
    return ui.Select(
        custom_id=f"xp1:{feature or NONE}{place.suffix}",
        placeholder=cut(texts.COMPARE_WITH.format(condition=anchor.short), PHONE_OPTION),
        options=options[:OPTIONS],
    )


def _draw_pair_option(partner: Column, column: Column, place: _Place) -> discord.SelectOption:
    """Return an entry for two conditions; a name that a phone would cut stands below in full."""
    label = texts.PAIR.format(one=partner.short, other=column.name)
    description = None
    if len(label) > PHONE_OPTION:
        label = texts.PAIR.format(one=partner.short, other=column.short)
        description = column.name
    return draw_option(label, column.id, description, default=column.id == place.condition)


def _draw_feature_menu(deck: Deck, place: _Place) -> ui.Select[ui.View]:
    matrix = matrix_of(deck)
    condition, feature = place.condition, place.feature
    if condition is None:
        rows = list(matrix.features.values())
    else:
        rows = [line.row for line in matrix.extract(condition, None).lines]
    # The feature that is shown must be among those that fit.
    rows.sort(key=lambda row: row.id != feature)
    shown = {row.id for row in rows[: OPTIONS - 1]}
    options = [
        draw_option(texts.ALL_FEATURES, NONE, default=feature is None),
        *(
            draw_option(row.feature, row.id, default=row.id == feature)
            for row in sorted(rows, key=lambda row: list(matrix.features).index(row.id))
            if row.id in shown
        ),
    ]
    return ui.Select(
        custom_id=f"xf1:{condition or NONE}{place.suffix}",
        placeholder=texts.ONE_FEATURE,
        options=options,
    )
