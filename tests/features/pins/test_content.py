"""What stands in a pinned message, how it is recognised, and when it changes."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from bot import errors
from bot.deck.library import keep_signed
from bot.deck.model import Deck, Level
from bot.errors import UnsignedCard
from bot.features.cards.card_view import draw_card
from bot.features.cards.comparison_view import draw_comparison
from bot.features.pins import texts
from bot.features.pins.content import (
    MOST_BUTTONS,
    MissingPage,
    choose_front_desk_cards,
    draw_content,
    draw_front_desk,
    find_content,
    recognise,
    revision_of,
    title_of_content,
)
from bot.features.pins.refresher import Outcome
from bot.features.pins.views import (
    PinEntry,
    draw_list,
    draw_refresh_summary,
    draw_removed,
)
from bot.store import EditRefusal, Pin
from bot.ui.limits import limit_violations
from bot.ui.refusals import draw_refusal
from tests.decks import card, info, small_deck
from tests.libraries import real_library

DECK = real_library().whole


@dataclass
class FakeLibrary:
    """A library without files."""

    whole: Deck
    unsigned: set[str] = field(default_factory=set)

    @property
    def deck(self) -> Deck:
        return self.whole if not self.unsigned else keep_signed(self.whole)

    def serve(self, card_id: str):
        found = self.whole.card(card_id)
        if found.id in self.unsigned:
            raise UnsignedCard
        return found


def revision(deck: Deck, page: str) -> str:
    return revision_of(deck, find_content(FakeLibrary(deck), page))


@pytest.mark.parametrize("level", Level)
def test_a_card_is_recognised_by_its_buttons_with_its_level(level):
    deck = small_deck()
    shown = draw_card(deck, deck.card("ck"), level)
    ids = [each.custom_id for each in shown.controls]
    assert recognise(deck, ids) == ("ck", level)


@pytest.mark.parametrize(
    ("condition", "feature", "page"),
    [
        (None, None, "core"),
        (None, "onset", "five"),
        ("statin-effect", None, "statin-or-imnm"),
        ("dm", None, "dm/-"),
        (None, "skin", "-/skin"),
        ("dm", "skin", "dm/skin"),
    ],
)
@pytest.mark.parametrize("level", Level)
def test_a_part_of_the_tables_is_recognised_and_drawn_again_alike(condition, feature, page, level):
    deck = small_deck()
    shown = draw_comparison(deck, condition, feature, level=level)
    named = recognise(deck, [each.custom_id for each in shown.controls])
    if page != "statin-or-imnm":
        assert named == (page, level)
    content = find_content(FakeLibrary(deck), named[0])
    again = draw_content(deck, content, level)
    assert again.embeds[0].to_dict() == shown.embeds[0].to_dict()


@pytest.mark.parametrize(
    "ids", [[], ["q1:5:0:1"], ["c1:ck:plain"], ["s1:ck:loud"], ["s1:c k:plain"]]
)
def test_anything_else_is_no_card(ids):
    assert recognise(small_deck(), ids) is None


def test_a_revision_changes_with_the_wording_the_review_and_the_urgent_line():
    before = revision(small_deck(card("ck")), "ck")
    for changed in (
        small_deck(card("ck", title="Another")),
        small_deck(card("ck", reviewed_on=date(2026, 12, 1))),
        small_deck(card("ck"), disclaimer_short="Education only."),
        small_deck(card("ck"), card("redflags")),
    ):
        assert revision(changed, "ck") != before
    urgent = card("ck", urgent=True)
    before = revision(small_deck(urgent), "ck")
    assert revision(small_deck(urgent, urgent_line="Get help."), "ck") != before


def test_a_revision_stays_when_only_the_deck_is_numbered_anew_or_another_card_changes():
    before = revision(small_deck(card("ck")), "ck")
    assert revision(small_deck(card("ck"), version="9.9.9"), "ck") == before
    assert revision(small_deck(card("ck"), card("weakness", title="Another")), "ck") == before


def test_a_card_that_left_is_replaced_by_a_notice_that_leads_to_its_successor():
    deck = small_deck()
    content = find_content(FakeLibrary(deck), "gone")
    assert isinstance(content, MissingPage)
    notice = draw_content(deck, content, Level.CLINICAL)
    assert "About weakness" in notice.content
    assert next(each.custom_id for each in notice.controls) == "c1:weakness:clinical"
    assert limit_violations(notice) == ()


@pytest.mark.parametrize("page", ["no-such-card", "no-such/-", "dm/no-such"])
def test_what_has_no_successor_leads_to_search(page):
    deck = small_deck()
    content = find_content(FakeLibrary(deck), page)
    notice = draw_content(deck, content, Level.PLAIN)
    assert "`/imnm search`" in notice.content
    assert page in title_of_content(content)


def test_the_notice_changes_when_a_successor_is_named_later():
    named = small_deck()
    unnamed = small_deck(moved={})
    assert revision(named, "gone") != revision(unnamed, "gone")


def test_a_card_that_waits_for_a_signature_is_not_shown_where_only_signed_ones_are():
    deck = small_deck()
    content = find_content(FakeLibrary(deck, {"ck"}), "ck")
    assert "approval" in draw_content(deck, content, Level.PLAIN).content
    assert revision_of(deck, content) != revision(deck, "ck")


def test_the_front_desk_has_the_most_read_first_then_those_with_a_command_and_nothing_twice():
    many = tuple(card(f"topic-{number}") for number in range(15))
    deck = small_deck(*many, card("rare", command=None))
    pages = choose_front_desk_cards(deck, ["rare", "gone-long-ago", "topic-3"])
    ids = [page.id for page in pages]
    assert ids[:3] == ["rare", "topic-3", "topic-0"]
    assert len(set(ids)) == len(ids) == MOST_BUTTONS
    desk = draw_front_desk(deck, pages, Level.PLAIN)
    assert limit_violations(desk) == ()
    assert tuple(desk.controls)[-1].custom_id == "g1:plain"
    assert info().urgent_line in str(desk.embeds[0].to_dict())


def test_the_front_desk_leads_with_what_the_deck_says_whatever_is_read_most():
    many = tuple(card(f"topic-{number}") for number in range(15))
    deck = small_deck(*many, front_desk=("topic-9", "not-served", "topic-4"))
    pages = choose_front_desk_cards(deck, ["topic-3", "topic-4", "topic-8"])
    ids = [page.id for page in pages]
    assert ids[:5] == ["topic-9", "topic-4", "topic-3", "topic-8", "topic-0"]
    assert len(set(ids)) == len(ids) == MOST_BUTTONS
    first, second, *_ = draw_front_desk(deck, pages, Level.PLAIN).rows
    assert [each.custom_id for each in first] == ["c1:topic-9:plain", "c1:topic-4:plain"]
    assert second[0].custom_id == "c1:topic-3:plain"


def test_the_longest_titles_fit_the_buttons_of_a_front_desk_on_a_phone():
    long = card("weakness", title="T" * 80), card("ck", title="S" * 80, short_title="S" * 35)
    desk = draw_front_desk(small_deck(*long), long, Level.PLAIN)
    assert [each.label for each in desk.rows[0]] == ["T" * 37 + "…", "S" * 35]


def entry(number: int) -> PinEntry:
    pin = Pin((1 << 62) + number, 1 << 62, 1 << 62, "srp", Level.CLINICAL, "0" * 8)
    return PinEntry(pin, "T" * 80, "clinical", EditRefusal.UNFIT)


def test_the_longest_list_and_report_fit():
    deck = small_deck()
    entries = [entry(number) for number in range(300)]
    for page in (0, 1, 2, 38, 99):
        assert limit_violations(draw_list(deck, entries, page)) == ()
    outcomes = dict.fromkeys(Outcome, 300)
    assert limit_violations(draw_refresh_summary(deck, outcomes, entries)) == ()
    assert limit_violations(draw_removed(entries[0])) == ()


@pytest.mark.parametrize("state", [EditRefusal.ACCESS, EditRefusal.RIGHTS, EditRefusal.ARCHIVED])
def test_whoever_removes_what_kept_a_pin_from_being_edited_is_told_how_to_go_on(state):
    """A right that is given back brings no message up to date: nobody tells the bot of it."""
    assert "`/pin refresh`" in texts.STATE[state]


def test_a_page_beyond_the_last_is_the_last():
    shown = draw_list(small_deck(), [entry(number) for number in range(9)], 99)
    assert shown.embeds[0].footer.text == "Page 2 of 2 · 9 pins"


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (errors.MayNotPin(), "Pin Messages in this channel"),
        (errors.MayNotPin(77), "Pin Messages in <#77>"),
        (errors.BotMayNot(("View Channel",), 77), "I need View Channel in <#77>"),
        (errors.BotMayNot(("A", "B", "C")), "I need A, B and C in this channel"),
        (errors.PinsFull(250), "has 250 pins"),
        (errors.UnknownPin(), "`/pin list`"),
        (errors.NotKeepable(), "`/pin card`"),
        (errors.RefreshRunning(), "already being refreshed"),
        (errors.NotTaken(), "try again in a moment"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_refusal_says_who_lacks_what_and_what_to_do(refusal, said):
    assert said in draw_refusal(DECK, refusal).content
