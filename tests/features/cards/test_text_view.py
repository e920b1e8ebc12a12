"""Cards and comparisons as plain text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.deck.model import Level, Section
from bot.features.cards.text_view import draw_card_text, draw_comparison_text
from bot.ui.plain_text import split
from tests.decks import card, fact, small_deck


def test_the_text_says_all_that_the_embed_says_and_lists_the_sources():
    deck = small_deck()
    (message,) = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    assert message.content == "\n\n".join(
        [
            "**About weakness** (in plain words)",
            "**If you have trouble breathing, get emergency help now.**",
            "You will learn weakness.",
            "**First**\n- Muscles get weak. [1, 2]\n- CK is high. [3] (partly general knowledge)",
            "**Then and now**\n- Older texts say one thing. Today: another. [2]",
            "**Sources**\n"
            "**1.** [Author2 2020, J Test](<https://example.org/2>)\n"
            "**2.** [Author1 2020, J Test](<https://example.org/1>)\n"
            "**3.** [Author3 2020, J Test](<https://example.org/3>)\n"
            "† Rests on general knowledge.",
            "General education, not medical advice.\n"
            "Reviewed 2026-11-22, not yet by a clinician · Deck 0.1.0 · "
            + deck.card("weakness").revision,
        ]
    )
    assert not message.embeds


def test_a_long_card_becomes_several_messages_and_loses_nothing():
    facts = tuple(fact(f"01-P{number}", f"Fact {number} " + "x " * 200) for number in range(1, 9))
    deck = small_deck(card("weakness", plain=(Section(title="First", facts=facts),)))
    messages = draw_card_text(deck, deck.card("weakness"), Level.PLAIN)
    assert len(messages) > 1
    whole = "\n".join(message.content for message in messages)
    assert all(f"Fact {number} " in whole for number in range(1, 9))
    assert all(len(message.content) <= 2000 for message in messages)


def test_a_pair_is_told_feature_by_feature():
    (message,) = draw_comparison_text(small_deck(), "dm", None)
    assert "**IMNM and DM**" in message.content
    assert "**Onset** [1]\n- IMNM: Weeks\n- DM: Weeks" in message.content


def test_one_feature_is_told_condition_by_condition_with_its_general_knowledge():
    (message,) = draw_comparison_text(small_deck(), None, "skin")
    said = "**Inclusion body myositis**\nNo skin signs [1] (partly general knowledge)"
    assert said in message.content


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=8), st.integers(20, 80))
def test_pieces_fit_and_hold_every_word_in_order(blocks, most):
    pieces = split(blocks, most)
    assert all(len(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join("".join(blocks).split())
