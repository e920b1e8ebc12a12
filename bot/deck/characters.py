"""Characters that nobody sees or that pass for others: refused in the deck, mended where typed.

No reviewer can see them in a text of the deck. What somebody typed or pasted has them by accident.
"""

# ruff: noqa: RUF003  (look-alikes stand here on purpose)

from __future__ import annotations

import re
import unicodedata

from bot.deck.confusables import LOOKS_LIKE

_PLANES = range(0x1FFFE, 0x110000, 0x10000)
# Unicode's property Default_Ignorable_Code_Point; then what is not to be read at all: controls,
# line and paragraph separators, surrogates, private use, annotations, the sign of a lost letter,
# noncharacters; and the pattern of Braille that has no dot.
_SIGNS = (
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufdd0-\ufdef\ufff9-\uffff\u2800"
    f"\U000f0000-\U0010ffff{''.join(chr(last) + chr(last + 1) for last in _PLANES)}]"
)
# England, Scotland and Wales: the only flags in use that are spelled with tags.
_FLAG = (
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
)
_UNSEEN = re.compile(f"{_FLAG}|{_SIGNS}")
_UNSEEN_IN_NUMBER = re.compile(rf"(?<=\d){_SIGNS}+(?=\d)")
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_STYLES = "\ufe0e\ufe0f"
"""The variation selectors that make text or an emoji of a sign that may be either."""
_KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
# Emoji that Unicode counts as punctuation or mathematics: two exclamation marks, arrows and more.
_OTHER_EMOJI = re.compile("[\u203c\u2049\u2190-\u21ff\u25fd\u25fe\u3030\u303d]")
# The scripts that join their letters, Arabic to Mongolian and the scripts of India among them.
_JOINED = re.compile(
    "[\u0600-\u0fff\u1000-\u109f\u1780-\u18af\ua840-\ua8ff\ua980-\ua9ff\ufb50-\ufdff]"
)


def find_unseen(text: str) -> re.Match[str] | None:
    """Return the first character that nobody would see, with its place, or None.

    The joiners stay that Persian, Hindi and their like need within a word, and whatever an emoji is
    made of. Tabs and line feeds are none: they can be seen.
    """
    return next((each for each in _UNSEEN.finditer(text) if not _is_needed(each)), None)


def _is_needed(found: re.Match[str]) -> bool:
    text, place, sign = found.string, found.start(), found[0]
    if len(sign) > 1:
        return True
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if sign in _JOINERS and _is_joined_letter(before) and _is_joined_letter(after):
        return True
    if sign == _JOINERS[1]:
        return _is_emoji(before) and _is_emoji(after)
    return sign in _STYLES and before not in _STYLES and (_is_emoji(before) or after == _KEYCAP)


def _is_joined_letter(letter: str) -> bool:
    return _JOINED.match(letter) is not None and unicodedata.category(letter)[0] in "LM"


def _is_emoji(sign: str) -> bool:
    """Return whether the character is an emoji or, as a skin tone or style, the end of one."""
    if not sign:
        return False
    other = _OTHER_EMOJI.match(sign) is not None or sign in _STYLES
    return other or unicodedata.category(sign) == "So" or "\U0001f3fb" <= sign <= "\U0001f3ff"


_WORD = re.compile(r"[^\W\d_]+")
# Greek letters that medicine writes within a Latin word ("TNFα", "NFκB"); none that pass for Latin.
_GREEK = frozenset("αβγδεζηθκλμξπσςτφχψωΓΔΘΛΞΠΣΦΨΩ")


def find_mixed_word(text: str) -> str | None:
    """Return the first word of Latin letters with one of another alphabet among them, or None."""
    if text.isascii():
        return None
    return next((word for word in _WORD.findall(text) if _is_mixed(word)), None)


def _is_mixed(word: str) -> bool:
    if word.isascii():
        return False
    latin = [unicodedata.name(letter, "").startswith("LATIN") for letter in word]
    return any(latin) and any(
        not own
        and letter not in _GREEK
        and (ord(letter) in LOOKS_LIKE or unicodedata.name(letter, "").startswith(_ALPHABETS))
        for own, letter in zip(latin, word, strict=True)
    )


_ALPHABETS = ("ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GEORGIAN", "GREEK", "LISU")

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What holds a word together or turns its direction: without it the word is the same word.
_WITHIN_WORDS = re.compile(
    "[\xad\u034f\u061c\u17b4\u17b5\u180b-\u180d\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
# The marks of no script of their own: such are stacked to break out of the line.
_ANY_SCRIPT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_MOST_MARKS, _MOST_OF_A_SCRIPT = 2, 4


def tidy(text: str) -> str:
    """Return what somebody typed, with all that can be seen of it and nothing else.

    Whatever kept two words or numbers apart becomes one space: "10", a no-break space and "5" are
    never "105". Line breaks stay, as line feeds. A letter keeps two marks above or below it, four
    of a script that has its own.
    """
    text = _UNSEEN_IN_NUMBER.sub(" ", _LINE_ENDS.sub("\n", text))
    text = _UNSEEN.sub(_without_unseen, text)
    lines = (" ".join(line.split()) for line in _unstack(text).split("\n"))
    return "\n".join(lines).strip()


def tidy_line(text: str) -> str:
    """Return what somebody typed as :func:`tidy` does, in one line."""
    return " ".join(tidy(text).split())


def _without_unseen(found: re.Match[str]) -> str:
    if _is_needed(found):
        return found[0]
    return "" if _WITHIN_WORDS.match(found[0]) else " "


def _unstack(text: str) -> str:
    """Return the text without marks that stand on no sign, and without those piled on one."""
    kept: list[str] = []
    marks = 0
    for each in text:
        if unicodedata.category(each) in ("Mn", "Me"):
            marks += 1
            most = _MOST_MARKS if _ANY_SCRIPT.match(each) else _MOST_OF_A_SCRIPT
            if marks > most or not kept or kept[-1].isspace():
                continue
        else:
            marks = 0
        kept.append(each)
    return "".join(kept)
