"""Terms, short forms, and the words of a card that the glossary explains."""

from dataclasses import replace

from bot.deck.model import Level, Section, Wording
from bot.features.cards.reference_view import draw_term, draw_words, find_words
from bot.ui.embeds import GAP
from tests.decks import card, fact, small_deck


def words_in(text: str, level: Level = Level.PLAIN) -> list[str]:
    section = (Section(title="First", facts=(fact("01-P1", text, "S01"),)),)
    lead = Wording(plain="Hello.", clinical="Hello.")
    deck = small_deck(card("weakness", title="T", lead=lead, plain=section, clinical=section))
    words = find_words(deck, deck.card("weakness"), level)
    return [getattr(word, "term", None) or word.short for word in words]


def test_words_come_in_the_order_in_which_the_card_uses_them():
    assert words_in("CK leaks from muscle.") == ["CK / CPK", "Muscle"]
    assert words_in("Muscle leaks CK, and CK again.") == ["Muscle", "CK / CPK"]


def test_a_plural_or_another_spelling_is_the_same_word():
    assert words_in("Some muscles hurt.") == ["Muscle"]
    assert words_in("The creatine phosphokinase is high.") == ["Creatine kinase"]
    assert words_in("The CPK is high.") == ["CK / CPK"]


def test_only_whole_words_count_and_short_forms_must_be_written_as_such():
    assert words_in("Musclebound backpacks are not all the same.") == []
    assert words_in("It is ALL.") == ["ALL"]


def test_the_meaning_is_given_at_the_level_of_the_card():
    deck = small_deck()
    plain = draw_words(deck, deck.card("weakness"), Level.PLAIN).embeds[0].description
    assert "**Muscle**: What moves you" in plain
    section = (Section(title="First", facts=(fact("01-C1", "Muscle.", "S01"),)),)
    deck = small_deck(card("weakness", clinical=section))
    clinical = draw_words(deck, deck.card("weakness"), Level.CLINICAL).embeds[0].description
    assert "**Muscle**: Contractile tissue" in clinical


def test_a_card_without_such_words_says_where_else_to_ask():
    section = (Section(title="First", facts=(fact("01-P1", "Nothing.", "S01"),)),)
    lead = Wording(plain="Hello.", clinical="Hello.")
    deck = small_deck(card("weakness", title="T", lead=lead, plain=section))
    said = draw_words(deck, deck.card("weakness"), Level.PLAIN).embeds[0].description
    assert "/imnm term" in said


def test_more_words_than_fit_are_counted_not_cut_in_the_middle():
    deck = small_deck()
    many = {}
    for number in range(60):
        term = replace(deck.terms["muscle"], id=f"w{number}", term=f"word{number}", plain="x" * 200)
        many[term.id] = term
    section = (
        Section(title="First", facts=(fact("01-P1", " ".join(t.term for t in many.values())),)),
    )
    deck = small_deck(card("weakness", plain=section))
    deck.terms = many
    said = draw_words(deck, deck.card("weakness"), Level.PLAIN).embeds[0].description
    assert len(said) <= 4096
    assert said.splitlines()[-1].startswith("…and ")
    assert "`/imnm term`" in said


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
    deck.terms["creatine-kinase"] = replace(term, term="Creatine kinase (CK)")
    page = draw_term(deck, deck.abbreviations["CK / CPK"]).embeds[0]
    assert page.description == "Creatine kinase / phosphokinase"
    assert page.fields[0].value.startswith("An enzyme of muscle")


def test_a_short_form_is_spelt_out():
    deck = small_deck()
    page = draw_term(deck, deck.abbreviations["CK / CPK"]).embeds[0]
    assert page.title == "📘 CK / CPK"
    assert page.description == "Creatine kinase / phosphokinase"


def test_words_of_the_summary_and_of_the_action_count_at_the_plain_level():
    section = (Section(title="First", facts=(fact("01-P1", "Nothing.", "S01"),)),)
    lead = Wording(plain="Hello.", clinical="Hello.")
    deck = small_deck(
        card(
            "weakness",
            title="T",
            lead=lead,
            plain=section,
            clinical=section,
            in_short="In short: muscle.",
            action="Ask for your CK.",
        )
    )
    plain = find_words(deck, deck.card("weakness"), Level.PLAIN)
    assert [getattr(word, "term", None) or word.short for word in plain] == ["Muscle", "CK / CPK"]
    assert find_words(deck, deck.card("weakness"), Level.CLINICAL) == ()
