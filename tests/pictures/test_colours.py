"""Colours that can be read, whatever colour a group of the deck has."""

import random

import pytest

from bot.pictures.colours import (
    FIGURE,
    GROUND,
    INK,
    MUTED,
    PANEL,
    PAPER,
    READABLE,
    TEXT,
    WHITE,
    contrast,
    fill_under_white,
    text_on_dark,
    text_on_paper,
)

ANY = [f"#{random.Random(seed).randrange(1 << 24):06x}" for seed in range(50)]


@pytest.mark.parametrize(
    ("one", "other", "measured"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_what_wcag_says(one, other, measured):
    assert contrast(one, other) == pytest.approx(measured, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffff00", *ANY])
def test_any_colour_is_made_readable(colour):
    assert contrast(fill_under_white(colour), WHITE) >= READABLE
    assert contrast(text_on_paper(colour), PAPER) >= READABLE
    for ground in (GROUND, PANEL):
        assert contrast(text_on_dark(colour), ground) >= READABLE


def test_the_colours_of_every_picture_can_be_read():
    for ground in (GROUND, PANEL):
        assert contrast(TEXT, ground) >= READABLE
        assert contrast(MUTED, ground) >= READABLE
    assert contrast(INK, PAPER) >= READABLE
    # Shapes that are no text (WCAG 1.4.11).
    assert contrast(FIGURE, GROUND) >= 3


def test_a_colour_that_can_be_read_stays_as_it_is():
    assert fill_under_white("#1d4e89") == text_on_paper("#1d4e89") == "#1d4e89"
    assert text_on_dark("#8ab4f8") == "#8ab4f8"
