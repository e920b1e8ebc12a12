"""The message of a private practice: a question, its result, and the end; and the reminder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord
from discord import ui

from bot.deck.model import Deck, Level
from bot.features.reports.views import draw_report_button
from bot.features.review import texts
from bot.learning.practice import USUAL, Practice, PracticeScope
from bot.learning.questions import EVERYTHING, Item, find_card
from bot.learning.repetition import NEW_A_DAY, Grade
from bot.ui.embeds import draw_embed
from bot.ui.markup import embolden, escape
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

ALL_SET_ASIDE = "all"
"""In place of the id of an item: everything that was set aside."""


def draw_question(
    deck: Deck, practice: Practice, item: Item, *, place: int, total: int, note: str = ""
) -> RenderedMessage:
    """Draw the next question: the ``place``-th of up to ``total``, counted from 1."""
    order = practice.order(item)
    page = draw_page(
        deck,
        texts.QUESTION.format(place=place, total=total),
        (note, escape(item.text), list_options(item, order)),
        item,
        texts.ONLY_YOU,
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
    answers = [texts.RIGHT_ANSWER.format(option=name_option(item, order, 0))]
    if not right:
        answers.append(texts.YOUR_ANSWER.format(option=name_option(item, order, chosen)))
    paragraphs = (
        escape(item.text),
        "\n".join(answers),
        explain(item, order),
        cite(deck, item.sources),
        texts.RATED.get(grade, texts.COMES_BACK).format(when=format_days(days))
        if days is not None
        else _describe_set_aside(deck, item),
    )
    page = draw_page(deck, texts.RIGHT if right else texts.WRONG, paragraphs, item)
    state = practice.encode()
    first_row: list[Control] = [
        draw_button(texts.NEXT, f"vn1:{state}", discord.ButtonStyle.primary)
    ]
    report = draw_report_button("question", item.id, item.revision)
    if days is None:
        card = find_card(deck, item)
        show = draw_button(texts.SHOW_CARD, f"vc1:{card.id if card else item.card}")
        again = draw_button(texts.ASK_AGAIN, f"vb1:{item.id}")
        return RenderedMessage(embeds=(page,), rows=((*first_row, show, again), (report,)))
    if right:
        first_row += [
            draw_button(
                texts.CHOSEN_RATING[rating] if grade is rating else label,
                f"vg1:{state}:{recall_id}:{int(rating)}",
                disabled=grade is rating,
            )
            for rating, label in texts.RATINGS.items()
        ]
    show = draw_button(texts.SHOW_CARD, f"vc1:{item.card}")
    return RenderedMessage(embeds=(page,), rows=(tuple(first_row), (show, report)))


def _describe_set_aside(deck: Deck, item: Item) -> str:
    """Say that a question was set aside, and what its card says of it in other words."""
    card = find_card(deck, item)
    if card is None:
        return texts.SET_ASIDE_ALONE
    question = deck.questions.get(item.id)
    facts = () if question is None else question.facts
    told = [fact.text for fact in card.facts() if fact.id in facts]
    told = [each for each in told if each != item.explanation]
    if not told:
        told = [card.in_short or card.lead.at(Level.PLAIN)]
    another_way = [texts.ANOTHER_WAY, *(f"• {escape(each)}" for each in told)]
    set_aside = texts.SET_ASIDE.format(card=embolden(card.title))
    return "\n".join(another_way) + f"\n\n{set_aside}"


def draw_brought_back(deck: Deck, count: int) -> RenderedMessage:
    """Draw that so many questions that were set aside are due again."""
    words = texts.BROUGHT_BACK.format(count) if count else texts.NOTHING_SET_ASIDE
    page = draw_page(deck, texts.BROUGHT_BACK_TITLE, (words,))
    return RenderedMessage(embeds=(page,), rows=((draw_start(texts.PRACTISE_NOW),),))


def _draw_bring_back(set_aside: int) -> tuple[Control, ...]:
    """Draw the button that brings back what was set aside, if anything was."""
    if not set_aside:
        return ()
    label = texts.ASK_ALL_AGAIN.format(count=set_aside)
    return (draw_button(label, f"vb1:{ALL_SET_ASIDE}"),)


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
    said = [_describe_waits(waits)]
    if not waits:
        said = [texts.ALL_RIGHT if right == of else "", _describe_soonest(soonest)]
    paragraphs = (_join(said), _count_set_aside(set_aside))
    page = draw_page(deck, texts.END.format(right=right, total=of), paragraphs)
    again = (
        # What was missed in a quiz is gone over once; then practice goes on with everything.
        draw_start(texts.PRACTISE_MORE)
        if practice.scope is PracticeScope.QUIZ
        else draw_start(texts.PRACTISE_MORE, practice.length, practice.subject, practice.audience)
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
    said = [texts.NOTHING_ON_TOPIC[practice.scope] if narrow else texts.NOTHING[practice.scope]]
    if gone and practice.scope is PracticeScope.QUIZ:
        said = [texts.GONE]
    if practice.scope is PracticeScope.DUE and new_today >= NEW_A_DAY:
        said.append(texts.NEW_TODAY.format(new_today))
    said.append(_describe_soonest(soonest))
    page = draw_page(deck, texts.DONE, (_join(said), _count_set_aside(set_aside)))
    other: tuple[Control, ...] = ()
    if practice.scope is not PracticeScope.DUE or narrow:
        other = (draw_start(texts.PRACTISE_DUE),)
    buttons = (*other, *_draw_end_buttons(), *_draw_bring_back(set_aside))
    return RenderedMessage(embeds=(page,), rows=(buttons,))


def draw_due(deck: Deck, due: int) -> RenderedMessage:
    """Draw the reminder, which is sent as a direct message."""
    page = draw_embed(group_of_item(deck), texts.DUE.format(due), texts.DUE_TEXT, texts.DUE_FOOTER)
    buttons: tuple[Control, ...] = (
        draw_start(texts.PRACTISE_NOW),
        draw_button(texts.NO_MORE_REMINDERS, "sto1"),
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
    return {0: texts.TODAY, 1: texts.TOMORROW}.get(days, texts.IN_DAYS.format(days))


def _describe_waits(waits: Sequence[int]) -> str:
    """Return ``These two come back tomorrow.``, or nothing when nothing was missed."""
    if not waits:
        return ""
    if len(waits) == 1:
        return texts.ONE_COMES_BACK.format(when=format_days(waits[0]))
    number = texts.NUMBERS.get(len(waits), str(len(waits)))
    sentence = texts.ALL_COME_BACK if len(set(waits)) == 1 else texts.FIRST_COMES_BACK
    return sentence.format(number=number, when=format_days(min(waits)))


def _describe_soonest(soonest: int | None) -> str:
    if soonest is None:
        return ""
    if soonest == 0:
        return texts.MORE_DUE
    return texts.NEXT_COMES_BACK.format(when=format_days(soonest))


def _join(sentences: Iterable[str]) -> str:
    """Return the sentences that are not empty as one paragraph."""
    return " ".join(each for each in sentences if each)


def _count_set_aside(set_aside: int) -> str:
    return texts.COUNT_SET_ASIDE.format(set_aside) if set_aside else ""


def _draw_end_buttons() -> tuple[Control, ...]:
    return (
        draw_button(texts.MY_SCORES, "sm1"),
        draw_button(texts.ANKI_FILE, "va1"),
    )
