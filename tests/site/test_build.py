"""The whole site: every link leads somewhere, every page is valid, and nothing is fetched."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date

import pytest

from bot.deck.form import write
from bot.deck.library import keep_signed
from bot.deck.model import Basis, Deck, Level, path_on_site
from bot.site import texts
from bot.site.build import SiteOptions, build_site
from bot.ui.translation import Plural
from tests.decks import card, signed, small_deck
from tests.libraries import real_library
from tests.site.conftest import REPOSITORY, URL
from tests.site.reading import ReadPage, Site

ROOT_ON_HOST = "/site/"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
SCRIPTED = f"{POLICY}; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"


@pytest.fixture(scope="module")
def empty() -> Site:
    """The site where only signed cards are served and none is signed, of a deck without words."""
    little = small_deck()
    return Site(build_site(keep_signed(Deck(little.info, (), ())), SiteOptions()))


@pytest.fixture(scope="module")
def bare() -> Site:
    """The site of a little deck, of which nothing is known but the deck."""
    return Site(build_site(small_deck(), SiteOptions()))


@pytest.mark.parametrize("which", ["site", "bare", "empty"])
def test_every_link_leads_to_a_page_or_an_anchor_that_is_there(which, request):
    site: Site = request.getfixturevalue(which)
    broken = []
    for page in site.pages.values():
        for _, address in page.links():
            found = site.target(page, address, ROOT_ON_HOST)
            if found is None:
                continue
            path, anchor = found
            target = site.pages.get(path)
            there = path in site.files and (not anchor or (target and anchor in target.ids))
            if not there:
                broken.append(f"{page.path}: {address}")
    assert broken == []


@pytest.mark.long
@pytest.mark.parametrize("which", ["site", "bare", "empty"])
def test_no_id_is_there_twice_and_every_label_and_description_has_its_element(which, request):
    for page in request.getfixturevalue(which).pages.values():
        assert [each for each, times in Counter(page.ids).items() if times > 1] == [], page.path
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            for each in page.find(f"[{attribute}]"):
                assert set(each.attrs[attribute].split()) <= set(page.ids), page.path


@pytest.mark.long
def test_every_page_is_reached_by_links_from_the_home_page(site):
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached or path not in site.pages:
            continue
        reached.add(path)
        found = [site.target(site[path], link) for kind, link in site[path].links() if kind == "a"]
        waiting += [each[0] for each in found if each]
    moved = {path_on_site(old) for old in real_library().deck.info.moved}
    assert site.pages.keys() - reached == {"404.html", *moved}


@pytest.mark.long
def test_the_pages_ask_nothing_of_another_site_and_run_no_script_but_the_searchs(site):
    for page in site.pages.values():
        policy = page.one('meta[http-equiv="Content-Security-Policy"]').attrs["content"]
        assert policy == (SCRIPTED if page.path == "search.html" else POLICY)
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "*" not in policy
        for kind, address in page.links():
            if kind not in {"a", "link"}:
                assert site.target(page, address, ROOT_ON_HOST), (page.path, address)
        fetched = page.find('link[rel="stylesheet"]') + page.find('link[rel="icon"]')
        assert all(site.target(page, each.attrs["href"], ROOT_ON_HOST) for each in fetched)
        assert page.find("style, iframe, object, embed, audio, video, [style], [srcset]") == []
        scripts = page.find("script")
        assert [each.attrs.get("src") for each in scripts] == (
            ["search-index.js", "search.js"] if page.path == "search.html" else []
        )
        assert not re.search(r"\son[a-z]+=", page.html), page.path
        assert page.meta("referrer") == "no-referrer"
    style = site.files["site.css"].decode()
    assert not re.search(r"url\(|@import|@font-face", style)
    for name, content in site.files.items():
        if name.endswith(".svg"):
            assert not re.search(rb"<script|href=\"http|url\(http", content), name


@pytest.mark.long
def test_every_page_says_what_it_is(site):
    titles = Counter(words(page) for page in site.pages.values())
    assert [title for title, times in titles.items() if times > 1] == []
    for page in site.pages.values():
        assert page.one("html").attrs["lang"] == "en"
        assert len(page.find("h1")) == 1, page.path
        assert page.meta("description")
        assert page.meta("og:title")
        assert page.meta("og:site_name") == real_library().deck.info.title
        assert page.one("main").attrs["id"] == "content"
        assert page.find("body a")[0].attrs["href"] == "#content"


def words(page: ReadPage) -> str:
    return page.one("title").to_text()


@pytest.mark.long
def test_with_an_address_each_page_names_its_own_and_its_picture(site):
    for page in site.pages.values():
        if page.path == "404.html" or page.find('meta[http-equiv="refresh"]'):
            assert page.meta("robots") == "noindex"
            continue
        path = "" if page.path == "index.html" else page.path
        assert page.one('link[rel="canonical"]').attrs["href"] == f"{URL}/{path}"
        assert page.meta("og:url") == f"{URL}/{path}"
        assert page.meta("og:image") == f"{URL}/preview.png"
        assert page.meta("og:image:alt").startswith(real_library().deck.info.title)
    picture = site.files["preview.png"]
    assert picture.startswith(b"\x89PNG")
    assert int(site["index.html"].meta("og:image:width")) >= 600
    assert site["index.html"].meta("og:type") == "website"


@pytest.mark.long
def test_the_map_names_every_page_that_search_engines_may_show(site):
    tree = ET.fromstring(site.files["sitemap.xml"])  # noqa: S314  as above
    space = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    named = {each.text for each in tree.findall("url/loc", space)}
    assert f"{URL}/" in named
    listed = {page.path for page in site.pages.values() if page.meta("robots") != "noindex"}
    assert named == {f"{URL}/{'' if each == 'index.html' else each}" for each in listed}
    days = [date.fromisoformat(each.text) for each in tree.findall("url/lastmod", space)]
    assert len(days) >= len(real_library().deck.cards)
    assert f"Sitemap: {URL}/sitemap.xml" in site.files["robots.txt"].decode()


def test_without_an_address_no_page_names_one(bare):
    assert "sitemap.xml" not in bare.files
    assert "Sitemap" not in bare.files["robots.txt"].decode()
    for page in bare.pages.values():
        assert page.find('link[rel="canonical"]') == []
        assert page.meta("og:image") is None
        assert page.meta("og:url") is None


def test_the_page_for_what_is_not_there_works_at_any_address(site, bare):
    for kind, address in site["404.html"].links():
        if kind in {"a", "link"} and not address.startswith(("#", "http")):
            assert address.startswith(ROOT_ON_HOST)
    assert not any(address.startswith("/") for _, address in bare["404.html"].links())


@pytest.mark.long
def test_every_card_has_a_page_with_all_that_it_says(site):
    deck = real_library().deck
    for each in deck.cards.values():
        page = site[path_on_site(each.id)]
        assert page.texts("section.level > h2") == ["In plain words", "In clinical terms"]
        for fact in each.facts():
            line = page.one(f'[id="{fact.id}"]')
            assert bare_text(fact.text) in bare_text("".join(text_nodes(line)))
        plain, clinical = page.find("section.level")
        for level, section in zip(Level, (plain, clinical), strict=True):
            found = {li.attrs["id"] for li in section.query("li[id]")}
            assert found == {fact.id for fact in each.facts(level)}
        assert "No doctor has approved it yet." in page.text
        linked = [a.attrs["href"] for a in page.find(".source-list a")]
        ids = dict.fromkeys(source for level in Level for source in each.source_ids(level))
        assert linked == [deck.sources[source].url for source in ids]
        if each.urgent or each.safety:
            assert deck.info.urgent_line in page.text
        for other in each.related:
            assert any(link.endswith(f"{other}.html") for kind, link in page.links() if kind == "a")


def bare_text(text: str) -> str:
    return " ".join(text.replace("**", "").split())


def test_the_pictures_of_cards_are_there_with_all_that_they_say(site):
    deck = real_library().deck
    assert deck.pictures
    for each in deck.pictures:
        image = site[path_on_site(each)].one("main img")
        assert image.attrs["src"] == f"../pictures/{each}.svg"
        assert len(image.attrs["alt"]) > 100
        assert int(image.attrs["width"]) > 0 < int(image.attrs["height"])


def allowed_texts(deck: Deck) -> tuple[str, re.Pattern[str]]:
    """Return the deck's texts, run together, and a pattern for those of the catalogue."""
    from bot.features.cards import texts as card_texts  # noqa: PLC0415
    from bot.ui import texts as shared  # noqa: PLC0415

    parts = [write(card) for card in deck.cards.values()]
    parts += [write(each) for each in deck.comparisons.values()]
    parts += [write(each) for each in deck.terms.values()]
    parts += [write(each) for each in deck.abbreviations.values()]
    parts += [write(each) for each in deck.sources.values()]
    parts.append(write(deck.info))
    said = "\n".join(" ".join(flatten(json.loads(part))) for part in parts)
    patterns = []
    for module in (texts, card_texts, shared):
        for value in vars(module).values():
            patterns += [each for each in messages(value) if isinstance(each, str)]
    patterns += [REPOSITORY, *(basis.shown for basis in Basis)]
    either = "|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(each)) for each in patterns)
    return bare_text(said), re.compile(either)


def flatten(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from flatten(each)
    elif isinstance(value, list):
        for each in value:
            yield from flatten(each)


def messages(value: object):
    if isinstance(value, Plural):
        yield from (value.one, value.many)
    elif isinstance(value, (dict, tuple)):
        yield from value.values() if isinstance(value, dict) else value
    elif isinstance(value, str):
        yield value


@pytest.mark.long
def test_no_page_says_a_sentence_that_neither_the_deck_nor_the_catalogue_has(site):
    """Medicine has its home in the deck alone."""
    deck = real_library().deck
    said, catalogue = allowed_texts(deck)
    strange = set()
    for page in site.pages.values():
        if page.path.startswith("documents/"):
            continue
        for node in text_nodes(page.one("body")):
            text = bare_text(node).strip("()\u26a0\ufe0f ")
            if re.search(r"[A-Za-z]{3}", text) and text not in said:
                if catalogue.fullmatch(text) or text.rstrip(":") in said:
                    continue
                strange.add(f"{page.path}: {text}")
    assert strange == set()


def text_nodes(node):
    for each in node.children:
        if each.name == "#text":
            yield each.data
        elif each.name not in {"#comment", "noscript"}:
            yield from text_nodes(each)


def test_the_invitation_has_the_rights_that_the_bot_needs(site, bare):
    links = [a.attrs["href"] for a in site["add-the-bot.html"].find("main a.wide")]
    assert links == [
        "https://discord.com/oauth2/authorize?client_id=123456789012345678"
        "&scope=bot+applications.commands&permissions=2252109051448320",
        "https://discord.com/oauth2/authorize?client_id=123456789012345678"
        "&scope=applications.commands&integration_type=1",
    ]
    page = bare["add-the-bot.html"]
    assert page.find("main a.wide") == []
    assert texts.RUN_YOUR_OWN in page.texts("h2")
    assert "imnm-bot preview" in page.text


def test_only_signed_cards_have_a_page_where_a_signature_is_required():
    deck = keep_signed(small_deck(signed(card("weakness")), card("ck")))
    site = Site(build_site(deck, SiteOptions()))
    assert "cards/weakness.html" in site.pages
    assert "cards/ck.html" not in site.pages
    assert "Approved by Dr Example, neurologist, 1 Dec 2026." in site["cards/weakness.html"].text


def test_a_card_that_moved_is_found_at_its_old_address(bare):
    page = bare["cards/gone.html"]
    assert page.one('meta[http-equiv="refresh"]').attrs["content"] == "0; url=weakness.html"
    assert page.one("main a").attrs["href"] == "../cards/weakness.html"


def test_another_deck_has_its_own_name_and_colours(bare):
    assert bare["index.html"].texts("h1") == ["Little deck"]
    assert "group-basics" in bare.files["site.css"].decode()
    assert "group-types" not in bare.files["site.css"].decode()
    for page in bare.pages.values():
        assert "IMNM reference cards" not in page.html


@pytest.mark.long
def test_documents_link_to_the_repository_for_what_is_no_page(site):
    links = [link for _, link in site["documents/architecture.html"].links()]
    assert not [link for link in links if link.endswith(".md")]
    assert any(
        link.startswith(f"{REPOSITORY}/blob/HEAD/") for page in site.pages.values()
        for _, link in page.links()
    )  # fmt: skip
