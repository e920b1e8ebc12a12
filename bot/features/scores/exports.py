"""Files to take away: one's own answers, questions for Anki, and a server's results.

Rows are read, written and packed some at a time, so nobody else waits for them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial

import discord

from bot.features.scores import texts
from bot.features.scores.views import AnkiScope, describe_anki_file, draw_nothing_for_anki
from bot.learning.export import (
    AnkiDeck,
    Cell,
    write_anki,
    write_anki_package,
    write_header,
    write_rows,
)
from bot.learning.questions import item_bank_of
from bot.store import HistoryEntry, ServerAnswer
from bot.ui.context import library_of, store_of
from bot.ui.export_file import ExportFile
from bot.ui.question_text import name_topic
from bot.ui.reply import defer_privately, reply, send_file

MOST_RESULTS = 200_000
"""Answers of one file: about 50 MB, and packed a tenth of that."""
SINCE_EVER = datetime.min.replace(tzinfo=UTC)


async def export_mine(interaction: discord.Interaction) -> None:
    """Hand over all that the person has answered, in quizzes and in practice, as a table."""
    await defer_privately(interaction)
    library, count = library_of(interaction), 0
    items = item_bank_of(library.deck).items

    def describe(entry: HistoryEntry) -> tuple[Cell, ...]:
        return (
            entry.at,
            entry.kind,
            entry.item_id,
            name_topic(library.whole, entry.card),
            entry.question or (items[entry.item_id].text if entry.item_id in items else None),
            entry.chosen,
            entry.correct,
            entry.changes,
            entry.taken,
            entry.points,
        )

    file = ExportFile("my-answers.csv")
    await file.add(partial(write_header, texts.HISTORY_COLUMNS))
    async for entries in store_of(interaction).scores.history(interaction.user.id):
        count += len(entries)
        await file.add(partial(write_rows, map(describe, entries)))
    message = texts.ALL_ANSWERS.format(count)
    await send_file(interaction, message, await file.close(), file.name)


async def export_anki(
    interaction: discord.Interaction, which: AnkiScope | None = None, *, package: bool = False
) -> None:
    """Hand over questions for Anki, as a text file or as a package.

    Without a scope they are those that the person has met; all that there are if they have met
    none yet.
    """
    await defer_privately(interaction)
    deck = library_of(interaction).deck
    items = item_bank_of(deck).items
    wanted = await _choose_for_anki(interaction, which)
    if which is None and not wanted:
        which, wanted = AnkiScope.ALL, items.keys()
    chosen = [item for item in items.values() if item.id in wanted]
    if not chosen:
        # Those that were met may all have left the deck: the others are not theirs.
        await reply(interaction, draw_nothing_for_anki(left=bool(wanted)), private=True)
        return
    cites = {source.id: (source.cite, source.url) for source in deck.sources.values()}
    into = AnkiDeck.of(deck.info)
    notes = [into.make_note(item, cites, deck.info.disclaimer_short) for item in chosen]
    if package:
        end, write = ".apkg", partial(write_anki_package, into, notes, discord.utils.utcnow())
    else:
        end, write = "-anki.txt", partial(write_anki, into, notes)
    file = ExportFile(f"{deck.info.command}{end}")
    await file.add(write)
    message = describe_anki_file(len(chosen), which or AnkiScope.MET, package=package)
    await send_file(interaction, message, await file.close(), file.name)


async def _choose_for_anki(
    interaction: discord.Interaction, which: AnkiScope | None
) -> Collection[str]:
    """Return the ids of the questions that were asked for; some may have left the deck."""
    store, person = store_of(interaction), interaction.user.id
    match which:
        case AnkiScope.ALL:
            return item_bank_of(library_of(interaction).deck).items.keys()
        case AnkiScope.MISSED:
            return await store.reviews.missed(person, SINCE_EVER)
        case _:
            answered = await store.scores.items_answered(person)
            return answered | (await store.reviews.memories(person)).keys()


async def export_server(interaction: discord.Interaction, guild_id: int) -> None:
    """Hand over a server's results, question by question, under aliases."""
    await defer_privately(interaction)
    deck, count = library_of(interaction).whole, 0

    def describe(answer: ServerAnswer) -> tuple[Cell, ...]:
        return (
            answer.at,
            answer.quiz_id,
            answer.position + 1,
            answer.item_id,
            name_topic(deck, answer.card),
            answer.question,
            answer.alias,
            answer.chosen,
            answer.correct,
            answer.points,
        )

    file = ExportFile("server-results.csv")
    await file.add(partial(write_header, texts.RESULTS_COLUMNS))
    async for answers in store_of(interaction).scores.results(guild_id, most=MOST_RESULTS):
        count += len(answers)
        await file.add(partial(write_rows, map(describe, answers)))
    message = texts.LATEST_RESULTS if count == MOST_RESULTS else texts.SERVER_RESULTS
    await send_file(interaction, message.format(count), await file.close(), file.name)
