"""Reading is strict, keeps every scalar as text, and survives whatever it is given."""

import os
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deck import yaml_reader as reading
from bot.deck.loader import FORMS, build
from bot.deck.model import Card
from bot.deck.yaml_reader import read, read_file
from bot.errors import DeckError
from bot.features.cards.check import check
from tests.examples import examples

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parent / "small"
REAL = sorted((ROOT / "cards").glob("**/*.yaml")) + sorted(SMALL.glob("**/*.yaml"))


def faults_of(text: str | bytes) -> list[tuple[str, int]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(DeckError) as refused:
        read(data, "card.yaml")
    return [(fault.rule, fault.line) for fault in refused.value.faults]


def test_scalars_stay_the_text_that_was_written() -> None:
    page = read(b"a: NO\nb: 1:10\nc: 007\nd: 2026-11-22\ne: 1e3\nf: [yes, 0x1F, 1_000]\n", "x")
    assert page.values == {
        "a": "NO",
        "b": "1:10",
        "c": "007",
        "d": "2026-11-22",
        "e": "1e3",
        "f": ["yes", "0x1F", "1_000"],
    }


def test_every_value_knows_its_line() -> None:
    page = read(b"a: 1\nb:\n  - c: x\n    d: >-\n      long\n      text\n  - e: y\n", "x")
    assert [page.place.line_of(at) for at in [("a",), ("b",), ("b", 0, "d"), ("b", 1, "e")]] == [
        1,
        2,
        4,
        7,
    ]


def test_a_place_that_is_not_there_has_the_line_of_what_would_hold_it() -> None:
    page = read(b"a: 1\nb:\n  - c: x\n", "x")
    assert page.place.line_of(("b", 0, "missing", 3)) == 3


def test_every_repeated_key_is_named_at_once() -> None:
    text = "a: 1\nb: 2\na: 3\nc:\n  d: 4\n  d: 5\n"
    assert faults_of(text) == [("DECK008", 3), ("DECK008", 6)]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: &x 1\nb: 2\n", "DECK006", 1),
        ("a: 1\nb: *x\n", "DECK006", 2),
        ("a: 1\n*x : 2\n", "DECK006", 2),
        ("a: 1\nb: !!int 2\n", "DECK006", 2),
        ("a: 1\nb: !local {c: 1}\n", "DECK006", 2),
        ("a: 1\nb: ! 2\n", "DECK006", 2),
        ("a: 1\n<<: {b: 2}\n", "DECK006", 2),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", "DECK006", 1),
        ("a: 1\nb: {{c: d}: e}\n", "DECK005", 2),
        ("a: 1\n\tb: 2\n", "DECK005", 2),
        ("a: 1\nb: 'open\n", "DECK005", 3),
        ("a: 1\nb: x\u0085y\n", "DECK004", 2),
        ("a: 1\nb: x\u2028y\n", "DECK004", 2),
        ("a: 1\nb: x\0y\n", "DECK004", 2),
        ("a: 1\nb: ~\n", "DECK010", 2),
        ("a: 1\nb: [x, null]\n", "DECK010", 2),
        ("a: 1\n...\nb: 2\n", "DECK005", 3),
        ("just words\n", "DECK009", 1),
        ("# a comment alone\n", "DECK009", 1),
    ],
)
def test_what_is_refused_is_named_with_its_line(text: str, rule: str, line: int) -> None:
    assert faults_of(text)[0] == (rule, line)


@pytest.mark.parametrize(
    "data", [b"\xff\xfea\x00:\x00", b"a: \xc3\x28\n", b"a: \xed\xa0\x80\n", b"\xef\xbb\xbfa: 1\n"]
)
def test_bytes_that_are_no_utf8_are_refused(data: bytes) -> None:
    assert faults_of(data)[0][0] == "DECK003"


@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "? "])
def test_no_depth_of_nesting_exhausts_the_interpreter(opener: str) -> None:
    assert faults_of("a:\n " + opener * 300_000)[0][0] in {"DECK007", "DECK005"}


def test_a_quoted_null_is_a_word() -> None:
    assert read(b'a: "null"\nb: ""\n', "x").values == {"a": "null", "b": ""}


def test_an_emoji_of_several_signs_is_no_invisible_character() -> None:
    assert read("a: 👩\u200d⚕️\n".encode(), "x").values == {"a": "👩\u200d⚕️"}


def test_a_file_within_the_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/real.yaml").write_text("a: 1\n")
    (tmp_path / "card.yaml").symlink_to("data/real.yaml")
    assert read_file(tmp_path, "card.yaml").values == {"a": "1"}


def test_a_text_that_is_too_long_is_refused_before_it_is_parsed() -> None:
    assert faults_of(b"a: " + b"x" * 2_000_000) == [("DECK002", 1)]


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "card.yaml")
    with pytest.raises(DeckError, match="not an ordinary file"):
        read_file(tmp_path, "card.yaml")


def test_a_link_that_leads_in_a_circle_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").symlink_to("card.yaml")
    with pytest.raises(DeckError, match="DECK001"):
        read_file(tmp_path, "card.yaml")


def only_deck_errors(data: bytes, name: str = "en/x.yaml") -> None:
    """Read and build; whatever the bytes are, there is a page or a DeckError with a place."""
    try:
        page = read(data, name)
    except DeckError as refused:
        places = [fault.line for fault in refused.faults]
    else:
        built, faults = build(FORMS.get(name, Card), page)
        assert (built is None) == bool(faults)
        places = [fault.line for fault in faults] or [1]
    assert min(places) >= 1


TOKENS = st.sampled_from(
    [
        *"[]{},'\"#%~\\@`é0a\n\t\r\0\u2028\ufeff👩",
        *("id: ", "- ", "  ", ": ", "&x ", "*x ", "!!", "|\n", ">-\n", "? ", "<<: ", "null", "yes"),
        *("---\n", "...\n", "facts:\n", "plain:\n", "lead:\n", "sources: "),
    ]
)


@pytest.mark.long
@settings(max_examples=examples(1500))
@given(st.one_of(st.lists(TOKENS, max_size=40).map("".join).map(str.encode), st.binary()))
def test_no_text_crashes_the_reader(data: bytes) -> None:
    only_deck_errors(data)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The file after one to four accidents: bytes flipped, cut, doubled, moved or strewn in."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        size = rng.randint(1, 12)
        kind = rng.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] = rng.randrange(256)
        elif kind == 1:
            del changed[at : at + size]
        elif kind == 2:
            changed[at:at] = changed[at : at + size]
        elif kind == 3:
            changed[at:at] = rng.choice([b"&a ", b"*a ", b"!!x ", b"[", b"{", b"\n", b"- ", b": "])
        else:
            other = rng.randrange(len(changed) + 1)
            changed[at:at] = changed[other : other + size]
    return bytes(changed)


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 10))]
)
def test_twenty_thousand_damaged_files_give_nothing_but_deck_errors(part: int) -> None:
    rng = random.Random(20261123 + part)
    # Files are cut to their beginnings: damage there is found as well, and sooner.
    files = [
        (name.read_bytes()[:4000], name.name if name.name in FORMS else f"en/{name.name}")
        for name in REAL
    ]
    for _ in range(2_000):
        data, name = rng.choice(files)
        only_deck_errors(mutate(data, rng), name)


def test_more_values_than_any_card_needs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_VALUES", 10)
    assert faults_of("a: [" + "x, " * 10 + "x]\n") == [("DECK002", 1)]


@pytest.mark.long
def test_no_damage_to_a_file_crashes_the_rules(folder: Path) -> None:
    rng = random.Random(3)
    sound = {path: path.read_bytes() for path in sorted(folder.glob("**/*.yaml"))}
    for _ in range(250):
        path = rng.choice(list(sound))
        path.write_bytes(mutate(sound[path], rng))
        check(folder, date(2026, 11, 24))
        path.write_bytes(sound[path])
