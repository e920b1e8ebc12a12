"""Rules about pictures: they show what the deck says, and nothing that it does not.

A picture is believed at a glance. So a label may only use words of what it names, and no sign of
danger of a card may be missing from its picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.deck.draft import COMPARISONS, PICTURES, Draft
from bot.deck.pictures import Area, PagePicture, Share
from bot.deck.rule import At, Finding, rule

_FREE_WORDS = "a an and are as at for from in is it its of on or that the to with you"
_FREE = frozenset(_FREE_WORDS.split())
"""Words that say nothing by themselves."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ENDING = re.compile(r"(?:ning|ing|ed|es|s|e)$")
_NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"
)  # fmt: skip


def _stems(text: str) -> set[str]:
    """Return a text's words without endings; a word as it is written is among them too."""
    words = set(_WORD.findall(text.casefold()))
    return words | {_ENDING.sub("", word) for word in words}


def _foreign(text: str, said: set[str]) -> list[str]:
    """Return the words of a text that are not among those of ``said``."""
    return [
        word
        for word in dict.fromkeys(_WORD.findall(text.casefold()))
        if word not in _FREE and not _stems(word) & said
    ]


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


def _texts(draft: Draft) -> dict[str, str]:
    return {spot.fact.id: spot.fact.text for spot in draft.fact_places()}


def _each(draft: Draft) -> Iterator[tuple[At, PagePicture]]:
    """Yield every picture and its place; none while what they name cannot be read."""
    if draft.broken:
        return
    for number, picture in enumerate(draft.pictures):
        yield ("pictures", number), picture


@rule(
    "DECK120",
    why="What it names would be missing from the picture, or the picture could not be drawn.",
    cure="Name one that exists.",
)
def unknown_part(draft: Draft) -> Iterable[Finding]:
    """A picture names a card, fact, sign or group that the deck does not have."""
    if draft.info is None:
        return
    groups = {group.id for group in draft.info.groups}
    signs = {sign.id for sign in draft.info.signs}
    cards = {card.id for card in draft.cards.values()}
    facts = _texts(draft)
    for at, picture in _each(draft):
        named: list[tuple[At, str, bool]] = [(("page",), picture.page, picture.page in cards)]
        for number, band in enumerate(picture.bands):
            here = ("bands", number)
            named.append(((*here, "colour"), band.colour, band.colour in groups))
            named += [
                ((*here, "signs", place), each.sign, each.sign in signs)
                for place, each in enumerate(band.signs)
            ]
        for number, panel in enumerate(picture.panels):
            named.append((("panels", number, "card"), panel.card, panel.card in cards))
            named.append((("panels", number, "colour"), panel.colour, panel.colour in groups))
        for where, label in picture.labels():
            named += [((*where, "facts"), fact, fact in facts) for fact in label.facts]
            if isinstance(label, Share | Area):
                named.append(((*where, "colour"), label.colour, label.colour in groups))
        for where, name, known in named:
            if not known:
                yield Finding(PICTURES, (*at, *where), f"The deck has no `{name}`.")


@rule(
    "DECK121",
    why="One look must give one thing to see, and a page has one picture.",
    cure="Fill one of `bands`, `panels`, `areas` and `steps`, once for each page.",
)
def unclear_picture(draft: Draft) -> Iterable[Finding]:
    """A picture shows nothing, two kinds of things, or the same page as another one."""
    pages = Counter(picture.page for picture in draft.pictures)
    for at, picture in _each(draft):
        kinds = [key for key in ("bands", "panels", "areas", "steps") if getattr(picture, key)]
        if len(kinds) != 1:
            yield Finding(PICTURES, at, f"It shows {' and '.join(kinds) or 'nothing'}.")
        if pages[picture.page] > 1:
            yield Finding(PICTURES, (*at, "page"), f"`{picture.page}` has two pictures.")


@rule(
    "DECK122",
    why="A picture that says more than the facts is a statement without a source.",
    cure="Use words of the facts or the sign that it names; in titles and notes, of the deck.",
    stage="check",
)
def own_words(draft: Draft) -> Iterable[Finding]:
    """A label of a picture uses a word that what it names does not have."""
    if draft.info is None:
        return
    facts = {key: _stems(text) for key, text in _texts(draft).items()}
    signs = {sign.id: _stems(sign.wording) for sign in draft.info.signs}
    deck = _union(_stems(each.text) for each in draft.statements())
    for _, _, _, _, section in draft.sections():
        deck |= _stems(section.title)
    for card in draft.cards.values():
        deck |= _stems(card.title)

    def free_words(picture: PagePicture) -> Iterator[tuple[At, str | None]]:
        yield ("title",), picture.title
        yield ("note",), picture.note
        yield ("tasks_title",), picture.tasks_title
        for number, band in enumerate(picture.bands):
            yield ("bands", number, "title"), band.title
            yield ("bands", number, "line"), band.line
        for where, label in picture.labels():
            yield (*where, "name"), label.name

    for at, picture in _each(draft):
        texts = [(where, text or "", deck) for where, text in free_words(picture)]
        texts += [
            (
                (*where, "text"),
                label.text,
                _union(facts.get(fact, set()) for fact in label.facts),
            )
            for where, label in picture.labels()
        ]
        texts += [
            (("bands", number, "signs", place, "text"), each.text, signs.get(each.sign, set()))
            for number, band in enumerate(picture.bands)
            for place, each in enumerate(band.signs)
        ]
        for where, text, said in texts:
            foreign = _foreign(text, said)
            if foreign:
                message = f"{_list(foreign)} is not said by what “{text}” names."
                yield Finding(PICTURES, (*at, *where), message)


def _list(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


@rule(
    "DECK123",
    why="Whoever looks at the picture alone must not miss a sign, nor meet it as less urgent.",
    cure="Show each sign of the card once, in the band of its level.",
    stage="check",
)
def missing_sign(draft: Draft) -> Iterable[Finding]:
    """A picture of signs leaves one of its card out, or gives one another level."""
    if draft.info is None:
        return
    levels = {sign.id: sign.level for sign in draft.info.signs}
    for at, picture in _each(draft):
        if not picture.bands:
            continue
        card = next((each for each in draft.cards.values() if each.id == picture.page), None)
        stated = {fact.id for fact in card.facts()} if card else set()
        wanted = {sign.id for sign in draft.info.signs if sign.fact in stated}
        shown = Counter(each.sign for band in picture.bands for each in band.signs)
        for sign in sorted(wanted - shown.keys()):
            yield Finding(PICTURES, (*at, "bands"), f"The sign `{sign}` is not shown.")
        for number, band in enumerate(picture.bands):
            for place, each in enumerate(band.signs):
                where = (*at, "bands", number, "signs", place)
                if levels.get(each.sign, band.level) is not band.level:
                    message = f"`{each.sign}` is not “{band.level}”."
                    yield Finding(PICTURES, where, message)
                if shown[each.sign] > 1:
                    yield Finding(PICTURES, where, f"`{each.sign}` is shown twice.")


@rule(
    "DECK124",
    why="A number that is seen is believed more than one that is read.",
    cure="Take `low`, `high` and `whole` from the fact, or leave the share out.",
    stage="check",
)
def wrong_share(draft: Draft) -> Iterable[Finding]:
    """The share of people in a picture is not in its fact, or is no share."""
    facts = _texts(draft)
    for at, picture in _each(draft):
        share = picture.share
        if share is None:
            continue
        where = (*at, "share")
        if not 0 <= share.low <= share.high <= share.whole <= 10 or not share.whole:
            yield Finding(PICTURES, where, "It is no share of at most ten.")
            continue
        words = _WORD.findall(" ".join(facts.get(fact, "") for fact in share.facts).casefold())
        numbers = list(dict.fromkeys((share.low, share.high)))
        rest = iter(words)
        # In this order: the whole of "three in every five" is no number of those meant.
        for number in (*numbers, share.whole):
            if not any(word in (str(number), _NUMBERS[number]) for word in rest):
                yield Finding(PICTURES, where, f"The fact does not say {_NUMBERS[number]} there.")
                break


@rule(
    "DECK125",
    why="A cell without its column would look like a finding.",
    cure="Write one plain cell for each column id.",
)
def wrong_plain_cells(draft: Draft) -> Iterable[Finding]:
    """A row's plain cells are not one for each of its cells."""
    for at, _, row in draft.rows():
        if row.plain is not None and row.plain.cells.keys() != row.cells.keys():
            message = f"The plain cells of `{row.id}` are not those of its columns."
            yield Finding(COMPARISONS, (*at, "plain"), message)
