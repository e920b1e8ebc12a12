"""Colours of groups as a style sheet."""

import re

from bot.pictures.colours import READABLE, contrast
from bot.site.colours import draw_colours
from tests.libraries import real_library

COLOUR = re.compile(r"\.group-([a-z-]+) \{ --accent: (#[0-9a-f]{6}); \}")


def test_each_groups_colour_can_be_read_in_light_and_in_dark():
    deck = real_library().deck
    light, dark = draw_colours(deck).split("@media (prefers-color-scheme: dark)")
    for part, ground in ((light, "#ffffff"), (dark, "#23262d")):
        found = dict(COLOUR.findall(part))
        assert found.keys() == deck.groups.keys()
        assert all(contrast(colour, ground) >= READABLE for colour in found.values())
