"""Who may begin a quiz and where, who may steer it, and what each is told."""

import discord
import pytest

from bot.deck.library import Library
from bot.deck.model import Level
from bot.learning.questions import item_bank_of
from bot.store import BoardVisibility, GuildDefaults, Preferences
from tests.libraries import CARDS
from tests.party import forbid, words
from tests.simulation import allow_threads_of_news


@pytest.fixture
def mo(simcord_env, guild):
    """A moderator."""
    rights = discord.Permissions(manage_messages=True)
    role = guild.create_role("Moderators", permissions=rights)
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


async def test_the_lobby_says_what_is_coming(party, ana):
    begun = await party.start(ana, topic="tests", length=5, pace="brisk", audience="patient")
    assert begun.ephemeral
    assert party.titles == ["Quiz: Tests"]
    assert party.text.startswith("**5 questions**, 20 seconds each, for patients")
    assert "under an alias" in party.text
    assert "It starts automatically <t:" in party.text


async def test_the_lobby_promises_no_points_for_speed_where_nothing_is_timed(party, ana):
    await party.start(ana, scoring="speed", pace="host", length=3)
    assert "Without a timer, speed does not count: a right answer is worth 1,000" in party.text
    assert "500 to 1,000" not in party.text
    await party.press(ana, "Stop")
    await party.start(ana, scoring="speed", length=3)
    assert "500 to 1,000 points: the faster, the more" in party.text


async def test_a_second_start_in_a_channel_links_to_the_running_quiz(party, guild, ana, ben):
    await party.begin(ana, length=3)
    told = await party.start(ben)
    assert told.ephemeral
    ((row,),) = [row["components"] for row in told.response.components]
    assert row["url"] == (
        f"https://discord.com/channels/{guild.id}/{party.channel.id}/{party.latest.id}"
    )
    assert len(party.titles) == 2
    await party.press(ana, "Stop")
    assert (await party.start(ben)).response.content.startswith("Your quiz is ready")


async def test_two_channels_have_a_quiz_each(party, guild, ana, ben):
    await party.begin(ana, length=3)
    other = guild.create_text_channel("study-group")
    told = await ben.slash(other, "quiz", length=3)
    assert told.response.content == (
        f"Your quiz is ready in <#{other.id}>. **Start now**, **Pause** and **Stop** work for "
        "you and for people with Manage Messages."
    )


async def test_in_a_thread_the_channel_stays_quiet(party, channel, ana, ben):
    begun = await party.start(ana, length=3, where="thread")
    (thread,) = channel.threads
    assert f"<#{thread.id}>" in begun.response.content
    assert not [each for each in party.messages if each.embeds]
    party.channel = thread
    await party.press(ana, "Start now")
    await party.answer(ben, party.right)
    await party.press(ana, "Stop")
    assert party.titles[-1] == "Result: Everything"
    assert party.points(ben) == [1000]


async def test_without_the_right_to_open_threads_it_is_in_the_channel(
    party, simcord_env, channel, ana
):
    forbid(simcord_env, channel, "create_public_threads")
    begun = await party.start(ana, where="thread")
    assert "I may not open a thread here" in begun.response.content
    assert party.titles == ["Quiz: Everything"]


async def test_people_open_no_threads_through_the_bot_that_they_may_not_open(
    party, simcord_env, channel, ana
):
    forbid(simcord_env, channel, "create_public_threads", who=ana.id)
    begun = await party.start(ana, where="thread")
    assert "You may not open threads here" in begun.response.content
    assert not channel.threads


async def test_a_thread_that_discord_refuses_is_no_obstacle(party, simcord_env, ana):
    simcord_env.inject_error("POST", "/channels/*/threads", status=403, code=50013)
    begun = await party.start(ana, where="thread")
    assert "I may not open a thread here" in begun.response.content
    assert party.titles == ["Quiz: Everything"]


@pytest.mark.parametrize(("status", "code"), [(400, 160006), (503, 0), (404, 10003)])
async def test_a_thread_that_cannot_be_opened_just_now_is_no_obstacle(
    party, simcord_env, ana, status, code
):
    simcord_env.inject_error("POST", "/channels/*/threads", status=status, code=code)
    begun = await party.start(ana, where="thread")
    assert "Discord opens no thread here right now" in begun.response.content
    assert party.titles == ["Quiz: Everything"]


async def test_in_an_announcement_channel_the_thread_is_of_the_kind_that_discord_takes_there(
    party, simcord_env, guild, ana, monkeypatch
):
    allow_threads_of_news(monkeypatch)
    party.channel = guild.create_news_channel("announcements")
    await party.start(ana, where="thread")
    (asked,) = [each for each in simcord_env.http_requests if each.path.endswith("/threads")]
    assert asked.json["type"] == discord.ChannelType.news_thread.value
    (thread,) = party.channel.threads
    party.channel = thread
    assert party.titles == ["Quiz: Everything"]


@pytest.mark.parametrize("right", ["Send Messages", "Embed Links"])
async def test_a_right_that_the_bot_lacks_is_named_before_anything_is_posted(party, ana, right):
    forbid(party.env, party.channel, right.lower().replace(" ", "_"))
    told = await party.start(ana)
    assert told.ephemeral
    assert told.response.content.startswith(f"I need {right} in this channel.")
    assert not party.messages
    assert not party.ask("SELECT * FROM quiz")


async def test_a_lobby_that_discord_refuses_leaves_no_quiz_behind(party, simcord_env, ana):
    simcord_env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    told = await party.start(ana)
    assert told.response.content.startswith("I need View Channel, Send Messages and Embed Links")
    assert party.phase == "finished"
    assert (await party.start(ana)).response.content.startswith("Your quiz is ready")


async def test_who_may_not_write_in_a_channel_begins_no_quiz_there(
    party, simcord_env, channel, ana
):
    forbid(simcord_env, channel, "send_messages", who=ana.id)
    told = await party.start(ana)
    assert told.response.content.startswith("You may not write in this channel")
    assert "`/review`" in told.response.content
    assert not party.messages


async def test_in_a_direct_message_it_points_to_practice_alone(simcord_env):
    told = await simcord_env.create_user("dot").slash("quiz")
    assert "`/review`" in told.response.content


async def test_only_the_host_and_moderators_steer(party, ana, ben, mo):
    await party.start(ana, length=3)
    for label in ("Start now", "Pause", "Stop"):
        told = await party.press(ben, label)
        assert told.ephemeral
        assert "Manage Messages" in told.response.content
    assert party.phase == "lobby"
    await party.press(mo, "Start now")
    assert party.phase == "open"
    assert "Manage Messages" in (await party.press(ben, "Next")).response.content
    await party.press(mo, "Pause")
    assert "Manage Messages" in (await party.press(ben, "Resume")).response.content
    await party.press(mo, "Resume")
    await party.press(mo, "Stop")
    assert party.phase == "finished"


async def test_an_unknown_topic_is_refused_with_near_ones(party, ana):
    told = await party.start(ana, topic="hmgrc")
    assert told.ephemeral
    assert "“hmgcr”" in told.response.content
    assert not party.messages


async def test_a_red_flag_as_a_topic_gets_the_urgent_notice_alone(party, ana, library):
    told = await party.start(ana, topic="i cant breathe")
    assert told.response.content == f"⚠️ **{library.deck.info.urgent_notice}**"
    assert not party.messages


async def test_a_topic_with_fewer_questions_says_so(party, ana):
    begun = await party.start(ana, topic="mri", length=30)
    assert "This topic has fewer than 30 questions, so the quiz has" in begun.response.content
    assert "This topic has fewer than 30 questions, so these are all of them." in party.text


@pytest.mark.long
async def test_every_suggested_topic_can_be_played(party, ana):
    choices = await ana.autocomplete(party.channel, "quiz", "topic", "st")
    assert choices
    for choice in choices:
        begun = await party.start(ana, topic=choice["value"], length=3)
        assert begun.response.content.startswith("Your quiz is ready"), choice
        await party.press(ana, "Stop")


async def test_questions_of_this_server_that_were_asked_long_ago_come_first(party, ana):
    for _ in range(2):
        await party.begin(ana, length=3, topic="tests", audience="both", pace="host")
        for _ in range(3):
            await party.press(ana, "Next")
            await party.press(ana, "Next")
    items = [item for (item,) in party.ask("SELECT item_id FROM quiz_question")]
    assert len(set(items)) == 6


async def test_boards_show_aliases_chosen_names_and_no_hidden_people(
    party, simcord_env, guild, ana, ben
):
    cem = guild.add_member(simcord_env.create_user("cem"))
    people = simcord_env.bot.store.people
    named = Preferences(board=BoardVisibility.NAME, board_name="**Ben** <@1>")
    await people.change(ben.id, lambda _: named)
    await people.change(cem.id, lambda _: Preferences(board=BoardVisibility.HIDDEN))
    await party.begin(ana, length=3)
    for person in (ana, ben, cem):
        await party.answer(person, party.right)
    await party.press(ana, "Stop")
    alias = await simcord_env.bot.store.display_names.alias(guild.id, ana.id)
    assert f"**1.** {alias}: 1,000 points · 1 of 1 right" in party.text
    assert "**1.** Ben 1: 1,000 points · 1 of 1 right" in party.text
    assert "and 1 more person." in party.text
    assert "cem" not in words(party.text)


async def test_hidden_people_leave_no_gap_in_the_result(party, simcord_env, ana, ben):
    await simcord_env.bot.store.people.change(
        ben.id, lambda _: Preferences(board=BoardVisibility.HIDDEN)
    )
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    await party.answer(ana, party.wrong)
    await party.press(ana, "Stop")
    assert "**1.** " in party.text
    assert "0 of 1 right" in party.text
    assert "**2.**" not in party.text


async def test_a_server_may_make_names_the_default_and_its_lobby_says_so(
    party, simcord_env, guild, ana, ben
):
    store = simcord_env.bot.store
    await store.servers.change(
        guild.id, lambda _: GuildDefaults(board_names=True), simcord_env.now()
    )
    await store.people.change(ben.id, lambda _: Preferences(board=BoardVisibility.ALIAS))
    await party.start(ana, length=3)
    assert "This server's boards show names." in party.text
    await party.press(ana, "Start now")
    await party.answer(ana, party.right)
    await party.answer(ben, party.right)
    await party.press(ana, "Stop")
    assert "ana: 1,000 points · 1 of 1 right" in party.text
    assert "ben" not in words(party.text)


async def test_a_report_on_a_question_is_stored_and_thanked_for(party, ana):
    await party.begin(ana, length=3)
    await party.answer(ana, party.wrong)
    await party.press(ana, "Next")
    form = await party.press(ana, "Report this question")
    assert "personal health details" in str(form.modal)
    thanks = await ana.submit_modal(form, {"fault": "wrong", "said": "B is right as well"})
    assert thanks.ephemeral
    assert thanks.response.content.startswith("Thank you.")
    ((item,),) = party.ask("SELECT item_id FROM quiz_question WHERE closed_at NOT NULL")
    assert party.ask("SELECT kind, subject_id, text FROM report") == [
        ("question", item, "B is right as well")
    ]


async def test_what_i_missed_can_be_practised_from_the_result(party, library, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ben, party.wrong)
    ((item,),) = party.ask("SELECT item_id FROM quiz_question WHERE opened_at NOT NULL")
    await party.press(ana, "Stop")
    shown = await party.press(ben, "Practise what I missed")
    assert shown.ephemeral
    said = shown.response.embeds[0].description.replace("\\*", "*")
    assert item_bank_of(library.deck).items[item].text in said


@pytest.mark.long
async def test_an_operator_of_signed_cards_only_is_asked_about_those_alone(
    simcord_env, make_bot, party, ana
):
    strict = Library(CARDS, require_sign_off=True)
    strict.load()
    await simcord_env.restart_bot(make_bot(strict))
    # No card of the deck has a signature yet, and a made question rests on cards too.
    for topic in ("hmgcr", "comparing", "everything"):
        told = await party.start(ana, topic=topic, length=30)
        assert "waiting for a clinician's approval" in told.response.content
    assert not party.ask("SELECT item_id FROM quiz_question")
    assert await ana.autocomplete(party.channel, "quiz", "topic", "") == []


async def test_nothing_of_anybody_is_in_the_log(party, ana, ben, logged):
    await party.begin(ana, length=3)
    await party.answer(ben, "A")
    await party.press(ana, "Stop")
    said = str(logged)
    for person in (ana, ben):
        assert str(person.id) not in said
        assert f"'{person.name}'" not in said


async def test_in_a_thread_the_right_to_write_in_threads_counts(party, simcord_env, channel, ana):
    forbid(simcord_env, channel, "send_messages", who=ana.id)
    forbid(simcord_env, channel, "send_messages")
    begun = await party.start(ana, where="thread")
    (thread,) = channel.threads
    assert f"<#{thread.id}>" in begun.response.content


@pytest.mark.parametrize(("status", "told"), [(403, "You may not write"), (503, "Discord is not")])
async def test_a_thread_that_fails_starts_no_quiz_where_a_person_may_not_write(  # noqa: PLR0917
    party, simcord_env, channel, ana, status, told
):
    forbid(simcord_env, channel, "send_messages", who=ana.id)
    code = 50013 if status == 403 else 0
    simcord_env.inject_error("POST", "/channels/*/threads", status=status, code=code)
    begun = await party.start(ana, where="thread")
    assert begun.response.content.startswith(told)
    assert not party.ask("SELECT * FROM quiz")


async def test_who_may_write_in_the_channel_alone_plays_there(party, simcord_env, channel, ana):
    forbid(simcord_env, channel, "send_messages_in_threads", who=ana.id)
    begun = await party.start(ana, where="thread")
    assert "You may not open threads here" in begun.response.content
    assert party.titles == ["Quiz: Everything"]


@pytest.mark.parametrize(
    ("level", "said"), [(Level.PLAIN, "for patients"), (Level.CLINICAL, "for students")]
)
async def test_a_quiz_is_for_those_whom_the_cards_of_the_server_are_for(
    party, guild, ana, level, said
):
    servers = party.env.bot.store.servers
    await servers.change(guild.id, lambda _: GuildDefaults(level=level), party.env.now())
    await party.start(ana, length=3)
    assert said in party.text


async def test_an_audience_that_was_asked_for_counts_first(party, ana):
    await party.start(ana, length=3, audience="both")
    assert "for everybody" in party.text


async def test_where_a_topic_has_none_for_an_audience_it_says_so(party, ana):
    begun = await party.start(ana, length=3, topic="mechanism")
    assert "There are no questions for patients on this topic yet" in begun.response.content
    assert "for everybody" in party.text
