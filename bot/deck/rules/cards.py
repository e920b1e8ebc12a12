"""Rules about the form of cards and comparisons.

A card has both levels, few and short fields, and a way into commands; a comparison whole rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from bot.deck.confusables import fold_by_look
from bot.deck.draft import COMPARISONS, Draft
from bot.deck.folder import DECK_INFO
from bot.deck.model import Basis, Card, Change, Fact, Level
from bot.deck.rule import At, Finding, rule

MAX_FIELDS = 6
MAX_FIELD = 500
"""Characters of a field as it is shown: more is a wall of text on a phone."""
SHORT_TITLE = 35
"""Characters that a button has for a title."""
MIN_ALIASES = 8
MAX_SUBCOMMANDS = 25
"""Discord's limit for one command."""
OTHER_COMMANDS = ("pin", "privacy", "quiz", "review", "scores", "settings")
"""The commands of the bot beside the deck's own."""
SCRIPTS_WITH_MARKS = ("DEVANAGARI", "THAI")


@rule(
    "DECK040",
    why="A button offers both levels on every card.",
    cure="Write at least one section with one fact for each level.",
)
def level_missing(draft: Draft) -> Iterable[Finding]:
    """A level, or a section of it, is empty."""
    for path, card in draft.cards.items():
        for level in Level:
            if not card.sections(level):
                yield Finding(path, (level.value,), f"The {level.value} level has no section.")
    for path, at, _, _, section in draft.sections():
        if not section.facts:
            yield Finding(path, at, f"The section `{section.title}` has no fact.")


@rule(
    "DECK041",
    why="More is not read on a phone. The lines of `changed` count as one field, `action` as none.",
    cure="Join sections, or split the card.",
)
def many_fields(draft: Draft) -> Iterable[Finding]:
    """A level has more than six fields."""
    for path, card in draft.cards.items():
        for level in Level:
            fields = len(card.sections(level)) + bool(card.changed)
            if fields > MAX_FIELDS:
                message = f"The {level.value} level has {fields} fields; {MAX_FIELDS} are allowed."
                yield Finding(path, (level.value,), message)


def _line_length(part: Fact | Change, level: Level, order: list[str]) -> int:
    """Return the characters of "• text ¹ ² † (general knowledge)" with narrow spaces between.

    In plain words the numbers are left out.
    """
    sources = dict.fromkeys(part.sources) if level is Level.CLINICAL else ()
    marks = [str(order.index(source) + 1) for source in sources]
    if isinstance(part, Change):
        text = part.at(level)
    else:
        text = part.text + (f" ({part.basis.shown})" if part.basis else "")
        marks += ["†"] if part.general or part.basis is Basis.GENERAL else []
    return len("• ") + len(text) + sum(1 + len(mark) for mark in marks)


def field_lengths(card: Card, level: Level) -> list[tuple[At, int]]:
    """Return how long each field of a level is when it is shown, and where it stands."""
    order = list(card.source_ids(level))

    def length(parts: Iterable[Fact | Change]) -> int:
        parts = tuple(parts)
        lines = [_line_length(part, level, order) for part in parts]
        sources = {source for part in parts for source in part.sources}
        if sources and level is Level.PLAIN:
            lines.append(len(f"Sources ({len(sources)})"))
        return sum(lines) + max(len(lines) - 1, 0)

    lengths: list[tuple[At, int]] = [
        ((level.value, place), length(section.facts))
        for place, section in enumerate(card.sections(level))
    ]
    if card.changed:
        lengths.append((("changed",), length(card.changed)))
    if card.action is not None and level is Level.PLAIN:
        lengths.append((("action",), len(card.action)))
    return lengths


@rule(
    "DECK042",
    why="It would be a wall of text on a phone. Bullets, source numbers and daggers count.",
    cure="Split the section, or shorten its facts.",
)
def long_field(draft: Draft) -> Iterable[Finding]:
    """A field is over 500 characters."""
    for path, card in draft.cards.items():
        for level in Level:
            for at, length in field_lengths(card, level):
                if length > MAX_FIELD:
                    message = f"This {level.value} field has {length} characters when shown."
                    yield Finding(path, at, message)


@rule(
    "DECK043",
    why="People ask in their own words, and misspell them. Comparisons count as cards here.",
    cure="Add how people really ask: lay words, questions, misspellings.",
    stage="check",
)
def few_aliases(draft: Draft) -> Iterable[Finding]:
    """A card has fewer than eight aliases."""
    for path, at, page in draft.pages():
        different = len(set(map(fold_by_look, page.aliases)))
        if different < MIN_ALIASES:
            yield Finding(path, (*at, "aliases"), f"There are {different} different aliases.")


@rule(
    "DECK044",
    why="An exact hit must open one page, not either of two.",
    cure="Leave it to the page that it fits best.",
    stage="check",
)
def shared_alias(draft: Draft) -> Iterable[Finding]:
    """A title or alias is also a name of another page."""
    owners: dict[str, set[str]] = {}
    for _, _, page in draft.pages():
        command = page.command if isinstance(page, Card) else None
        for name in (page.id, page.title, command or page.id, *page.aliases):
            owners.setdefault(fold_by_look(name), set()).add(page.id)
    for path, at, page in draft.pages():
        aliases = [(("aliases", place), alias) for place, alias in enumerate(page.aliases)]
        for way, name in ((("title",), page.title), *aliases):
            others = sorted(owners[fold_by_look(name)] - {page.id})
            if others:
                yield Finding(path, (*at, *way), f"`{name}` also names {', '.join(others)}.")


_WORD = re.compile(r"\w+")


@rule(
    "DECK048",
    why="A phone cuts the label of a button at 38 characters, and two buttons with one name lead "
    "to two pages. Comparisons count as cards here.",
    cure="Write a `short_title` of at most 35 characters, in words of the title, that no other "
    "page has.",
    stage="check",
)
def no_short_title(draft: Draft) -> Iterable[Finding]:
    """A long title has no short one, or a short one is another page's or has other words."""
    owners: dict[str, set[str]] = {}
    for _, _, page in draft.pages():
        owners.setdefault(fold_by_look(page.label), set()).add(page.id)
    for path, at, page in draft.pages():
        if page.short_title is None:
            if len(page.title) > SHORT_TITLE:
                message = f"The title has {len(page.title)} characters."
                yield Finding(path, (*at, "title"), message)
            continue
        where = (*at, "short_title")
        others = sorted(owners[fold_by_look(page.label)] - {page.id})
        if others:
            yield Finding(path, where, f"`{page.short_title}` also names {', '.join(others)}.")
        foreign = set(_words(page.short_title)) - set(_words(page.title))
        if foreign:
            message = f"The title does not have {', '.join(sorted(foreign))}."
            yield Finding(path, where, message)


def _words(title: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(title)]


@rule(
    "DECK045",
    why="Discord refuses all commands when two have one name.",
    cure="Choose another name.",
)
def taken_command(draft: Draft) -> Iterable[Finding]:
    """A command name is taken."""
    times = Counter(card.command for card in draft.cards.values())
    for path, card in draft.cards.items():
        if card.command in draft.subcommands:
            message = f"The subcommand `{card.command}` is one of the bot's own."
            yield Finding(path, ("command",), message)
        elif card.command is not None and times[card.command] > 1:
            message = f"The subcommand `{card.command}` is claimed by two cards."
            yield Finding(path, ("command",), message)


@rule(
    "DECK046",
    why="Discord allows 25, those of the bot's own included, and refuses all commands beyond.",
    cure="Remove `command` from a card; it stays reachable by `card` and `search`.",
)
def many_commands(draft: Draft) -> Iterable[Finding]:
    """More than 25 subcommands."""
    topics = [(path, card) for path, card in draft.cards.items() if card.command is not None]
    over = len(topics) + len(draft.subcommands) - MAX_SUBCOMMANDS
    if over > 0:
        # Whoever adds a card gives its facts the next number, so the highest one is the newest.
        path, newest = max(
            topics, key=lambda each: (min((fact.id for fact in each[1].facts()), default=""), each)
        )
        message = (
            f"All {MAX_SUBCOMMANDS} are taken, so {over} too many: {len(draft.subcommands)} by the "
            f"bot itself, {len(topics)} by cards ({', '.join(str(c.command) for _, c in topics)}). "
            f"`{newest.id}` is the newest."
        )
        yield Finding(path, ("command",), message)


def is_command_name(name: str) -> bool:
    """Return whether Discord takes a name for a command.

    It may hold letters, digits, marks of Devanagari and Thai, "-", "_" and "'", and nothing that
    has a small form (https://docs.discord.com/developers/interactions/application-commands).
    """
    return name == name.lower() and all(
        character in "-_'"
        or unicodedata.category(character)[0] in "LN"
        or unicodedata.name(character, "").startswith(SCRIPTS_WITH_MARKS)
        for character in name
    )


@rule(
    "DECK049",
    why="Discord refuses all commands when one has a name that it does not take, or that another "
    "one has.",
    cure="Choose one word of small letters and digits, such as the short name of the disease.",
)
def wrong_command(draft: Draft) -> Iterable[Finding]:
    """The name of the command group is not one that Discord takes, or is another command's."""
    if draft.info is None:
        return
    name = draft.info.command
    if not is_command_name(name):
        yield Finding(DECK_INFO, ("command",), f"`{name}` is no name for a command.")
    elif name in OTHER_COMMANDS:
        yield Finding(DECK_INFO, ("command",), f"`{name}` is a command of the bot's own.")


@rule(
    "DECK047",
    why="A message with a red flag must be answered with the urgent notice alone.",
    cure="Fill the list in deck.yaml.",
)
def empty_list(draft: Draft) -> Iterable[Finding]:
    """The deck has no groups or no red-flag phrases."""
    if draft.info is None:
        return
    for key in ("groups", "red_flags"):
        if not getattr(draft.info, key):
            yield Finding(DECK_INFO, (key,), f"`{key}` is empty.")


@rule(
    "DECK070",
    why="A missing cell would look like a finding, and an extra one is never shown.",
    cure="Write one cell for each column id.",
)
def wrong_cells(draft: Draft) -> Iterable[Finding]:
    """A row's cells are not one for each column."""
    for at, table, row in draft.rows():
        columns = [column.id for column in table.columns]
        missing = [column for column in columns if column not in row.cells]
        if missing:
            message = f"The row `{row.id}` has no cell for {', '.join(missing)}."
            yield Finding(COMPARISONS, (*at, "cells"), message)
        for extra in row.cells:
            if extra not in columns:
                message = f"The row `{row.id}` has a cell for `{extra}`, which is no column."
                yield Finding(COMPARISONS, (*at, "cells", extra), message)


@rule(
    "DECK071",
    why="There would be nothing to compare.",
    cure="Add them, or remove the comparison.",
)
def nothing_to_compare(draft: Draft) -> Iterable[Finding]:
    """A comparison has fewer than two columns or no rows."""
    for number, table in enumerate(draft.comparisons):
        if len(table.columns) < 2 or not table.rows:
            message = f"`{table.id}` has {len(table.columns)} columns and {len(table.rows)} rows."
            yield Finding(COMPARISONS, ("comparisons", number), message)
