"""The preview page in Debian's Chromium, driven as a person would."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="needs Debian's package chromium"))


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the deck that a test may edit."""
    return Path(shutil.copytree(ROOT / "cards", tmp_path_factory.mktemp("deck") / "cards"))


@pytest.fixture(scope="module")
def address(cards: Path) -> Iterator[str]:
    """The page of a running preview."""
    preview = subprocess.Popen(
        [sys.executable, "-m", "bot", "preview", "--no-browser", "--empty", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "CARDS_DIR": str(cards)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = ""
        for line in preview.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+/\S+", line):
                yield found[0]
                break
        else:
            pytest.fail(f"the preview printed no address:\n{said}")
    finally:
        preview.send_signal(signal.SIGINT)
        try:
            preview.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            preview.kill()
            preview.communicate()


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where a browser is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def discord(chromium, address, request) -> Iterator["Discord"]:
    """The page as one viewer sees it; `indirect` parametrisation picks the size of the window."""
    size = getattr(request, "param", {"width": 1000, "height": 900})
    page = chromium.new_page(viewport=size)
    page.set_default_timeout(60_000)
    page.goto(address)
    yield Discord(page)
    page.close()


class Discord:
    """What a person does on the page."""

    def __init__(self, page) -> None:
        self.page = page

    def type(self, text: str) -> None:
        box = self.page.get_by_placeholder(re.compile("^Message")).first
        box.click()
        box.type(text)

    def command(self, text: str, **options: str) -> None:
        """Type a command, pick it from the suggestions, fill its options, and send it."""
        self.type(text)
        self.page.get_by_role("option", name=text).first.wait_for()
        self.page.keyboard.press("Enter")
        for name, value in options.items():
            field = self.page.get_by_label(name, exact=True)
            if not field.count():
                self.page.get_by_role("button", name=re.compile(r"^\+\d+ options?$")).click()
                self.page.get_by_role("option", name=re.compile(f"^{name}")).first.click()
            field.first.fill(value)
        self.page.get_by_role("button", name="Send", exact=True).last.click()

    def message(self, text: str):
        """The newest message in the channel that holds a text, once it is there."""
        found = self.page.locator(".channel-message", has_text=text).last
        found.wait_for()
        return found

    def press(self, on: str, name: str, answer: str):
        """Press a button of the message with a text until the answer is there, and return it.

        A press is lost while the page changes its viewer; a person presses again.
        """
        from playwright.sync_api import TimeoutError as NotYet  # noqa: PLC0415  as above

        answered = self.page.locator(".channel-message", has_text=answer).last
        for _ in range(12):
            button(self.message(on), name).click()
            try:
                answered.wait_for(timeout=5_000)
            except NotYet:
                continue
            break
        answered.wait_for()
        return answered

    def count(self) -> int:
        return self.page.locator(".channel-message").count()


def button(message, name: str):
    return message.get_by_role("button", name=name, exact=True)
