"""The buttons of a question's options, found by the letter that the question shows them under."""

import re
from collections.abc import Iterable

TRUE_OR_FALSE = {"A": "True", "B": "False"}
"""They have no letters, and stand in this order."""


def is_labelled(label: object, wanted: str) -> bool:
    """Whether a button has this label, or belongs to the option with this letter."""
    return label in (wanted, TRUE_OR_FALSE.get(wanted, wanted)) or str(label).startswith(
        f"{wanted} · "
    )


def starts_of_right_answer(letter: str) -> tuple[str, ...]:
    """Return how the line of the right option of a closed question may begin."""
    return f"✅ **{letter}. ", f"✅ **{TRUE_OR_FALSE.get(letter, letter)}** "


def why_not(letter: str) -> re.Pattern[str]:
    """Match how a closed question names the wrong option whose reason it gives."""
    return re.compile(rf"\*\*Why not ({letter}|{TRUE_OR_FALSE.get(letter, letter)}):\*\* ")


def find_label(labels: Iterable[str], wanted: str) -> str | None:
    """Return the whole label of the first button that fits."""
    return next((label for label in labels if is_labelled(label, wanted)), None)
