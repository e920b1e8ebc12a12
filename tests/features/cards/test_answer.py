"""Answer with a card: whoever helps sees three cards alone, and posts one as a reply."""

import discord

from bot.deck.model import Level
from bot.features.cards.answer_view import MOST_ANSWERS
from bot.features.cards.texts import ANSWER_MENU
from bot.store import GuildDefaults, Preferences
from tests.learner import labels
from tests.party import forbid
from tests.simulation import press

QUESTION = "Hi all, I am new here. Can IMNM come back after treatment has been lowered? Thank you!"
EMERGENCY = "I can not breathe lying down since this morning, what should I do?"
DESPAIR = "honestly I want to kill myself"


async def offer(who, channel, message):
    return (await who.context_menu(channel, ANSWER_MENU, message)).response


def buttons(message) -> list[str]:
    return [part["custom_id"] for row in message.components for part in row["components"]]


def replies(channel) -> list[discord.Message]:
    return [each for each in channel.history() if each.reference is not None]


async def test_a_question_gets_three_cards_that_only_the_helper_sees(ana, ben, channel):
    question = await ana.send(channel, QUESTION)
    shown = await ben.context_menu(channel, ANSWER_MENU, question)
    assert shown.ephemeral
    assert "no sign of an emergency" in shown.response.embeds[0].description
    assert len(buttons(shown.response)) == MOST_ANSWERS
    assert any("Relapse" in label for label in labels(shown.response))
    assert replies(channel) == []


async def test_one_tap_replies_to_that_message_and_pings_nobody(simcord_env, ana, ben, channel):
    question = await ana.send(channel, QUESTION)
    listed = await offer(ben, channel, question)
    done = await ben.click(listed, custom_id=buttons(listed)[0])
    (reply,) = replies(channel)
    assert reply.reference.message_id == question.id
    assert reply.embeds
    assert done.ephemeral
    sent = next(
        each.json
        for each in reversed(simcord_env.http_requests)
        if "message_reference" in str(each)
    )
    assert sent["allowed_mentions"] == {"parse": []}
    assert str(reply.id) in str(done.followups or done.response.content)


async def test_discord_is_told_that_a_second_press_is_the_same_reply(
    simcord_env, ana, ben, channel
):
    listed = await offer(ben, channel, await ana.send(channel, QUESTION))
    for _ in range(2):
        await ben.click(listed, custom_id=buttons(listed)[0])
    sent = [each.json for each in simcord_env.http_requests if "message_reference" in str(each)]
    assert len({each["nonce"] for each in sent}) == 1
    assert all(each["enforce_nonce"] for each in sent)


async def test_a_red_flag_is_said_first_and_its_card_is_offered_first(ana, ben, channel):
    for words, card, notice in (
        (EMERGENCY, "redflags", "emergency number"),
        (DESPAIR, "crisis-support", "988"),
    ):
        listed = await offer(ben, channel, await ana.send(channel, words))
        said = listed.embeds[0].description
        assert said.startswith("⚠️ **This message may speak of an emergency.**")
        assert notice in said
        assert f":{card}:" in buttons(listed)[0]


async def test_nothing_of_the_message_is_stored_logged_or_put_in_a_button(
    simcord_env, ana, ben, channel, logged
):
    secret = "My xylophone says: can IMNM come back after treatment has been lowered?"
    question = await ana.send(channel, secret)
    listed = await offer(ben, channel, question)
    await ben.click(listed, custom_id=buttons(listed)[0])
    assert "xylophone" not in str(listed.embeds[0].to_dict()) + str(listed.components)
    assert "xylophone" not in str(logged)
    folder = simcord_env.bot.store.place.parent
    assert not any(b"xylophone" in each.read_bytes() for each in folder.iterdir() if each.is_file())


async def test_a_message_without_words_gets_a_kind_sentence(ana, ben, channel):
    picture = await ana.send(channel, attachments=[("x.png", b"x")])
    refused = await ben.context_menu(channel, ANSWER_MENU, picture)
    assert refused.ephemeral
    assert refused.response.content.startswith("That message has no words")


async def test_a_message_that_no_card_fits_says_so(ana, ben, channel):
    listed = await offer(ben, channel, await ana.send(channel, "zzqx vvkj"))
    assert "I have no card that fits" in listed.embeds[0].description
    assert buttons(listed) == []


async def test_rights_are_those_of_the_place_also_when_they_change(simcord_env, ana, ben, channel):
    question = await ana.send(channel, QUESTION)
    listed = await offer(ben, channel, question)
    forbid(simcord_env, channel, "send_messages", who=ben.id)
    for refused in (
        await ben.context_menu(channel, ANSWER_MENU, question),
        await ben.click(listed, custom_id=buttons(listed)[0]),
    ):
        assert refused.response.content.startswith("You may not post cards in this channel")
    forbid(simcord_env, channel, "read_message_history")
    refused = await ana.context_menu(channel, ANSWER_MENU, question)
    assert "Read Message History" in refused.response.content
    assert replies(channel) == []


async def test_it_works_in_a_thread_by_the_rights_of_threads(simcord_env, ana, ben, channel):
    simcord_env.create_thread(channel.id, "questions", ana.id)
    await simcord_env.settle()
    (thread,) = channel.threads
    forbid(simcord_env, channel, "send_messages")
    question = await ana.send(thread, QUESTION)
    listed = await offer(ben, thread, question)
    await ben.click(listed, custom_id=buttons(listed)[0])
    assert [each.reference.message_id for each in replies(thread)] == [question.id]


async def test_a_message_that_is_gone_by_then_is_not_answered(simcord_env, ana, ben, channel):
    question = await ana.send(channel, QUESTION)
    listed = await offer(ben, channel, question)
    simcord_env.inject_error(
        "POST",
        f"/channels/{channel.id}/messages",
        status=400,
        code=50035,
        message="Invalid Form Body: message_reference: Unknown message",
    )
    refused = await ben.click(listed, custom_id=buttons(listed)[0])
    assert refused.response.content.startswith("That message has been deleted")
    assert replies(channel) == []


async def test_the_cards_are_in_the_words_of_the_server(simcord_env, guild, ana, ben, channel):
    await simcord_env.bot.store.servers.change(
        guild.id, lambda _: GuildDefaults(level=Level.CLINICAL), simcord_env.now()
    )
    await simcord_env.bot.store.people.change(ben.id, lambda _: Preferences(level=Level.PLAIN))
    listed = await offer(ben, channel, await ana.send(channel, QUESTION))
    assert all(each.endswith(":clinical") for each in buttons(listed))


async def test_a_press_from_another_time_on_a_card_that_is_gone_is_refused(
    simcord_env, ana, ben, channel
):
    listed = await offer(ben, channel, await ana.send(channel, QUESTION))
    screen = simcord_env.message_payload(channel.id, listed.id)
    refused = await press(ben, channel, screen, "ac1:12345678901234567:gone-since:plain")
    assert refused.ephemeral
    assert replies(channel) == []


# --- /imnm card ... for


async def test_a_card_can_name_whom_it_is_for_and_pings_nobody(simcord_env, ana, ben, channel):
    shown = await ben.slash(channel, "imnm card", name="doctor", **{"for": ana.user})
    assert not shown.ephemeral
    assert shown.response.content == f"For <@{ana.id}>"
    assert "Questions for your doctor" in shown.response.embeds[0].title
    sent = simcord_env.http_requests[-1].json
    assert sent["data"]["allowed_mentions"] == {"parse": []}


async def test_it_is_for_everybody_to_see_unless_said_otherwise(simcord_env, ana, ben, channel):
    await simcord_env.bot.store.people.change(
        ben.id, lambda _: Preferences(private=True, text_only=True)
    )
    shown = await ben.slash(channel, "imnm card", name="doctor", **{"for": ana.user})
    assert not shown.ephemeral
    assert shown.response.embeds
    given = {"for": ana.user, "private": True}
    assert (await ben.slash(channel, "imnm card", name="doctor", **given)).ephemeral


async def test_who_may_not_write_here_names_nobody_here(simcord_env, ana, ben, channel):
    forbid(simcord_env, channel, "send_messages", who=ben.id)
    refused = await ben.slash(channel, "imnm card", name="doctor", **{"for": ana.user})
    assert refused.ephemeral
    assert refused.response.content.startswith("You may not post cards")
