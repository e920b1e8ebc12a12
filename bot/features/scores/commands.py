"""``/scores``: the board of a server, one's own numbers, files of both, and what is found hard.

Files to take away: one's own answers, one's questions for Anki, a server's results.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Deck
from bot.features.scores.leaderboard import build_leaderboard
from bot.features.scores.views import Hard, Mine, Tried, draw_insights, draw_mine
from bot.learning.export import write_anki, write_table
from bot.learning.questions import item_bank_of
from bot.learning.repetition import days_until
from bot.store import AnswerCount, PersonalScores
from bot.ui.command_tree import BotCommandGroup
from bot.ui.context import library_of, post_to_channel, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.names import name_people
from bot.ui.permissions import managed_server
from bot.ui.preferences import now_for, respond_privately
from bot.ui.question_text import name_topic
from bot.ui.reply import hand_over, may_post, take_time

MOST_RESULTS = 20_000
"""About 5 MB, half of what Discord takes in a server without boosts."""
HISTORY = (
    "at (UTC)", "where", "question id", "card", "question", "my answer", "right",
    "changed", "seconds", "points",
)  # fmt: skip
RESULTS = (
    "at (UTC)", "quiz", "number", "question id", "card", "question", "who", "answer", "right",
    "points",
)  # fmt: skip


async def export_mine(interaction: discord.Interaction) -> None:
    """All that the person has answered, in quizzes and in practice."""
    await take_time(interaction)
    library = library_of(interaction)
    items = item_bank_of(library.deck).items
    deeds = await store_of(interaction).scores.history(interaction.user.id)
    content = write_table(
        HISTORY,
        (
            (
                deed.at,
                deed.kind,
                deed.item_id,
                name_topic(library.whole, deed.card),
                deed.question or (items[deed.item_id].text if deed.item_id in items else None),
                deed.chosen,
                deed.correct,
                deed.changes,
                deed.taken,
                deed.points,
            )
            for deed in deeds
        ),
    )
    said = f"Everything you have answered: {len(deeds):,} lines. Only you see this."
    await hand_over(interaction, said, content, "my-answers.csv")


async def export_anki(interaction: discord.Interaction) -> None:
    """The questions that the person has met; all of the deck's if they have met none."""
    await take_time(interaction)
    deck = library_of(interaction).deck
    items = item_bank_of(deck).items
    store, person = store_of(interaction), interaction.user.id
    met = {deed.item_id for deed in await store.scores.history(person)}
    met |= (await store.reviews.memories(person)).keys()
    chosen = [item for item in items.values() if item.id in met] or list(items.values())
    cites = {source.id: f"{source.cite} ({source.url})" for source in deck.sources.values()}
    content = write_anki(chosen, cites, deck.info.disclaimer_short)
    which = "questions you have met" if met else "questions there are, as you have met none yet"
    said = (
        f"The {len(chosen):,} {which}, for [Anki](<https://apps.ankiweb.net>): "
        "File, Import. Importing again later updates them."
    )
    await hand_over(interaction, said, content, "imnm-anki.txt")


async def export_server(interaction: discord.Interaction, guild_id: int) -> None:
    """A server's results, question by question, under aliases."""
    await take_time(interaction)
    deck = library_of(interaction).whole
    results = await store_of(interaction).scores.results(guild_id, most=MOST_RESULTS)
    content = write_table(
        RESULTS,
        (
            (
                each.at,
                each.quiz_id,
                each.position + 1,
                each.item_id,
                name_topic(deck, each.card),
                each.question,
                each.alias,
                each.chosen,
                each.correct,
                each.points,
            )
            for each in results
        ),
    )
    latest = "The latest " if len(results) == MOST_RESULTS else ""
    said = (
        f"{latest}{len(results):,} answers of this server's quizzes, under aliases only. "
        "People who hide themselves have none."
    )
    await hand_over(interaction, said, content, "server-results.csv")


GROUP = "scores"
HARDEST = 5
UNREAD_FOR = timedelta(days=30)


def add_scores_commands(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Adds the group of commands to a tree."""
    group = BotCommandGroup(
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
        await respond_privately(interaction, await draw_my_scores(interaction, private=True))

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
        await respond_privately(interaction, await _draw_insights(interaction, guild_id))

    return insights


async def draw_my_scores(interaction: discord.Interaction, *, private: bool) -> RenderedMessage:
    """The person's own numbers, from every server and from practice."""
    store, person = store_of(interaction), interaction.user.id
    # What was practised is named although it may wait for a signature now.
    deck = library_of(interaction).whole
    now = await now_for(interaction)
    record = await store.scores.of(person, None, now)
    memories = await store.reviews.memories(person)
    # A question that left the deck comes back no more.
    items = item_bank_of(deck).items
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
    defaults = await store.servers.defaults(guild_id)
    faces = await store.display_names.of(guild_id, [person], names=bool(defaults.board_names))
    return (await name_people(interaction.client, guild_id, faces))[person]


async def _draw_insights(interaction: discord.Interaction, guild_id: int) -> RenderedMessage:
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
    read = await store.card_views.totals(guild_id, since)
    titles = {page.id: page.title for page in deck.cards.values()}
    titles |= {table.id: table.title for table in deck.comparisons.values()}
    unread = [title for page_id, title in titles.items() if page_id not in read]
    return draw_insights(deck, hardest, unread)


def _tried(name: str, count: AnswerCount) -> Tried:
    return Tried(name, count.answered, count.right, count.accuracy)


def _by_shelf(deck: Deck, record: PersonalScores) -> tuple[Tried, ...]:
    counts = {group.id: AnswerCount() for group in deck.groups.values()}
    for card, count in record.cards.items():
        page = deck.cards.get(card) or deck.comparisons.get(card)
        if page is not None:
            counts[page.group] += count
    return tuple(_tried(deck.groups[group].title, count) for group, count in counts.items())


class ShowMyScores(PersistentControl, template=r"sm1"):
    """Shows the person who presses their own numbers, privately and beside what they read."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await respond_privately(interaction, await draw_my_scores(interaction, private=True))


class PostMyScores(PersistentControl, template=r"smp1"):
    """Shows a person's numbers to everybody, because they said so."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await post_to_channel(interaction, await draw_my_scores(interaction, private=False))


class TakeAnki(PersistentControl, template=r"va1"):
    """Gives the person their questions as a file for Anki."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await export_anki(interaction)


CONTROLS = (ShowMyScores, PostMyScores, TakeAnki)
