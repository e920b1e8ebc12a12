"""Numbers of the deck's rules: whoever writes cards looks them up, and a number is used once."""

from bot.features.cards.check import RULES
from tests.golden.conftest import Golden


def test_rules_keep_their_numbers(golden: Golden) -> None:
    lines = [f"{each.number} {each.severity}, {each.stage}: {each.title}\n" for each in RULES]
    assert len({each.number for each in RULES}) == len(RULES)
    golden("deck_rules.txt", "".join(sorted(lines)))
