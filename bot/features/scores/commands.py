"""``/scores``: the leaderboard, one's own scores, files to take away, what a server finds hard."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import discord
from discord import app_commands

from bot.deck.model import Card, Comparison
from bot.features.cards.lookup import find_topic, suggest_topics
from bot.features.cards.pages import answer_red_flag
from bot.features.scores import texts
from bot.features.scores.exports import export_anki, export_mine, export_server
from bot.features.scores.views import (
    ROWS_PER_PAGE,
    AnkiScope,
    LeaderboardPage,
    OwnEntry,
    draw_insights,
    draw_leaderboard,
    draw_scores,
)
from bot.learning.questions import EVERYTHING, item_bank_of
from bot.learning.repetition import days_left
from bot.learning.scoring import Period
from bot.store import BoardVisibility
from bot.ui.command_tree import BotCommandGroup, autocomplete
from bot.ui.context import library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.permissions import managed_server, server_of
from bot.ui.plain_text import sanitise_name
from bot.ui.preferences import name_people, now_for, respond_in_place, respond_privately
from bot.ui.reply import answers_privately, defer_privately, may_post, post_to_channel

PAGE = r"(?P<period>all|\d{4}-W\d{2}|\d{4}-\d{2}):(?P<topic>[a-z0-9-]{1,32}):(?P<page>\d{1,6})"
Topic = app_commands.Range[str, 1, 100]
HARDEST = 5
"""Questions that insights name."""
UNREAD_FOR = timedelta(days=30)


class ScoresCommands(BotCommandGroup, name="scores", description=texts.GROUP_DESCRIPTION):
    """The group of commands."""

    @app_commands.command(description=texts.LEADERBOARD_DESCRIPTION)
    @app_commands.describe(
        period=texts.PERIOD_DESCRIPTION,
        topic=texts.TOPIC_DESCRIPTION,
    )
    @app_commands.choices(
        period=[app_commands.Choice(name=each.value, value=each.value) for each in Period]
    )
    @app_commands.autocomplete(topic=autocomplete(suggest_topics))
    async def leaderboard(
        self,
        interaction: discord.Interaction,
        period: str = Period.WEEK,
        topic: Topic | None = None,
    ) -> None:
        if await answer_red_flag(interaction, topic):
            return
        key = Period(period).key(discord.utils.utcnow())
        topic_id = find_topic(library_of(interaction), topic)
        # Private, because the rank of the person who asks stands on it; a button posts the
        # leaderboard without that.
        page = await draw_leaderboard_page(interaction, key, topic_id, 1, private=True)
        await respond_privately(interaction, page)

    @app_commands.command(description=texts.ME_DESCRIPTION)
    async def me(self, interaction: discord.Interaction) -> None:
        await respond_privately(interaction, await draw_own_scores(interaction, private=True))

    @app_commands.command(description=texts.EXPORT_DESCRIPTION)
    @app_commands.describe(
        what=texts.FILE_DESCRIPTION,
        questions=texts.QUESTIONS_DESCRIPTION,
    )
    @app_commands.choices(
        what=[
            app_commands.Choice(name=texts.MY_ANSWERS_FILE, value="mine"),
            app_commands.Choice(name=texts.PACKAGE_FILE, value="apkg"),
            app_commands.Choice(name=texts.TEXT_FILE, value="anki"),
            app_commands.Choice(name=texts.SERVER_FILE, value="server"),
        ],
        questions=[
            app_commands.Choice(name=texts.MET, value=AnkiScope.MET.value),
            app_commands.Choice(name=texts.MISSED, value=AnkiScope.MISSED.value),
            app_commands.Choice(name=texts.ALL, value=AnkiScope.ALL.value),
        ],
    )
    async def export(
        self, interaction: discord.Interaction, what: str = "mine", questions: str | None = None
    ) -> None:
        if what in ("anki", "apkg"):
            which = AnkiScope(questions) if questions else None
            await export_anki(interaction, which, package=what == "apkg")
        elif what == "server":
            await export_server(interaction, managed_server(interaction))
        else:
            await export_mine(interaction)

    @app_commands.command(description=texts.INSIGHTS_DESCRIPTION)
    async def insights(self, interaction: discord.Interaction) -> None:
        guild_id = managed_server(interaction)
        await defer_privately(interaction)
        await respond_privately(interaction, await _draw_insights(interaction, guild_id))


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
    found = await scores.leaderboard(
        *(guild_id, period, stored),
        offset=start,
        limit=ROWS_PER_PAGE,
        own=person if private else None,
    )
    people = [entry.person_id for entry in (*found.rows, *([found.own] if found.own else []))]
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
        own_entry = OwnEntry(found.own, hidden=preferences.board is BoardVisibility.HIDDEN)
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


async def draw_own_scores(interaction: discord.Interaction, *, private: bool) -> RenderedMessage:
    """Draw the person's own scores, from every server and from practice."""
    store, person = store_of(interaction), interaction.user.id
    # What was practised is named although it may wait for a signature now.
    deck = library_of(interaction).whole
    now = await now_for(interaction)
    scores = await store.scores.of(person, None, now)
    memories = await store.reviews.memories(person)
    # A question that left the deck comes back no more.
    items = item_bank_of(deck).items
    due_in = [
        days_left(memory, now)
        for item, memory in memories.items()
        if item in items and memory.set_aside_at is None
    ]
    name = None if private else await _own_name(interaction)
    return draw_scores(
        deck, scores, due_in, today=now.date(), name=name, may_post=may_post(interaction)
    )


async def _own_name(interaction: discord.Interaction) -> str:
    if interaction.guild_id is None:
        # A private conversation: there are no boards, and all know who pressed.
        # A user name is always of letters and digits.
        return sanitise_name(interaction.user.display_name) or sanitise_name(interaction.user.name)
    person = interaction.user.id
    return (await names_in_server(interaction, interaction.guild_id, [person]))[person]


async def _draw_insights(interaction: discord.Interaction, guild_id: int) -> RenderedMessage:
    store, deck = store_of(interaction), library_of(interaction).deck
    hardest = await store.scores.insights(guild_id, most=HARDEST)
    since = (discord.utils.utcnow() - UNREAD_FOR).date()
    read = await store.card_views.totals(guild_id, since)
    pages: list[Card | Comparison] = [*deck.cards.values(), *deck.comparisons.values()]
    return draw_insights(deck, hardest, [page.title for page in pages if page.id not in read])


class _LeaderboardControl(PersistentControl, template=r"(?!)"):
    async def draw(self, interaction: discord.Interaction, *, private: bool) -> RenderedMessage:
        """Draw the page that the ``custom_id`` names."""
        period, topic, number = self.state["period"], self.state["topic"], self.read("page", int)
        return await draw_leaderboard_page(interaction, period, topic, number, private=private)


class TurnLeaderboard(_LeaderboardControl, template=rf"sl1:{PAGE}"):
    """Show another page or another period, in place where that is right."""

    async def answer(self, interaction: discord.Interaction) -> None:
        private = answers_privately(interaction)
        await respond_in_place(interaction, await self.draw(interaction, private=private))


class PostLeaderboard(_LeaderboardControl, template=rf"slp1:{PAGE}"):
    """Show the page to everybody, without the rank of the person who posts it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await post_to_channel(interaction, await self.draw(interaction, private=False))


class ShowOwnScores(PersistentControl, template=r"sm1"):
    """Show the person who presses their own scores, privately and beside what they read."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await respond_privately(interaction, await draw_own_scores(interaction, private=True))


class PostOwnScores(PersistentControl, template=r"smp1"):
    """Show a person's scores to everybody in the channel, because they asked for it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await post_to_channel(interaction, await draw_own_scores(interaction, private=False))


class ExportAnki(PersistentControl, template=r"va1"):
    """Hand over the person's questions as a file for Anki."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await export_anki(interaction)


CONTROLS = (TurnLeaderboard, PostLeaderboard, ShowOwnScores, PostOwnScores, ExportAnki)
