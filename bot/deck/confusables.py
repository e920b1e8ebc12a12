"""Letters and digits that look like those of English, and texts compared by their look.

The table is made of Unicode's confusables.txt (version 13, Unicode Technical Standard 39): letters
and digits of other alphabets, and rare ones of the Latin alphabet, whose prototype is one letter or
digit of ASCII. Left out is what compatibility decomposition maps already, and what is written from
right to left. A capital I stands under "i": Unicode has it under "l", which it looks like too.
"""

# ruff: noqa: RUF001  (look-alikes stand here on purpose)

from __future__ import annotations

import re
import unicodedata

from bot.deck.search.spelling import fold

_LIKE = {
    "2": "ƧϨᒿꙄꛯꝚ",
    "3": "ƷȜЗӠⳌꝪꞫ",
    "4": "Ꮞ",
    "5": "Ƽ",
    "6": "бᏮⳒ",
    "8": "Ȣȣ৪੪",
    "9": "৭੧୨൭ⳊꝮ",
    "a": "ɑΑαАаᎪᗅꓮ",
    "b": "ƄΒВЬᏏᏴᑲᖯᗷꓐꞴ",
    "c": "СсᏟᴄⲤⲥꓚꮯ",
    "d": "ԁᎠᏧᑯᗞᗪꓒꓓ",
    "e": "ΕЕеҽᎬⴹꓰꬲ",
    "f": "ϜքᖴẝꓝꞘꞙꬵ",
    "g": "ƍɡԌցᏀᏳᶃꓖ",
    "h": "ΗНһհᎻᏂᕼⲎꓧ",
    "i": "ıƖǀɩɪΙιІіӀӏᎥᛁⲒⵏꓲꙇꭵ",
    "j": "ͿϳЈјᎫᒍꓙꞲ",
    "k": "ΚКᏦᛕⲔꓗ",
    "l": "ᏞᒪⳐꓡ",
    "m": "ΜϺМᎷᗰᛖⲘꓟ",
    "n": "ΝոռⲚꓠ",
    "o": "ΟοσОоՕօ۵०০੦૦ଠ୦௦౦೦ഠ൦๐໐ဝ၀ჿዐᴏᴑⲞⲟⵔ〇ꓳꬽ",
    "p": "ΡρРрᏢᑭⲢⲣꓑ",
    "q": "ԛգզⵕ",
    "r": "ƦгᎡᏒᖇᴦⲅꓣꭇꭈꮁ",
    "s": "ƽЅѕՏᏕᏚꓢꜱꮪ",
    "t": "ΤТᎢⲦꓔ",
    "u": "ʋυՍսሀᑌᴜꓴꞟꭎꭒ",
    "v": "νѴѵ۷Ꮩᐯᴠⴸꓦꛟꮩ",
    "w": "ɯѡԜԝաᎳᏔᴡꓪꮃ",
    "x": "ΧХхᕁᕽᚷⲬⵝꓫꞳ",
    "y": "ɣʏΥγУуҮүყᎩᎽᶌỿⲨꓬꭚ",
    "z": "ΖᏃᴢꓜꮓ",
}
LOOKS_LIKE = {ord(each): letter for letter, others in _LIKE.items() for each in others}
"""The letter or digit of ASCII, in lower case, that each code point looks like."""


def fold_by_look(text: str) -> str:
    """Return the text as search folds it, look-alikes taken for what they look like.

    Two texts that come out equal are one text to a reader, or one name to the search.
    """
    return fold(unicodedata.normalize("NFKD", text).translate(LOOKS_LIKE))


# A minus is one before a figure only: between words the same stroke is a hyphen or a dash.
_MEANING = re.compile(
    r"[<>=+%\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}"
    r"\N{PLUS-MINUS SIGN}\N{RIGHTWARDS ARROW}\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}]"
    r"|(?<!\w)[-\N{EN DASH}\N{MINUS SIGN}](?=\d)|(?<=\d)[.,:/](?=\d)"
)


def reads_as(text: str) -> tuple[str, ...]:
    """Return what a reader takes a text for: its fold, and the signs that change what it says.

    Search drops all signs, so that "> 10" and "< 10" are one name to it; as answers they are two.
    """
    signs = _MEANING.findall(unicodedata.normalize("NFKC", text))
    return fold_by_look(text) or text, *(
        "-" if sign in "\N{EN DASH}\N{MINUS SIGN}" else sign for sign in signs
    )
