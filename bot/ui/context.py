"""The bot that received an interaction, as handlers use it: library, store and jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import discord

from bot.deck.library import Library
from bot.deck.search.red_flags import Recognition
from bot.store import Store

if TYPE_CHECKING:
    from bot.ui.command_tree import BotCommandTree
    from bot.ui.message import PreparedResponse

Service = TypeVar("Service")


class BotClient(Protocol):
    """The bot's client, as far as handlers use it.

    A protocol, because the client itself (:class:`bot.runtime.client.ImnmBot`) is built out of the
    features, which are above this layer.
    """

    library: Library
    store: Store
    tree: BotCommandTree

    def service(self, kind: type[Service]) -> Service:
        """Return the bot's one object of a class of a feature, such as its quiz manager.

        Raise :class:`LookupError` if the bot has none.
        """

    async def respond(self, interaction: discord.Interaction, prepared: PreparedResponse) -> bool:
        """Send a first response as it was prepared; return False, with nothing sent, if it cannot.

        Raise as :meth:`discord.InteractionResponse.send_message` does.
        """

    async def plan_reminders(self) -> None:
        """Work out anew when the next reminder is due: somebody's have changed."""

    async def plan_daily_questions(self) -> None:
        """Work out anew when the next question of the day is due: a server's has changed."""


def client_of(interaction: discord.Interaction) -> BotClient:
    """Return the bot that received an interaction."""
    return cast("BotClient", interaction.client)


def library_of(interaction: discord.Interaction) -> Library:
    """Return the library of the bot that received an interaction."""
    return client_of(interaction).library


def store_of(interaction: discord.Interaction) -> Store:
    """Return the store of the bot that received an interaction."""
    return client_of(interaction).store


def recognise_red_flag(
    interaction: discord.Interaction, *typed: str | None
) -> list[tuple[str, Recognition]]:
    """Return the texts in which a person may speak of an emergency, certain ones first.

    Ids of the deck, which come from its suggestions and menus, are not a person's own words.
    """
    library = library_of(interaction)
    deck = library.whole
    texts = [
        text
        for text in typed
        if text and not (text in deck.cards or text in deck.comparisons or text in deck.terms)
    ]
    found = [(text, library.index.red_flag(text)) for text in texts]
    return sorted(
        ((text, each) for text, each in found if each is not None),
        key=lambda pair: not pair[1].certain,
    )
