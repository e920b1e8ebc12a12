"""A card as people see it."""

from dataclasses import replace

import discord
import pytest

from bot.deck.model import Basis, Card, Deck, Fact, Level, Section, Wording
from bot.features.cards.card_view import draw_card, draw_card_sources, draw_card_text
from bot.ui.embeds import GAP
from bot.ui.limits import limit_violations
from bot.ui.message import RenderedMessage
from tests.decks import card, fact, signed, small_deck, source


@pytest.fixture
def deck() -> Deck:
    return small_deck()


def draw(deck: Deck, level: Level = Level.PLAIN, *, post: bool = False) -> RenderedMessage:
    return draw_card(deck, deck.card("weakness"), level, post=post)


def labels(message: RenderedMessage) -> list[str]:
    return [button.label for row in message.rows[1:] for button in row]


def test_the_urgent_line_comes_before_anything_else_on_an_urgent_card(deck):
    description = draw(deck).embeds[0].description
    assert description.startswith("> ⚠️ **If you have trouble breathing")
    assert description.endswith("You will learn weakness.")
    calm = draw_card(deck, deck.card("ck"), Level.PLAIN)
    assert calm.embeds[0].description == "You will learn ck."


def test_the_title_and_the_edge_show_the_group(deck):
    embed = draw(deck).embeds[0]
    assert embed.title == "📘 About weakness"
    assert embed.colour.value == 0x3D82C4


def test_sources_are_numbered_by_first_use_and_one_two_is_not_twelve(deck):
    facts = (
        fact("01-C1", "Muscles get weak.", "S02", "S01"),
        fact("01-C2", "CK is high.", "S03", general="whole"),
    )
    deck = small_deck(card("weakness", clinical=(Section(title="First", facts=facts),)))
    first, second = draw(deck, Level.CLINICAL).embeds[0].fields[0].value.split("\n")
    assert first == f"• Muscles get weak.{GAP}¹{GAP}²"
    assert second == f"• CK is high.{GAP}³{GAP}†"


def test_in_plain_words_a_section_counts_its_sources_and_keeps_its_daggers(deck):
    assert draw(deck).embeds[0].fields[0].value.split("\n") == [
        "• Muscles get weak.",
        f"• CK is high.{GAP}†",
        "Sources (3)",
    ]


def test_a_section_that_names_no_source_counts_none(deck):
    own = replace(fact("01-P1", "Two cards are enough."), basis=Basis.DECK)
    deck = small_deck(card("weakness", plain=(Section(title="First", facts=(own,)),)))
    assert draw(deck).embeds[0].fields[0].value == "• Two cards are enough. (about these cards)"


def test_numbers_start_again_at_one_on_the_other_level(deck):
    assert draw(deck, Level.CLINICAL).embeds[0].fields[0].value == f"• CK exceeds normal.{GAP}¹"


def test_a_dagger_is_explained_in_the_footer_only_where_there_is_one(deck):
    assert "†" in draw(deck).embeds[0].footer.text
    assert "†" not in draw(deck, Level.CLINICAL).embeds[0].footer.text


def test_what_changed_since_older_texts_has_its_own_field_with_its_source(deck):
    field = draw(deck).embeds[0].fields[-1]
    assert field.name == "Then and now"
    assert field.value == "• Older texts say one thing. Today: another.\nSources (1)"
    clinical = draw(deck, Level.CLINICAL).embeds[0].fields[-1]
    assert clinical.value == f"• Older texts say one thing. Today: another, in detail.{GAP}²"


def test_no_field_is_an_inline_column(deck):
    assert not any(field.inline for field in draw(deck).embeds[0].fields)


def test_the_footer_says_that_no_doctor_has_approved_the_card_and_names_no_revision(deck):
    assert draw(deck, Level.CLINICAL).embeds[0].footer.text.split("\n") == [
        "General education, not medical advice.",
        "Checked against sources 22 Nov 2026. No doctor has approved it yet.",
    ]


def test_the_footer_names_the_doctor_who_signed_and_forgets_a_void_signature():
    approved = signed(card("weakness"))
    deck = small_deck(approved)
    footer = draw(deck).embeds[0].footer.text
    assert "Approved by Dr Example, neurologist, 1 Dec 2026." in footer
    altered = card(
        "weakness", lead=Wording(plain="New.", clinical="New."), reviewed_by=approved.reviewed_by
    )
    assert "No doctor has approved it yet." in draw(small_deck(altered)).embeds[0].footer.text


@pytest.mark.parametrize("level", Level)
def test_the_title_links_to_its_page_where_the_site_is_published(level):
    deck = small_deck()
    assert draw(deck, level).embeds[0].url is None
    published = small_deck()
    published.site_url = "https://example.org/cards"
    linked = draw(published, level).embeds[0]
    assert linked.url == "https://example.org/cards/cards/weakness.html"
    assert linked.title == draw(deck, level).embeds[0].title


def test_the_controls_carry_all_their_state_in_their_ids(deck):
    message = draw(deck, post=True)
    assert [control.custom_id for control in message.controls] == [
        "m1:weakness:plain",
        "c1:weakness:clinical",
        "s1:weakness:plain",
        "w1:weakness:plain",
        "t1:weakness:plain",
        "p1:weakness:plain",
    ]
    assert labels(message)[0] == "In clinical terms"
    assert labels(draw(deck, Level.CLINICAL))[0] == "In plain words"


def test_a_post_is_offered_only_where_it_is_wanted(deck):
    assert "Post to channel" in labels(draw(deck, post=True))
    assert "Post to channel" not in labels(draw(deck))


def test_related_cards_lead_the_menu_and_the_card_itself_is_not_in_it(deck):
    (menu,) = draw(deck).rows[0]
    assert [option.value for option in menu.options] == ["five", "ck"]
    assert menu.options[0].label == "Four side by side"
    assert menu.options[0].description == "Four of them"
    assert str(menu.options[0].emoji) == "📊"


def test_a_big_deck_fills_the_menu_to_discords_limit_and_no_further():
    deck = small_deck(*(card(f"card-{number}", command=None) for number in range(40)))
    message = draw_card(deck, deck.card("card-3"), Level.PLAIN, post=True)
    assert len(message.rows[0][0].options) == 25
    assert limit_violations(message) == ()


def test_a_card_alone_in_its_deck_has_no_empty_menu():
    deck = small_deck(card("weakness", related=()))
    deck.comparisons.clear()
    assert limit_violations(draw(deck)) == ()


def test_a_card_without_glossary_words_offers_none():
    wordless = card(
        "weakness",
        title="Nothing",
        lead=Wording(plain="Hello.", clinical="Hello."),
        plain=(Section(title="First", facts=(fact("01-P1", "Nothing to see.", "S01"),)),),
    )
    assert "Hard words" not in labels(draw(small_deck(wordless, card("ck"))))


def test_a_cards_sources_are_numbered_as_on_the_card_and_explain_the_dagger():
    deck = small_deck()
    page = draw_card_sources(deck, deck.card("weakness"), Level.PLAIN).embeds[0]
    assert page.description.splitlines() == [
        "**First:** 1, 2, 3",
        "**Then and now:** 2",
        "",
        "**1.** [Author2 2020, J Test](<https://example.org/2>)",
        "**2.** [Author1 2020, J Test](<https://example.org/1>)",
        "**3.** [Author3 2020, J Test](<https://example.org/3>)",
        "† Rests on general knowledge.",
    ]
    clinical = draw_card_sources(deck, deck.card("weakness"), Level.CLINICAL).embeds[0]
    assert "†" not in clinical.description


def test_a_card_with_more_sources_than_fit_says_where_the_rest_is():
    deck = small_deck()
    card = deck.card("weakness")
    many = tuple(f"S{number:03}" for number in range(100, 220))
    fact = replace(card.plain[0].facts[0], sources=many)
    section = replace(card.plain[0], facts=(fact,))
    deck.sources |= {each: source(int(each[1:])) for each in many}
    long = replace(card, plain=(section,))
    message = draw_card_sources(deck, long, Level.PLAIN)
    assert message.embeds[-1].description.endswith("`/imnm sources` lists them all.")
    assert limit_violations(message) == ()


def test_sources_that_fill_more_than_one_embed_go_on_in_a_second():
    many = tuple(f"S{number:03}" for number in range(100, 180))
    section = Section(title="First", facts=(fact("01-P1", "Muscles get weak.", *many),))
    deck = small_deck(card("weakness", plain=(section,)))
    deck.sources |= {each: source(int(each[1:])) for each in many}
    message = draw_card_sources(deck, deck.card("weakness"), Level.PLAIN)
    first, second = message.embeds
    assert first.title == "📘 Sources of “About weakness”"
    assert second.title is None
    assert second.colour == first.colour
    lines = [*first.description.splitlines(), *second.description.splitlines()]
    heading, blank, *listed = lines
    assert (heading.startswith("**First:** 1, 2, 3"), blank) == (True, "")
    assert [line.split("**")[1] for line in listed] == [f"{place}." for place in range(1, 81)]
    assert limit_violations(message) == ()


def test_the_text_says_all_that_the_embed_says_under_headings_with_its_buttons():
    deck = small_deck()
    (message,) = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    assert message.content == "\n\n".join(
        [
            "## About weakness (in plain words)",
            "**If you have trouble breathing, get emergency help now.**",
            "You will learn weakness.",
            "### First\n- Muscles get weak.\n- CK is high. (partly general knowledge)\nSources (3)",
            "### Then and now\n- Older texts say one thing. Today: another.\nSources (1)",
            "General education, not medical advice.\n"
            "Checked against sources 22 Nov 2026. No doctor has approved it yet.",
        ]
    )
    assert not message.embeds
    assert "s1:weakness:plain" in [control.custom_id for control in message.controls]


def test_the_clinical_text_keeps_the_numbers_of_its_sources():
    deck = small_deck()
    (message,) = draw_card_text(deck, deck.card("weakness"), Level.CLINICAL)
    assert "### Detail\n- CK exceeds normal. [1]\n\n" in message.content
    assert "Sources (" not in message.content


def test_a_long_card_becomes_several_messages_and_loses_nothing():
    facts = tuple(fact(f"01-P{number}", f"Fact {number} " + "x " * 200) for number in range(1, 9))
    deck = small_deck(card("weakness", plain=(Section(title="First", facts=facts),)))
    messages = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    assert len(messages) > 1
    assert [bool(message.rows) for message in messages] == [False] * (len(messages) - 1) + [True]
    whole = "\n".join(message.content for message in messages)
    assert all(f"Fact {number} " in whole for number in range(1, 9))
    assert all(len(message.content) <= 2000 for message in messages)


def guided(**changes: object) -> Card:
    """A card with all that helps a reader, and a fact for each thing that a fact can rest on."""
    facts = (
        fact("01-P1", "Muscles get weak.", "S02"),
        fact("01-P2", "CK is **high**.", "S03", general="the word"),
        rests_on(Basis.GENERAL, "01-P3", "Call **now**."),
        rests_on(Basis.DECK, "01-P4", "Two cards are enough."),
        rests_on(Basis.SEARCH, "01-P5", "No trial was found."),
    )
    parts: dict[str, object] = {
        "in_short": "In short: rest helps.",
        "action": "Write three questions down.",
        "numbers": "999 in the UK.",
        "plain": (Section(title="First", facts=facts),),
    }
    return card("weakness", **parts | changes)


def rests_on(basis: Basis, fact_id: str, text: str) -> Fact:
    return replace(fact(fact_id, text), basis=basis)


def guided_deck(**changes: object) -> Deck:
    lines = {Basis.GENERAL: "No page.", Basis.DECK: "These cards.", Basis.SEARCH: "A search."}
    red_flags = card("redflags", command="redflags", urgent=True)
    return small_deck(guided(**changes), red_flags, basis_lines=lines)


def test_a_plain_card_begins_with_its_summary_and_ends_with_one_thing_to_do():
    embed = draw(guided_deck()).embeds[0]
    assert embed.description.split("\n\n") == [
        "**In short:** rest helps.",
        "You will learn weakness.",
        "**Emergency numbers:** 999 in the UK.",
    ]
    assert (embed.fields[-1].name, embed.fields[-1].value) == (
        "👉 One thing you can do",
        "Write three questions down.",
    )


def test_a_safety_card_begins_with_the_urgent_line():
    paragraphs = draw(guided_deck(urgent=True, safety=True)).embeds[0].description.split("\n\n")
    assert paragraphs[0].startswith("> ⚠️ **If you have trouble breathing")
    assert paragraphs[1] == "**In short:** rest helps."


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("urgency", [{}, {"urgent": True}, {"urgent": True, "safety": True}])
def test_the_first_button_of_every_card_opens_the_red_flags(urgency, level):
    deck = guided_deck(**urgency)
    shown = draw(deck, level)
    for message in (shown, draw_card_text(deck, deck.card("weakness"), level)[-1]):
        first = message.rows[1][0]
        assert (first.label, first.custom_id) == ("When to get help", f"c1:redflags:{level}")
        assert first.style is discord.ButtonStyle.danger
    own = draw_card(deck, deck.card("redflags"), level)
    assert "When to get help" not in labels(own)


def test_the_text_of_an_urgent_card_has_the_urgent_line_after_its_own_sentences():
    deck = guided_deck(urgent=True)
    (message,) = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    assert message.content.split("\n\n")[4] == (
        "**If you have trouble breathing, get emergency help now.**"
    )


def test_the_text_of_any_other_card_names_the_red_flags_by_their_command_or_their_name():
    deck = small_deck(guided(), card("redflags", command=None))
    (message,) = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    assert "`/imnm card redflags` shows **when to get urgent help**." in message.content
    (alone,) = draw_card_text(small_deck(guided()), guided(), Level.PLAIN)
    assert "urgent help" not in alone.content


def test_the_clinical_level_has_the_numbers_but_neither_summary_nor_action():
    embed = draw(guided_deck(), Level.CLINICAL).embeds[0]
    assert embed.description.startswith("weakness in brief.\n\n**Emergency numbers:** 999")
    assert [field.name for field in embed.fields] == ["Detail"]


def test_a_fact_that_no_page_carries_says_in_words_what_it_rests_on():
    embed = draw(guided_deck()).embeds[0]
    assert embed.fields[0].value.split("\n") == [
        "• Muscles get weak.",
        f"• CK is **high**.{GAP}†",
        f"• Call **now**.{GAP}† (general knowledge)",
        "• Two cards are enough. (about these cards)",
        "• No trial was found. (our own search)",
        "Sources (2)",
    ]
    assert "† wholly or partly general knowledge, see Sources" in embed.footer.text


def test_a_card_that_rests_on_a_search_alone_needs_no_dagger():
    facts = (rests_on(Basis.SEARCH, "01-P1", "No trial was found."),)
    deck = guided_deck(plain=(Section(title="First", facts=facts),))
    assert "†" not in str(draw(deck).embeds[0].to_dict())
    sources = draw_card_sources(deck, deck.card("weakness"), Level.PLAIN).embeds[0]
    assert sources.description.split("\n") == [
        "No sources.",
        "",
        "**A search.**",
        "• No trial was found.",
    ]


def test_the_sources_tell_facts_without_a_page_from_those_that_have_one():
    deck = guided_deck()
    page = draw_card_sources(deck, deck.card("weakness"), Level.PLAIN).embeds[0]
    assert page.description.splitlines() == [
        "**First:** 1, 2",
        "",
        "**1.** [Author2 2020, J Test](<https://example.org/2>)",
        "**2.** [Author3 2020, J Test](<https://example.org/3>)",
        "† Rests on general knowledge.",
        "",
        "† **No page.**",
        "• Call now.",
        "",
        "**These cards.**",
        "• Two cards are enough.",
        "",
        "**A search.**",
        "• No trial was found.",
    ]
    clinical = draw_card_sources(deck, deck.card("weakness"), Level.CLINICAL).embeds[0]
    assert clinical.description == "**1.** [Author3 2020, J Test](<https://example.org/3>)"


def test_the_text_says_all_that_the_embed_of_such_a_card_says():
    deck = guided_deck()
    (message,) = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    blocks = message.content.split("\n\n")
    assert blocks[:6] == [
        "## About weakness (in plain words)",
        "**In short:** rest helps.",
        "You will learn weakness.",
        "**Emergency numbers:** 999 in the UK.",
        "`/imnm redflags` shows **when to get urgent help**.",
        "### First\n- Muscles get weak.\n- CK is **high**. (partly general knowledge)\n"
        "- Call **now**. (general knowledge)\n- Two cards are enough. (about these cards)\n"
        "- No trial was found. (our own search)\nSources (2)",
    ]
    assert blocks[6] == "### One thing you can do\nWrite three questions down."
    (clinical,) = draw_card_text(deck, deck.card("weakness"), Level.CLINICAL)
    assert "In short" not in clinical.content
    assert "One thing you can do" not in clinical.content
