"""Nothing is said by colour alone."""

from typing import Any

import pytest

from tests.discord_rules import said_by_colour

GREEN, RED, BLUE = 3, 4, 1


def message(title: str, colour: int, **button: Any) -> dict[str, Any]:
    shown = {"type": 2, "style": 2, "label": "Hard", "custom_id": "vg1:2"} | button
    return {
        "embeds": [{"title": title, "color": colour}],
        "components": [{"type": 1, "components": [shown]}],
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (message("Answered", 0x00FF00), message("Answered", 0xFF0000)),
        (message("Rated", 5), message("Rated", 5, style=BLUE, custom_id="vg1:4")),
        (message("3 answers", 5, style=GREEN), message("4 answers", 5, style=RED)),
    ],
    ids=["the colour of an embed", "the look of a button", "beside a number that goes on"],
)
def test_what_only_colours_tell_apart_is_named(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(said_by_colour([one, other])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (message("Right", 0x00FF00), message("Not this time", 0xFF0000)),
        (message("Rated", 5), message("Rated", 5, style=BLUE, label="Hard ✓")),
        (message("Help", 5), message("Help", 5, style=BLUE, disabled=True)),
        (message("Cards", 5), message("Cards", 5)),
    ],
    ids=["a word", "a mark", "what cannot be pressed", "nothing"],
)
def test_what_something_else_tells_too_passes(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert said_by_colour([one, other]) == ()
