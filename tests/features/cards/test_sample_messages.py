"""`imnm-bot check` measures every kind of message that a deck makes."""

import importlib
import inspect
import pkgutil
import sys
from dataclasses import replace

import discord
import pytest

import bot.features.cards
from bot.deck.model import Section
from bot.features.cards.check import draw_all
from bot.ui.message import PHONE_BUTTON, PHONE_OPTION
from tests.decks import card, fact, small_deck


def drawers() -> dict[object, str]:
    """Every public function of the cards' views that returns messages, by its code."""
    found = {}
    for module in pkgutil.iter_modules(bot.features.cards.__path__, "bot.features.cards."):
        if not module.name.endswith("_view"):
            continue
        view = importlib.import_module(module.name)
        for name, drawer in inspect.getmembers(view, inspect.isfunction):
            public = drawer.__module__ == view.__name__ and not name.startswith("_")
            returned = str(inspect.signature(drawer).return_annotation)
            if public and "RenderedMessage" in returned:
                found[drawer.__code__] = f"{module.name}.{name}"
    return found


def test_no_kind_of_message_is_left_out_of_the_samples():
    """A view that nobody samples may break a limit of Discord's before anybody sees it."""
    wanted = drawers()
    drawn = set()

    def note(frame, event, _argument):
        if event == "call":
            drawn.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        ask = Section(title="Ask", facts=(fact("38-P1", "Which test was used?", "S01"),))
        deck = small_deck(card("weakness"), card("doctor", plain=(ask,)))
        samples = list(draw_all(deck))
    finally:
        sys.setprofile(before)
    assert len(wanted) > 10
    assert not {name for code, name in wanted.items() if code not in drawn}
    assert all(sample.name for sample in samples)


@pytest.mark.long
def test_no_button_and_no_entry_of_a_menu_is_cut_on_a_phone(library):
    long = small_deck(card("weakness", title="T" * 80), card("ck", title="S" * 80))
    basics = replace(long.groups["basics"], title="G" * 80)
    long.groups = long.groups | {"basics": basics}
    samples = [*draw_all(library.deck), *draw_all(long)]
    controls = [control for sample in samples for control in sample.message.controls]
    buttons = {each.label or "" for each in controls if isinstance(each, discord.ui.Button)}
    entries = {
        option.label
        for each in controls
        if isinstance(each, discord.ui.Select)
        for option in each.options
    }
    entries |= {each.placeholder or "" for each in controls if isinstance(each, discord.ui.Select)}
    assert len(buttons) > 20
    assert [label for label in buttons if len(label) > PHONE_BUTTON] == []
    assert [label for label in entries if len(label) > PHONE_OPTION] == []
