"""The pages of help: one to begin with, and a short one for each thing that people come for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, get_args

import discord

from bot.deck.model import Deck, Level
from bot.features.cards.browse_view import draw_browse_menu
from bot.features.cards.start_view import draw_start_button
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.translation import text

HelpPart = Literal["home", "new", "find", "learn", "moderate", "privacy"]
PARTS: Final[tuple[HelpPart, ...]] = get_args(HelpPart)
Mention = Callable[[str], str]
"""Return a command as people can tap it, by its whole name such as ``imnm search``."""

LABELS: Final[Mapping[HelpPart, str]] = {
    "new": text("I'm new"),
    "find": text("Find something"),
    "learn": text("Learn and quiz"),
    "moderate": text("For moderators"),
    "privacy": text("Privacy"),
}
"""The label of the button that opens each page, which is its title too."""
TITLE = text("What I can do")
TOPICS = text("Cards with a command of their own: {topics}")
LEAD: Final[Mapping[HelpPart, str]] = {
    "home": text(
        "I show short cards about immune-mediated necrotizing myopathy (IMNM), in plain words and "
        "in clinical terms, each with its sources. I also play quizzes.\n\n"
        "What brings you here?"
    ),
    "new": text(
        "{start} answers the first questions after a diagnosis: what is this, when to get help, "
        "what helps, and what to ask your doctor. Only you see it.\n\n"
        "**The buttons under a card** switch between plain words and clinical terms, list the "
        "sources, explain the words, and show the card as text for a screen reader. They work "
        "however old the card is. On a card that somebody else asked for, they open a copy just "
        "for you.\n\n"
        "**Just for you:** add `private: True` to any command, or set it once and for all in "
        "{me}."
    ),
    "find": text(
        "{search} finds a card from your own words\n"
        "{card} opens any card by its name\n"
        "{compare} puts conditions side by side\n"
        "{term} explains a word or a short form\n"
        "{handout} prints the questions for your doctor\n"
        "{sources} lists where the facts come from\n"
        "{about} says who made the cards, and how"
    ),
    "learn": text(
        "{quiz} plays a quiz together in a channel\n"
        "{review} lets you practise alone, with no timer\n"
        "{mine} shows your points and progress\n"
        "{leaderboard} shows who leads\n"
        "{take} gives you your history as a file\n"
        "{me} sets how I answer you, and a daily reminder"
    ),
    "moderate": text(
        "{server} sets cards, quizzes and a question of the day for this server\n"
        "{board} posts a front desk: one tap to the cards\n"
        "{pin} pins a card that updates automatically; {list}, {refresh} and {remove} look after "
        "the pins\n"
        "{insights} shows what confuses your group\n\n"
        "**In the menu of a message**\n"
        "**Answer with a card** shows you alone which cards fit a question; one tap replies.\n"
        "**Keep this card up to date** pins a card that I posted earlier."
    ),
    "privacy": text(
        "**About you:** your answers in quizzes and practice, your choices in {me}, an alias for "
        "boards, and reports you send.\n"
        "**About servers:** which ones I am in, what was set there, and how often a card is "
        "opened, not by whom.\n"
        "**Not stored:** what you look up. I read no messages, except one that somebody uses "
        "**Answer with a card** on. My log does not say who used me.\n\n"
        "{show} tells you what is stored about you, {take_out} hands it over as a file, and "
        "{erase} deletes it."
    ),
}
COMMANDS: Final[Mapping[str, str]] = {
    "start": "imnm start",
    "me": "settings me",
    "search": "imnm search",
    "card": "imnm card",
    "compare": "imnm compare",
    "term": "imnm term",
    "handout": "imnm handout",
    "sources": "imnm sources",
    "about": "imnm about",
    "quiz": "quiz",
    "review": "review",
    "mine": "scores me",
    "leaderboard": "scores leaderboard",
    "take": "scores export",
    "insights": "scores insights",
    "server": "settings server",
    "board": "pin board",
    "pin": "pin card",
    "list": "pin list",
    "refresh": "pin refresh",
    "remove": "pin remove",
    "show": "privacy show",
    "take_out": "privacy export",
    "erase": "privacy erase",
}
"""The command of each named place."""
PRIVACY_POLICY = text("Privacy policy")
TERMS_OF_SERVICE = text("Terms of service")
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
    named = {place: mention(command) for place, command in COMMANDS.items()}
    paragraphs = [LEAD[part].format(**named)]
    if part == "find" and deck.topics:
        topics = ", ".join(mention(f"imnm {card.command}") for card in deck.topics)
        paragraphs.append(TOPICS.format(topics=topics))
    if part == "privacy":
        links = {PRIVACY_POLICY: privacy, TERMS_OF_SERVICE: terms}
        linked = [f"[{name}](<{address}>)" for name, address in links.items() if address]
        paragraphs += [" · ".join(linked)] if linked else []
    embed = draw_embed(
        next(iter(deck.groups.values())),
        LABELS.get(part, TITLE),
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
    return draw_button(LABELS[part], f"he1:{part}", style, disabled=here)
