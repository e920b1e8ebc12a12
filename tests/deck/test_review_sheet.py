"""The review sheet holds what a reviewer needs, and never looks as if somebody had signed."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.deck.loader import gather
from bot.deck.model import Card, Deck, Level
from bot.deck.review_sheet import Role, write_sheet
from bot.features.cards.check import run_review_sheet
from tests.deck.breakage import BREAKAGE, Change
from tests.libraries import real_library

TODAY = date(2026, 11, 27)
OVERVIEW = "en/overview.yaml"


class Sheet(HTMLParser):
    """The sheet's text, its links and what stands in each table row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.rows = [
            re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if (tag, name) == ("a", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def sheet_of(folder: Path, role: Role | None = None) -> Sheet:
    return Sheet(write_sheet(gather(folder).deck(), TODAY, role))


def sign(folder: Path, revision: str, facts: str = "") -> None:
    signature = (
        f"reviewed_by:\n  name: Dr A\n  role: neurologist\n  on: 2026-11-22\n"
        f'  revision: "{revision}"\n{facts}'
    )
    Change(OVERVIEW, "sign_off: clinician\n", f"sign_off: clinician\n{signature}").apply(folder)


def card_of(folder: Path) -> Card:
    return gather(folder).cards[OVERVIEW]


@pytest.fixture(scope="module")
def deck() -> Deck:
    return real_library().deck


@pytest.mark.long
def test_every_fact_has_its_boxes_and_links_that_open(deck: Deck) -> None:
    sheet = Sheet(write_sheet(deck, TODAY))
    for card in deck.cards.values():
        for fact in card.facts():
            row = next(row for row in sheet.rows if f" {fact.id} " in row)
            assert all(box in row for box in ("yes", "change", "drop")), fact.id
    for source in deck.sources.values():
        assert source.url in sheet.links or source.id not in sheet.text, source.id
    assert all(link.startswith(("https://", "#")) for link in sheet.links)


def test_both_levels_the_first_line_and_the_action_are_there(folder: Path) -> None:
    sheet = sheet_of(folder)
    card = gather(folder).cards["en/statins.yaml"]
    for text in (card.lead.plain, card.lead.clinical, card.in_short, card.action):
        assert text is not None
        assert text in sheet.text
    assert f"revision {card.revision}" in sheet.text
    assert "No page is named: general knowledge." in sheet.text
    assert '† the word "trigger"' in sheet.text


@pytest.mark.long
def test_while_nobody_has_signed_it_says_so_and_leaves_the_lines_blank(deck: Deck) -> None:
    sheet = Sheet(write_sheet(deck, TODAY))
    assert "No clinician has signed any card of this deck." in sheet.text
    assert "signed by" not in sheet.text
    assert len(re.findall(r"Name: \s", sheet.text)) == len(deck.cards)


def test_a_valid_signature_is_told_from_one_that_is_void(folder: Path) -> None:
    sign(folder, card_of(folder).revision)
    sheet = sheet_of(folder)
    assert "Clinicians have so far signed 1: of the 2 cards" in sheet.text
    assert "signed by Dr A, neurologist, 2026-11-22" in sheet.text
    Change(OVERVIEW, "such as a statin", "like a statin").apply(folder)
    sheet = sheet_of(folder)
    assert "No clinician has signed any card of this deck." in sheet.text
    assert "changed since Dr A, neurologist, signed it on 2026-11-22" in sheet.text


def test_what_changed_since_the_signature_comes_first(folder: Path) -> None:
    card = card_of(folder)
    facts = "".join(f'    {fact.id}: "{fact.revision}"\n' for fact in card.facts())
    sign(folder, card.revision, f'  facts:\n{facts}    01-P7: "00000000"\n')
    Change(OVERVIEW, "such as a statin", "like a statin").apply(folder)
    html = write_sheet(gather(folder).deck(), TODAY)
    assert html.index('id="overview"') < html.index('id="statins"')
    changed = html.split("Changed since it was signed", 1)[1].split("</table>", 1)[0]
    assert re.findall(r"\d\d-[PC]\d", changed) == ["01-P2"]
    assert "No longer on the card: 01-P7." in html


@pytest.mark.parametrize("role", ["pharmacist", "neuromuscular", "patient"])
def test_each_role_gets_the_cards_that_it_is_asked_about(deck: Deck, role: Role) -> None:
    html = write_sheet(deck, TODAY, role)
    shown = set(re.findall(r'<section id="([^"]+)"', html))
    wanted = {"pharmacist": "pharmacist", "neuromuscular": "clinician"}.get(role)
    assert shown == {c.id for c in deck.cards.values() if wanted in (None, c.sign_off)}
    clinical = [f.id for c in deck.cards.values() for f in c.facts(Level.CLINICAL)]
    if role == "patient":
        text = Sheet(html).text
        assert not any(f" {fact} " in text for fact in clinical)
        assert "your name approves nothing" in html
        assert "approve it as it stands here" not in html
    else:
        assert html.count("approve it as it stands here") == len(shown)
        assert "Signs of danger" in html


def test_a_sheet_is_written_on_request(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    assert run_review_sheet(folder, out, role="patient") == 0
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_text_is_never_taken_for_markup(folder: Path, tmp_path: Path) -> None:
    Change(OVERVIEW, "a rare disease", "<b>rare</b> & bad").apply(folder)
    html = write_sheet(gather(folder).deck(), TODAY)
    assert "&lt;b&gt;rare&lt;/b&gt; &amp; bad" in html


def test_a_deck_that_cannot_be_served_prints_its_faults_in_place_of_a_sheet(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BREAKAGE["DECK030"][0].apply(folder)
    assert run_review_sheet(folder, tmp_path / "sheet.html") == 1
    assert "DECK030" in capsys.readouterr().out
    assert not (tmp_path / "sheet.html").exists()


def test_no_folder_and_no_place_to_write_are_matters_of_usage(folder: Path, tmp_path: Path) -> None:
    assert run_review_sheet(tmp_path / "nowhere", tmp_path / "sheet.html") == 2
    assert run_review_sheet(folder, tmp_path / "nowhere" / "sheet.html") == 2
