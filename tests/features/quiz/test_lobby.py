"""Who is in before a quiz starts."""

from bot.store import BoardVisibility, Preferences
from tests.features.quiz.test_restarts import down
from tests.party import labels


async def test_the_lobby_counts_who_is_in_and_tells_each_their_alias(party, ana, ben):
    await party.start(ana, length=3)
    assert labels(party.latest)[0] == "I'm in"
    told = await party.press(ben, "I'm in")
    assert told.ephemeral
    ((alias,),) = party.ask("SELECT name FROM alias WHERE person_id = ?", ben.id)
    assert told.response.content.startswith(f"You're in. Boards show you as **{alias}**.")
    await party.press(ben, "I'm in")
    await party.press(ana, "I'm in")
    await party.wait(3)
    assert "**2 people are in.**" in party.text
    await party.press(ana, "Start now")
    assert (await party.answer(ben, party.right)).startswith("You chose **")


async def test_who_is_hidden_has_no_name_there(party, ana, ben):
    hidden = Preferences(board=BoardVisibility.HIDDEN)
    await party.env.bot.store.people.change(ben.id, lambda _: hidden)
    await party.start(ana, length=3)
    told = await party.press(ben, "I'm in")
    assert told.response.content == "You're in. Boards leave you out, as you chose."


async def test_who_is_in_survives_a_restart_and_leaves_with_the_quiz(party, make_bot, ana, ben):
    await party.start(ana, length=3, pace="host")
    await party.press(ben, "I'm in")
    await down(party, 10, make_bot)
    await party.press(ana, "I'm in")
    await party.wait(3)
    assert "**2 people are in.**" in party.text
    screen = party.screen()
    await party.press(ana, "Stop")
    assert party.ask("SELECT * FROM quiz_player") == []
    late = await party.press_on(screen, ben, "I'm in")
    assert late.response.content.startswith("This quiz is over.")


async def test_who_was_erased_is_not_in(party, ana, ben):
    await party.start(ana, length=3)
    await party.press(ben, "I'm in")
    await party.press(ana, "I'm in")
    with party.env.bot_scope():
        await party.env.bot.store.privacy.erase(ben.id, party.env.now())
        await party.env.bot.quiz_manager.forget(ben.id)
    await party.wait(3)
    assert "**1 person is in.**" in party.text
