"""What nobody sees, and what passes for other letters, is found; what somebody typed is mended."""

# ruff: noqa: RUF001  (look-alikes stand here on purpose)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deck.characters import find_mixed_word, find_unseen, tidy, tidy_line

ZWNJ, ZWJ, ZWSP, NBSP = "\u200c", "\u200d", "\u200b", "\xa0"


@pytest.mark.parametrize(
    "code",
    [
        0x00, 0x08, 0x0B, 0x1B, 0x7F, 0x85, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180E,
        0x200B, 0x200C, 0x200D, 0x200E, 0x202E, 0x2028, 0x2029, 0x2060, 0x2066, 0x206F, 0x2800,
        0x3164, 0xD800, 0xE000, 0xFDD0, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFC, 0xFFFD,
        0xFFFF, 0x1D173, 0x1FFFE, 0xE0001, 0xE0041, 0xE01EF, 0xF0000, 0x10FFFF,
    ],
)  # fmt: skip
def test_what_is_not_seen_between_letters_is_found(code: int) -> None:
    found = find_unseen(f"weak{chr(code)}ness")
    assert found is not None
    assert (found[0], found.start()) == (chr(code), 4)


@pytest.mark.parametrize(
    "text",
    [
        f"می{ZWNJ}خواهم",
        f"क्{ZWJ}ष और क्{ZWNJ}ष",
        f"👩{ZWJ}⚕️ and 👩🏽{ZWJ}🔬, ❤️{ZWJ}🔥",
        "⚠️ ‼️ ↔️ 1️⃣ ☎︎",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "Sjögren, 5 µmol/L, 10 mg, ≥ 1,5 × 10⁹",
    ],
)
def test_joiners_and_styles_stay_where_a_language_or_an_emoji_needs_them(text: str) -> None:
    assert find_unseen(text) is None
    assert tidy(text) == text.replace(NBSP, " ")


@pytest.mark.parametrize("text", ["a" + ZWJ + "b", "👩" + ZWJ, ZWNJ + "م", "a️", "🏴\U000e0067"])
def test_joiners_and_styles_are_found_where_nothing_needs_them(text: str) -> None:
    assert find_unseen(text) is not None


@pytest.mark.parametrize(
    "word", ["st\u0430tin", "myo\u03c1athy", "\u0406MNM", "\u03bfther", "c\u0585re"]
)
def test_a_word_of_two_alphabets_is_found(word: str) -> None:
    assert find_mixed_word(f"It is {word}, is it?") == word


@pytest.mark.parametrize(
    "text", ["TNFα and NFκB, αB-crystallin, β2, γδ T", "5 μg, 5 µg", "міозит", "Sjögren œdema"]
)
def test_greek_letters_of_medicine_and_words_of_one_alphabet_stay(text: str) -> None:
    assert find_mixed_word(text) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"10{NBSP}5 mg", "10 5 mg"),
        ("10\u202f5\u20095\u30005", "10 5 5 5"),
        ("10\t5", "10 5"),
        (f"10{ZWSP}5", "10 5"),
        ("10\xad5", "10 5"),
        ("10\u20605", "10 5"),
        ("10\x005", "10 5"),
        ("10\u31645", "10 5"),
        (f"chest{ZWSP}pain", "chest pain"),
        ("dia\xadbetes", "diabetes"),
        (f"sta{ZWJ}tin\u202e", "statin"),
        ("one\r\ntwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
        (" \u3164 \n ", ""),
        ("\ud800", ""),
        ("Z" + "\u0301" * 40 + "algo", "Z\u0301\u0301algo"),
        ("\u0301\u0489 a", "a"),
        ("พี่ ที่นี่", "พี่ ที่นี่"),
    ],
)
def test_what_is_typed_keeps_its_words_apart_and_loses_what_is_not_seen(typed, kept) -> None:
    assert tidy(typed) == kept
    assert tidy_line(typed) == " ".join(kept.split())


@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_nothing_unseen_is_left_and_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert find_unseen(once) is None


@given(st.text("\t\n \xa0\u200b\u200c\u202e\u2060\ufeff\x00", min_size=1, max_size=5))
def test_two_numbers_never_become_one(between: str) -> None:
    assert tidy_line(f"10{between}5") == "10 5"
