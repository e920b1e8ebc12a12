"""Type a command, see the card, press its buttons."""

import re

import pytest

from tests.browser.conftest import PHONE, button
from tests.libraries import real_library

PRIVATE = "Only you can see this"


def test_a_typed_command_shows_its_card_with_its_buttons(discord):
    discord.command("/imnm subtypes")
    card = discord.message("Three types at a glance")
    text = card.inner_text()
    subtypes = real_library().deck.cards["subtypes"]
    first = next(subtypes.facts())
    for said in (subtypes.in_short, first.text, subtypes.action):
        assert said in text
    assert "No doctor has approved it yet." in text
    assert PRIVATE not in text
    for name in ("When to get help", "In clinical terms", "Sources", "Hard words", "As text"):
        assert button(card, name).is_enabled()


@pytest.mark.long
def test_the_asker_pages_the_card_in_place(discord):
    discord.command("/imnm biopsy")
    card = discord.message("A small piece of muscle")
    shown = discord.count()
    button(card, "In clinical terms").click()
    button(discord.message("Infiltrates absent or mild"), "In plain words").click()
    discord.message("A small piece of muscle")
    assert discord.count() == shown


@pytest.mark.long
def test_sources_are_private_links(discord):
    discord.command("/imnm labs")
    button(discord.message("CK leaks into blood"), "Sources").click()
    sources = discord.message("Sources of")
    assert PRIVATE in sources.inner_text()
    links = [link.get_attribute("href") for link in sources.get_by_role("link").all()]
    assert len(links) >= 3
    assert all(link.startswith("https://") for link in links)


@pytest.mark.long
def test_somebody_elses_press_leaves_the_card_as_it_is(discord):
    discord.command("/imnm srp")
    discord.message("SRP is a tiny machine")
    discord.page.get_by_label("Viewing as").select_option(label="Sam (student)")
    answer = discord.press("SRP is a tiny machine", "In clinical terms", "100-patient series")
    assert PRIVATE in answer.inner_text()
    assert PRIVATE not in discord.message("SRP is a tiny machine").inner_text()
    discord.page.get_by_label("Viewing as").select_option(label="Ana (patient)")
    discord.message("SRP is a tiny machine")
    assert not discord.page.locator(".channel-message", has_text="100-patient series").count()


@pytest.mark.long
def test_a_change_in_the_deck_shows_at_the_next_command(discord, cards):
    card = cards / "en" / "genetics.yaml"
    text = card.read_text()
    title = re.search(r"^title: (.+)$", text, re.MULTILINE)[1]
    card.write_text(text.replace(f"title: {title}", "title: A title from the editor", 1))
    discord.command("/imnm genetics")
    discord.message("A title from the editor")


@pytest.mark.parametrize("discord", [PHONE], indirect=True)
@pytest.mark.parametrize(
    "topic",
    [
        "redflags",
        pytest.param("overview", marks=pytest.mark.long),
        pytest.param("statins", marks=pytest.mark.long),
    ],
)
def test_a_card_fits_a_phone_without_scrolling_sideways(discord, topic):
    discord.command(f"/imnm {topic}")
    card = discord.message("No doctor has approved it yet.")
    # The page slides its list of messages away first.
    discord.page.wait_for_function(
        "it => it.getBoundingClientRect().x >= 0", arg=card.element_handle()
    )
    assert card.bounding_box()["width"] <= PHONE["width"]
    assert card.evaluate("it => it.scrollWidth") <= PHONE["width"]
    assert discord.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.long
@pytest.mark.parametrize("discord", [PHONE], indirect=True)
def test_a_picture_is_seen_on_a_phone_and_read_by_a_screen_reader(discord):
    discord.command("/imnm symptoms")
    card = discord.message("How IMNM can show in daily life")
    picture = card.get_by_role(
        "img", name=re.compile("^How IMNM shows in daily life. The main sign")
    )
    picture.wait_for()
    discord.page.wait_for_function(
        "image => image.naturalWidth >= 800", arg=picture.element_handle()
    )
    box = picture.bounding_box()
    assert 250 <= box["width"] <= PHONE["width"]
