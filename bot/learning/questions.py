"""What a quiz asks: every question of the deck, chosen by topic and drawn without repetition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from bot.deck.model import Deck, Question
from bot.errors import NoQuestions
from bot.learning.item import Item
from bot.learning.made import make_items

EVERYBODY = "both"
EVERYTHING = "everything"


def collect_items(deck: Deck) -> dict[str, Item]:
    """Every question of the deck by id: the written ones, then the made ones."""
    items = [_written(deck, question) for question in deck.questions.values()]
    for table in deck.comparisons.values():
        items += make_items(table)
    return {item.id: item for item in items}


def _written(deck: Deck, question: Question) -> Item:
    distractors = question.distractors
    if question.type == "true_false":
        distractors = ("False",) if question.answer == "True" else ("True",)
    card = deck.cards.get(question.card)
    about = {question.card} | ({card.group} if card else set())
    return Item(
        id=question.id,
        card=question.card,
        topics=frozenset(about),
        difficulty=question.difficulty,
        audience=question.audience,
        text=question.question,
        options=(question.answer, *distractors),
        explanation=question.explanation,
        sources=question.sources,
        theme=question.id,
    )


def choose_items(items: Mapping[str, Item], *, topic: str, audience: str) -> list[Item]:
    """The items that fit a topic (a card, table or group id, or everything) and an audience.

    Raises :class:`~bot.errors.NoQuestions` when none does.
    """
    chosen = [
        item
        for item in items.values()
        if topic in (EVERYTHING, *item.topics) and _suits(item.audience, audience)
    ]
    if not chosen:
        raise NoQuestions(topic)
    return chosen


def _suits(written_for: str, asked_for: str) -> bool:
    return EVERYBODY in (written_for, asked_for) or written_for == asked_for


def draw_items(
    chosen: Sequence[Item], length: int, seen: Mapping[str, datetime], rng: Random
) -> list[Item]:
    """Up to ``length`` different items: least recently seen first, difficulties in turn.

    ``seen`` tells when an item was last asked here; what was never asked comes first, in an order
    that ``rng`` decides. The result is shuffled so that a quiz does not climb in steps.
    """
    waiting = list(chosen)
    rng.shuffle(waiting)
    waiting.sort(key=lambda item: seen[item.id].timestamp() if item.id in seen else float("-inf"))
    queues: dict[str, list[Item]] = {}
    for item in waiting:
        queues.setdefault(item.difficulty, []).append(item)
    drawn: list[Item] = []
    themes: set[str] = set()
    while len(drawn) < length and any(queues.values()):
        for queue in queues.values():
            while queue and queue[0].theme in themes:
                queue.pop(0)
            if queue and len(drawn) < length:
                drawn.append(queue.pop(0))
                themes.add(drawn[-1].theme)
    rng.shuffle(drawn)
    return drawn


def shuffle_options(item: Item, seed: int) -> tuple[int, ...]:
    """The order in which an item's options are shown; the same seed gives the same order.

    True stays before False: people read those two as a pair.
    """
    order = list(range(len(item.options)))
    if item.true_false:
        return tuple(sorted(order, key=lambda option: item.options[option] != "True"))
    Random(seed).shuffle(order)  # noqa: S311  an order of options is no secret
    return tuple(order)
