"""`/scores`: leaderboards, one's own numbers, files, and what a server finds hard."""

import csv
import io
import zipfile
from itertools import count

import discord
import pytest
from discord.utils import utcnow

from bot.learning.questions import item_bank_of
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.store import BoardVisibility, GuildDefaults, Preferences, QuizPlan
from tests.learner import Learner, labels
from tests.party import forbid, words

CHANNELS = count(1)


class Players:
    """People who play quizzes straight in the store; a test says who answers what."""

    def __init__(self, env, bot, guild, library):
        self.env, self.bot, self.guild = env, bot, guild
        self.items = list(item_bank_of(library.deck).items.values())

    def join(self, number: int) -> list:
        return [
            self.guild.add_member(self.env.create_user(f"person{each}")) for each in range(number)
        ]

    async def play(self, right: dict, questions: int = 6) -> None:
        """One quiz in which each person has so many of the questions right, the first ones."""
        now, seeds, items = utcnow(), tuple(range(questions)), tuple(self.items[:questions])
        plan = QuizPlan(
            guild_id=self.guild.id, channel_id=next(CHANNELS), home_id=1, host_id=1,
            topic="everything", audience="both", names=False, pace=Pace.HOST,
            scoring=Scoring.ACCURACY, items=items, seeds=seeds,
        )  # fmt: skip
        store = self.bot.store.quizzes
        quiz = await store.create(plan, now)
        session = quiz.session
        for position in range(questions):
            session.press_next(now)
            await store.save(quiz, now)
            asked = session.rounds[position]
            for person, known in right.items():
                choice = asked.right if position < known else (asked.right + 1) % asked.options
                given = session.validate_answer(person.id, position, choice, now)
                session.add_answer(
                    person.id, position, await store.answer(quiz.id, position, person.id, given)
                )
            session.press_next(now)
            await store.save(quiz, now)

    async def prefer(self, person, **choices) -> None:
        await self.bot.store.people.change(person.id, lambda _: Preferences(**choices))


@pytest.fixture
def players(simcord_env, simcord_bot, guild, library) -> Players:
    return Players(simcord_env, simcord_bot, guild, library)


@pytest.fixture
def moderator(simcord_env, guild):
    role = guild.create_role("Mods", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(simcord_env.create_user("mod"), roles=[role])


def text(shown) -> str:
    """The board as it is for everybody."""
    return shown.response.embeds[0].description.replace(" (you)", "")


def you(shown) -> str:
    return next(field.value for field in shown.response.embeds[0].fields if field.name == "You")


def places(shown) -> list[str]:
    return [line.partition(".")[0].strip("*") for line in text(shown).splitlines()[::2]]


# --- leaderboard


@pytest.mark.long
async def test_thirty_people_are_paged_ten_by_ten_with_ties_sharing_a_place(players, ana, channel):
    people = [ana, *players.join(29)]
    await players.play({person: place // 5 for place, person in enumerate(reversed(people))})
    shown = await ana.slash(channel, "scores leaderboard")
    assert shown.ephemeral
    assert places(shown) == ["1"] * 5 + ["6"] * 5
    assert "5,000 points · 5 of 6 right (83%)" in text(shown)
    assert you(shown) == "Place 1 · 5,000 points · 5 of 6 right (83%)."
    await ana.click(shown.response, label="Next")
    await ana.click(shown.response, label="Next")
    assert places(shown) == ["21"] * 5 + ["26"] * 5
    assert shown.response.embeds[0].footer.text.startswith("Page 3 of 3 · 30 people")
    assert you(shown).startswith("Place 1 ")
    await ana.click(shown.response, label="Back")
    assert places(shown)[0] == "11"


async def test_people_stand_under_a_stable_alias_until_they_choose_their_name(
    players, ana, ben, channel
):
    await players.play({ana: 3, ben: 1})
    before = text(await ben.slash(channel, "scores leaderboard"))
    assert "ana" not in words(before)
    assert text(await ana.slash(channel, "scores leaderboard")) == before
    await players.prefer(ana, board=BoardVisibility.NAME, board_name="Ana **B** <@1> @everyone")
    after = text(await ben.slash(channel, "scores leaderboard"))
    assert after.startswith("**1. Ana B 1 everyone**\n")
    assert after.splitlines()[2:] == before.splitlines()[2:]


async def test_who_hides_is_on_no_list_and_alone_sees_their_place(players, ana, ben, channel):
    await players.play({ana: 3, ben: 1})
    await players.prefer(ana, board=BoardVisibility.HIDDEN)
    theirs = await ben.slash(channel, "scores leaderboard")
    assert places(theirs) == ["1"]
    assert you(theirs).startswith("Place 1 ")
    mine = await ana.slash(channel, "scores leaderboard")
    assert places(mine) == ["1"]
    assert you(mine) == (
        "Place 1 · 3,000 points · 3 of 6 right (50%). You are hidden: only you see this."
    )
    posted = await ana.click(mine.response, label="Post to channel")
    assert not posted.ephemeral
    assert not posted.response.embeds[0].fields
    assert "3,000" not in str(posted.response.embeds[0].to_dict())


async def test_a_server_may_show_names_and_asks_discord_for_them(
    players, simcord_bot, ana, channel, guild
):
    await players.play({ana: 3})
    await simcord_bot.store.servers.change(
        guild.id, lambda _: GuildDefaults(board_names=True), utcnow()
    )
    assert text(await ana.slash(channel, "scores leaderboard")).startswith("**1. ana**")
    await players.prefer(ana, board=BoardVisibility.ALIAS)
    shown = text(await ana.slash(channel, "scores leaderboard"))
    assert "ana" not in words(shown)


@pytest.mark.long
async def test_a_posted_board_turns_for_its_poster_and_opens_copies_for_others(
    players, ana, ben, channel
):
    await players.play(dict.fromkeys([ana, *players.join(11)], 1))
    mine = await ana.slash(channel, "scores leaderboard")
    posted = await ana.click(mine.response, label="Post to channel")
    copy = await ben.click(posted.response, label="Next")
    assert copy.ephemeral
    assert you(copy) == "You have not answered any quiz question here in this period."
    await ana.click(posted.response, label="Next")
    assert posted.response.embeds[0].footer.text.startswith("Page 2 of 2")
    assert not posted.response.embeds[0].fields


@pytest.mark.long
async def test_times_and_topics(players, simcord_env, ana, channel, library):
    await players.play({ana: 3}, questions=3)
    await simcord_env.advance_time(40 * 24 * 3600)
    shown = await ana.slash(channel, "scores leaderboard")
    assert text(shown).startswith("Nobody is on this board yet.")
    assert [label for label in labels(shown.response) if label.startswith(("This", "All"))] == [
        "This month",
        "All time",
    ]
    await ana.click(shown.response, label="All time")
    assert places(shown) == ["1"]
    asked = players.items[0].card
    assert places(await ana.slash(channel, "scores leaderboard", period="all", topic=asked)) == [
        "1"
    ]
    other = await ana.slash(channel, "scores leaderboard", period="all", topic="statins")
    assert text(other).startswith("Nobody is on this board yet.")


async def test_one_server_knows_nothing_of_another(players, simcord_env, ana, channel):
    await players.play({ana: 3})
    other = simcord_env.create_guild(name="Elsewhere")
    there = other.add_member(simcord_env.create_user("di"))
    shown = await there.slash(other.create_text_channel("general"), "scores leaderboard")
    assert text(shown).startswith("Nobody is on this board yet.")


async def test_in_a_direct_message_there_is_no_board(simcord_env):
    shown = await simcord_env.create_user("cy").slash("scores leaderboard")
    assert shown.ephemeral
    assert shown.response.content.startswith("That belongs to a server")


async def test_who_may_not_post_is_not_offered_it_and_refused(players, simcord_env, ana, channel):
    await players.play({ana: 3})
    shown = await ana.slash(channel, "scores leaderboard")
    mine = await ana.slash(channel, "scores me")
    forbid(simcord_env, channel, "send_messages", who=ana.id)
    assert "Post to channel" not in labels((await ana.slash(channel, "scores me")).response)
    for open_to in (shown, mine):
        refused = await ana.click(open_to.response, label="Post to channel")
        assert refused.ephemeral
        assert refused.response.content.startswith("You may not post")


# --- me


async def test_my_scores_count_quizzes_and_practice_everywhere(
    players, ana, channel, library, tmp_path
):
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    new = await learner.ask("scores me")
    assert "calm place to start" in learner.text
    assert labels(new.response) == ["Practise now"]
    await players.play({ana: 2}, questions=6)
    await learner.review(length=1)
    await learner.answer(right=True)
    shown = await learner.ask("scores me")
    assert shown.ephemeral
    assert learner.text == "**3 of 7 right**\nIn quizzes 2 of 6, in practice 1 of 1."
    fields = {field.name: field.value for field in shown.response.embeds[0].fields}
    assert fields["The last 30 days: answers on 1"].startswith(f"`{'·' * 29}█`")
    assert "`" in fields["By topic"]
    assert fields["Due for practice"].startswith("Nothing now")
    posted = await learner.press("Post to channel")
    assert not posted.ephemeral
    assert "Due" not in str(posted.response.embeds[0].to_dict())
    assert "ana" not in words(posted.response.embeds[0].title)


async def test_my_scores_lead_into_practice_and_work_in_direct_messages(
    simcord_env, library, tmp_path
):
    learner = Learner(simcord_env.create_user("cy"), library, tmp_path / "imnm.db")
    await learner.ask("scores me")
    await learner.press("Practise now")
    assert learner.title == "Question 1 of 5"


# --- export


async def read_file(shown) -> tuple[str, str]:
    (message,) = [each for each in (shown.response, *shown.followups) if each and each.attachments]
    assert message.ephemeral
    (file,) = message.attachments
    return file.filename, (await file.read()).decode("utf-8-sig")


async def test_my_answers_as_a_table(players, ana, channel, library, tmp_path):
    await players.play({ana: 1}, questions=2)
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(length=1)
    await learner.answer(right=False)
    name, content = await read_file(await ana.slash(channel, "scores export"))
    assert name == "my-answers.csv"
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [(row["where"], row["right"], row["points"]) for row in rows] == [
        ("quiz", "yes", "1000"),
        ("quiz", "no", "0"),
        ("review", "no", ""),
    ]
    assert all(row["question"] for row in rows)


def guids(content: str) -> set[str]:
    rows = [line for line in content.splitlines(keepends=True) if not line.startswith("#")]
    return {row[0] for row in csv.reader(rows, delimiter="\t")}


async def test_my_questions_for_anki(players, ana, channel, library, tmp_path):
    everything = await read_file(await ana.slash(channel, "scores export", what="anki"))
    assert everything[1].count("Sources: ") == len(item_bank_of(library.deck).items)
    await players.play({ana: 1}, questions=3)
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(length=1, topic="statins")
    await learner.answer(right=False)
    missed = learner.ask_store("SELECT item_id FROM recall")[0][0]
    await learner.press("Next")
    name, content = await read_file(await learner.press("Anki file"))
    assert name == "imnm-anki.txt"
    assert len(guids(content)) == 4

    async def export(questions: str) -> set[str]:
        asked = await ana.slash(channel, "scores export", what="anki", questions=questions)
        return guids((await read_file(asked))[1])

    assert await export("met") == guids(content)
    assert len(await export("all")) == len(item_bank_of(library.deck).items)
    wrong = await export("missed")
    assert f"imnm-{missed}" in wrong < guids(content)
    assert len(wrong) == 3


async def test_my_questions_as_a_package_for_anki(players, ana, channel):
    await players.play({ana: 1}, questions=3)
    shown = await ana.slash(channel, "scores export", what="apkg")
    (message,) = [each for each in (shown.response, *shown.followups) if each and each.attachments]
    assert message.ephemeral
    (file,) = message.attachments
    assert file.filename == "imnm.apkg"
    with zipfile.ZipFile(io.BytesIO(await file.read())) as package:
        assert "collection.anki2" in package.namelist()
    assert message.content.startswith("The 3 questions you have met")


@pytest.mark.parametrize("questions", [None, "met", "missed"])
async def test_who_met_only_what_has_left_the_deck_gets_a_sentence_and_no_file(  # noqa: PLR0917
    simcord_env, players, ana, channel, library, monkeypatch, questions
):
    await players.play({ana: 0}, questions=2)
    for item in await simcord_env.bot.store.scores.items_answered(ana.id):
        monkeypatch.delitem(item_bank_of(library.deck).items, item)
    options = {"questions": questions} if questions else {}
    for what in ("anki", "apkg"):
        shown = await ana.slash(channel, "scores export", what=what, **options)
        assert shown.response.content.startswith("All questions for this file have been removed")
        assert not shown.response.attachments


async def test_who_missed_nothing_is_told_so(ana, channel):
    shown = await ana.slash(channel, "scores export", what="anki", questions="missed")
    assert shown.response.content.startswith("There are no such questions yet")


async def test_a_servers_results_are_for_who_manages_it_and_under_aliases(
    players, ana, ben, moderator, channel
):
    await players.prefer(ana, board=BoardVisibility.NAME, board_name="Ana")
    await players.prefer(ben, board=BoardVisibility.HIDDEN)
    await players.play({ana: 1, ben: 1}, questions=2)
    refused = await ana.slash(channel, "scores export", what="server")
    assert refused.ephemeral
    assert "permission Manage Server" in refused.response.content
    name, content = await read_file(await moderator.slash(channel, "scores export", what="server"))
    assert name == "server-results.csv"
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == 4
    assert len({row["who"] for row in rows}) == 2
    assert "Ana" not in content
    assert str(ana.id) not in content


# --- insights


async def test_insights_are_for_who_manages_the_server(ana, moderator, channel, simcord_env):
    refused = await ana.slash(channel, "scores insights")
    assert "permission Manage Server" in refused.response.content
    alone = await simcord_env.create_user("cy").slash("scores insights")
    assert alone.response.content.startswith("That belongs to a server")
    shown = await moderator.slash(channel, "scores insights")
    assert "no numbers of smaller groups" in insight(shown).description


def insight(shown):
    (message,) = [each for each in (shown.response, *shown.followups) if each and each.embeds]
    assert message.ephemeral
    return message.embeds[0]


@pytest.mark.long
async def test_four_people_are_too_few_for_numbers_and_five_are_enough(players, moderator, channel):
    people = players.join(5)
    await players.play(dict.fromkeys(people[:4], 1))
    shown = insight(await moderator.slash(channel, "scores insights"))
    assert len(shown.fields) == 1
    await players.play({people[4]: 1})
    asked = await moderator.slash(channel, "scores insights")
    (message,) = [each for each in (asked.response, *asked.followups) if each and each.embeds]
    assert message.attachments[0].description.startswith("What is taken for what.")
    shown = insight(asked)
    assert shown.fields[0].value.startswith("0 of 5 right (0%) · 5 people")
    assert "Most often mistaken for: " in shown.fields[0].value
    assert "Selectivity" not in shown.fields[0].value


@pytest.mark.long
async def test_selectivity_from_twenty_people_on_and_cards_that_nobody_reads(
    players, ana, moderator, channel
):
    await players.play({person: n % 6 for n, person in enumerate(players.join(20))}, questions=6)
    shown = insight(await moderator.slash(channel, "scores insights"))
    assert "Selectivity: " in shown.fields[1].value
    assert "What is IMNM?" in shown.fields[-1].value
    await ana.slash(channel, "imnm overview", private=True)
    shown = insight(await moderator.slash(channel, "scores insights"))
    assert "What is IMNM?" not in shown.fields[-1].value
