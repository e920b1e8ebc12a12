"""The texts of refusals."""

import pytest

from bot import errors
from bot.ui.plain_text import quote
from bot.ui.refusals import draw_failure, draw_refusal

REFUSALS = (
    errors.UnknownCard("<@&1> **x**", ("hmgcr", "srp")),
    errors.UnknownTerm("xyz", ("CK / CPK",)),
    errors.UnknownCondition("xyz", ("IMNM", "DM")),
    errors.UnsignedCard("hmgcr"),
    errors.MayNotPost(),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_says_what_to_do_and_leaks_nothing(refusal):
    said = draw_refusal(refusal).content
    assert any(hint in said for hint in ("`/imnm", "use the command"))
    assert type(refusal).__name__ not in said
    assert len(said) < 400


def test_each_refusal_has_words_of_its_own():
    fallback = draw_refusal(errors.Refusal()).content
    said = [draw_refusal(refusal).content for refusal in REFUSALS]
    assert len({fallback, *said}) == len(REFUSALS) + 1


def test_near_names_are_offered():
    assert "Did you mean “hmgcr”, “srp”?" in draw_refusal(REFUSALS[0]).content


def test_a_failure_shows_its_reference_and_nothing_else():
    assert draw_failure("7F3A2C").content == "Something went wrong. Reference 7F3A2C."


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
