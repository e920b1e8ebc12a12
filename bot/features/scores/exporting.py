"""Files to take away: one's own answers, one's questions for Anki, a server's results."""

from __future__ import annotations

import discord

from bot.learning.export import write_anki, write_table
from bot.learning.pool import pool_of
from bot.ui.context import library_of, store_of
from bot.ui.files import hand_over, take_time
from bot.ui.topics import name_topic

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
    items = pool_of(library.deck).items
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
    items = pool_of(deck).items
    store, person = store_of(interaction), interaction.user.id
    met = {deed.item_id for deed in await store.scores.history(person)}
    met |= (await store.reviews.memories(person)).keys()
    chosen = [item for item in items.values() if item.id in met] or list(items.values())
    cites = {source.id: f"{source.cite} ({source.url})" for source in deck.sources.values()}
    content = write_anki(chosen, cites, deck.masthead.disclaimer_short)
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
