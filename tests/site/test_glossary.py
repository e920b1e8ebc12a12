"""The words on one page."""

from bot.deck.model import Abbreviation, Term
from bot.site.glossary import anchor_of, make_glossary_page
from tests.decks import small_deck
from tests.libraries import real_library


def test_no_two_words_have_the_same_place():
    for short in (("CK", "ck"), ("β2", "B2"), ("A/B", "A B"), ("U+U", "U-U")):
        one, other = (anchor_of(Abbreviation(short=each, long="x")) for each in short)
        assert one != other
    term = Term(id="ck", term="CK", plain="a", clinical="b")
    assert anchor_of(term) != anchor_of(Abbreviation(short="ck", long="x"))
    deck = real_library().deck
    words = [*deck.terms.values(), *deck.abbreviations.values()]
    assert len(set(map(anchor_of, words))) == len(words)


def test_every_word_is_explained_in_plain_and_in_clinical_words(site):
    text = site["glossary.html"].text
    deck = real_library().deck
    for term in deck.terms.values():
        assert term.plain in text
        assert term.clinical in text
    for short in deck.abbreviations.values():
        assert short.long in text


def test_words_stand_under_their_letters():
    letters = make_glossary_page(small_deck()).values["letters"]
    assert {letter: [entry.word for entry in entries] for letter, entries in letters.items()} == {
        "C": ["Creatine kinase"],
        "M": ["Muscle"],
    }
