"""The pages of help: one to begin with, and a short one for each thing that people come for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, get_args

import discord

from bot.deck.model import Deck, Level
from bot.features.cards import texts
from bot.features.cards.browse_view import draw_browse_menu
from bot.features.cards.start_view import draw_start_button
from bot.features.cards.subcommands import list_subcommands
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape
from bot.ui.message import Control, RenderedMessage, draw_button

HelpPart = Literal["home", "new", "find", "learn", "moderate", "privacy"]
PARTS: Final[tuple[HelpPart, ...]] = get_args(HelpPart)
Mention = Callable[[str], str]
"""Return a command as people can tap it, by its whole name such as ``quiz``."""

ROWS_OF_TABS: Final[tuple[tuple[HelpPart, ...], ...]] = (
    ("new", "find"),
    ("learn", "moderate"),
    ("privacy",),
)


def draw_help(
    deck: Deck,
    part: HelpPart = "home",
    mention: Mention = "`/{}`".format,
    privacy: str | None = None,
    terms: str | None = None,
) -> RenderedMessage:
    """Return a page of help under which buttons lead to the others.

    ``privacy`` and ``terms`` are the addresses of these documents, if they are published.
    """
    if part == "find":
        paragraphs = list(_list_ways(deck, mention))
    else:
        facts = {"subject": escape(deck.info.subject.full), **_mention_commands(deck, mention)}
        paragraphs = [texts.HELP_LEAD[part].format_map(facts)]
    if part == "privacy":
        links = {texts.PRIVACY_POLICY: privacy, texts.TERMS_OF_SERVICE: terms}
        linked = [f"[{name}](<{address}>)" for name, address in links.items() if address]
        paragraphs += [" · ".join(linked)] if linked else []
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.HELP_TABS.get(part, texts.HELP),
        "\n\n".join(paragraphs),
        deck.info.disclaimer_short if part == "home" else "",
    )
    rows = [tuple(_draw_tab(each, part) for each in row) for row in ROWS_OF_TABS]
    if part == "new":
        rows.insert(0, (draw_start_button(),))
    menu = draw_browse_menu(deck, Level.PLAIN) if part == "find" else ()
    return RenderedMessage(embeds=(embed,), rows=(*menu, *rows))


def _draw_tab(part: HelpPart, shown: HelpPart) -> Control:
    here = part == shown
    style = discord.ButtonStyle.primary if here else discord.ButtonStyle.secondary
    return draw_button(texts.HELP_TABS[part], f"he1:{part}", style, disabled=here)


def _list_ways(deck: Deck, mention: Mention) -> Iterator[str]:
    """Yield the ways to find something that the deck has, then its cards with a command."""
    group, offered = deck.info.command, list_subcommands(deck)
    yield "\n".join(
        line.format(command=mention(f"{group} {name}"))
        for name, line in texts.FIND.items()
        if name in offered
    )
    if deck.topics:
        topics = ", ".join(mention(f"{group} {card.command}") for card in deck.topics)
        yield texts.TOPICS.format(topics=topics)


def _mention_commands(deck: Deck, mention: Mention) -> dict[str, str]:
    """Return the command of each named place."""
    return {
        "start": mention(f"{deck.info.command} start"),
        "me": mention("settings me"),
        "quiz": mention("quiz"),
        "review": mention("review"),
        "mine": mention("scores me"),
        "leaderboard": mention("scores leaderboard"),
        "take": mention("scores export"),
        "insights": mention("scores insights"),
        "server": mention("settings server"),
        "board": mention("pin board"),
        "pin": mention("pin card"),
        "list": mention("pin list"),
        "refresh": mention("pin refresh"),
        "remove": mention("pin remove"),
        "show": mention("privacy show"),
        "take_out": mention("privacy export"),
        "erase": mention("privacy erase"),
    }
