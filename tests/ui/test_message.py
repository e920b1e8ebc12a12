"""The text and the labels of a message before it is sent."""

import pytest

from bot.features.cards.check import draw_all
from bot.ui.message import BUTTON_LABEL, draw_button, draw_option
from tests.libraries import real_library
from tests.markdown import read_markdown


def test_no_message_of_the_deck_holds_markup_that_it_does_not_mean() -> None:
    """Of two gene types, such as DRB1*11:01, Discord would else remove both asterisks."""
    shown = []
    for sample in draw_all(real_library().deck):
        shown.append(sample.message.content)
        for embed in sample.message.embeds:
            shown += [embed.title or "", embed.description or ""]
            shown += [text for field in embed.fields for text in (field.name, field.value)]
    assert any("DRB1\\*08:03" in text for text in shown)
    for text in shown:
        meant = {"bold", "coded", "linked", "quotation", "list", "address", "subheading", "command"}
        assert read_markdown(text).kinds <= meant, text


@pytest.mark.parametrize(("length", "shown"), [(38, "x" * 38), (39, "x" * 37 + "…")])
def test_the_label_of_a_button_ends_where_a_phone_ends_it(length, shown):
    assert draw_button("x" * length, "s1").label == shown


def test_an_option_of_a_question_keeps_its_long_label():
    assert draw_button("x" * 80, "q1", longest=BUTTON_LABEL).label == "x" * 80


def test_an_entry_of_a_menu_that_a_phone_cuts_stands_below_in_full():
    name = "Anti-HMGCR IMNM and statin-associated muscle symptoms"
    entry = draw_option(name, "hmgcr")
    assert (len(entry.label), entry.description) == (50, name)
    assert draw_option(name, "hmgcr", "A comparison").description == "A comparison"
    assert draw_option("Statins", "statins").description is None
    assert len(draw_option("Statins", "statins", "x" * 101).description) == 100
