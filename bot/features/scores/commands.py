"""``/scores``: the board of a server, one's own numbers, files of both, and what is found hard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Deck
from bot.features.cards.show import show_alone
from bot.features.scores.exporting import export_anki, export_mine, export_server
from bot.features.scores.insights import Hard, draw_insights
from bot.features.scores.leaderboard import build_leaderboard
from bot.features.scores.views import Mine, Tried, draw_mine
from bot.learning.pool import pool_of
from bot.learning.repetition import days_until
from bot.store import Count, Record
from bot.ui.command_tree import GatedGroup
from bot.ui.context import library_of, post, store_of
from bot.ui.controls import Press
from bot.ui.files import take_time
from bot.ui.message import Rendered
from bot.ui.names import name_people
from bot.ui.permissions import managed_server
from bot.ui.preferences import now_for
from bot.ui.reply import may_post
from bot.ui.topics import name_topic

GROUP = "scores"
HARDEST = 5
UNREAD_FOR = timedelta(days=30)


def add_scores(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Adds the group of commands to a tree."""
    group = GatedGroup(
        name=GROUP,
        description="Points, progress and exports",
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )
    for command in (build_leaderboard(library), _me(), _export(), _insights()):
        group.add_command(command)
    tree.add_command(group)


def _me() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="me", description="What I have answered, and what is due")
    async def me(interaction: discord.Interaction) -> None:
        await show_alone(interaction, await draw_my_scores(interaction, private=True))

    return me


def _export() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="export", description="My answers as a file, for me alone")
    @app_commands.describe(what="Which file (default: my answers)")
    @app_commands.choices(
        what=[
            app_commands.Choice(name="my answers (CSV)", value="mine"),
            app_commands.Choice(name="my questions for Anki", value="anki"),
            app_commands.Choice(name="this server's results (needs Manage Server)", value="server"),
        ]
    )
    async def export(interaction: discord.Interaction, what: str = "mine") -> None:
        if what == "anki":
            await export_anki(interaction)
        elif what == "server":
            guild_id = managed_server(interaction)
            await export_server(interaction, guild_id)
        else:
            await export_mine(interaction)

    return export


def _insights() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="insights", description="What this server finds hard (moderators)")
    async def insights(interaction: discord.Interaction) -> None:
        guild_id = managed_server(interaction)
        await take_time(interaction)
        await show_alone(interaction, await _draw_insights(interaction, guild_id))

    return insights


async def draw_my_scores(interaction: discord.Interaction, *, private: bool) -> Rendered:
    """The person's own numbers, from every server and from practice."""
    store, person = store_of(interaction), interaction.user.id
    # What was practised is named although it may wait for a signature now.
    deck = library_of(interaction).whole
    now = await now_for(interaction)
    record = await store.scores.of(person, None, now)
    memories = await store.reviews.memories(person)
    # A question that left the deck comes back no more.
    items = pool_of(deck).items
    waits = [days_until(each.due, now) for item, each in memories.items() if item in items]
    mine = Mine(
        quizzes=_tried("", record.quizzes),
        practice=_tried("", record.reviews),
        shelves=_by_shelf(deck, record),
        cards=tuple(_tried(name_topic(deck, card), each) for card, each in record.cards.items()),
        days=record.days,
        due=waits.count(0),
        soonest=min(waits, default=None),
    )
    name = None if private else await _own_name(interaction)
    return draw_mine(deck, mine, name=name, may_post=may_post(interaction))


async def _own_name(interaction: discord.Interaction) -> str:
    guild_id, person = interaction.guild_id, interaction.user.id
    if guild_id is None:
        # A private conversation: there are no boards, and all know who pressed.
        return interaction.user.display_name
    store = store_of(interaction)
    defaults = await store.guilds.defaults(guild_id)
    faces = await store.faces.of(guild_id, [person], names=bool(defaults.board_names))
    return (await name_people(interaction.client, guild_id, faces))[person]


async def _draw_insights(interaction: discord.Interaction, guild_id: int) -> Rendered:
    store, deck = store_of(interaction), library_of(interaction).deck
    hardest = [
        Hard(
            question=each.question,
            people=each.people,
            answered=each.answered,
            right=each.right,
            right_option=each.right_option,
            mistaken_for=each.mistaken_for,
            mistaken=each.mistaken,
            discrimination=each.discrimination,
        )
        for each in await store.scores.insights(guild_id, most=HARDEST)
    ]
    since = (discord.utils.utcnow() - UNREAD_FOR).date()
    read = await store.readings.counts(guild_id, since)
    titles = {page.id: page.title for page in deck.cards.values()}
    titles |= {table.id: table.title for table in deck.comparisons.values()}
    unread = [title for page_id, title in titles.items() if page_id not in read]
    return draw_insights(deck, hardest, unread)


def _tried(name: str, count: Count) -> Tried:
    return Tried(name, count.answered, count.right, count.accuracy)


def _by_shelf(deck: Deck, record: Record) -> tuple[Tried, ...]:
    counts = {group.id: Count() for group in deck.groups.values()}
    for card, count in record.cards.items():
        page = deck.cards.get(card) or deck.comparisons.get(card)
        if page is not None:
            counts[page.group] += count
    return tuple(_tried(deck.groups[group].title, count) for group, count in counts.items())


class ShowMyScores(Press, template=r"sm1"):
    """Shows the person who presses their own numbers, privately and beside what they read."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await show_alone(interaction, await draw_my_scores(interaction, private=True))


class PostMyScores(Press, template=r"smp1"):
    """Shows a person's numbers to everybody, because they said so."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await post(interaction, await draw_my_scores(interaction, private=False))


class TakeAnki(Press, template=r"va1"):
    """Gives the person their questions as a file for Anki."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await export_anki(interaction)


CONTROLS = (ShowMyScores, PostMyScores, TakeAnki)
