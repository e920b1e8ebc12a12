"""Aliases are kind, plenty, short enough for a board, and cannot be worked out."""

from itertools import islice
from random import Random

from bot.learning.aliases import ADJECTIVES, BIRDS, TRIES, propose_aliases


def test_there_are_plenty_and_none_twice():
    for words in (ADJECTIVES, BIRDS):
        assert len(words) == len(set(words)) >= 150
        assert all(word.isalpha() and word[0].isupper() for word in words)


def test_no_word_speaks_of_illness_or_weakness():
    about_health = {"weak", "strong", "slow", "swift", "ill", "sick", "lame", "frail", "patient"}
    assert not about_health & {word.lower() for word in ADJECTIVES}
    # Trouble with swallowing is a warning sign of the disease.
    assert "Swallow" not in BIRDS


def test_proposals_fit_a_line_on_a_phone_and_go_on_for_ever():
    proposals = list(islice(propose_aliases(Random(3)), 10 * TRIES))
    assert max(map(len, proposals)) <= 30
    assert all(len(alias.split()) == 2 for alias in proposals[:TRIES])
    assert proposals[TRIES].endswith(" 2")
    assert proposals[-1].endswith(" 10")
