"""``/scores leaderboard``: who has the most points in a server, and the buttons under that."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.features.cards.lookup import find_topic, suggest_topics
from bot.features.cards.search import answer_red_flag
from bot.features.scores.leaderboard_view import (
    ROWS_PER_PAGE,
    LeaderboardPage,
    OwnEntry,
    draw_leaderboard,
)
from bot.learning.questions import EVERYTHING
from bot.learning.scoring import Period
from bot.store import BoardVisibility
from bot.ui.command_tree import autocomplete
from bot.ui.context import library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.names import name_people
from bot.ui.permissions import server_of
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.reply import answers_privately, may_post, post_to_channel

PAGE = r"(?P<period>all|\d{4}-W\d{2}|\d{4}-\d{2}):(?P<topic>[a-z0-9-]{1,32}):(?P<page>\d{1,6})"
Topic = app_commands.Range[str, 1, 100]


def build_leaderboard(library: Library) -> app_commands.Command[Any, ..., None]:
    """Return the subcommand.

    Its answer is private, because the rank of the person who asks stands on it; a button posts
    the leaderboard without that.
    """

    @app_commands.command(name="leaderboard", description="Who has the most points in this server")
    @app_commands.describe(
        period="This week, this month or all time (default: this week)",
        topic="A group or a card (default: everything)",
    )
    @app_commands.choices(
        period=[app_commands.Choice(name=each.value, value=each.value) for each in Period]
    )
    @app_commands.autocomplete(topic=autocomplete(lambda typed: suggest_topics(library, typed)))
    async def leaderboard(
        interaction: discord.Interaction, period: str = Period.WEEK, topic: Topic | None = None
    ) -> None:
        if await answer_red_flag(interaction, topic):
            return
        key = Period(period).key(discord.utils.utcnow())
        page = await draw_leaderboard_page(
            interaction, key, find_topic(library, topic), 1, private=True
        )
        await respond_privately(interaction, page)

    return leaderboard


async def draw_leaderboard_page(
    interaction: discord.Interaction, period: str, topic: str, number: int, *, private: bool
) -> RenderedMessage:
    """Draw a page of this server's leaderboard. A page beyond the last is the last.

    The person's own rank is drawn on a ``private`` page only: a page that everybody reads must
    not tell the rank of somebody who is hidden.
    """
    guild_id, person = server_of(interaction), interaction.user.id
    scores = store_of(interaction).scores
    # The store has no topic for everything together.
    stored = "" if topic == EVERYTHING else topic
    number = max(1, number)
    start = (number - 1) * ROWS_PER_PAGE
    found = await scores.leaderboard(guild_id, period, stored, offset=start, limit=ROWS_PER_PAGE)
    own = await scores.entry_of(guild_id, period, person, stored) if private else None
    people = [entry.person_id for entry in (*found.rows, *([own] if own else []))]
    page = LeaderboardPage(
        topic=topic,
        period=period,
        number=number,
        entries=found,
        names=await names_in_server(interaction, guild_id, people),
        now=discord.utils.utcnow(),
    )
    if number > page.pages:
        return await draw_leaderboard_page(interaction, period, topic, page.pages, private=private)
    own_entry = None
    if private:
        preferences = await store_of(interaction).people.preferences(person)
        own_entry = OwnEntry(own, hidden=preferences.board is BoardVisibility.HIDDEN)
    deck = library_of(interaction).deck
    return draw_leaderboard(deck, page, own_entry, may_post=may_post(interaction))


async def names_in_server(
    interaction: discord.Interaction, guild_id: int, people: Collection[int]
) -> dict[int, str]:
    """Return what each of several people is called where everybody in a server reads it."""
    store = store_of(interaction)
    defaults = await store.servers.defaults(guild_id)
    shown = await store.display_names.of(guild_id, people, names=bool(defaults.board_names))
    return await name_people(interaction.client, guild_id, shown)


class _LeaderboardControl(PersistentControl, template=r"(?!)"):
    async def draw(self, interaction: discord.Interaction, *, private: bool) -> RenderedMessage:
        """Draw the page that the ``custom_id`` names."""
        period, topic, number = (self.state[each] for each in ("period", "topic", "page"))
        return await draw_leaderboard_page(interaction, period, topic, int(number), private=private)


class TurnLeaderboard(_LeaderboardControl, template=rf"sl1:{PAGE}"):
    """Show another page or another period, in place where that is right."""

    async def answer(self, interaction: discord.Interaction) -> None:
        private = answers_privately(interaction)
        await respond_in_place(interaction, await self.draw(interaction, private=private))


class PostLeaderboard(_LeaderboardControl, template=rf"slp1:{PAGE}"):
    """Show the page to everybody, without the rank of the person who posts it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await post_to_channel(interaction, await self.draw(interaction, private=False))


CONTROLS = (TurnLeaderboard, PostLeaderboard)
