"""REQUIRE_SIGN_OFF: what rests on a card without a signature is neither served nor offered."""

import shutil

import discord
import pytest

from bot.deck.library import Library
from bot.learning.questions import item_bank_of
from tests.deck.test_library import sign
from tests.libraries import CARDS, real_library

WAITING = "waiting for a clinician's approval"
SIGNED = ("statins", "hmgcr")


@pytest.fixture(scope="module", params=[(), SIGNED], ids=["none signed", "two signed"])
def signed(request):
    return request.param


@pytest.fixture(scope="module")
def deck(signed, tmp_path_factory):
    """What is served of a deck in which these cards are signed."""
    folder = shutil.copytree(CARDS, tmp_path_factory.mktemp("signed") / "cards")
    sign(folder, *signed)
    library = Library(folder, require_sign_off=True)
    library.load()
    return library


@pytest.fixture
def library(deck):
    """The bot serves these cards alone, and the comparison between the two."""
    return deck


@pytest.fixture
def strict(simcord_env, library):
    return library


@pytest.fixture
def mo(simcord_env, guild):
    rights = discord.Permissions(pin_messages=True, view_channel=True, send_messages=True)
    role = guild.create_role("Moderators", permissions=rights)
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


def said(shown) -> str:
    response = shown.response
    return response.content + str([embed.to_dict() for embed in response.embeds])


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("imnm symptoms", {}),
        ("imnm card", {"name": "weak legs stairs"}),
        ("imnm card", {"name": "symptoms"}),
        ("imnm card", {"name": "five-conditions"}),
        ("imnm search", {"query": "symptoms"}),
        ("imnm sources", {"card": "symptoms"}),
        ("imnm compare", {"with": "IBM"}),
        ("imnm compare", {"feature": "family history"}),
        ("pin card", {"card": "symptoms"}),
        ("pin card", {"card": "imnm-pm-dm"}),
        ("quiz", {"topic": "symptoms"}),
        ("quiz", {"topic": "five-conditions"}),
        ("review", {"topic": "symptoms"}),
    ],
)
async def test_what_waits_for_a_signature_is_refused_with_the_reason(
    strict, mo, channel, command, options
):
    shown = await mo.slash(channel, command, **options)
    assert shown.ephemeral
    assert WAITING in shown.response.content
    assert "`/imnm help`" in shown.response.content
    assert not shown.response.embeds


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("imnm card", "name"),
        ("imnm search", "query"),
        ("imnm sources", "card"),
        ("imnm compare", "with"),
        ("imnm compare", "feature"),
        ("pin card", "card"),
        ("quiz", "topic"),
    ],
)
async def test_nothing_is_suggested_that_is_refused_when_it_is_picked(
    strict, mo, channel, command, option
):
    for typed in ("", "s", "statin"):
        for choice in await mo.autocomplete(channel, command, option, typed):
            shown = await mo.slash(channel, command, **{option: choice["value"]})
            assert WAITING not in said(shown), choice
            if command == "quiz":
                break


@pytest.mark.long
@pytest.mark.parametrize("query", ["my legs are weak on stairs", "imnm versus polymyositis", "ck"])
async def test_a_search_shows_only_what_may_be_opened(strict, mo, channel, query):
    shown = await mo.slash(channel, "imnm search", query=query)
    pages = [
        button["custom_id"].split(":")[1]
        for row in shown.response.components
        for button in row["components"]
        if button["custom_id"].startswith("c1:")
    ]
    assert set(pages) <= {*strict.deck.cards, *strict.deck.comparisons}


@pytest.mark.long
async def test_terms_help_and_the_front_desk_stay(strict, mo, channel):
    for command, options in (
        ("imnm term", {"name": "CK"}),
        ("imnm help", {}),
        ("imnm about", {}),
        ("imnm search", {"query": "qqqzzz xxyyy"}),
        ("pin board", {}),
    ):
        shown = await mo.slash(channel, command, **options)
        assert WAITING not in said(shown), command


@pytest.mark.parametrize("signed", [SIGNED], indirect=True)
async def test_a_comparison_of_signed_cards_is_served_and_asked(strict, mo, channel):
    shown = await mo.slash(channel, "imnm compare")
    assert shown.response.embeds[0].title.endswith("Statin side effect or anti-HMGCR IMNM?")
    assert set(strict.deck.comparisons) == {"statin-or-imnm"}
    asked = {item.card for item in item_bank_of(strict.deck).items.values()}
    assert asked
    assert asked <= {*SIGNED, *strict.deck.comparisons}


@pytest.mark.parametrize("signed", [SIGNED], indirect=True)
async def test_a_comparison_posted_before_is_not_turned_to_what_waits(
    simcord_env, make_bot, ana, channel, strict
):
    await simcord_env.restart_bot(make_bot(real_library()))
    shown = await ana.slash(channel, "imnm compare")
    await simcord_env.restart_bot(make_bot(strict))
    answered = await ana.click(shown.response, label="Sources")
    # The core table of what is served is another one now.
    assert "Polymyositis" not in said(answered)
    answered = await ana.select(shown.response, ["ibm"], custom_id="xp1:-")
    assert WAITING in answered.response.content


@pytest.mark.parametrize("signed", [()], indirect=True)
async def test_a_pin_of_a_comparison_waits_as_a_card_does(
    simcord_env, make_bot, mo, channel, strict
):
    await simcord_env.restart_bot(make_bot(real_library()))
    for page in ("five-conditions", "symptoms"):
        await mo.slash(channel, "pin card", card=page)
    await simcord_env.restart_bot(make_bot(strict))
    await mo.slash(channel, "pin refresh")
    await simcord_env.advance_time(10)
    assert len(channel.pinned_messages()) == 2
    assert all(WAITING in pinned.content for pinned in channel.pinned_messages())
