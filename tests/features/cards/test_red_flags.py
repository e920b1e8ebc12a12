"""An emergency typed anywhere is answered at once, privately, and leaves no trace."""

import pytest

from bot.store import Preferences
from bot.ui.refusals import draw_notice
from tests.learner import Learner

PLACES = [
    ("imnm search", "query"),
    ("imnm card", "name"),
    ("imnm term", "name"),
    ("imnm sources", "card"),
    ("imnm compare", "with"),
    ("imnm compare", "feature"),
    ("review", "topic"),
    ("quiz", "topic"),
    ("scores leaderboard", "topic"),
    ("pin card", "card"),
    ("pin remove", "pin"),
]
CERTAIN = "mum cant breath"
POSSIBLE = "my legs gave out overnight"
UNKNOWN = "the toilet looks like someone poured tea in"
CRISIS = "i dont want to live"
OVERDOSE = "i took all my tablets"


@pytest.fixture
def notices(library):
    return {
        CERTAIN: draw_notice(library.deck, "urgent_notice").content,
        CRISIS: draw_notice(library.deck, "crisis_notice").content,
        OVERDOSE: draw_notice(library.deck, "overdose_notice").content,
    }


def public(channel) -> list:
    return [each for each in channel.history() if not each.flags.ephemeral]


@pytest.mark.parametrize("place", PLACES)
async def test_a_certain_red_flag_gets_its_notice_alone(ana, channel, notices, logged, place):
    command, option = place
    for typed in (CERTAIN, CRISIS, OVERDOSE):
        shown = await ana.slash(channel, command, **{option: typed})
        assert shown.ephemeral
        assert shown.response.content == notices[typed]
        assert not shown.response.embeds
        assert not shown.response.components
        assert not shown.followups
        assert public(channel) == []
        assert typed not in str(logged)


@pytest.mark.parametrize("place", PLACES)
async def test_a_possible_red_flag_gets_the_search_result_under_the_urgent_line(
    ana, channel, library, logged, place
):
    command, option = place
    shown = await ana.slash(channel, command, **{option: POSSIBLE})
    assert shown.ephemeral
    assert shown.response.content.startswith("**If this is happening now")
    assert library.deck.info.urgent_line in shown.response.content
    assert shown.response.embeds[0].title.endswith("What I found")
    assert public(channel) == []
    assert POSSIBLE not in str(logged)


@pytest.mark.parametrize("typed", [CERTAIN, CRISIS, OVERDOSE, POSSIBLE])
async def test_it_is_private_even_where_a_public_answer_was_asked_for(ana, channel, typed):
    for command, option in PLACES[:5]:
        shown = await ana.slash(channel, command, **{option: typed, "private": False})
        assert shown.ephemeral, command
    assert public(channel) == []


async def test_the_crisis_notice_names_lines_and_no_medicine_to_tell(ana, channel):
    said = (await ana.slash(channel, "imnm search", query=CRISIS)).response.content
    for line in ("988", "116 123", "13 11 14", "1737", "<https://findahelpline.com>"):
        assert line in said
    assert "medicines you take" not in said


@pytest.mark.parametrize("words", ["i am not suicidal", "i see no point in being alive"])
async def test_despair_that_is_only_possible_gets_the_notice_alone_as_well(
    ana, channel, notices, words
):
    shown = await ana.slash(channel, "imnm search", query=words)
    assert shown.response.content == notices[CRISIS]
    assert not shown.response.embeds


async def test_whoever_reads_text_only_gets_the_same(ana, channel, library, notices, simcord_env):
    await simcord_env.bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    shown = await ana.slash(channel, "imnm search", query=CRISIS)
    assert shown.response.content == notices[CRISIS]
    for query in (POSSIBLE, UNKNOWN):
        shown = await ana.slash(channel, "imnm search", query=query)
        assert library.deck.info.urgent_line in shown.response.content
        parts = (shown.response, *shown.followups)
        assert all(each.flags.ephemeral and not each.embeds for each in parts)


async def test_words_that_the_deck_does_not_say_open_the_card_of_the_sign(ana, channel, library):
    shown = await ana.slash(channel, "imnm search", query=UNKNOWN)
    assert shown.ephemeral
    assert library.deck.info.urgent_line in shown.response.content
    assert shown.response.embeds[0].title.endswith(library.deck.cards["redflags"].title)


@pytest.mark.parametrize(
    "query", ["can exercise turn urine dark?", "is chest pain a side effect of IVIg?"]
)
async def test_a_question_about_a_sign_is_answered_as_any_other(ana, channel, query):
    shown = await ana.slash(channel, "imnm search", query=query)
    assert shown.ephemeral
    assert "If this is happening now" not in shown.response.content
    assert shown.response.embeds


@pytest.mark.parametrize("typed", [CERTAIN, CRISIS, POSSIBLE])
async def test_suggestions_stay_calm(ana, channel, typed):
    for command, option in PLACES[:6]:
        for choice in await ana.autocomplete(channel, command, option, typed):
            assert choice["value"]


# --- reports


@pytest.fixture
async def learner(ana, library, channel, tmp_path) -> Learner:
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(length=1)
    await learner.answer(right=True)
    return learner


async def report(learner: Learner, said: str):
    form = await learner.press("Report this question")
    return await learner.who.submit_modal(form, {"fault": "wrong", "said": said})


@pytest.mark.parametrize("words", [CRISIS, OVERDOSE, "i see no point in being alive"])
async def test_despair_in_a_report_gets_the_notice_and_is_not_stored(
    learner, notices, logged, words
):
    told = await report(learner, words)
    assert told.ephemeral
    assert told.response.content == notices[OVERDOSE if words == OVERDOSE else CRISIS]
    assert not told.followups
    assert learner.ask_store("SELECT count(*) FROM report") == [(0,)]
    assert words not in str(logged)


@pytest.mark.parametrize("words", [CERTAIN, POSSIBLE])
async def test_a_sign_in_a_report_gets_its_notice_and_the_report_is_kept(
    learner, library, notices, words
):
    told = await report(learner, words)
    assert told.ephemeral
    expected = notices[CERTAIN] if words == CERTAIN else library.deck.info.urgent_line
    assert expected in told.response.content
    (thanks,) = told.followups
    assert thanks.flags.ephemeral
    assert thanks.content.startswith("Thank you.")
    assert learner.ask_store("SELECT text FROM report") == [(words,)]


async def test_a_report_about_what_a_card_says_of_a_sign_is_only_a_report(learner):
    told = await report(learner, "This card says that chest pain can wait, that is wrong.")
    assert told.response.content.startswith("Thank you.")
