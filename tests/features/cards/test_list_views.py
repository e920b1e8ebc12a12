"""Sources, terms, shelves, help, about and search results."""

from bot.deck.model import Level
from bot.deck.search.index import Hit
from bot.features.cards.about_view import draw_about, draw_help
from bot.features.cards.list_views import (
    draw_card_sources,
    draw_comparison_sources,
    draw_hits,
    draw_nothing_found,
    draw_sources,
    draw_term,
)
from bot.features.cards.menus import draw_group
from bot.ui.embeds import GAP
from bot.ui.limits import over_limits
from tests.decks import small_deck, source


def test_a_cards_sources_are_numbered_as_on_the_card_and_explain_the_dagger():
    deck = small_deck()
    page = draw_card_sources(deck, deck.card("weakness"), Level.PLAIN).embeds[0]
    assert page.description.splitlines() == [
        "**1.** [Author2 2020, J Test](<https://example.org/2>)",
        "**2.** [Author1 2020, J Test](<https://example.org/1>)",
        "**3.** [Author3 2020, J Test](<https://example.org/3>)",
        "† Rests on general knowledge.",
    ]
    clinical = draw_card_sources(deck, deck.card("weakness"), Level.CLINICAL).embeds[0]
    assert "†" not in clinical.description


def test_what_maintainers_note_about_a_source_is_never_shown():
    deck = small_deck()
    said = str(draw_sources(deck, None, 1).embeds[0].to_dict())
    assert "for maintainers" not in said
    assert "abstract" not in said


def test_all_sources_are_paged_by_name_and_a_page_too_far_is_the_last():
    deck = small_deck()
    deck.sources = {each.id: each for each in map(source, range(10, 60))}
    first = draw_sources(deck, None, 1)
    assert first.embeds[0].footer.text == "Page 1 of 3 · 50 sources · Deck 0.1.0"
    assert [button.custom_id for button in first.controls] == ["sp1:-:0", "sp1:-:2"]
    assert [button.disabled for button in first.controls] == [True, False]
    last = draw_sources(deck, None, 99)
    assert last.embeds[0].footer.text.startswith("Page 3 of 3")
    shown = [draw_sources(deck, None, page).embeds[0].description for page in (1, 2, 3)]
    assert sum(text.count("https://") for text in shown) == 50
    assert over_limits(first) == over_limits(last) == ()


def test_the_sources_of_one_card_hold_both_levels_once():
    deck = small_deck()
    page = draw_sources(deck, deck.card("weakness"), 1)
    assert page.embeds[0].description.count("https://") == 3
    assert not page.rows


def test_a_card_with_more_sources_than_fit_says_where_the_rest_is():
    deck = small_deck()
    card = deck.card("weakness")
    many = tuple(f"S{number:03}" for number in range(100, 200))
    fact = card.plain[0].facts[0].model_copy(update={"sources": many})
    section = card.plain[0].model_copy(update={"facts": (fact,)})
    deck.sources |= {each: source(int(each[1:])) for each in many}
    long = card.model_copy(update={"plain": (section,)})
    message = draw_card_sources(deck, long, Level.PLAIN)
    assert message.embeds[0].description.endswith("see `/imnm sources`.")
    assert over_limits(message) == ()


def test_a_comparisons_sources_are_those_of_what_is_shown():
    page = draw_comparison_sources(small_deck(), "dm", "onset").embeds[0]
    assert page.description == "**1.** [Author3 2020, J Test](<https://example.org/3>)"


def test_a_term_is_explained_twice_with_its_source():
    deck = small_deck()
    fields = draw_term(deck, deck.terms["creatine-kinase"]).embeds[0].fields
    assert [field.value for field in fields] == [
        f"An enzyme of muscle{GAP}¹",
        f"A marker of muscle injury{GAP}¹",
        "**1.** [Author1 2020, J Test](<https://example.org/1>)",
    ]
    unsourced = draw_term(deck, deck.terms["muscle"]).embeds[0].fields
    assert [field.name for field in unsourced] == ["In plain words", "In clinical terms"]


def test_a_short_form_that_the_glossary_explains_is_explained_too():
    deck = small_deck()
    term = deck.terms["creatine-kinase"]
    deck.terms["creatine-kinase"] = term.model_copy(update={"term": "Creatine kinase (CK)"})
    page = draw_term(deck, deck.abbreviations["CK / CPK"]).embeds[0]
    assert page.description == "Creatine kinase / phosphokinase"
    assert page.fields[0].value.startswith("An enzyme of muscle")


def test_a_short_form_is_spelt_out():
    deck = small_deck()
    page = draw_term(deck, deck.abbreviations["CK / CPK"]).embeds[0]
    assert page.title == "📘 CK / CPK"
    assert page.description == "Creatine kinase / phosphokinase"


def test_a_shelf_lists_its_cards_and_leads_to_them_and_to_the_other_shelves():
    deck = small_deck()
    message = draw_group(deck, deck.groups["basics"], Level.PLAIN)
    assert "**About ck**\nWhat ck is" in message.embeds[0].description
    (cards,), (shelves,) = message.rows
    assert [option.value for option in cards.options] == ["ck", "weakness"]
    assert [option.value for option in shelves.options] == ["basics", "comparing"]


def test_results_show_why_they_matched_and_open_at_the_level_that_did():
    deck = small_deck()
    hits = (
        Hit("ck", "card", "About ck", "CK is high.", Level.CLINICAL),
        Hit("five", "comparison", "Four side by side", "Skin", Level.PLAIN),
        Hit("muscle", "term", "Muscle", "What moves you", Level.PLAIN),
    )
    message = draw_hits(deck, "**ck**", hits)
    assert [(field.name, field.value) for field in message.embeds[0].fields] == [
        ("1. About ck", "CK is high."),
        ("2. Four side by side", "Skin"),
        ("3. Muscle", "What moves you"),
    ]
    assert [button.custom_id for button in message.controls] == [
        "c1:ck:clinical",
        "c1:five:plain",
        "d1:muscle",
    ]
    assert "“ck”" in message.embeds[0].description
    assert over_limits(message) == ()


def test_nothing_found_says_so_and_offers_all_cards():
    message = draw_nothing_found(small_deck(), "xyzzy")
    assert message.content.startswith("I found nothing for “xyzzy”.")
    assert [option.value for option in message.rows[0][0].options] == ["basics", "comparing"]


def test_help_names_every_command_and_what_is_kept():
    said = str(draw_help(small_deck()).embeds[0].to_dict())
    for name in ("search", "card", "compare", "term", "sources", "about"):
        assert f"`/imnm {name}`" in said
    assert "`ck` `weakness`" in said
    assert "I read no messages" in said


def test_about_tells_where_the_deck_comes_from_and_marks_what_was_no_evidence():
    page = draw_about(small_deck()).embeds[0]
    said = str(page.to_dict())
    for part in ("An article was the start.", "No clinician has signed.", "CC BY 4.0."):
        assert part in said
    assert "• [A video](<https://example.org/v>) (not evidence)" in said
    assert page.footer.text.splitlines()[1].startswith("Deck 0.1.0, 2026-11-23")
