"""The pictures of cards: they say what the deck says, to the eye and to the ear."""

import json
from dataclasses import dataclass, replace

import pytest

from bot.deck.info import Urgency
from bot.deck.model import Deck, Level
from bot.deck.pictures import PagePicture
from bot.pictures.pages import pictures_of
from bot.pictures.picture import ALT_TEXT
from tests.pictures.samples import pictures_of_deck, seen_words, spoken_words


@dataclass(frozen=True)
class Shown:
    deck: Deck
    alt: str
    data: dict


@pytest.fixture
def show(library):
    def look(card_id: str) -> Shown:
        deck = library.deck
        (picture,) = pictures_of(deck, deck.cards[card_id], Level.PLAIN)
        return Shown(deck, picture.alt, json.loads(picture.data))

    return look


def test_the_alt_text_says_all_that_is_seen(library, tmp_path):
    pictures = pictures_of_deck(library.deck)
    assert len(pictures) >= 5
    for picture in pictures:
        assert 0 < len(picture.alt) <= ALT_TEXT
        # Steps are numbered by the template; the numbers are spoken too.
        assert seen_words(picture, tmp_path) == spoken_words(picture), picture.template


def test_pictures_stand_on_plain_cards_alone(library):
    deck = library.deck
    for card in deck.cards.values():
        assert pictures_of(deck, card, Level.CLINICAL) == ()
        assert bool(pictures_of(deck, card, Level.PLAIN)) is (card.id in deck.pictures)


def test_the_red_flags_show_every_sign_of_their_card_in_the_band_of_its_level(show):
    shown = show("redflags")
    levels = {sign.id: sign.level for sign in shown.deck.info.signs}
    stated = {fact.id for fact in shown.deck.cards["redflags"].facts()}
    wanted = {sign.id for sign in shown.deck.info.signs if sign.fact in stated}
    bands = shown.deck.pictures["redflags"].bands
    assert [band.level for band in bands] == list(Urgency)
    assert wanted <= {each.sign for band in bands for each in band.signs}
    assert len(wanted) >= 17
    for band in bands:
        assert {levels[each.sign] for each in band.signs} == {band.level}
    # An icon and a title of its own: the colour says nothing alone.
    assert len({band["icon"] for band in shown.data["bands"]}) == len(bands)
    assert len({band["title"] for band in shown.data["bands"]}) == len(bands)


def test_the_share_of_people_is_what_the_fact_says(show):
    shown = show("subtypes")
    share = shown.data["share"]
    assert (share["low"], share["high"], share["figures"]) == (6, 8, 10)
    assert "three or four in every five" in share["text"]
    (fact,) = (each for each in shown.deck.cards["subtypes"].facts() if each.id == "05-P6")
    assert "three or four in every five" in fact.text


def test_the_panels_bear_the_titles_of_their_cards(show):
    shown = show("subtypes")
    titles = [shown.deck.cards[each].title for each in ("hmgcr", "srp", "seronegative")]
    assert [panel["title"] for panel in shown.data["panels"]] == titles
    # Whoever sees statins named sees as well that the reaction is rare and that they protect.
    assert "very rare" in shown.alt
    assert "protect many people from heart attack and stroke" in shown.alt


def test_the_body_marks_strong_and_light_areas_and_what_gets_hard(show):
    shown = show("symptoms")
    areas = {part: area["strength"] for area in shown.data["areas"] for part in area["parts"]}
    strong = dict.fromkeys(("hips", "thighs", "shoulders", "arms"), "strong")
    assert areas == strong | {"neck": "light"}
    assert [task["icon"] for task in shown.data["tasks"]] == [
        "chair",
        "stairs",
        "arms",
        "hairbrush",
    ]


def test_the_steps_promise_nothing(show):
    shown = show("recovery-time")
    assert "No card can tell what will happen to you." in shown.alt
    assert shown.alt.index("1. First signs") < shown.alt.index("In the long run")


def test_a_deck_without_pictures_has_cards_all_the_same(library):
    deck = library.deck
    bare = Deck(deck.info, tuple(deck.cards.values()), tuple(deck.sources.values()))
    assert pictures_of(bare, bare.cards["redflags"], Level.PLAIN) == ()


def test_a_changed_label_is_another_picture_and_another_revision(library):
    deck = library.deck

    def with_title(title: str) -> Deck:
        shown = replace(deck.pictures["symptoms"], title=title)
        return Deck(
            deck.info, tuple(deck.cards.values()), tuple(deck.sources.values()), pictures=(shown,)
        )

    one, other = with_title("Symptoms"), with_title("Signs")
    assert one.revision != other.revision
    card = deck.cards["symptoms"]
    assert pictures_of(one, card, Level.PLAIN) != pictures_of(other, card, Level.PLAIN)


def test_a_group_whose_colour_is_light_is_darkened_under_white_words(library):
    deck = library.deck
    pale = tuple(replace(group, colour="#ffff00") for group in deck.info.groups)
    info = replace(deck.info, groups=pale)
    shown: PagePicture = deck.pictures["redflags"]
    lit = Deck(info, tuple(deck.cards.values()), (), pictures=(shown,))
    (picture,) = pictures_of(lit, deck.cards["redflags"], Level.PLAIN)
    assert "#ffff00" not in picture.data
