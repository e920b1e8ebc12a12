"""Private practice as one message: a question, how it went, and how the whole of it went."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.deck.model import Deck
from bot.features.reports.views import draw_report_button
from bot.learning.practice import USUAL, Practice, PracticeScope
from bot.learning.questions import EVERYTHING, Item
from bot.learning.repetition import NEW_A_DAY, Grade
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.question_text import (
    LETTERS,
    cite,
    explain,
    group_of_item,
    list_options,
    name_option,
)

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
RATED = {Grade.HARD: "Hard", Grade.EASY: "Easy"}
CHANGED = "_The question you had before you has just been changed. Here is the next one._"
NOTHING = {
    PracticeScope.DUE: "Nothing is due now.",
    PracticeScope.MISSED: "You have missed nothing lately that you have not got right since.",
    PracticeScope.QUIZ: "You have no wrong answer in that quiz to go over.",
}
GONE = "What you missed in that quiz is not asked any more: the cards have changed since."
NOTHING_ON_TOPIC = {
    PracticeScope.DUE: "Nothing on this topic is due now.",
    PracticeScope.MISSED: "On this topic you have missed nothing lately that you have not "
    "got right since.",
}


def draw_question(
    deck: Deck, practice: Practice, item: Item, *, place: int, total: int, note: str = ""
) -> RenderedMessage:
    """The question that comes next: the ``place``-th of up to ``total``, counted from 1."""
    order = practice.order(item)
    state = practice.encode()
    page = draw_embed(
        group_of_item(deck, item),
        f"Question {place} of {total}",
        _paragraphs(note, item.text, list_options(item, order)),
        f"Only you see this, and there is no timer.\n{deck.info.disclaimer_short}",
    )
    buttons = tuple(
        ui.Button[ui.View](
            label=LETTERS[choice],
            style=discord.ButtonStyle.primary,
            custom_id=f"v1:{state}:{item.revision}:{choice}",
        )
        for choice in range(len(order))
    )
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_result(
    deck: Deck,
    practice: Practice,
    item: Item,
    *,
    chosen: int,
    grade: Grade,
    recall_id: int,
    days: int,
) -> RenderedMessage:
    """How an answer went. ``chosen`` is the option (0 is right); it comes back in ``days``."""
    order = practice.order(item)
    right = chosen == 0
    answers = f"✅ {name_option(item, order, 0)} (right answer)"
    if not right:
        answers += f"\n{name_option(item, order, chosen)} (your answer)"
    rated = f"Rated {RATED[grade].lower()}: it" if grade in RATED else "It"
    page = draw_embed(
        group_of_item(deck, item),
        "Right" if right else "Not this time",
        _paragraphs(
            item.text,
            answers,
            explain(item, order, () if right else (chosen,)),
            cite(deck, item.sources),
            f"**{rated} comes back {format_days(days)}.**",
        ),
        deck.info.disclaimer_short,
    )
    state = practice.encode()
    ways: list[Control] = [
        ui.Button(label="Next", style=discord.ButtonStyle.primary, custom_id=f"vn1:{state}")
    ]
    if right:
        ways += [
            ui.Button(
                label=f"{label} ✓" if grade is rating else label,
                custom_id=f"vg1:{state}:{recall_id}:{int(rating)}",
                disabled=grade is rating,
            )
            for rating, label in RATED.items()
        ]
    more: tuple[Control, ...] = (
        ui.Button(label="Show card", custom_id=f"vc1:{item.card}"),
        draw_report_button("question", item.id, item.revision),
    )
    return RenderedMessage(embeds=(page,), rows=(tuple(ways), more))


def draw_end(
    deck: Deck, practice: Practice, right: int, waits: Sequence[int], soonest: int | None
) -> RenderedMessage:
    """How a practice went: ``right`` answers, and the days until each missed one comes back.

    ``soonest`` counts the days until any question comes back, if one does.
    """
    page = draw_embed(
        group_of_item(deck),
        f"{right} of {right + len(waits)}",
        _tell_waits(waits) or f"All right.{_tell_soonest(soonest)}",
        deck.info.disclaimer_short,
    )
    again = (
        # What was missed in a quiz is gone over once; then practice goes on with everything.
        draw_start("Practise more")
        if practice.scope is PracticeScope.QUIZ
        else draw_start("Practise more", practice.length, practice.subject)
    )
    return RenderedMessage(embeds=(page,), rows=((again, *_draw_ways_on()),))


def draw_nothing(
    deck: Deck, practice: Practice, *, new_today: int, soonest: int | None, gone: bool = False
) -> RenderedMessage:
    """There is nothing to ask; says what there was none of, and when there will be something.

    ``gone`` is whether there was something, which has left the deck.
    """
    narrow = practice.subject != EVERYTHING and practice.scope is not PracticeScope.QUIZ
    said = NOTHING_ON_TOPIC[practice.scope] if narrow else NOTHING[practice.scope]
    if gone and practice.scope is PracticeScope.QUIZ:
        said = GONE
    if practice.scope is PracticeScope.DUE and new_today >= NEW_A_DAY:
        said += f" You have met {new_today} new questions today; more come tomorrow."
    page = draw_embed(
        group_of_item(deck),
        "All done for now",
        said + _tell_soonest(soonest),
        deck.info.disclaimer_short,
    )
    other: tuple[Control, ...] = ()
    if practice.scope is not PracticeScope.DUE or narrow:
        other = (draw_start("Practise what is due"),)
    return RenderedMessage(embeds=(page,), rows=((*other, *_draw_ways_on()),))


def draw_due(deck: Deck, due: int) -> RenderedMessage:
    """The reminder itself, sent as a direct message."""
    questions = "1 question is" if due == 1 else f"{due} questions are"
    page = draw_embed(
        group_of_item(deck),
        f"{questions} due",
        "Practise now, or another day: nothing is lost.",
        "You asked for this daily reminder. It comes only when something is due.",
    )
    buttons: tuple[Control, ...] = (
        draw_start("Practise now"),
        ui.Button(label="No more reminders", custom_id="sto1"),
    )
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_start(label: str, length: int = USUAL, subject: str = EVERYTHING) -> ui.Button[ui.View]:
    """Starts a practice of what is due and new."""
    return ui.Button(
        label=label,
        style=discord.ButtonStyle.primary,
        custom_id=f"vs1:{length}:{subject}",
    )


def format_days(days: int) -> str:
    """When something comes back, as people say it."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _tell_waits(waits: Sequence[int]) -> str:
    """``These two come back tomorrow.`` Nothing when nothing was missed."""
    if not waits:
        return ""
    if len(waits) == 1:
        return f"This one comes back {format_days(waits[0])}."
    number = NUMBERS[len(waits)] if len(waits) < len(NUMBERS) else str(len(waits))
    if len(set(waits)) == 1:
        return f"These {number.lower()} come back {format_days(waits[0])}."
    return f"These {number.lower()} come back, the first {format_days(min(waits))}."


def _tell_soonest(soonest: int | None) -> str:
    if soonest is None:
        return ""
    if soonest == 0:
        return " More is due now, whenever you like."
    return f" The next question comes back {format_days(soonest)}."


def _draw_ways_on() -> tuple[Control, ...]:
    return (
        ui.Button(label="My scores", custom_id="sm1"),
        ui.Button(label="Anki file", custom_id="va1"),
    )


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
