"""``/review``: private practice, question by question in one message that one person sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.errors import NotOpen
from bot.features.cards.lookup import find_topic, suggest_topics
from bot.features.cards.pages import answer_red_flag, open_page
from bot.features.review import texts
from bot.features.review.view import (
    ALL_SET_ASIDE,
    draw_brought_back,
    draw_end,
    draw_nothing,
    draw_question,
    draw_result,
)
from bot.learning.practice import (
    ENCODED,
    LONGEST,
    STAMP,
    USUAL,
    EarlierState,
    Practice,
    PracticeScope,
    ReviewHistory,
    choose_remaining,
    leave_out,
    plan_practice,
)
from bot.learning.questions import (
    EVERYBODY,
    EVERYTHING,
    Item,
    choose_served,
    find_audience,
    is_written_for,
    item_bank_of,
)
from bot.learning.repetition import MISSED_LATELY, Grade, Memory, days_left
from bot.store import Recall
from bot.ui.command_tree import autocomplete, raise_original
from bot.ui.context import library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.preferences import now_for, preferences_for, respond_in_place, respond_privately
from bot.ui.snowflakes import read_snowflake

PRACTICE = rf"(?P<practice>{ENCODED})"
SUBJECT = r"(?P<subject>[a-z0-9-]{1,32})"
Topic = app_commands.Range[str, 1, 100]
Length = app_commands.Range[int, 1, LONGEST]


def add_review_command(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Add the command to a tree."""

    @app_commands.command(name="review", description=texts.COMMAND)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.describe(
        topic=texts.TOPIC_OPTION,
        length=texts.LENGTH_OPTION.format(usual=USUAL),
        what=texts.WHAT_OPTION,
        audience=texts.AUDIENCE_OPTION,
    )
    @app_commands.choices(
        what=[
            app_commands.Choice(name=said, value=value)
            for value, said in texts.WHAT_CHOICES.items()
        ],
        audience=[
            app_commands.Choice(name=said, value=value)
            for value, said in texts.AUDIENCE_CHOICES.items()
        ],
    )
    @app_commands.autocomplete(topic=autocomplete(suggest_topics))
    async def review(
        interaction: discord.Interaction,
        topic: Topic | None = None,
        length: Length = USUAL,
        what: str = "due",
        audience: str | None = None,
    ) -> None:
        if await answer_red_flag(interaction, topic):
            return
        scope = PracticeScope.MISSED if what == "missed" else PracticeScope.DUE
        subject = find_topic(library, topic)
        await begin(interaction, length=length, scope=scope, subject=subject, audience=audience)

    review.error(raise_original)
    tree.add_command(review)


async def start_review(interaction: discord.Interaction, *, quiz_id: int) -> None:
    """Answer a press with a private practice of what the person missed in a quiz."""
    await begin(interaction, length=LONGEST, scope=PracticeScope.QUIZ, subject=str(quiz_id))


async def begin(
    interaction: discord.Interaction,
    *,
    length: int,
    scope: PracticeScope,
    subject: str,
    audience: str | None = None,
) -> None:
    """Answer with the first question of a new practice, or say that there is none.

    Without an ``audience`` its new questions are for those whom this person's wording is for.
    """
    practice = Practice(discord.utils.utcnow(), length, scope, subject, interaction.id)
    practice, note = await _choose_audience(interaction, practice, audience)
    await respond_privately(interaction, await draw_next(interaction, practice, note))


async def _choose_audience(
    interaction: discord.Interaction, practice: Practice, audience: str | None
) -> tuple[Practice, str]:
    """Return the practice for an audience, and what to say if its topic has nothing for it."""
    if practice.scope is not PracticeScope.DUE:
        return practice, ""
    wanted = audience or (await preferences_for(interaction)).audience
    found = find_audience(library_of(interaction), topic=practice.subject, audience=wanted)
    note = "" if found == wanted else texts.NONE_FOR_AUDIENCE[wanted]
    return replace(practice, audience=found), note


async def draw_next(
    interaction: discord.Interaction, practice: Practice, note: str = ""
) -> RenderedMessage:
    """Draw the next question of a practice, or its end."""
    reviews, person = store_of(interaction).reviews, interaction.user.id
    library = library_of(interaction)
    deck, items = library.deck, item_bank_of(library.deck).items
    topic = EVERYTHING if practice.scope is PracticeScope.QUIZ else practice.subject
    on_topic = choose_served(library, topic=topic, audience=EVERYBODY)
    now = await now_for(interaction)
    recalls = await reviews.recalls(person, practice.began)
    done = [recall for recall in recalls if recall.practice_id == practice.id]
    memories = await reviews.memories(person)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    new_today = await reviews.new_today(person, today, now)
    missed = await _list_missed(interaction, practice, now)
    elsewhere = [
        EarlierState(
            recall.item_id,
            recall.before,
            missed=recall.item_id in missed
            if practice.scope is PracticeScope.QUIZ
            else recall.missed_before is not None and recall.missed_before >= now - MISSED_LATELY,
            today=recall.at >= today,
        )
        for recall in recalls
        if recall.practice_id != practice.id and recall.at >= practice.began + STAMP
    ]
    history = leave_out(ReviewHistory(memories, missed, new_today), elsewhere)
    chosen = choose_remaining(practice, items, history.missed, [each.item_id for each in done])
    coming = plan_practice(
        practice, chosen, history.memories, done=len(done), new_today=history.new_today, now=now
    )
    if coming:
        place, total = len(done) + 1, len(done) + len(coming)
        return draw_question(deck, practice, coming[0], place=place, total=total, note=note)
    known = [memories[item.id] for item in on_topic if item.id in memories]
    comes = [memory for memory in known if memory.set_aside_at is None]
    soonest = min((days_left(memory, now) for memory in comes), default=None)
    set_aside = sum(
        item in items and memory.set_aside_at is not None for item, memory in memories.items()
    )
    if not done:
        # Where no question is left that is new, none comes tomorrow.
        left = any(
            item.id not in memories and is_written_for(item, practice.audience) for item in on_topic
        )
        shown_new = new_today if left else 0
        gone = bool(missed)
        return draw_nothing(
            deck,
            practice,
            new_today=shown_new,
            soonest=soonest,
            set_aside=set_aside,
            gone=gone,
        )
    missed_now = [recall.item_id for recall in done if not recall.correct]
    waits = [
        days_left(memories[each], now)
        for each in missed_now
        if each in memories and memories[each].set_aside_at is None
    ]
    right = len(done) - len(missed_now)
    return draw_end(
        deck, practice, right=right, of=len(done), waits=waits, soonest=soonest, set_aside=set_aside
    )


class AnswerReview(
    PersistentControl, template=rf"v1:{PRACTICE}:(?P<revision>[0-9a-f]{{8}}):(?P<choice>\d)"
):
    """Record an answer, then show the result."""

    async def answer(self, interaction: discord.Interaction) -> None:
        practice = self.read("practice", Practice.decode)
        item = item_bank_of(library_of(interaction).deck).by_revision.get(self.state["revision"])
        if item is None:
            await respond_in_place(
                interaction, await draw_next(interaction, practice, texts.CHANGED)
            )
            return
        order, choice = practice.order(item), self.read("choice", int)
        if choice >= len(order):
            raise NotOpen
        recorded = await store_of(interaction).reviews.record(
            interaction.user.id,
            item,
            # The option, not the letter it was shown under: another practice shuffles otherwise.
            choice=order[choice],
            correct=order[choice] == 0,
            since=practice.began,
            practice_id=practice.id,
            at=await now_for(interaction),
        )
        await _show_result(interaction, practice, item, recorded.recall, recorded.memory)


class RateReview(
    PersistentControl,
    template=rf"vg1:{PRACTICE}:(?P<recall>\d{{1,18}}):(?P<grade>[{Grade.HARD}{Grade.EASY}])",
):
    """Rate a right answer as easy or hard, which changes its interval."""

    async def answer(self, interaction: discord.Interaction) -> None:
        practice = self.read("practice", Practice.decode)
        reviews, person = store_of(interaction).reviews, interaction.user.id
        grade = Grade(self.read("grade", int))
        recall_id = self.read("recall", read_snowflake)
        zone = (await now_for(interaction)).tzinfo
        memory = await reviews.regrade(recall_id, person, grade, zone)
        done = await reviews.recalls(person, practice.began)
        recall = next((each for each in done if each.id == recall_id), None)
        items = item_bank_of(library_of(interaction).deck).items
        if memory is None or recall is None or recall.item_id not in items:
            # A later answer has overtaken it, or the question is gone: there is nothing to rate.
            await respond_in_place(interaction, await draw_next(interaction, practice))
            return
        await _show_result(interaction, practice, items[recall.item_id], recall, memory)


class NextReview(PersistentControl, template=rf"vn1:{PRACTICE}"):
    """Go on to the next question, or to the end."""

    async def answer(self, interaction: discord.Interaction) -> None:
        practice = self.read("practice", Practice.decode)
        await respond_in_place(interaction, await draw_next(interaction, practice))


class StartReview(
    PersistentControl,
    template=rf"vs1:(?P<length>\d{{1,2}}):{SUBJECT}(?::(?P<audience>patient|student|both))?",
):
    """Start a practice of what is due: in place of one that has ended, else in a new message."""

    async def answer(self, interaction: discord.Interaction) -> None:
        length, subject = self.read("length", int), self.state["subject"]
        now = discord.utils.utcnow()
        practice = Practice(now, length, PracticeScope.DUE, subject, interaction.id)
        audience = self.state.get("audience")
        practice, note = await _choose_audience(interaction, practice, audience)
        page = await draw_next(interaction, practice, note)
        message = interaction.message
        in_place = message is not None and message.flags.ephemeral
        await (respond_in_place if in_place else respond_privately)(interaction, page)


class ShowCard(PersistentControl, template=rf"vc1:{SUBJECT}"):
    """Open the card that a question is about, in a message of its own."""

    async def answer(self, interaction: discord.Interaction) -> None:
        preferences = await preferences_for(interaction, private=True)
        await open_page(interaction, self.state["subject"], preferences)


class BringBack(PersistentControl, template=r"vb1:(?P<item>[A-Za-z0-9.-]{1,90})"):
    """Make due what was set aside: one question, or all of them."""

    async def answer(self, interaction: discord.Interaction) -> None:
        is_all = self.state["item"] == ALL_SET_ASIDE
        count = await store_of(interaction).reviews.bring_back(
            interaction.user.id, discord.utils.utcnow(), None if is_all else self.state["item"]
        )
        page = draw_brought_back(library_of(interaction).deck, count)
        # What one question was answered with stays there, with the way on in its practice.
        await (respond_in_place if is_all else respond_privately)(interaction, page)


async def _show_result(
    interaction: discord.Interaction, practice: Practice, item: Item, recall: Recall, memory: Memory
) -> None:
    page = draw_result(
        library_of(interaction).deck,
        practice,
        item,
        chosen=recall.choice,
        grade=recall.grade,
        recall_id=recall.id,
        days=None if memory.set_aside_at else days_left(memory, await now_for(interaction)),
    )
    await respond_in_place(interaction, page)


async def _list_missed(
    interaction: discord.Interaction, practice: Practice, now: datetime
) -> Sequence[str]:
    store, person = store_of(interaction), interaction.user.id
    if practice.scope is PracticeScope.QUIZ:
        return await store.quizzes.misses(int(practice.subject), person)
    if practice.scope is PracticeScope.MISSED:
        return await store.reviews.missed(person, now - MISSED_LATELY)
    return ()


CONTROLS = (AnswerReview, RateReview, NextReview, StartReview, ShowCard, BringBack)
