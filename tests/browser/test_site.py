"""The site in Chromium: no barrier, no sideways scrolling, a search that works from a disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
import yaml

from bot.site.build import SiteOptions, build_site
from bot.site.documents import find_documents
from bot.site.folder import write_site
from tests.libraries import real_library

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# What axe would fetch to look at style sheets is forbidden by the pages' own policy.
RUN_AXE = "() => axe.run(document, {preload: false, resultTypes: ['violations']})"
KINDS = {
    "home": "index.html",
    "topics": "topics.html",
    "group": "topics/symptoms.html",
    "card": "cards/hmgcr.html",
    "card with a picture": "cards/redflags.html",
    "comparison": "cards/five-conditions.html",
    "glossary": "glossary.html",
    "sources": "sources.html",
    "search": "search.html",
    "about": "about.html",
    "invitation": "add-the-bot.html",
    "documents": "documents/index.html",
    "document with tables and code": "documents/hosting.html",
    "not found": "404.html",
}
SMALLEST_PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
SMALLEST_TARGET = 24
"""CSS pixels: WCAG 2.2, target size (2.5.8). Links within a sentence are excepted."""
COMFORTABLE = 44
SIZES = """() => [...document.querySelectorAll('a, input')]
    .filter(each => each.checkVisibility() && !each.closest('.skip'))
    .map(each => ({box: each.getBoundingClientRect(), text: each.textContent,
        alone: getComputedStyle(each).display !== 'inline',
        navigation: !!each.closest('nav, .pages, .tiles, .buttons, form')}))
    .map(({box, ...others}) => ({width: box.width, height: box.height, ...others}))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    options = SiteOptions(application_id=123456789012345678, documents=find_documents())
    write_site(out, build_site(real_library().deck, options))
    return out


@pytest.fixture
def page(chromium, request) -> Iterator:
    """A page of a browser; `indirect` parametrisation sets what is special about it."""
    context = chromium.new_context(viewport=SMALLEST_PHONE, **getattr(request, "param", {}))
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


@pytest.mark.long
@pytest.mark.parametrize("page", [{"color_scheme": each} for each in ("light", "dark")],
                         ids=["light", "dark"], indirect=True)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_page_has_a_barrier_or_scrolls_sideways(page, folder, kind):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / KINDS[kind]).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST_PHONE["width"]
    # As large as at 200 %, on the same narrow screen.
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST_PHONE["width"]
    page.evaluate("document.documentElement.style.fontSize = ''")
    for each in page.evaluate(SIZES):
        smallest = COMFORTABLE if each["navigation"] else SMALLEST_TARGET
        if each["alone"]:
            assert min(each["width"], each["height"]) >= smallest - 0.5, each
    for size in (SMALLEST_PHONE, DESKTOP):
        page.set_viewport_size(size)
        found = page.evaluate(f"{AXE};({RUN_AXE})()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert all(url.startswith("file://") for url in asked)
    assert said == []


def test_a_keyboard_skips_to_the_text_and_sees_where_it_is(page, folder):
    page.goto((folder / "cards" / "hmgcr.html").as_uri())
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("it => it === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "3px" in outline
    assert "solid" in outline


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("hmgcr", "Anti-HMGCR type"),
        ("statns", "Statins"),
        ("rituxamab", "Rituximab"),
        ("dysphasia", None),
        ("Antibodies!", "antibod"),
    ],
)
def test_the_search_finds_cards_without_a_server(page, folder, typed, wanted):
    page.goto((folder / "search.html").as_uri())
    page.get_by_label("A word, a name or a question").fill(typed)
    results = page.locator("#results a")
    if wanted is None:
        # It looks like "dysphagia", and is another thing.
        assert "Nothing found" in page.get_by_role("status").inner_text()
        return
    results.first.wait_for()
    assert re.search(r"\d+ pages? found", page.get_by_role("status").inner_text())
    assert any(wanted.lower() in each.lower() for each in results.all_inner_texts()[:3])
    results.first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert "search.html" not in page.url


def test_words_of_an_emergency_show_the_notice_of_the_deck_and_nothing_is_sent(page, folder):
    asked = []
    page.goto((folder / "search.html").as_uri())
    page.on("request", lambda request: asked.append(request.url))
    info = real_library().deck.info
    box = page.get_by_label("A word, a name or a question")
    for typed, notice in (
        ("I have chest pain", info.urgent_notice),
        ("i want to kill myself", info.crisis_notice.text),
        ("my lips are blue", info.urgent_notice),
    ):
        box.fill(typed)
        shown = page.get_by_role("alert").locator("strong:visible").all_inner_texts()
        assert " ".join(notice.split()) in shown, typed
    box.fill("genetics")
    assert page.get_by_role("alert").locator("strong:visible").count() == 0
    box.fill("zzzzzzzzzzz")
    assert "Nothing found" in page.get_by_role("status").inner_text()
    # The browser asks for the icon when it likes.
    assert all(url.endswith("/favicon.svg") for url in asked)
    assert page.url.endswith("search.html")


ASK = """texts => texts.map(text => fold(text).split(' ').filter(Boolean))
    .map(words => [find(words).slice(0, 3).map(([number]) => pages[number][0]),
        findNotices(words).size])"""
LISTS = Path(__file__).parents[1] / "deck" / "search"


def sentences(found: object) -> list[str]:
    """The sentences of a list that is parted by what they are about, or not at all."""
    if isinstance(found, dict):
        return [text for part in found.values() for text in sentences(part)]
    return found if isinstance(found, list) else [found]


@pytest.mark.long
def test_people_are_understood_and_emergencies_are_seen(page, folder):
    """By lists that the bot's search is measured with; of these, some were never tuned for."""
    page.goto((folder / "search.html").as_uri())
    lay = yaml.safe_load((LISTS / "lay_queries.yaml").read_text())["lay"]
    answers = page.evaluate(ASK, list(lay))
    right = [
        any(f"cards/{card}.html" in found for card in wanted)
        for (found, _), wanted in zip(answers, lay.values(), strict=True)
    ]
    assert sum(right) / len(right) >= 0.9
    for name in ("emergencies_held_out", "emergencies_held_out_2"):
        lists = yaml.safe_load((LISTS / f"{name}.yaml").read_text())
        seen = [notices for _, notices in page.evaluate(ASK, sentences(lists["emergencies"]))]
        assert sum(map(bool, seen)) / len(seen) >= 0.85
        alarmed = [notices for _, notices in page.evaluate(ASK, sentences(lists["harmless"]))]
        assert sum(map(bool, alarmed)) / len(alarmed) <= 0.15


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_search_says_so_and_all_else_works(page, folder):
    page.goto((folder / "search.html").as_uri())
    assert page.locator("noscript p").is_visible()
    assert "The search needs JavaScript" in page.locator("noscript").inner_text()
    assert not page.locator("form").is_visible()
    page.get_by_role("link", name="All topics").last.click()
    page.get_by_role("link", name="Anti-HMGCR type").click()
    assert page.get_by_role("heading", level=1).inner_text().endswith("Anti-HMGCR type")


@pytest.mark.long
def test_on_paper_a_card_has_its_words_and_the_addresses_of_its_sources(page, folder, tmp_path):
    page.goto((folder / "cards" / "redflags.html").as_uri())
    page.emulate_media(media="print")
    for hidden in (".top nav", ".picture", ".jump", ".related >> nth=0"):
        assert not page.locator(hidden).is_visible()
    for shown in (".urgent-line", "section.plain", ".source-list", ".review", ".bottom"):
        assert page.locator(shown).first.is_visible()
    link = page.locator(".source-list a").first
    assert "http" in link.evaluate("it => getComputedStyle(it, '::after').content + it.href")
    assert page.pdf(format="A4").startswith(b"%PDF")
