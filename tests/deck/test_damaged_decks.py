"""The deck itself, damaged as a hurried author would: `imnm-bot check` finds every damage.

`breakage` shows on a small deck that each rule works and where it points. Here the deck that is
served is damaged in ways that look harmless in a diff.
"""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.deck import readability
from bot.deck.draft import Draft
from bot.deck.loader import gather
from bot.deck.rule import rules_of
from bot.deck.rules import inspect
from bot.features.cards.check import RULES
from bot.features.cards.subcommands import SUBCOMMANDS
from tests.libraries import CARDS

TODAY = date(2026, 11, 27)


def read(folder: Path) -> Draft:
    draft = gather(folder, lock=True)
    draft.today = TODAY
    draft.subcommands = SUBCOMMANDS
    return draft


def damage(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first match of ``old``, blanks of any kind between words, and nothing else."""
    path = folder / file
    pattern = r"\s+".join(re.escape(word) for word in old.split())
    text, times = re.subn(pattern, lambda _: new, path.read_text(encoding="utf-8"), count=1)
    assert times == 1, f"{old!r} is not in {file}"
    path.write_text(text, encoding="utf-8")


DOI = "https://doi.org/10.1016/j.nmd.2017.09.016"
HARD = "Permeability abnormalities necessitate interdisciplinary reinterpretation. " * 12
DARK = "**Get emergency care now** for dark urine"
DAMAGES = [
    # signs of danger
    ("DECK100", "en/exercise.yaml", DARK, "**Get medical help the same day** for dark urine"),
    ("DECK101", "en/exercise.yaml", "or if you pass almost no urine", "or if you pass no urine"),
    ("DECK100", "en/labs.yaml", "action: ", "action: Brown urine can wait for your visit. "),
    ("DECK100", "en/ivig.yaml", "**Get emergency care now.**", "Tell your team at the next visit."),
    ("DECK100", "en/takeaways.yaml", "It is an emergency if", "Tell your doctor soon if"),
    (
        "DECK100",
        "en/redflags.yaml",
        "title: Urine, weakness and stroke",
        "title: Urine, which can wait",
    ),
    ("DECK100", "glossary.yaml", "it needs help at once", "it can wait until the next visit"),
    ("DECK100", "comparisons.yaml", "Well-defined group", "Dark urine is harmless"),
    ("DECK100", "quiz.yaml", "Emergency care, now", "A same-day visit, then"),
    (
        "DECK100",
        "quiz.yaml",
        "A fever alone needs medical help the same day.",
        "A fever alone needs an ambulance.",
    ),
    (
        "DECK102",
        "deck.yaml",
        "urgent_line: >- Get emergency help now",
        "urgent_line: >-\n  Get help",
    ),
    ("DECK103", "en/swallowing.yaml", "sign_off: clinician", ""),
    # pictures
    ("DECK122", "pictures.yaml", "chest pain or a tight chest", "a heart attack"),
    (
        "DECK122",
        "pictures.yaml",
        "Some feel a change within weeks",
        "All feel a change within weeks",
    ),
    ("DECK122", "pictures.yaml", "a muscle biopsy matters most", "a muscle biopsy is needed"),
    ("DECK123", "pictures.yaml", "- sign: fainting text: you pass out", ""),
    ("DECK123", "pictures.yaml", "level: same day", "level: tell the team"),
    ("DECK124", "pictures.yaml", "high: 4", "high: 5"),
    ("DECK125", "comparisons.yaml", "pm: Over weeks to a few months", ""),
    # questions
    (
        "DECK083",
        "quiz.yaml",
        "answer: Necrotizing autoimmune myopathy",
        "answer: Necrotizing autoimmune myopathy, as doctors may write it today",
    ),
    (
        "DECK111",
        "quiz.yaml",
        "- Infectious muscle-narrowing myelitis",
        "- Always infectious myelitis",
    ),
    ("DECK112", "quiz.yaml", "What does IMNM stand for?", "What does IMNM not stand for?"),
    ("DECK114", "quiz.yaml", "- Infectious muscle-narrowing myelitis", "- No, infectious myelitis"),
    ("DECK115", "quiz.yaml", "- IMNM is not inherited, and nerves are not its target.", ""),
    ("DECK116", "quiz.yaml", "A 63-year-old man on atorvastatin", "Somebody on atorvastatin"),
    ("DECK118", "quiz.yaml", "explanation: ", f"explanation: {'They do. ' * 150}"),
    (
        "DECK081",
        "quiz.yaml",
        "- Infectious muscle-narrowing myelitis",
        "- Immune-mediated necrotizing myopathy.",
    ),
    ("DECK080", "quiz.yaml", "facts: [01-P2]", "facts: [01-P99]"),
    # sources and evidence
    ("DECK036", "sources.yaml", DOI, "https://pubmed.ncbi.nlm.nih.gov/?term=imnm"),
    ("DECK036", "sources.yaml", DOI, "https://www.nhs.uk/"),
    ("DECK036", "sources.yaml", DOI, "https://www.researchgate.net/p/1"),
    ("DECK036", "sources.yaml", DOI, "https://clinicaltrials.gov/search?cond=imnm"),
    ("DECK030", "en/overview.yaml", "sources: [S02, S47]", "sources: [S02, S999]"),
    ("DECK050", "en/overview.yaml", "sources: [S02, S47]", ""),
    (
        "DECK055",
        "en/triggers.yaml",
        "basis: general knowledge",
        "basis: general knowledge\n        sources: [S02]",
    ),
    ("DECK056", "deck.yaml", "look_on: 2026-12-27", "look_on: 2026-10-01"),
    ("DECK052", "en/trials.yaml", "review_due: 20", "review_due: 2026-11-26 #"),
    (
        "DECK054",
        "en/labs.yaml",
        "related:",
        'reviewed_by: {name: Dr A, role: GP, on: 2026-11-27, revision: "0f0f0f0f"}\nrelated:',
    ),
    # what a fact says
    ("DECK092", "en/swallowing.yaml", "About one in three people", "About one in five people"),
    (
        "DECK092",
        "en/triggers.yaml",
        "Stopping the statin is often not enough.",
        "Stopping the statin is often enough.",
    ),
    ("DECK092", "en/overview.yaml", "Many people gain strength.", "Most people gain strength."),
    ("DECK094", "en/swallowing.yaml", "id: 31-P5", "id: 31-P2"),
    ("DECK093", "en/swallowing.yaml", "id: 31-P5", "id: 31-P55"),
    ("DECK060", "en/steroids.yaml", "action: ", "action: Take 40 mg each morning. "),
    ("DECK061", "en/prognosis.yaml", "action: ", "action: Nine in ten survive. "),
    ("DECK063", "en/mimics.yaml", "biopsy, statins,", "biopsy,"),
    ("DECK066", "en/labs.yaml", "In short: CK leaks from hurt muscle.", HARD),
    # names and commands
    ("DECK045", "en/labs.yaml", "command: labs", "command: search"),
    ("DECK046", "en/carers.yaml", "group: living", "group: living\ncommand: carers"),
    ("DECK044", "en/labs.yaml", "aliases:", "aliases:\n  - Red flags"),
    ("DECK022", "en/swallowing.yaml", "id: 31-P5", "id: 31-P1"),
]


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CARDS, tmp_path / "cards"))


def test_the_deck_has_no_fault_and_no_warning(cards: Path) -> None:
    assert inspect(read(cards), "load", "check", also=rules_of(readability)) == ()


@pytest.mark.long
@pytest.mark.parametrize(("rule", "file", "old", "new"), DAMAGES)
def test_a_damage_is_found(cards: Path, rule: str, file: str, old: str, new: str) -> None:
    damage(cards, file, old, new)
    draft = read(cards)
    assert draft.faults == []
    (looked,) = [each for each in RULES if each.number == rule]
    # Only this rule: all of them take as long as forty of these tests.
    assert list(looked.look(draft))


def test_thirty_decks_and_more_are_damaged() -> None:
    assert len(DAMAGES) >= 30
