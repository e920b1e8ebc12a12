"""The handout as a printer and a screen reader get it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.deck.loader import gather
from bot.deck.model import Deck
from bot.features.cards.handout_view import draw_handout_menu
from bot.pictures import drawing
from bot.pictures.handout import (
    TEMPLATE,
    TITLE,
    Paper,
    make_handout,
    questions_of,
)
from tests.libraries import CARDS

REVIEW = "Checked against sources 27 Nov 2026. No doctor has approved it yet."
SIZES = {Paper.A4: "595.276 x 841.89", Paper.LETTER: "612 x 792"}


@pytest.fixture
def print_out(library, tmp_path):
    def make(count, paper=Paper.A4, deck=library.deck):
        chosen = [fact.id for fact in questions_of(deck)[:count]]
        file = tmp_path / "handout.pdf"
        file.write_bytes(drawing.write_pdf(TEMPLATE, make_handout(deck, chosen, paper, REVIEW)))
        return file

    return make


def ask(tool, *arguments):
    return subprocess.run([tool, *arguments], capture_output=True, check=True).stdout.decode()


@pytest.mark.long
@pytest.mark.parametrize("paper", Paper)
def test_any_number_of_questions_makes_two_pages(library, print_out, paper):
    for count in range(1, len(questions_of(library.deck)) + 1):
        told = ask("pdfinfo", print_out(count, paper))
        assert re.search(r"Pages: +2\n", told), count
        assert f"Page size:       {SIZES[paper]}" in told


@pytest.mark.parametrize(("paper", "height"), [(Paper.A4, 841.89), (Paper.LETTER, 792)])
def test_nothing_stands_where_a_printer_cannot_print(print_out, paper, height):
    words = ask("pdftotext", "-bbox", print_out(16, paper), "-")
    lowest = max(float(bottom) for bottom in re.findall(r'yMax="([\d.]+)"', words))
    assert lowest <= height - 14


def test_it_has_a_title_tags_and_a_text_layer(library, print_out):
    file = print_out(16)
    told = ask("pdfinfo", file)
    assert re.search(rf"Title: +{TITLE}\n", told)
    assert re.search(r"Tagged: +yes\n", told)
    assert "pdfuaid" in ask("pdfinfo", "-meta", file)
    text = " ".join(ask("pdftotext", file, "-").split())
    for fact in questions_of(library.deck):
        assert fact.text in text
    for words in (TITLE, "My own questions", "What I take", "My team", "At night", "Sources:"):
        assert words in text
    assert "My strength and CK" in text
    assert REVIEW in text
    assert " ".join(library.deck.info.urgent_line.split()) in text.replace("\u2019", "'")
    structure = ask("pdfinfo", "-struct", file)
    for tag in ("H1", "H2", "L ", "LI", "Table", "TH"):
        assert tag in structure


def test_only_what_was_chosen_is_printed_in_the_order_of_the_card(library):
    first, second, third = questions_of(library.deck)[:3]
    chosen = [third.id, first.id, "38-P99"]
    data = json.loads(make_handout(library.deck, chosen, Paper.A4, REVIEW))
    assert data["questions"] == [first.text, third.text]
    assert second.text not in str(data)


def test_sources_are_a_short_list_that_tells_what_is_left_out(library):
    deck = library.deck
    everything = [fact.id for fact in questions_of(deck)]
    listed = json.loads(make_handout(deck, everything, Paper.A4, REVIEW))["sources"]
    assert re.search(r"and \d+ more on the card", listed)
    assert listed.endswith("general medical knowledge")
    assert len(listed) < 450
    one = json.loads(make_handout(deck, everything[:1], Paper.A4, REVIEW))["sources"]
    assert one == deck.sources["S01"].cite


def test_a_deck_without_the_card_has_no_questions(library):
    deck = library.deck
    others = tuple(card for card in deck.cards.values() if card.id != "doctor")
    assert questions_of(Deck(deck.info, others, tuple(deck.sources.values()))) == ()


@pytest.mark.long
def test_a_deck_without_a_diary_prints_one_page_and_says_nothing_of_a_second(tmp_path, print_out):
    folder = Path(shutil.copytree(CARDS, tmp_path / "cards"))
    info = folder / "deck.yaml"
    diary = re.compile(r"^diary:\n(?:  .*\n)+", re.MULTILINE)
    info.write_text(diary.sub("", info.read_text(encoding="utf-8")), encoding="utf-8")
    deck = gather(folder).deck()
    assert deck.info.diary is None
    assert "diary" not in draw_handout_menu(deck, Paper.A4).embeds[0].description
    assert re.search(r"Pages: +1\n", ask("pdfinfo", print_out(5, deck=deck)))
