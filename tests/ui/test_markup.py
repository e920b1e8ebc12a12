"""Texts are shown as they were written, whatever of them Discord would take for markup."""

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deck.form import DeckForm
from bot.deck.model import Deck, Level
from bot.features.cards.check import draw_all
from bot.ui.markup import drop_bold, embolden, escape, escape_name
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import escape_within, without_embeds
from tests.decks import small_deck
from tests.markdown import read_markdown

SIGNS = "ab1 *_~|`[]()<>#-+.:/@\\!\n"


@pytest.mark.parametrize(
    "text",
    [
        "> 10 times the upper limit",
        ">>> 10 times",
        "# of patients",
        "## of patients",
        "-# small",
        "- minus",
        "* star",
        "+ plus",
        "1. first",
        "2026. A year",
        "  > indented",
        "a ___ b ___",
        "__init__ and _x_",
        "HLA-DRB1*11:01 and DRB1*08:03",
        "2 * 3 * 4",
        "~~5~~",
        "||p|| = 1",
        "`code` and ```block```",
        "[text](https://example.org)",
        "<@123> <#4> <@&5> <t:1> <a:b:6> </quiz:7>",
        "<https://example.org>",
        "see https://example.org/a_b_c",
        "titres of 1:100:1, :smile:",
        "@everyone and @here",
        r"a back\slash \* \_ \\",
        "**unbalanced",
        "a ** b ** c",
        "DRB1**01 and DRB1**02",
    ],
)
def test_nothing_of_a_text_becomes_markup(text: str) -> None:
    reading = read_markdown(escape(text))
    assert (reading.seen, reading.found) == (text, [])


@given(st.text(SIGNS, max_size=30))
def test_a_name_is_seen_as_it_is_and_in_bold_as_well(text: str) -> None:
    reading = read_markdown(escape_name(text))
    assert (reading.seen, reading.found) == (drop_bold(text), [])
    if text.strip() and "\n" not in text:
        assert read_markdown(embolden(text)).kinds == {"bold"}
        assert read_markdown(embolden(text)).seen == drop_bold(text)


@given(st.text(SIGNS, max_size=30), st.integers(5, 30))
def test_what_is_cut_fits_when_it_is_escaped(text: str, most: int) -> None:
    escaped = escape_within(text, most)
    assert len(escaped) <= most
    assert read_markdown(escaped).found == []


def test_words_in_bold_stay_bold_and_are_escaped_themselves() -> None:
    reading = read_markdown(escape("> **Call _now_** or **go *there* **."))
    assert (reading.found, reading.seen) == (
        [("bold", "Call _now_")],
        "> Call _now_ or **go *there* **.",
    )
    assert read_markdown(escape("**Get help now** for > 1 sign.")).found == [
        ("bold", "Get help now")
    ]


KEPT = frozenset({
    "id", "url", "link", "colour", "emoji", "group", "command", "related", "sources", "card",
    "fact", "facts", "version", "claims", "moved", "basis", "notice", "aliases",
})  # fmt: skip
"""Keys whose values are no text, or are never shown in a message."""


def spoil(value: object, before: str, name: str = "") -> object:
    """Put a text before every text of a deck that a reader sees."""
    if isinstance(value, DeckForm):
        spoilt = {
            each.name: spoil(getattr(value, each.name), before, each.name) for each in fields(value)
        }
        return replace(value, **spoilt)
    if isinstance(value, tuple):
        return tuple(spoil(each, before, name) for each in value)
    if isinstance(value, dict):
        return {key: spoil(each, before, name) for key, each in value.items()}
    return f"{before}{value}" if type(value) is str and value and name not in KEPT else value


def spoilt(before: str) -> Deck:
    deck = small_deck()
    parts = {
        name: tuple(spoil(each, before) for each in getattr(deck, name).values())
        for name in ("terms", "abbreviations", "comparisons", "questions")
    }
    return Deck(
        spoil(deck.info, before),
        tuple(spoil(each, before) for each in deck.cards.values()),
        tuple(spoil(each, before) for each in deck.sources.values()),
        **parts,
    )


def texts_of(message: RenderedMessage) -> Iterator[str]:
    yield message.content
    for embed in message.embeds:
        yield from (embed.title or "", embed.description or "")
        yield from chain.from_iterable((field.name, field.value) for field in embed.fields)


@pytest.mark.parametrize(
    "before",
    [
        "> ",
        ">>> ",
        "# ",
        "-# ",
        "- ",
        "1. ",
        "_a_ __b__ *c* ~~d~~ ||e|| `f` [g](https://evil.example) <@1> <t:1> :100: @everyone \\",
    ],
)
def test_no_message_of_the_deck_makes_markup_of_its_texts(before: str) -> None:
    deck = spoilt(before)
    notices = "\n\n".join(
        f"{notice.text}\n\n<{notice.link}>"
        for notice in (deck.info.crisis_notice, deck.info.overdose_notice)
    )
    seen = []
    for sample in draw_all(deck):
        for message in (sample.message, *without_embeds(sample.message)):
            for text in texts_of(message):
                reading = read_markdown(text)
                seen.append(reading.seen)
                assert reading.kinds <= {
                    "bold", "coded", "linked", "quotation", "list", "address", "subheading",
                    "command",
                }, text  # fmt: skip
                for kind, words in reading.found:
                    if kind == "linked":
                        assert words.startswith(
                            ("<https://example.org", "<https://discord.com/")
                        ), text
                    elif kind == "address":
                        assert words == "<https://findahelpline.com>"
                    elif kind == "quotation":
                        assert words.startswith("⚠️") or words in notices, text
                    elif kind == "list":
                        assert words.startswith(before), text
                    elif kind == "coded":
                        assert (
                            words.startswith("/imnm")
                            or words.isalpha()
                            or words[0] == "/"
                            or words == "private: True"
                        ), text
    assert any(f"{before}Muscles get weak." in each for each in seen)
    assert any(f"{before}{small_deck().info.urgent_line}" in each for each in seen)
    card = next(iter(small_deck().cards.values()))
    assert any(f"{before}{card.title}" in each for each in seen)
    assert any(f"{before}{card.lead.at(Level.PLAIN)}" in each for each in seen)
