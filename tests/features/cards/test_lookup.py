"""What people type: searches, names, red flags, nonsense and malice."""

import pytest

TEXT_OPTIONS = [
    ("search", "query"),
    ("card", "name"),
    ("term", "name"),
    ("sources", "card"),
    ("compare", "with"),
    ("compare", "feature"),
]
HOSTILE = [
    "@everyone <@&1> <@2> <#3>",
    "**bold** `code` ||x|| [a](https://evil.example)",
    "'; DROP TABLE guild; --",
    "\u202e\u200b\u0000\ufeff",
    "{0}{__class__} %s ${jndi}",
    "🦠" * 50,
    "a\u0301" * 50,
    ".*+?()[]{}|\\^$",
    "-",
]


async def test_an_exact_name_or_alias_opens_the_card_at_once(ana, channel, library):
    for query in ("subtypes", "Anti-HMGCR type", library.deck.cards["statins"].aliases[0]):
        shown = await ana.slash(channel, "imnm search", query=query)
        assert shown.response.components[0]["components"][0]["custom_id"].startswith("m1:")


@pytest.mark.long
async def test_a_question_gives_up_to_five_results_that_open(ana, channel):
    shown = await ana.slash(channel, "imnm search", query="why do my legs give out on stairs")
    fields = shown.response.embeds[0].fields
    assert 1 <= len(fields) <= 5
    assert all(field.value for field in fields)
    button = shown.response.components[0]["components"][0]
    await ana.click(shown.response, custom_id=button["custom_id"])
    assert shown.response.embeds[0].title.endswith(button["label"].removeprefix("1. "))


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "option", "typed"),
    [
        ("search", "query", "is it my fault"),
        ("search", "query", "why do my legs give out on stairs"),
        ("search", "query", "qqqzzz xxyyy"),
        ("search", "query", "how much does ivig cost"),
        ("search", "query", "is it hereditary"),
        ("search", "query", "adrenal insufficiency"),
        ("card", "name", "is it hereditary"),
        ("sources", "card", "is it hereditary"),
    ],
)
async def test_words_of_ones_own_are_answered_privately(ana, channel, command, option, typed):
    for options in ({}, {"private": False}):
        shown = await ana.slash(channel, f"imnm {command}", **{option: typed}, **options)
        assert shown.acknowledged
        assert shown.ephemeral


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "option"), [("search", "query"), ("card", "name"), ("sources", "card")]
)
@pytest.mark.parametrize("typed", ["genetics", "Genes and IMNM"])
async def test_a_page_called_by_its_title_is_shown_as_any_other(
    ana, channel, command, option, typed
):
    shown = await ana.slash(channel, f"imnm {command}", **{option: typed})
    assert not shown.ephemeral
    hidden = await ana.slash(channel, f"imnm {command}", **{option: typed, "private": True})
    assert hidden.ephemeral


async def test_results_are_posted_to_the_channel_on_a_press_alone(ana, channel):
    typed = "why do my legs give out on stairs"
    shown = await ana.slash(channel, "imnm search", query=typed)
    assert shown.ephemeral
    ids = [part["custom_id"] for row in shown.response.components for part in row["components"]]
    posted = await ana.click(shown.response, custom_id=ids[-1])
    assert ids[-1].startswith("ph1:symptoms")
    assert not posted.ephemeral
    assert posted.response.embeds[0].title.endswith("Cards that may help")
    assert typed not in str(posted.response.embeds[0].to_dict()) + posted.response.content


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("how many mg of prednisone should i take", "I don't give doses."),
        ("what does ivig cost", "I have no card on costs."),
        ("will my insurer pay for rituximab", "I have no card on health insurance."),
        ("can i sue my doctor", "I can't help with questions of law."),
    ],
)
async def test_what_no_card_will_answer_is_said_plainly(ana, channel, query, said):
    shown = await ana.slash(channel, "imnm search", query=query)
    assert shown.response.content.startswith(said)
    assert not shown.response.embeds
    await ana.click(shown.response, custom_id="c1:doctor:plain")
    assert shown.response.embeds[0].title.endswith("Questions for your doctor")


async def test_a_word_of_the_glossary_among_the_results_is_explained(ana, channel):
    shown = await ana.slash(channel, "imnm search", query="adrenal insufficiency meaning")
    await ana.click(shown.response, custom_id="d1:adrenal-insufficiency")
    assert shown.response.embeds[0].title.endswith("Adrenal insufficiency")
    assert shown.response.embeds[0].fields[0].name == "In plain words"
    named = await ana.slash(channel, "imnm search", query="adrenal insufficiency")
    assert named.response.embeds[0] == shown.response.embeds[0]


@pytest.mark.parametrize("query", ["HMGCR SRP", "hipothyroid", "hypo", "anti-HMGC", "IBN"])
async def test_a_near_miss_is_never_opened_by_itself(ana, channel, query):
    shown = await ana.slash(channel, "imnm search", query=query)
    ids = [
        part.get("custom_id", "") for row in shown.response.components for part in row["components"]
    ]
    assert not any(each.startswith("m1:") for each in ids)


async def test_nothing_found_says_so_and_offers_the_cards(ana, channel):
    shown = await ana.slash(channel, "imnm search", query="qqqzzz xxyyy")
    assert shown.response.content.startswith("I have no card on “qqqzzz xxyyy” yet.")
    await ana.select(shown.response, ["tests"], custom_id="g1:plain")
    assert shown.response.embeds[0].title.endswith("Tests")


@pytest.mark.parametrize(("command", "option"), TEXT_OPTIONS)
async def test_a_red_flag_gets_the_urgent_notice_alone_and_privately(
    ana, channel, library, command, option
):
    shown = await ana.slash(channel, f"imnm {command}", **{option: "i cant breathe"})
    assert shown.ephemeral
    assert shown.response.content == f"⚠️ **{library.deck.info.urgent_notice}**"
    assert not shown.response.embeds
    assert not shown.response.components


async def test_a_card_picked_from_the_suggestions_is_no_red_flag(ana, channel):
    shown = await ana.slash(channel, "imnm card", name="swallowing")
    assert shown.response.embeds


@pytest.mark.parametrize(("command", "option"), TEXT_OPTIONS)
async def test_hostile_text_is_answered_calmly_and_never_repeated_as_it_is(
    ana, channel, command, option
):
    for hostile in HOSTILE:
        shown = await ana.slash(channel, f"imnm {command}", **{option: hostile})
        said = shown.response.content + str([each.to_dict() for each in shown.response.embeds])
        assert shown.acknowledged
        assert "Something went wrong" not in said, hostile
        for markup in ("@everyone", "<@", "||", "](https://evil", "\u202e", "\x00"):
            assert markup not in said, hostile


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("card", {"name": "qqqzzz"}, "I have no card called “qqqzzz”."),
        ("term", {"name": "qqqzzz"}, "My glossary has no “qqqzzz”."),
        ("sources", {"card": "qqqzzz"}, "I have no card called “qqqzzz”."),
        ("compare", {"with": "qqqzzz"}, "I cannot compare “qqqzzz”. I can compare"),
        ("compare", {"feature": "qqqzzz"}, "I cannot compare “qqqzzz”. I can compare"),
    ],
)
async def test_every_refusal_is_one_kind_private_sentence(ana, channel, command, options, said):
    shown = await ana.slash(channel, f"imnm {command}", **options)
    assert shown.ephemeral
    assert shown.response.content.startswith(said)
    assert "`/imnm" in shown.response.content


async def test_names_are_taken_in_any_spelling_of_the_deck(ana, channel):
    for options in ({"with": "Dermatomyositis"}, {"with": "DM"}, {"with": "dm", "feature": "rash"}):
        shown = await ana.slash(channel, "imnm compare", **options)
        assert shown.response.embeds, options
    for name in ("CK", "creatine kinase", "edema"):
        shown = await ana.slash(channel, "imnm term", name=name)
        assert shown.response.embeds, name


async def test_a_table_can_be_opened_by_its_name_and_its_sources_listed(ana, channel):
    shown = await ana.slash(channel, "imnm card", name="statin-or-imnm")
    assert shown.response.embeds[0].title.endswith("Statin side effect or anti-HMGCR IMNM?")
    listed = await ana.slash(channel, "imnm sources", card="statin-or-imnm")
    assert "https://" in listed.response.embeds[0].description


@pytest.mark.long
@pytest.mark.parametrize(("command", "option"), TEXT_OPTIONS)
async def test_suggestions_fit_and_those_on_top_are_accepted(ana, channel, command, option):
    for typed in ("", "s", "sta", "HMG", "zzzzzz", "@everyone", "a" * 100):
        choices = await ana.autocomplete(channel, f"imnm {command}", option, typed)
        assert len(choices) <= 25
        assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
        for choice in choices[:2]:
            shown = await ana.slash(channel, f"imnm {command}", **{option: choice["value"]})
            assert shown.response.embeds, choice
