"""Texts of the deck as HTML."""

import pytest

from bot.site.page import Page, draw_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Call now** for <help> & more", "<strong>Call now</strong> for &lt;help&gt; &amp; more"),
        ("a ** b ** c", "a ** b ** c"),
        ("**<b>**", "<strong>&lt;b&gt;</strong>"),
        ('"quoted"', "&#34;quoted&#34;"),
    ],
)
def test_bold_is_the_only_markup_of_the_deck(text, html):
    assert draw_text(text) == html


def test_the_way_to_the_top_works_in_any_folder():
    assert Page("index.html", "home.html", "", "").root == ""
    assert Page("cards/a.html", "card.html", "", "").root == "../"
