"""The texts of refusals."""

import dataclasses
import re

import pytest

from bot import errors
from bot.ui.plain_text import quote
from bot.ui.refusals import draw_failure, draw_notice, draw_refusal
from tests.libraries import real_library

DECK = real_library().whole

REFUSALS = (
    errors.UnknownCard("<@&1> **x**", ("hmgcr", "srp")),
    errors.UnknownTerm("xyz", ("CK / CPK",)),
    errors.UnknownCondition("xyz", ("IMNM", "DM")),
    errors.UnsignedCard(),
    errors.MayNotPost(),
)
FACTS = {
    "query": "{x}",
    "options": ("hmgcr", "srp"),
    "rights": ("View Channel", "Embed Links"),
    "channel_id": None,
    "channels": tuple(range(8)),
    "limit": 5,
    "role_id": 7,
    "message_id": 9,
}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_says_what_to_do_and_leaks_nothing(refusal):
    said = draw_refusal(DECK, refusal).content
    assert any(hint in said for hint in ("`/imnm", "use the command"))
    assert type(refusal).__name__ not in said
    assert len(said) < 400


def test_each_refusal_has_words_of_its_own():
    fallback = draw_refusal(DECK, errors.Refusal()).content
    said = [draw_refusal(DECK, refusal).content for refusal in REFUSALS]
    assert len({fallback, *said}) == len(REFUSALS) + 1


def every_kind(kind=errors.Refusal):
    for each in kind.__subclasses__():
        yield each
        yield from every_kind(each)


@pytest.mark.parametrize("kind", sorted(every_kind(), key=lambda kind: kind.__name__))
def test_every_text_can_be_filled_with_the_facts_of_its_refusal(kind):
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    assert {field.name for field in fields} <= FACTS.keys()
    said = draw_refusal(DECK, kind(*(FACTS[field.name] for field in fields))).content
    assert said[0].isupper() or said.startswith("“")
    assert said.endswith(".")
    assert not set("{}") & set(said)
    assert "None" not in said


def test_near_names_are_offered():
    assert "Did you mean “hmgcr”, “srp”?" in draw_refusal(DECK, REFUSALS[0]).content


def test_a_failure_shows_its_reference_and_nothing_else():
    said = draw_failure("7F3A2C").content
    assert said.startswith("Something went wrong. Reference 7F3A2C. Please try again.")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("can't climb stairs?", "“can't climb stairs?”"),
        ("Müdigkeit, мышцы, 筋肉, मांसपेशी", "“Müdigkeit, мышцы, 筋肉, मांसपेशी”"),
        ("**bold** `code` ||hidden||", "“bold code hidden”"),
        ("<@123> <@&5> <#7> @everyone", "“123 5 7 everyone”"),
        ("[a](https://evil.example) discord.gg/x", "“a (https evil.example) discord.gg x”"),
        ("# big\n> quote\t\u202eturn\u200b", "“big quote turn”"),
        ("x" * 500, "“" + "x" * 59 + "…”"),
    ],
)
def test_a_persons_own_words_are_harmless_when_repeated(said, shown):
    assert quote(said) == shown


@pytest.mark.parametrize("name", ["crisis_notice", "overdose_notice"])
def test_each_telephone_line_has_a_line_of_its_own_and_every_word_is_the_decks(name):
    deck = real_library().deck
    notice = getattr(deck.info, name)
    lines = draw_notice(deck, name).content.split("\n")
    for number in ("988", "116 123", "13 11 14", "1737"):
        assert len([line for line in lines if line.startswith("- ") and number in line]) == 1
    said = re.findall(r"\w+", " ".join(lines))
    assert said == re.findall(r"\w+", f"{notice.text} {notice.link}")


def test_the_urgent_notice_is_one_alarm():
    deck = real_library().deck
    assert draw_notice(deck, "urgent_notice").content == f"⚠️ **{deck.info.urgent_notice}**"
