"""The result of a quiz, and the private note of one person on one of its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.deck.model import Deck
from bot.features.quiz import texts
from bot.features.quiz.views import draw_play_again
from bot.learning.scoring import Standing
from bot.learning.session import PhaseReason, find_hardest
from bot.learning.teams import TeamStanding, rank_teams
from bot.pictures.picture import Picture
from bot.pictures.progress import PodiumPlace, pictures_of_podium
from bot.store import StoredQuiz
from bot.ui.markup import embolden, escape
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.plain_text import format_accuracy, format_ordinal, format_score
from bot.ui.question_text import (
    cite,
    draw_page,
    explain,
    explain_wrong,
    label_option,
    name_option,
    name_topic,
)

MOST_LISTED = 20
"""How many people are listed: about what a phone shows without scrolling."""


def draw_result(
    deck: Deck,
    quiz: StoredQuiz,
    standings: Sequence[Standing],
    names: Mapping[int, str],
    unlisted: int,
) -> RenderedMessage:
    """Draw who got what, and the hardest question.

    ``names`` holds the name of each person in ``standings``, with Markdown escaped; ``unlisted``
    people answered too, and are hidden or beyond the end of the list.
    """
    answered = bool(standings or unlisted)
    blocks = [_describe_end(quiz)]
    if not answered:
        blocks.append(texts.NOBODY_PLAYED)
    elif quiz.teams is None:
        blocks.append(_list_standings(quiz, standings, names, unlisted))
    else:
        people = _list_standings(quiz, standings, names, unlisted)
        blocks += [_list_teams(quiz, quiz.teams), f"{texts.PEOPLE_BOARD}\n{people}"]
    blocks += describe_hardest(deck, quiz)
    page = draw_page(deck, texts.RESULT.format(topic=name_topic(deck, quiz.topic)), blocks)
    return RenderedMessage(
        embeds=(page,),
        rows=(_draw_buttons(quiz, answered=answered),),
        pictures=draw_podium(standings, names),
    )


def draw_podium(standings: Sequence[Standing], names: Mapping[int, str]) -> tuple[Picture, ...]:
    """Return a picture of the first three people on a board, if it has as many."""
    places = [
        PodiumPlace(each.place, names[each.tally.person], each.tally.points) for each in standings
    ]
    return pictures_of_podium(places)


def describe_hardest(deck: Deck, quiz: StoredQuiz) -> list[str]:
    """Return paragraphs about the hardest question; none if none had enough answers."""
    position = find_hardest(quiz.session.rounds)
    if position is None:
        return []
    question, item = quiz.session.rounds[position], quiz.items[position]
    order = quiz.orders[position]
    accuracy = format_accuracy(question.hits, len(question.answers))
    lines = [
        texts.HARDEST.format(accuracy=accuracy),
        escape(item.text),
        texts.RIGHT_OPTION.format(option=name_option(item, order, 0)),
        explain(item, order),
    ]
    return ["\n".join(lines), cite(deck, item.sources)]


def draw_choice(
    quiz: StoredQuiz, position: int, choice: int, *, team: int | None = None, is_new: bool = False
) -> RenderedMessage:
    """Draw the confirmation of an answer that is on the disk.

    ``team`` is that of the person, if there are any; it ``is_new`` if they did not choose it.
    """
    label = label_option(quiz.items[position], quiz.orders[position], choice)
    return _draw_choice(label, team, is_new)


# A thousand people choose among four options.
@lru_cache(maxsize=256)
def _draw_choice(label: str, team: int | None, is_new: bool) -> RenderedMessage:
    lines = [texts.CHOSEN.format(option=embolden(label))]
    if team is not None:
        said = texts.PUT_IN_TEAM if is_new else texts.YOUR_TEAM
        lines.append(said.format(team=texts.TEAM[team]))
    return RenderedMessage(content=" ".join(lines))


def draw_own_result(
    quiz: StoredQuiz,
    position: int,
    person: int,
    *,
    name: str,
    standing: Standing | None,
    listed: int,
    teams: Sequence[TeamStanding] = (),
) -> RenderedMessage:
    """Draw what a person's answer to a closed question was worth, and where they stand by now.

    ``name`` is what boards call them, with Markdown escaped. Without a ``standing`` they are
    hidden there; ``listed`` people are not. ``teams`` are those that have a place.
    """
    item, order, asked = quiz.items[position], quiz.orders[position], quiz.session.rounds[position]
    choice = asked.answers[person].choice
    if choice == asked.right:
        verdict = texts.RIGHT.format(points=f"{quiz.session.points(position)[person]:,}")
        why = ""
    else:
        right = embolden(label_option(item, order, asked.right))
        verdict = texts.WRONG.format(option=right)
        why = explain_wrong(item, order, order[choice])
    place = (
        texts.LEFT_OUT
        if standing is None
        else texts.PLACE.format(
            name=name, place=format_ordinal(standing.place), people=f"{listed:,}"
        )
    )
    team = quiz.team_of.get(person)
    of_team = [
        texts.TEAM_PLACE.format(
            team=texts.TEAM[each.team], place=format_ordinal(each.place), teams=len(teams)
        )
        for each in teams
        if each.team == team
    ]
    first = " ".join([verdict, place, *of_team])
    return RenderedMessage(content="\n".join(filter(None, [first, why])))


def _draw_buttons(quiz: StoredQuiz, *, answered: bool) -> tuple[Control, ...]:
    """Draw the buttons of a quiz that is over; ``answered`` if anybody answered."""
    if not answered:
        return (draw_play_again(quiz),)
    return (
        draw_button(texts.REVIEW_MISSED, f"qm1:{quiz.id}"),
        draw_play_again(quiz),
        draw_button(texts.MY_SCORES, "sm1"),
    )


def _describe_end(quiz: StoredQuiz) -> str:
    session = quiz.session
    end = {
        PhaseReason.STOPPED: texts.STOPPED,
        PhaseReason.FORGOTTEN: texts.FORGOTTEN,
        PhaseReason.LOST: texts.LOST_AFTER,
    }.get(session.reason or PhaseReason.DONE, texts.DONE)
    return end.format(len(quiz.items), asked=session.asked)


def _list_teams(quiz: StoredQuiz, teams: int) -> str:
    """Return the teams by their places, then those of which nobody has answered."""
    ranked = rank_teams(quiz.session.tallies(), quiz.team_of)
    absent = {*range(1, teams + 1)} - {each.team for each in ranked}
    lines = [
        texts.TEAM_LINE.format(
            each.members,
            place=each.place,
            team=texts.TEAM[each.team],
            points=f"{each.points:,}",
        )
        for each in ranked
    ]
    lines += [texts.TEAM_ABSENT.format(team=texts.TEAM[team]) for team in sorted(absent)]
    return "\n".join([texts.TEAM_BOARD, *lines, texts.TEAM_POINTS])


def _list_standings(
    quiz: StoredQuiz, standings: Sequence[Standing], names: Mapping[int, str], unlisted: int
) -> str:
    lines = [
        texts.LINE.format(
            place=each.place,
            name=names[each.tally.person],
            score=format_score(each.tally.points, each.tally.right, quiz.session.asked),
        )
        for each in standings
    ]
    if unlisted:
        lines.append((texts.MORE if standings else texts.UNLISTED).format(unlisted))
    if any(
        one.tally.points == other.tally.points and one.place != other.place
        for one, other in pairwise(standings)
    ):
        lines.append(texts.EQUAL_POINTS)
    return "\n".join(lines)
