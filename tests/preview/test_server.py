"""The local Discord page: it starts, follows the deck and the bot, and ends cleanly."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

simcord = pytest.importorskip("simcord")

from bot.features.cards.new_deck import run_new  # noqa: E402
from bot.preview import server as preview  # noqa: E402
from bot.preview.community import LINES, TRY  # noqa: E402
from bot.preview.pages import Pages  # noqa: E402
from bot.store import Store  # noqa: E402
from tests.libraries import library_over  # noqa: E402

ROOT = Path(__file__).parents[2]


class Page:
    """What the page's own script does: it opens a view of a channel and asks for its state."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._address, capability = url.split("/#")
        self._headers = {"X-Simcord-Capability": capability}

    async def open(self) -> None:
        async with self._session.post(
            f"{self._address}/api/pages", json={}, headers=self._headers
        ) as answer:
            assert answer.status == 200, await answer.text()
            state: dict[str, Any] = await answer.json()
        self._headers["X-Simcord-Context"] = state["context"]["id"]

    async def read(self) -> str:
        """The state of the page and the commands that it offers."""
        told = []
        for part in ("state", "commands"):
            async with self._session.get(
                f"{self._address}/api/{part}", headers=self._headers
            ) as answer:
                told.append(await answer.text())
        return "\n".join(told)

    async def shows(self, what: str) -> bool:
        """Wait until it shows this, without being asked to refresh."""
        async with asyncio.timeout(60):
            while what not in await self.read():  # noqa: ASYNC110 - the page tells nobody
                await asyncio.sleep(0.05)
        return True


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "cards", tmp_path / "cards"))


@pytest.fixture
async def bot(cards: Path, tmp_path: Path) -> AsyncIterator[preview.PreviewBot]:
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")
    yield preview.PreviewBot(library_over(cards), store, shard_count=1)
    await store.close()


def edit(cards: Path, old: str, new: str) -> None:
    card = cards / "en" / "subtypes.yaml"
    text = card.read_text()
    assert old in text
    card.write_text(text.replace(old, new, 1))


def begin(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Starts ``imnm-bot preview`` as a person would."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "preview", "--no-browser", *arguments],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "TMPDIR": str(tmp_path),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob("imnm-preview-*"))


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/#\S+", line)
    assert found, line + process.communicate(timeout=60)[1]
    return found[0]


WELCOME = ("Hello! Here is what I do", "Cards about IMNM", LINES[0][1], TRY.format(group="imnm"))


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="nobody can send a signal there")
@pytest.mark.parametrize(("name", "options"), [("SIGINT", ()), ("SIGTERM", ("--empty",))])
async def test_the_page_is_served_and_a_signal_ends_it_without_a_trace_or_a_file_left(
    tmp_path: Path, session: aiohttp.ClientSession, name: str, options: tuple[str, ...]
) -> None:
    process = begin(tmp_path, "--port", "0", "--channel", "questions", *options)
    try:
        url = await asyncio.to_thread(address, process)
        async with session.get(url) as answer:
            assert answer.status == 200
        page = Page(session, url)
        await page.open()
        told = await page.read()
        for shown in ("questions", "Ana (patient)", "Mo (moderator)", "Sam (student)", "subtypes"):
            assert shown in told
        for begun_with in WELCOME:
            assert (begun_with in told) is not bool(options)
    finally:
        process.send_signal(signal.Signals[name])
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert not leftovers(tmp_path)


@pytest.mark.long
async def test_a_new_deck_opens_under_its_own_name(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    deck = tmp_path / "deck"
    assert run_new(deck, name="life with an okapi", command="okapi") == 0
    process = begin(tmp_path, "--port", "0", CARDS_DIR=str(deck))
    try:
        page = Page(session, await asyncio.to_thread(address, process))
        await page.open()
        told = await page.read()
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Cards about life with an okapi" in told
    assert TRY.format(group="okapi") in told
    assert "IMNM" not in told
    assert "Myositis" not in told


@pytest.mark.long
def test_a_port_in_use_is_one_plain_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = begin(tmp_path, "--port", str(port), LOG_LEVEL="ERROR")
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    (line,) = errors.splitlines()
    assert str(port) in line
    assert "--port" in line


@pytest.mark.long
def test_without_simcord_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    absent = tmp_path / "simcord"
    absent.mkdir()
    (absent / "__init__.py").write_text(
        'raise ModuleNotFoundError("No module named simcord", name="simcord")\n'
    )

    process = begin(tmp_path, PYTHONPATH=str(tmp_path))
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    (line,) = errors.splitlines()
    assert "pip install 'imnm-bot[preview]'" in line


async def test_an_edited_card_shows_at_the_very_next_command(
    bot: preview.PreviewBot, cards: Path
) -> None:
    async with simcord.run(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        edit(cards, "title: ", "title: Freshly ")

        answer = (await ana.slash(channel, "imnm subtypes")).response

        assert "Freshly" in answer.embeds[0].title


@pytest.mark.long
async def test_a_faulty_edit_leaves_the_old_card_until_it_is_mended(
    bot: preview.PreviewBot, cards: Path
) -> None:
    async with simcord.run(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))

        edit(cards, "title: ", "titel: Freshly ")
        before = (await ana.slash(channel, "imnm subtypes")).response
        edit(cards, "titel: ", "title: ")
        after = (await ana.slash(channel, "imnm subtypes")).response

        assert "Freshly" not in before.embeds[0].title
        assert "Freshly" in after.embeds[0].title


@pytest.mark.long
async def test_what_the_bot_does_by_itself_appears_without_a_reload(
    bot: preview.PreviewBot,
    cards: Path,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preview, "POLL_EVERY", 0.05)

    async with simcord.run(bot, check_errors=False) as env:
        shown = env.create_guild().create_text_channel("general")
        ana = env.guild.add_member(env.create_user("ana"))
        async with env.preview(shown, viewers=(ana,), layout="channel") as served:
            page = Page(session, served.url)
            await page.open()
            following = asyncio.create_task(preview.follow(bot, env, Pages(served)))
            channel = bot.get_partial_messageable(shown.id)

            message = await channel.send("ten seconds left")
            assert await page.shows("ten seconds left")
            await message.edit(content="time is up")
            assert await page.shows("time is up")
            edit(cards, "summary: ", "summary: Newly put. ")
            assert await page.shows("Newly put.")

            following.cancel()
