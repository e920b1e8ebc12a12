"""A quiz in teams: how people come into one, what it is worth, and what each of them reads."""

import re

import pytest

from bot.learning.session import PhaseReason
from bot.store import BoardVisibility, Preferences
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import without_embeds
from tests.features.quiz.test_outages import break_discord, mend_discord
from tests.party import custom_ids, forbid, labels

CIRCLE, SQUARE, DIAMOND, STAR = "🔵 Circle", "🟩 Square", "🔶 Diamond", "⭐ Star"


@pytest.fixture
def cem(simcord_env, guild):
    return guild.add_member(simcord_env.create_user("cem"))


def teams_of(party) -> dict[int, int]:
    return dict(party.ask("SELECT person_id, team FROM quiz_player"))


def notes_of(party, who) -> list[str]:
    """The private notes of a person on questions, oldest first."""
    told = [each.content for each in party.channel.history(viewer=who) if each.flags.ephemeral]
    return [each for each in told if each.startswith("**")]


@pytest.mark.parametrize(
    ("teams", "names"), [(2, [CIRCLE, SQUARE]), (4, [CIRCLE, SQUARE, DIAMOND, STAR])]
)
async def test_the_lobby_has_a_button_for_each_team_and_counts_its_people(
    party, ana, ben, teams, names
):
    await party.start(ana, length=3, teams=teams)
    assert labels(party.latest)[:teams] == [f"Join {name}" for name in names]
    assert "I'm in" not in labels(party.latest)
    assert f"**{teams} teams.**" in party.text
    assert [line for line in party.text.split("\n") if line.endswith(": nobody yet")] == [
        f"{name}: nobody yet" for name in names
    ]
    told = await party.press(ben, f"Join {SQUARE}")
    ((alias,),) = party.ask("SELECT name FROM alias WHERE person_id = ?", ben.id)
    assert told.ephemeral
    assert told.response.content.startswith(f"You're in {SQUARE}. Boards show you as **{alias}**.")
    await party.press(ana, f"Join {SQUARE}")
    await party.wait(3)
    assert f"{SQUARE}: 2 people" in party.text
    assert f"{CIRCLE}: nobody yet" in party.text


async def test_before_the_start_people_may_change_and_leave(party, ana, ben):
    await party.start(ana, length=3, teams=2, pace="host")
    joined = await party.press(ben, f"Join {SQUARE}")
    await party.press(ana, f"Join {SQUARE}")
    await party.press(ana, f"Join {CIRCLE}")
    await party.wait(3)
    assert f"{CIRCLE}: 1 person\n{SQUARE}: 1 person" in party.text
    left = await ben.click(joined.response, label="Leave")
    assert left.response.content == "You have left. If you answer a question, you are in again."
    await party.wait(3)
    assert f"{SQUARE}: nobody yet" in party.text
    assert teams_of(party) == {ana.id: 1}


async def test_who_leaves_a_quiz_without_teams_is_not_counted(party, ana, ben):
    await party.start(ana, length=3, pace="host")
    joined = await party.press(ben, "I'm in")
    mine = await party.press(ana, "I'm in")
    await ben.click(joined.response, label="Leave")
    await party.wait(3)
    assert "**1 person is in.**" in party.text
    await party.press(ana, "Start now")
    still = await ana.click(mine.response, label="Leave")
    assert still.response.content.startswith("The quiz has started, so nobody changes teams")


async def test_after_the_start_nobody_changes_teams(party, ana, ben):
    await party.start(ana, length=3, teams=2)
    lobby = party.screen()
    await party.press(ben, f"Join {SQUARE}")
    await party.press(ana, "Start now")
    told = await party.press_on(lobby, ben, f"Join {CIRCLE}")
    assert told.response.content.startswith("The quiz has started, so nobody changes teams")
    assert teams_of(party) == {ben.id: 2}
    assert not [each for each in party.messages if any("Join" in it for it in labels(each))]


async def test_who_answers_without_a_team_is_put_in_the_smallest_and_told_so(party, ana, ben, cem):
    await party.start(ana, length=3, teams=3, pace="host")
    await party.press(ana, f"Join {CIRCLE}")
    await party.press(ana, "Start now")
    assert (await party.answer(ana, "A")).endswith(f"You play for {CIRCLE}.")
    first = await party.answer(ben, "A")
    assert first.endswith(f"You play for {SQUARE}: it had the fewest people.")
    assert (await party.answer(cem, "A")).endswith(
        f"You play for {DIAMOND}: it had the fewest people."
    )
    assert (await party.answer(ben, "B")).endswith(f"You play for {SQUARE}.")
    assert teams_of(party) == {ana.id: 1, ben.id: 2, cem.id: 3}


async def test_the_note_says_the_place_of_ones_team(party, ana, ben, cem):
    await party.start(ana, length=3, teams=3, pace="host")
    await party.press(ana, f"Join {CIRCLE}")
    await party.press(ben, f"Join {CIRCLE}")
    await party.press(cem, f"Join {DIAMOND}")
    await party.press(ana, "Start now")
    await party.answer(ana, party.right)
    await party.answer(ben, party.wrong)
    await party.answer(cem, party.right)
    await party.press(ana, "Next")
    for who, place in ((ana, f"{CIRCLE}, 2nd of 2"), (cem, f"{DIAMOND}, 1st of 2")):
        (note,) = notes_of(party, who)
        assert note.endswith(f"Your team is {place}.")
    (note,) = notes_of(party, ben)
    assert note.split("\n")[0].endswith(f"Your team is {CIRCLE}, 2nd of 2.")


async def test_the_board_shows_the_teams_first_and_then_the_people(party, ana, ben, cem):
    await party.start(ana, length=3, teams=4, pace="host")
    await party.press(ana, f"Join {SQUARE}")
    await party.press(ben, f"Join {SQUARE}")
    await party.press(cem, f"Join {STAR}")
    await party.press(ana, "Start now")
    await party.answer(ana, party.right)
    await party.answer(ben, party.wrong)
    await party.answer(cem, party.right)
    await party.press(ana, "Stop")
    board = party.text
    assert (
        "**Teams**\n"
        f"**1.** {STAR}: 1,000 points (1 person)\n"
        f"**2.** {SQUARE}: 500 points (2 people)\n"
        f"{CIRCLE}: nobody answered\n"
        f"{DIAMOND}: nobody answered\n"
        "A team's points are the average of everybody who answered for it."
    ) in board
    assert board.index("**Teams**") < board.index("**People**\n**1.** ")
    assert len(re.findall(r"^\*\*1\.\*\*.* 1 of 1 right$", board, re.MULTILINE)) == 2
    assert teams_of(party) == {}
    (plain,) = without_embeds(RenderedMessage(embeds=tuple(party.latest.embeds)))
    assert f"**1.** {STAR}: 1,000 points (1 person)" in plain.content


async def test_teams_that_tie_share_a_place(party, ana, ben):
    await party.start(ana, length=3, teams=2)
    await party.press(ana, "Start now")
    await party.answer(ana, party.right)
    await party.answer(ben, party.right)
    await party.press(ana, "Stop")
    assert f"**1.** {CIRCLE}: 1,000 points (1 person)\n**1.** {SQUARE}: 1,000 points" in party.text


async def test_who_is_hidden_counts_in_the_mean_and_is_not_named(party, ana, ben, cem):
    hidden = Preferences(board=BoardVisibility.HIDDEN)
    await party.env.bot.store.people.change(ben.id, lambda _: hidden)
    await party.start(ana, length=3, teams=2)
    told = await party.press(ben, f"Join {CIRCLE}")
    assert told.response.content == f"You're in {CIRCLE}. Boards leave you out, as you chose."
    await party.press(cem, f"Join {CIRCLE}")
    await party.press(ana, "Start now")
    await party.answer(ben, party.right)
    await party.answer(cem, party.wrong)
    await party.press(ana, "Stop")
    assert f"**1.** {CIRCLE}: 500 points (2 people)" in party.text
    assert "**2.**" not in party.text.partition("**People**")[2]
    assert "and 1 more person." in party.text
    (note,) = notes_of(party, ben)
    assert note == (
        f"**Right, +1,000.** Boards leave you out, as you chose. Your team is {CIRCLE}, 1st of 1."
    )


async def test_who_is_erased_leaves_their_team(party, ana, ben):
    await party.start(ana, length=3, teams=2, pace="host")
    await party.press(ben, f"Join {CIRCLE}")
    await party.press(ana, f"Join {CIRCLE}")
    with party.env.bot_scope():
        await party.env.bot.store.privacy.erase(ben.id, party.env.now())
        await party.env.bot.quiz_manager.forget(ben.id)
    await party.wait(3)
    assert f"{CIRCLE}: 1 person\n" in party.text
    await party.press(ana, "Start now")
    await party.answer(ana, party.wrong)
    await party.press(ana, "Stop")
    assert f"{CIRCLE}: 0 points (1 person)" in party.text


async def test_teams_outlast_a_process_that_dies_at_any_step(party, make_bot, ana, ben, cem):
    """Nothing of the old process is in the new one: all that it told is in the database."""
    await party.start(ana, length=3, teams=2, pace="host")
    await party.press(ana, f"Join {SQUARE}")
    await party.env.restart_bot(make_bot())
    await party.env.settle()
    await party.press(ben, f"Join {SQUARE}")
    await party.wait(3)
    assert f"{SQUARE}: 2 people" in party.text
    await party.env.restart_bot(make_bot())
    await party.press(ana, "Start now")
    await party.answer(cem, party.right)
    await party.answer(ben, party.wrong)
    await party.env.restart_bot(make_bot())
    assert (await party.answer(cem, party.right)).endswith(f"You play for {CIRCLE}.")
    assert (await party.answer(ana, party.wrong)).endswith(f"You play for {SQUARE}.")
    await party.press(ana, "Stop")
    assert f"**1.** {CIRCLE}: 1,000 points (1 person)\n**2.** {SQUARE}: 0 points" in party.text


async def test_a_result_that_the_old_process_did_not_post_has_its_teams(party, make_bot, ana, ben):
    await party.start(ana, length=3, teams=2, pace="host")
    await party.press(ben, f"Join {SQUARE}")
    await party.press(ana, "Start now")
    await party.answer(ben, party.right)
    asked = party.screen()
    break_discord(party)
    await party.press_on(asked, ana, "Stop")
    assert party.phase == "finished"
    assert teams_of(party) == {ben.id: 2}
    mend_discord(party)
    await party.env.restart_bot(make_bot())
    await party.env.settle()
    assert f"**1.** {SQUARE}: 1,000 points (1 person)" in party.text
    assert teams_of(party) == {}


async def test_a_lost_quiz_keeps_nobody(party, simcord_env, ana, ben):
    await party.start(ana, length=3, teams=2, pace="host")
    await party.press(ben, f"Join {SQUARE}")
    await party.press(ana, "Start now")
    await party.press(ana, "Next")
    revealed = party.screen()
    forbid(simcord_env, party.channel, "send_messages")
    await party.press_on(revealed, ana, "Next")
    assert party.ask("SELECT phase, reason FROM quiz") == [("finished", str(PhaseReason.LOST))]
    assert teams_of(party) == {}


async def test_play_again_is_in_teams_again(party, ana, ben):
    await party.start(ana, length=3, teams=3)
    await party.press(ana, "Stop")
    await party.press(ben, "Play again")
    assert f"Join {DIAMOND}" in labels(party.latest)


async def test_an_open_quiz_says_that_it_has_no_teams(party, ana):
    begun = await party.start(ana, length=3, teams=2, where="open-1")
    assert "An open quiz has no teams: everybody plays for themselves." in begun.response.content
    assert party.ask("SELECT teams FROM quiz") == [(None,)]


async def test_a_team_that_the_quiz_does_not_have_is_no_team(party, ana, ben):
    await party.start(ana, length=3, teams=2)
    screen = party.screen()
    ids = custom_ids(party.latest)
    forged = ids[0].rpartition(":")[0] + ":4"
    screen["components"][0]["components"][0]["custom_id"] = forged
    told = await party.press_on(screen, ben, f"Join {CIRCLE}")
    assert told.response.content.startswith("I do not know that button or menu any more")
    assert teams_of(party) == {}
