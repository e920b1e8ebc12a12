"""The first minutes of somebody who was just diagnosed: four questions, each with a way back."""

from bot.features.cards.start_view import QUESTIONS, draw_start
from bot.store import GuildDefaults, Preferences
from tests.decks import small_deck
from tests.learner import labels

TITLES = {
    "What is this?": "What is IMNM?",
    "When to get help": "Red flags: when to get urgent help",
    "What helps": "How IMNM is treated",
    "Questions for my doctor": "Questions for your doctor",
}
BACK = "Back to the start"


async def test_each_question_opens_its_card_in_place_and_leads_back(ana, channel):
    start = (await ana.slash(channel, "imnm start")).response
    for label, title in TITLES.items():
        opened = await ana.click(start, label=label)
        assert opened.response.id == start.id
        assert title in opened.response.embeds[0].title
        back = await ana.click(opened.response, label=BACK)
        assert back.response.id == start.id
        assert set(TITLES) <= set(labels(back.response))


async def test_the_way_back_stays_while_the_reader_goes_on(ana, channel):
    start = (await ana.slash(channel, "imnm start")).response
    card = (await ana.click(start, label="What helps")).response
    turned = (await ana.click(card, label="In clinical terms")).response
    assert BACK in labels(turned)
    other = (await ana.select(turned, ["rituximab"], custom_id="m1:treatment:clinical")).response
    assert BACK in labels(other)
    groups = (await ana.click(other, label=BACK)).response
    group = (await ana.select(groups, ["tests"], custom_id="g1:plain")).response
    assert BACK in labels(group)


async def test_a_card_that_was_opened_otherwise_has_no_such_button(ana, channel):
    card = (await ana.slash(channel, "imnm redflags")).response
    assert BACK not in labels(card)
    assert BACK not in labels((await ana.click(card, label="In clinical terms")).response)


async def test_it_is_private_unless_the_person_says_so(simcord_env, ana, channel, guild):
    store, now = simcord_env.bot.store, simcord_env.now()
    await store.servers.change(guild.id, lambda _: GuildDefaults(private=False), now)
    for given, hidden in (({}, True), ({"private": True}, True), ({"private": False}, False)):
        assert (await ana.slash(channel, "imnm start", **given)).ephemeral is hidden


async def test_somebody_else_gets_a_copy_with_the_way_back(ana, ben, channel):
    start = (await ana.slash(channel, "imnm start", private=False)).response
    copy = await ben.click(start, label="When to get help")
    assert copy.ephemeral
    assert copy.response.id != start.id
    assert BACK in labels(copy.response)


async def test_a_reader_of_text_finds_the_way_back_under_the_last_part(
    simcord_env, ana, channel, guild
):
    start = (await ana.slash(channel, "imnm start")).response
    await simcord_env.bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    opened = await ana.click(start, label="Questions for my doctor")
    assert BACK in labels(opened.followups[-1] if opened.followups else opened.response)


async def test_it_works_in_a_direct_message(simcord_env):
    eve = simcord_env.create_user("eve")
    start = await eve.slash("imnm start")
    assert set(TITLES) <= set(labels(start.response))


def test_only_what_is_served_has_a_button():
    deck = small_deck()
    offered = {each.custom_id for each in draw_start(deck).controls}
    wanted = {f"nd1:{card.id}" for key, *_ in QUESTIONS if (card := deck.key_card(key))}
    assert {each for each in offered if each.startswith("nd1:")} == wanted
    assert len(wanted) < len(QUESTIONS)


async def test_exercise_has_given_its_place_and_is_still_found(ana, channel):
    card = (await ana.slash(channel, "imnm card", name="exercise")).response
    assert "Exercise" in card.embeds[0].title
