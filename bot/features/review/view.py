"""The message of a private practice: a question, its result, and the end; and the reminder."""

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
from bot.ui.markup import escape
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.question_text import (
    cite,
    draw_options,
    draw_page,
    explain,
    group_of_item,
    list_options,
    name_option,
)

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
RATED = {Grade.HARD: "Hard", Grade.EASY: "Easy"}
CHANGED = "_The question you had before you has just been changed. Here is the next one._"
ALL_SET_ASIDE = "all"
"""In place of the id of an item: everything that was set aside."""
ANOTHER_WAY = "**Said another way:**"
SET_ASIDE = (
    "**You have missed this one many times, so it is set aside and does not come back by itself. "
    "Read its card when you like, then press Ask me again.**"
)
BROUGHT_BACK = "It is due again from now on."
NONE_FOR_AUDIENCE = {
    "patient": "_There are no questions for patients on this topic yet. These are for students._",
    "student": "_There are no questions for students on this topic yet. These are for patients._",
}
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
    """Draw the next question: the ``place``-th of up to ``total``, counted from 1."""
    order = practice.order(item)
    page = draw_page(
        deck,
        f"Question {place} of {total}",
        (note, escape(item.text), list_options(item, order)),
        item,
        "Only you see this, and there is no timer.",
    )
    options = draw_options(f"v1:{practice.encode()}:{item.revision}", item, order)
    return RenderedMessage(embeds=(page,), rows=options)


def draw_result(
    deck: Deck,
    practice: Practice,
    item: Item,
    *,
    chosen: int,
    grade: Grade,
    recall_id: int,
    days: int | None,
) -> RenderedMessage:
    """Draw the result of an answer: ``chosen`` is the option, 0 the right one.

    The question is due again in ``days``; None: it was set aside, and is told another way.
    """
    order = practice.order(item)
    right = chosen == 0
    answers = f"✅ {name_option(item, order, 0)} (right answer)"
    if not right:
        answers += f"\n{name_option(item, order, chosen)} (your answer)"
    rated = f"Rated {RATED[grade].lower()}: it" if grade in RATED else "It"
    paragraphs = (
        escape(item.text),
        answers,
        explain(item, order),
        cite(deck, item.sources),
        f"**{rated} comes back {format_days(days)}.**"
        if days is not None
        else _describe_set_aside(deck, item, order, chosen),
    )
    page = draw_page(deck, "Right" if right else "Not this time", paragraphs, item)
    state = practice.encode()
    first_row: list[Control] = [draw_button("Next", f"vn1:{state}", discord.ButtonStyle.primary)]
    if right:
        first_row += [
            draw_button(
                f"{label} ✓" if grade is rating else label,
                f"vg1:{state}:{recall_id}:{int(rating)}",
                disabled=grade is rating,
            )
            for rating, label in RATED.items()
        ]
    if days is None:
        first_row.append(draw_button("Ask me again", f"vb1:{item.id}"))
    more: tuple[Control, ...] = (
        draw_button("Show card", f"vc1:{item.card}"),
        draw_report_button("question", item.id, item.revision),
    )
    return RenderedMessage(embeds=(page,), rows=(tuple(first_row), more))


def _describe_set_aside(deck: Deck, item: Item, order: Sequence[int], chosen: int) -> str:
    """Say that a question was set aside, and what the cards say of it in other words."""
    question = deck.questions.get(item.id)
    card = deck.cards.get(item.card)
    facts = () if question is None or card is None else question.facts
    told = [fact.text for fact in (card.facts() if card else ()) if fact.id in facts]
    lines = [f"• {escape(each)}" for each in told if each != item.explanation]
    if not lines:
        lines = [
            f"• {name_option(item, order, option)} {escape(reason)}"
            for option, reason in enumerate(item.why_not, 1)
            if option != chosen
        ]
    another_way = "\n".join((ANOTHER_WAY, *lines)) if lines else ""
    return "\n\n".join(part for part in (another_way, SET_ASIDE) if part)


def draw_brought_back(deck: Deck) -> RenderedMessage:
    """Draw that what was set aside is due again."""
    page = draw_page(deck, "Back in your practice", (BROUGHT_BACK,))
    return RenderedMessage(embeds=(page,), rows=((draw_start("Practise now"),),))


def _draw_bring_back(set_aside: int) -> tuple[Control, ...]:
    """Draw the button that brings back what was set aside, if anything was."""
    if not set_aside:
        return ()
    return (draw_button(f"Ask again what was set aside ({set_aside})", f"vb1:{ALL_SET_ASIDE}"),)


def draw_end(
    deck: Deck,
    practice: Practice,
    *,
    right: int,
    of: int,
    waits: Sequence[int],
    soonest: int | None,
    set_aside: int = 0,
) -> RenderedMessage:
    """Draw the end of a practice: ``right`` answers, and the days until each missed one is due.

    ``soonest`` counts the days until any question is due, if one is; ``set_aside`` the questions
    that come back on request alone.
    """
    text = _describe_waits(waits)
    if not waits:
        text = ("All right." if right == of else "") + _describe_soonest(soonest)
    page = draw_page(deck, f"{right} of {of}", (text.strip(), _count_set_aside(set_aside)))
    again = (
        # What was missed in a quiz is gone over once; then practice goes on with everything.
        draw_start("Practise more")
        if practice.scope is PracticeScope.QUIZ
        else draw_start("Practise more", practice.length, practice.subject, practice.audience)
    )
    buttons = (again, *_draw_end_buttons(), *_draw_bring_back(set_aside))
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_nothing(
    deck: Deck,
    practice: Practice,
    *,
    new_today: int,
    soonest: int | None,
    set_aside: int = 0,
    gone: bool = False,
) -> RenderedMessage:
    """Draw what there was no question of, and when there will be one.

    ``gone`` is whether there were questions that have left the deck; ``set_aside`` counts those
    that come back on request alone.
    """
    narrow = practice.subject != EVERYTHING and practice.scope is not PracticeScope.QUIZ
    text = NOTHING_ON_TOPIC[practice.scope] if narrow else NOTHING[practice.scope]
    if gone and practice.scope is PracticeScope.QUIZ:
        text = GONE
    if practice.scope is PracticeScope.DUE and new_today >= NEW_A_DAY:
        text += f" You have met {new_today} new questions today; more come tomorrow."
    said = (text + _describe_soonest(soonest), _count_set_aside(set_aside))
    page = draw_page(deck, "All done for now", said)
    other: tuple[Control, ...] = ()
    if practice.scope is not PracticeScope.DUE or narrow:
        other = (draw_start("Practise what is due"),)
    buttons = (*other, *_draw_end_buttons(), *_draw_bring_back(set_aside))
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_due(deck: Deck, due: int) -> RenderedMessage:
    """Draw the reminder, which is sent as a direct message."""
    questions = "1 question is" if due == 1 else f"{due} questions are"
    page = draw_embed(
        group_of_item(deck),
        f"{questions} due",
        "Practise now, or another day: nothing is lost.",
        "You asked for this daily reminder. It comes only when something is due.",
    )
    buttons: tuple[Control, ...] = (
        draw_start("Practise now"),
        draw_button("No more reminders", "sto1"),
    )
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_start(
    label: str, length: int = USUAL, subject: str = EVERYTHING, audience: str | None = None
) -> ui.Button[ui.View]:
    """Draw the button that starts a practice of what is due and new.

    Without an ``audience`` its new questions are worded as the cards of whoever presses it.
    """
    chosen = "" if audience is None else f":{audience}"
    return draw_button(label, f"vs1:{length}:{subject}{chosen}", discord.ButtonStyle.primary)


def format_days(days: int) -> str:
    """Return when something comes back: ``today``, ``tomorrow``, ``in 3 days``."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _describe_waits(waits: Sequence[int]) -> str:
    """Return ``These two come back tomorrow.``, or nothing when nothing was missed."""
    if not waits:
        return ""
    if len(waits) == 1:
        return f"This one comes back {format_days(waits[0])}."
    number = NUMBERS[len(waits)] if len(waits) < len(NUMBERS) else str(len(waits))
    if len(set(waits)) == 1:
        return f"These {number.lower()} come back {format_days(waits[0])}."
    return f"These {number.lower()} come back, the first {format_days(min(waits))}."


def _describe_soonest(soonest: int | None) -> str:
    if soonest is None:
        return ""
    if soonest == 0:
        return " More is due now, whenever you like."
    return f" The next question comes back {format_days(soonest)}."


def _count_set_aside(set_aside: int) -> str:
    if not set_aside:
        return ""
    questions = "1 question is" if set_aside == 1 else f"{set_aside} questions are"
    return f"{questions} set aside, because you missed them many times."


def _draw_end_buttons() -> tuple[Control, ...]:
    return (
        draw_button("My scores", "sm1"),
        draw_button("Anki file", "va1"),
    )
