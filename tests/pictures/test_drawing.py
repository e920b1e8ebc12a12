"""Drawing: once, in another thread, and never at the cost of an answer."""

import asyncio
import json
import re
import subprocess
import sys
import threading

import pytest
import structlog

from bot.pictures import drawing, typesetter
from bot.pictures.drawing import LARGEST, draw, print_pages
from bot.pictures.picture import make_picture
from bot.pictures.typesetter import NotDrawn, Typesetter
from bot.pictures.typesetting import TEMPLATES
from tests.pictures.samples import pictures_of_deck

PNG = b"\x89PNG\r\n"
POINTS = re.compile(r"(?:size: |small = |#let \w+ = )(\d+)pt")


def sample(**changes):
    data = {"title": "Weeks", "note": None, "steps": [], "colour": "#3d82c4"}
    return make_picture("steps", data | changes, ["Weeks"])


@pytest.fixture
def compiled(monkeypatch):
    """The names of the templates that typst was asked for."""
    names = []
    real = drawing._compile

    def note(template, *details):
        names.append(template)
        return real(template, *details)

    monkeypatch.setattr(drawing, "_compile", note)
    return names


async def test_a_picture_is_drawn_once_and_another_revision_anew(compiled):
    first = await draw(sample())
    assert first.startswith(PNG)
    assert await draw(sample()) is first
    assert compiled == ["steps"]
    assert await draw(sample(title="Months")) != first
    assert compiled == ["steps", "steps"]


async def test_what_shows_a_person_is_not_kept(compiled):
    picture = make_picture("steps", json.loads(sample().data), ["Weeks"], personal=True)
    assert await draw(picture) == await draw(picture)
    assert compiled == ["steps", "steps"]


async def test_no_more_are_kept_than_fit(compiled):
    for number in range(drawing.MOST_KEPT + 1):
        drawing._drawn[sample(title=str(number))] = PNG
    assert len(drawing._drawn) == drawing.MOST_KEPT
    await draw(sample(title="0"))
    assert compiled == ["steps"]


@pytest.mark.parametrize(
    "broken",
    [
        sample(colour="no colour"),
        make_picture("steps", {"title": "Weeks"}, ["Weeks"]),
        make_picture("missing", {}, ["Weeks"]),
    ],
    ids=["a colour", "data", "a template"],
)
async def test_what_cannot_be_drawn_is_left_out_with_one_line_in_the_log(broken):
    with structlog.testing.capture_logs() as lines:
        assert await draw(broken) is None
        assert await draw(broken) is None
    (line,) = lines
    assert line["event"] == "picture not drawn"
    assert line["picture"] == broken.template
    assert line["why"]


async def test_without_typst_there_are_no_pictures_and_nothing_fails(monkeypatch, tmp_path):
    code = (
        "import runpy, sys; sys.modules['typst'] = None; "
        f"runpy.run_path({str(typesetter.PROGRAM)!r}, run_name='__main__')"
    )
    without = Typesetter(sys.executable, "-P", "-c", code)
    monkeypatch.setattr(drawing, "_typesetter", without)
    with structlog.testing.capture_logs() as lines:
        assert await draw(sample()) is None
    assert "ModuleNotFoundError" in lines[0]["why"]
    without.close()


async def test_an_answer_does_not_wait_for_a_slow_picture(monkeypatch):
    may_go_on = threading.Event()
    real = drawing._compile

    def hold(*details):
        may_go_on.wait(60)
        return real(*details)

    monkeypatch.setattr(drawing, "_compile", hold)
    monkeypatch.setattr(drawing, "PATIENCE", 0.01)
    with structlog.testing.capture_logs() as lines:
        assert await draw(sample()) is None
    assert [line["event"] for line in lines] == ["picture late"]
    may_go_on.set()
    async with asyncio.timeout(60):
        while sample() not in drawing._drawn:  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.01)
    assert await draw(sample()) is not None


async def test_what_is_to_be_printed_and_cannot_be_is_said():
    with pytest.raises(NotDrawn):
        await print_pages("missing", "{}")


async def test_the_loop_goes_on_while_a_picture_is_drawn(monkeypatch):
    """How long it waits for typst itself is measured by `bench.pictures`."""
    may_go_on, waited = threading.Event(), []

    def hold(*_: object) -> bytes:
        waited.append(may_go_on.wait(60))
        return PNG

    monkeypatch.setattr(drawing, "_compile", hold)
    monkeypatch.setattr(drawing, "PATIENCE", 60)
    drawn = asyncio.create_task(draw(sample()))
    await asyncio.sleep(0)
    may_go_on.set()
    assert await drawn == PNG
    assert waited == [True]


def test_every_picture_of_the_deck_is_small_enough_for_a_phone(library):
    pictures = pictures_of_deck(library.deck)
    assert {each.template for each in pictures} == {"bands", "panels", "body", "steps", "table"}
    for picture in pictures:
        assert len(drawing.draw_png(picture.template, picture.data)) <= LARGEST


async def test_words_of_people_are_shown_as_they_are():
    """No name and no fact is read as typst's markup or code."""
    for text in ("#panic()", "*bold* _it_ $x$", "<label> @ref", '\\u{41} "quoted" `raw`'):
        assert await draw(sample(title=text, note=text))


def test_no_template_writes_smaller_than_can_be_read():
    """On a page of 720 points; pages for printing are judged by themselves."""
    for template in TEMPLATES.glob("*.typ"):
        text = template.read_text()
        if "paper:" in text:
            continue
        for size in re.findall(r"(?:text\(\s*size: |set text\([^)]*size: |small = )(\d+)pt", text):
            assert int(size) >= 13, template.name


@pytest.mark.long
def test_the_bot_starts_without_typst():
    code = (
        "import sys, bot.runtime.client; print('typst' in sys.modules, 'font_lato' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.split() == ["False", "False"]
