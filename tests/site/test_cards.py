"""The page of one card."""

import pytest

from bot.deck.model import Basis, Fact, Section
from bot.site.build import SiteOptions, build_site
from tests.decks import CHANGE, card, fact, signed, small_deck
from tests.site.reading import ReadPage, Site


def page_of(*cards) -> ReadPage:
    return Site(build_site(small_deck(*cards), SiteOptions()))["cards/weakness.html"]


@pytest.fixture(scope="module")
def page() -> ReadPage:
    return page_of(card("weakness", urgent=True, changed=(CHANGE,)), card("ck"))


def test_both_levels_have_their_facts_plain_first(page):
    assert page.texts("section.level > h2") == ["In plain words", "In clinical terms"]
    assert page.texts("h3")[:4] == ["First", "Then and now", "Detail", "Then and now"]
    text = page.text
    assert text.index("Muscles get weak.") < text.index("CK exceeds normal.")


def test_sources_are_numbered_over_both_levels_and_each_mark_leads_to_one(page):
    assert [li.attrs["id"] for li in page.find(".source-list li")] == ["S02", "S01", "S03"]
    plain = page.one("section.plain")
    assert [a.to_text() for a in plain.query(".facts .mark")] == ["†"]
    line = plain.query(".sources")[0]
    assert [(a.to_text(), a.attrs["href"], a.attrs["aria-label"]) for a in line.query("a")] == [
        ("1", "#S02", "Source 1"), ("2", "#S01", "Source 2"), ("3", "#S03", "Source 3"),
    ]  # fmt: skip
    (mark, *_) = page.find("section.clinical .facts .mark")
    assert (mark.to_text(), mark.attrs["href"]) == ("3", "#S03")


def test_the_dagger_is_explained_where_it_stands(page):
    assert page.one("#general").to_text() == "† Rests on general knowledge."
    certain = Section(title="A", facts=(fact("01-P1", "B", "S01"),))
    calm = page_of(card("weakness", plain=(certain,)))
    assert calm.find("#general") == []
    assert calm.find('[href="#general"]') == []


def test_a_fact_that_no_page_can_carry_says_what_it_rests_on():
    own = Fact(id="01-P1", text="Ask us.", basis=Basis.GENERAL)
    page = page_of(card("weakness", plain=(Section(title="A", facts=(own,)),)))
    assert "Ask us. (general knowledge)" in page.one('[id="01-P1"]').to_text()
    assert "Rests on general medical knowledge; no page is named for it." in page.texts("h3")


def test_a_command_that_opens_a_card_is_a_link_to_its_page():
    facts = (
        fact("01-P1", "Type /imnm card ck now."),
        fact("01-P2", "Type /imnm card nowhere or /imnm card <b>."),
    )
    page = page_of(
        card("weakness", plain=(Section(title="A", facts=facts),)), card("ck", command=None)
    )
    (link,) = page.find(".facts a:not(.mark)")
    assert (link.to_text(), link.attrs["href"]) == ("/imnm card ck", "ck.html")
    assert "/imnm card nowhere or /imnm card <b>." in page.text


@pytest.mark.long
def test_a_safety_card_opens_with_the_urgent_line_and_an_urgent_one_has_it_too(page):
    line = "If you have trouble breathing, get emergency help now."
    assert page.text.count(line) == 1
    safety = page_of(card("weakness", urgent=True, safety=True))
    assert safety.text.index(line) < safety.text.index("Checked against sources")
    assert line not in page_of(card("weakness")).text


@pytest.mark.long
def test_the_review_names_who_and_when_or_that_nobody_has(page):
    assert "Checked against sources 22 Nov 2026. No doctor has approved it yet." in page.text
    assert "The next check is due by 22 Nov 2027." in page.text
    approved = page_of(signed(card("weakness"))).text
    assert "Approved by Dr Example, neurologist, 1 Dec 2026." in approved
    assert "No doctor has approved" not in approved


def test_hard_words_lead_to_the_glossary(page):
    links = {a.to_text(): a.attrs["href"] for a in page.find(".words a")}
    assert links["Muscle"] == "../glossary.html#term-muscle"
    assert links["CK / CPK"].startswith("../glossary.html#short-")


def test_related_cards_and_those_of_the_group_are_offered(page):
    related, others = page.find(".related")
    assert [a.attrs["href"] for a in related.query("a")] == ["../cards/five.html"]
    assert [a.attrs["href"] for a in others.query("a")] == ["../cards/ck.html"]
