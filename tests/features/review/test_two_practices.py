"""Two practices of one person at once: a press belongs to its own, and each counts for itself."""

import json

import pytest

from bot.learning.practice import Practice
from bot.learning.repetition import NEW_A_DAY
from tests.learner import Learner, find_custom_id
from tests.simulation import press, simulation_of

DAY = 24 * 3600


@pytest.fixture
def phone(ana, library, channel, tmp_path) -> Learner:
    return Learner(ana, library, tmp_path / "imnm.db", channel)


@pytest.fixture
def laptop(ana, library, channel, tmp_path) -> Learner:
    return Learner(ana, library, tmp_path / "imnm.db", channel)


async def go_through(learner: Learner, *, right: bool = True) -> list[str]:
    """Answer all that is left; return the titles of the questions and of the end."""
    titles = [learner.title]
    while learner.title.startswith("Question"):
        await learner.answer(right=right)
        await learner.press("Next")
        titles.append(learner.title)
    return titles


@pytest.mark.long
@pytest.mark.parametrize("length", [5, NEW_A_DAY])
async def test_one_that_ends_takes_nothing_from_the_other(phone, laptop, simcord_env, length):
    await phone.review(length=length)
    await laptop.review(length=length)
    await simcord_env.advance_time(1)
    await phone.answer(right=True)
    numbers = [f"Question {number} of {length}" for number in range(1, length + 1)]
    assert await go_through(laptop) == [*numbers, f"{length} of {length} right"]
    await phone.press("Next")
    assert await go_through(phone) == [*numbers[1:], f"{length} of {length} right"]
    ((recalls,),) = phone.ask_store("SELECT count(*) FROM recall")
    assert recalls == 2 * length


async def test_by_turns_each_goes_on_from_its_own_press(phone, laptop):
    await phone.review(length=3)
    await laptop.review(length=3)
    for number in (1, 2, 3):
        for learner, right in ((phone, True), (laptop, False)):
            assert learner.title == f"Question {number} of 3"
            await learner.answer(right=right)
            await learner.press("Next")
    assert (phone.title, laptop.title) == ("3 of 3 right", "0 of 3 right")


@pytest.mark.long
async def test_an_old_one_goes_on_after_a_new_one(phone, laptop, simcord_env):
    await phone.review(length=4)
    await phone.answer(right=False)
    await simcord_env.advance_time(DAY)
    await laptop.review(length=6)
    await go_through(laptop, right=False)
    await phone.press("Next")
    assert (await go_through(phone))[0] == "Question 2 of 4"
    assert phone.title == "3 of 4 right"


async def test_what_was_missed_is_gone_over_in_each(phone, laptop, simcord_env):
    await phone.review(length=3)
    await go_through(phone, right=False)
    await phone.review(what="missed")
    await laptop.review(what="missed")
    await simcord_env.advance_time(1)
    await phone.answer(right=True)
    assert (await go_through(laptop))[-1] == "3 of 3 right"
    await phone.press("Next")
    assert (await go_through(phone))[-1] == "3 of 3 right"


async def test_a_quiz_is_gone_over_in_each(party, phone, laptop, ana, ben):
    await party.begin(ben, length=3)
    for _ in range(3):
        await party.answer(ana, party.wrong)
        await party.press(ben, "Next")
        await party.press(ben, "Next")
    phone.result = await party.press(ana, "Practise what I missed")
    laptop.result = await party.press(ana, "Practise what I missed")
    await phone.answer(right=True)
    assert (await go_through(laptop))[-1] == "3 of 3 right"
    await phone.press("Next")
    assert (await go_through(phone))[-1] == "3 of 3 right"


async def test_a_rating_belongs_to_its_answer(phone, laptop):
    await phone.review(length=1)
    await laptop.review(length=1)
    assert phone.item == laptop.item
    await phone.answer(right=True)
    await laptop.answer(right=True)
    ((kept,),) = phone.ask_store("SELECT due FROM memory")
    await phone.press("Easy")
    assert phone.title == "1 of 1 right"
    assert phone.ask_store("SELECT due FROM memory") == [(kept,)]
    await laptop.press("Hard")
    assert "Rated hard" in laptop.text


async def test_a_press_on_a_button_of_an_older_version_counts_for_its_own_practice(phone, laptop):
    await phone.review(length=2)
    custom_id = find_custom_id(phone.result.response, "v1:")
    kind, encoded, *rest = custom_id.split(":")
    practice = Practice.decode(encoded)
    old = Practice(practice.began, 2).encode()
    assert "-" not in old
    message = simulation_of(phone.who).message_payload(phone.channel.id, phone.result.response.id)
    message = json.loads(json.dumps(message).replace(encoded, old))
    await laptop.review(length=2)
    await press(phone.who, phone.channel, message, ":".join([kind, old, *rest]))
    await go_through(laptop)
    await phone.press("Next")
    assert phone.title == "Question 2 of 2"
    assert (await go_through(phone))[-1].endswith("of 2 right")
    assert phone.ask_store(
        "SELECT practice_id IS NULL, count(*) FROM recall GROUP BY 1 ORDER BY 1"
    ) == [(0, 2), (1, 2)]
