"""``/scores leaderboard``: the board of a server, and its buttons."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.features.cards.lookup import find_topic, suggest_topics
from bot.features.scores.leaderboard_view import (
    LINES,
    LeaderboardPage,
    LeaderboardRow,
    OwnPlace,
    draw_leaderboard,
)
from bot.learning.questions import EVERYTHING
from bot.learning.scoring import Period
from bot.store import BoardVisibility as Shown
from bot.store import LeaderboardEntry
from bot.ui.command_tree import offer
from bot.ui.context import answer_red_flag, library_of, post_to_channel, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.names import name_people
from bot.ui.permissions import server_of
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.question_text import name_topic
from bot.ui.reply import lands_in_private, may_post

BOARD = r"(?P<period>all|\d{4}-W\d{2}|\d{4}-\d{2}):(?P<topic>[a-z0-9-]{1,32}):(?P<page>\d{1,6})"
Topic = app_commands.Range[str, 1, 100]


def build_leaderboard(library: Library) -> app_commands.Command[Any, ..., None]:
    """The subcommand.

    Its answer is private, because the place of the person who asks stands on it; a button posts
    the board without that.
    """

    @app_commands.command(name="leaderboard", description="Who has the most points in this server")
    @app_commands.describe(
        period="This week, this month or all time (default: this week)",
        topic="A group or a card (default: everything)",
    )
    @app_commands.choices(
        period=[app_commands.Choice(name=each.value, value=each.value) for each in Period]
    )
    @app_commands.autocomplete(topic=offer(lambda typed: suggest_topics(library, typed)))
    async def leaderboard(
        interaction: discord.Interaction, period: str = Period.WEEK, topic: Topic | None = None
    ) -> None:
        if await answer_red_flag(interaction, topic):
            return
        key = Period(period).key(discord.utils.utcnow())
        page = await draw_board_page(interaction, key, find_topic(library, topic), 1, private=True)
        await respond_privately(interaction, page)

    return leaderboard


async def draw_board_page(
    interaction: discord.Interaction, period: str, topic: str, page: int, *, private: bool
) -> RenderedMessage:
    """A page of the board of this server. A page beyond the last is the last.

    Where one stands oneself is drawn on a ``private`` page only: a page that everybody reads must
    not tell the place of somebody who is hidden.
    """
    guild_id, person = server_of(interaction), interaction.user.id
    store = store_of(interaction)
    counted = "" if topic == EVERYTHING else topic
    offset = (max(1, page) - 1) * LINES
    found = await store.scores.leaderboard(guild_id, period, counted, offset=offset, limit=LINES)
    pages = max(1, -(-found.total // LINES))
    if page > pages:
        return await draw_board_page(interaction, period, topic, pages, private=private)
    mine = await store.scores.entry_of(guild_id, period, person, counted) if private else None
    shown = [row.person_id for row in (*found.rows, *([mine] if mine else []))]
    defaults = await store.servers.defaults(guild_id)
    faces = await store.display_names.of(guild_id, shown, names=bool(defaults.board_names))
    names = await name_people(interaction.client, guild_id, faces)
    own = None
    if private:
        hidden = (await store.people.preferences(person)).board is Shown.HIDDEN
        own = OwnPlace(_line(mine, names[person]) if mine else None, hidden)
    deck = library_of(interaction).deck
    now = discord.utils.utcnow()
    board = LeaderboardPage(
        topic=topic,
        topic_name=name_topic(deck, topic),
        period=period,
        periods=tuple(each.key(now) for each in Period),
        page=max(1, page),
        pages=pages,
        people=found.total,
        lines=tuple(_line(row, names[row.person_id]) for row in found.rows),
    )
    return draw_leaderboard(deck, board, own, may_post=may_post(interaction))


def _line(row: LeaderboardEntry, name: str) -> LeaderboardRow:
    count = row.count
    return LeaderboardRow(row.rank, name, row.points, count.answered, count.right, count.accuracy)


class TurnBoard(PersistentControl, template=rf"sl1:{BOARD}"):
    """Shows another page or another time, in place where that is right."""

    async def answer(self, interaction: discord.Interaction) -> None:
        page = await draw_board_page(
            interaction,
            self.state["period"],
            self.state["topic"],
            int(self.state["page"]),
            private=lands_in_private(interaction),
        )
        await respond_in_place(interaction, page)


class PostBoard(PersistentControl, template=rf"slp1:{BOARD}"):
    """Shows the page to everybody, without the line of the person who posts it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        page = await draw_board_page(
            interaction,
            self.state["period"],
            self.state["topic"],
            int(self.state["page"]),
            private=False,
        )
        await post_to_channel(interaction, page)


CONTROLS = (TurnBoard, PostBoard)
