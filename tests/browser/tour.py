"""Make the README's moving picture of the local page: a card, then a question of a quiz.

``python -m tests.browser.tour docs/tour.gif``, or ``make tour``. Needs Debian's chromium.
"""

import io
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, ROOT, Discord, button

SIZE = {"width": 390, "height": 812}
TOOLBAR = 112
"""Pixels at the top of the page that are no part of Discord."""
SHOWN: FloatRect = {"x": 0, "y": TOOLBAR, "width": 390, "height": 700}
COLOURS = 64
LARGEST = 1_000_000


@contextmanager
def preview() -> Iterator[str]:
    """Yield the address of a local page that nobody has used."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "preview", "--no-browser", "--empty", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/tour.db"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield next(
                found[0]
                for line in process.stdout or ()
                if (found := re.search(r"http://127\.0\.0\.1:\d+/\S+", line))
            )
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


class Film:
    """Pictures of a page, each with the milliseconds for which it is shown."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frames: list[Image.Image] = []
        self._shown: list[int] = []

    def take(self, milliseconds: int) -> None:
        shot = Image.open(io.BytesIO(self._page.screenshot(clip=SHOWN))).convert("RGB")
        self._frames.append(shot.quantize(COLOURS, dither=Image.Dither.NONE))
        self._shown.append(milliseconds)

    def save(self, path: Path) -> None:
        first, *rest = self._frames
        first.save(
            path, save_all=True, append_images=rest, duration=self._shown, loop=0, optimize=True
        )


def act(discord: Discord, film: Film) -> None:
    """Ask for a card, then play one question of a quiz."""
    page = discord.page

    def show(locator: Locator, end: str, milliseconds: int) -> None:
        page.mouse.move(0, 0)
        # What has just come is still moving.
        page.wait_for_timeout(1500)
        locator.evaluate("(message, end) => message.scrollIntoView({block: end})", end)
        page.wait_for_timeout(500)
        film.take(milliseconds)

    discord.type("/imnm subtypes")
    page.get_by_role("option", name="/imnm subtypes").first.wait_for()
    film.take(1500)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send", exact=True).last.click()
    card = page.locator(".channel-message").last
    button(card, "Sources").wait_for()
    show(card, "start", 4000)
    show(card, "end", 3000)
    discord.command("/quiz")
    start = page.get_by_role("button", name="Start now").last
    start.wait_for()
    show(page.locator(".channel-message", has=start).last, "end", 2000)
    start.click()
    question = discord.message("Question 1")
    show(question, "end", 3500)
    question.get_by_role("button", name=re.compile("^(A|True)")).first.click()
    show(discord.message("You chose"), "end", 2000)
    button(question, "Next").click()
    show(discord.message("(right answer)"), "start", 4000)


def main(path: Path) -> None:
    """Write the picture, and say how large it is."""
    with preview() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport=SIZE, device_scale_factor=2)
        page.set_default_timeout(30_000)
        page.goto(address)
        film = Film(page)
        page.wait_for_timeout(2000)
        act(Discord(page), film)
        film.save(path)
        browser.close()
    size = path.stat().st_size
    print(f"{path}: {size:,} bytes")
    if size > LARGEST:
        raise SystemExit(f"larger than {LARGEST:,} bytes: take fewer pictures or colours")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
