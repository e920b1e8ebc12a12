"""The private note on an answer: one for each person and question, and its result at the end."""

import re

import pytest

from bot.learning.questions import item_bank_of
from bot.store import BoardVisibility, Preferences


@pytest.fixture
async def notes(party, ana):
    """A quiz at the host's pace, its first question open; a function of what people were told."""
    await party.begin(ana, length=3, pace="host", audience="patient")

    def read(*people) -> list[str]:
        """The private messages of these people after the host's first, oldest first."""
        return [
            each.content
            for who in people
            for each in party.channel.history(viewer=who)
            if each.flags.ephemeral and not each.content.startswith("Your quiz is ready")
        ]

    return read


async def test_a_second_choice_takes_the_place_of_the_first_note(party, notes, ben):
    first = await party.answer(ben, "A")
    second = await party.answer(ben, "B")
    assert notes(ben) == [second] != [first]


async def test_a_choice_is_drawn_once_however_many_people_make_it(
    party, notes, ana, ben, monkeypatch
):
    await party.answer(ana, party.right)

    def draw(*_args) -> None:
        raise AssertionError("drawn once more")

    monkeypatch.setattr("bot.features.quiz.result_view.embolden", draw)
    monkeypatch.setattr("bot.ui.message.PreparedResponse.__init__", draw)
    told = await party.answer(ben, party.right)
    assert [told] == notes(ben)
    assert told.startswith("You chose")


async def test_the_note_tells_points_alias_and_place_once_the_question_closes(
    party, notes, ana, ben
):
    await party.answer(ana, party.wrong)
    await party.answer(ben, party.right)
    wrong, right = party.wrong, party.right
    await party.press(ana, "Next")
    (asked,) = party.ask("SELECT item_id, shown_order FROM quiz_question WHERE closed_at NOT NULL")
    aliases = dict(party.ask("SELECT person_id, name FROM alias"))
    told_ana, told_ben = notes(ana, ben)
    assert told_ben == f"**Right, +1,000.** You are {aliases[ben.id]}, 1st of 2."
    item = item_bank_of(party.env.bot.library.deck).items[asked[0]]
    shown = right if not item.true_false else item.options[0]
    assert told_ana.startswith(f"**Not this time.** The right answer is **{shown}")
    assert f" You are {aliases[ana.id]}, 2nd of 2.\n" in told_ana
    option = int(asked[1]["AB".index(wrong)])
    assert told_ana.endswith(item.why_not[option - 1])


async def test_places_are_those_of_the_whole_quiz_so_far(party, notes, ana, ben):
    await party.answer(ana, party.right)
    await party.press(ana, "Next")
    await party.press(ana, "Next")
    await party.answer(ana, party.wrong)
    await party.answer(ben, party.wrong)
    await party.press(ana, "Stop")
    places = [re.search(r"\w+ of \d", each)[0] for each in notes(ana, ben)]
    assert places == ["1st of 1", "1st of 2", "2nd of 2"]


async def test_who_is_hidden_on_boards_is_told_no_place(party, notes, ana, ben):
    hidden = Preferences(board=BoardVisibility.HIDDEN)
    await party.env.bot.store.people.change(ben.id, lambda _: hidden)
    await party.answer(ana, party.right)
    await party.answer(ben, party.right)
    await party.press(ana, "Next")
    told_ana, told_ben = notes(ana, ben)
    assert told_ana.endswith("1st of 1.")
    assert told_ben == "**Right, +1,000.** Boards leave you out, as you chose."


async def test_a_note_whose_token_has_died_stays_as_it_is(party, notes, ana, ben):
    told = await party.answer(ben, party.right)
    await party.wait(15 * 60 + 1)
    await party.press(ana, "Next")
    assert notes(ben) == [told]
    assert party.points(ben) == [1000]


async def test_a_note_of_the_process_before_stays_as_it_is(party, notes, make_bot, ana, ben):
    told = await party.answer(ben, party.right)
    await party.env.restart_bot(make_bot())
    await party.press(ana, "Next")
    assert notes(ben) == [told]
    assert party.points(ben) == [1000]


async def test_who_was_erased_is_told_nothing_more(party, notes, ana, ben):
    told = await party.answer(ben, party.right)
    store, manager = party.env.bot.store, party.env.bot.quiz_manager
    await store.privacy.erase(ben.id, party.env.now())
    await manager.forget(ben.id)
    await party.press(ana, "Next")
    assert notes(ben) == [told]
    assert not party.ask("SELECT 1 FROM alias WHERE person_id = ?", ben.id)
