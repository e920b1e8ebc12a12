"""The pictures of the site."""

from bot.pictures.site_preview import picture_of_site
from bot.site.pictures import draw_card_picture, draw_icon, draw_preview
from tests.decks import small_deck
from tests.libraries import real_library


def test_a_card_has_its_picture_as_svg_of_the_size_that_it_says():
    deck = real_library().deck
    picture = draw_card_picture(deck, deck.cards["symptoms"])
    assert picture is not None
    assert picture.content.startswith(b"<svg")
    assert picture.width == 720
    assert picture.height > 100
    assert draw_card_picture(deck, deck.cards["genetics"]) is None


def test_what_other_sites_show_is_as_wide_as_they_want_it():
    picture = draw_preview(picture_of_site(small_deck(), "A line"), "preview.png")
    assert picture.content.startswith(b"\x89PNG")
    assert picture.width >= 600
    assert 1.85 < picture.width / picture.height < 1.95
    assert picture.alt == "Little deck. A line. Basics, Comparing."


def test_the_icon_has_the_colour_of_the_first_group():
    assert draw_icon(small_deck()).startswith(b"<svg")
    assert draw_icon(small_deck()) != draw_icon(small_deck(groups=small_deck().info.groups[::-1]))
