"""``/imnm about`` (where the deck comes from, what its review means) and ``/imnm help``."""

from __future__ import annotations

from bot.deck.model import Deck, Level, Link
from bot.features.cards.browse_view import draw_browse_menu
from bot.ui.embeds import draw_embed
from bot.ui.message import RenderedMessage


def draw_about(deck: Deck) -> RenderedMessage:
    """Return the deck's own account of itself, its version and its date."""
    about = deck.info.about
    embed = draw_embed(
        next(iter(deck.groups.values())),
        "About this deck",
        about.origin,
        f"{deck.info.disclaimer_short}\n"
        f"Deck {deck.info.version}, {deck.info.released_on} · {deck.revision}",
    )
    for name, text in (
        ("What “reviewed” means", about.reviewed),
        ("No clinician has signed off", about.not_reviewed),
        ("Found an error?", about.report),
        ("Licence", about.licence),
        ("The article's own references", "\n".join(map(_link, about.references))),
    ):
        if text:
            embed.add_field(name=name, value=text, inline=False)
    return RenderedMessage(embeds=(embed,))


def _link(link: Link) -> str:
    line = f"• [{link.title}](<{link.url}>)"
    return f"{line} ({link.note})" if link.note else line


FIND = (
    "`/imnm search` finds a card from your own words\n"
    "`/imnm card` opens any card by its name\n"
    "`/imnm compare` puts conditions side by side\n"
    "`/imnm term` explains a word or a short form\n"
    "`/imnm sources` lists where the facts come from\n"
    "`/imnm about` says who made the cards, and how"
)
LEARN = (
    "`/quiz` plays a quiz together in a channel\n"
    "`/review` lets you practise alone, with no timer\n"
    "`/scores` shows points, progress and files to take away\n"
    "`/settings me` sets how I answer you, and reminders\n"
    "`/settings server` is for those who manage a server: quizzes, a question of the day\n"
    "`/pin` keeps a card in a channel up to date, for those who may pin; so does "
    "**Keep this card up to date** in the menu of a message\n"
    "`/privacy` shows, exports or erases what I store about you"
)
READ = (
    "Each card comes in plain words and in clinical terms. Add `private: True` to any command and "
    "only you see the answer. The buttons under a card work however old it is; on a card that "
    "somebody else asked for, they open a copy just for you."
)
STORAGE = (
    "About servers: which ones I am in, what was set there, and how often a card is opened, not by "
    "whom. About you: your answers in quizzes and practice, what you set in `/settings me`, an "
    "alias for boards, and reports you send; `/privacy` shows and erases all of it. I read no "
    "messages. I do not store what you look up, and my log does not say who used me."
)


def draw_help(deck: Deck, privacy: str | None = None, terms: str | None = None) -> RenderedMessage:
    """Return the commands, how to read a card, and what is stored; with a menu of all cards.

    ``privacy`` and ``terms`` are the addresses of these documents, if they are published.
    """
    embed = draw_embed(
        next(iter(deck.groups.values())),
        "What I can do",
        "I show short, sourced cards about immune-mediated necrotizing myopathy (IMNM).",
        f"{deck.info.disclaimer_short}\nDeck {deck.info.version}",
    )
    topics = " ".join(f"`{card.command}`" for card in deck.topics)
    embed.add_field(
        name="Cards with a command: /imnm …",
        value=topics or "None at the moment.",
        inline=False,
    )
    embed.add_field(name="Find and compare", value=FIND, inline=False)
    embed.add_field(name="Learn", value=LEARN, inline=False)
    embed.add_field(name="Reading a card", value=READ, inline=False)
    embed.add_field(name="What I keep", value=_describe_storage(privacy, terms), inline=False)
    return RenderedMessage(embeds=(embed,), rows=draw_browse_menu(deck, Level.PLAIN))


def _describe_storage(privacy: str | None, terms: str | None) -> str:
    links = {"Privacy": privacy, "Terms": terms}
    linked = [f"[{name}](<{address}>)" for name, address in links.items() if address]
    return "\n".join([STORAGE, *([" · ".join(linked)] if linked else [])])
