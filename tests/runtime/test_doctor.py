"""`imnm-bot doctor`: each thing that can be wrong is told, with nothing that should stay secret."""

import json
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.runtime import doctor, doctor_discord
from bot.runtime.client import ImnmBot
from bot.runtime.commands import add_commands
from bot.runtime.doctor import as_json, as_text, examine, is_well
from bot.runtime.verdicts import Health, Verdict
from bot.store import Store
from bot.ui.permissions import NEEDED
from tests.libraries import real_library

ROOT = Path(__file__).parents[2]
TOKEN = "token.of-a.test"
APPLICATION = "424242424242424242"


@dataclass
class Discord:
    """What Discord answers; a test changes what it is about."""

    status: int = 200
    status_of_commands: int = 200
    starts: int = 997
    commands: list[dict[str, Any]] = field(default_factory=list)
    servers: list[dict[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    async def application(self, request: web.Request) -> web.Response:
        self.tokens.add(request.headers["Authorization"])
        return web.json_response({"id": APPLICATION}, status=self.status)

    async def gateway(self, _: web.Request) -> web.Response:
        return web.json_response({"shards": 1, "session_start_limit": {"remaining": self.starts}})

    async def registered(self, _: web.Request) -> web.Response:
        return web.json_response(self.commands, status=self.status_of_commands)

    async def guilds(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", 0))
        later = [each for each in self.servers if int(each["id"]) > after]
        return web.json_response(later[: int(request.query["limit"])])


@pytest.fixture
def discord_() -> Discord:
    known = Discord()
    bot = ImnmBot(real_library(), Store("sqlite+aiosqlite:////nowhere/imnm.db"))
    add_commands(bot)
    known.commands = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    known.servers = [{"id": "1", "name": "Secret circle", "permissions": str(NEEDED.value)}]
    return known


@pytest.fixture
async def environment(discord_: Discord, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    application = web.Application()
    application.router.add_get("/api/v10/applications/@me", discord_.application)
    application.router.add_get("/api/v10/gateway/bot", discord_.gateway)
    application.router.add_get(f"/api/v10/applications/{APPLICATION}/commands", discord_.registered)
    application.router.add_get("/api/v10/users/@me/guilds", discord_.guilds)
    async with TestServer(application) as server:
        yield {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": str(server.make_url("/api/v10")),
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}",
            "CARDS_DIR": str(ROOT / "cards"),
        }


def about(found: list[Verdict], name: str) -> Verdict:
    return next(each for each in found if each.about == name)


@pytest.mark.long
async def test_a_bot_that_is_well_has_nothing_wrong(environment, discord_, monkeypatch):
    # A busy machine may take its time over an answer, as if the clock were off.
    monkeypatch.setattr(doctor_discord, "CLOCK_OFF", 3600)
    found = await examine(environment)
    assert [each.about for each in found] == [
        "Versions",
        "Settings",
        "Deck",
        "Pictures",
        "Database",
        "Backups",
        "Disk",
        "Token",
        "Clock",
        "Gateway",
        "Commands",
        "Servers",
    ]
    assert {each.grade for each in found} == {Health.RIGHT}
    assert is_well(found)
    assert discord_.tokens == {f"Bot {TOKEN}"}


@pytest.mark.long
async def test_the_page_holds_no_secret_no_id_and_no_name(environment, monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    environment |= {"COMMAND_GUILD_ID": "123456789012345678", "LOG_LEVEL": "debug"}
    found = await examine(environment)
    for page in (as_text(found), as_json(found)):
        for secret in (TOKEN, APPLICATION, "123456789012345678", "Secret circle", str(tmp_path)):
            assert secret not in page
        assert "DISCORD_TOKEN is set" in page
        assert "LOG_LEVEL=DEBUG" in page
        assert "~/imnm.db" in page


@pytest.mark.long
async def test_as_json_it_is_for_programs(environment):
    page = json.loads(as_json(await examine(environment)))
    assert page["ok"] is True
    assert page["findings"][0]["about"] == "Versions"


async def test_settings_that_are_wrong_are_told_without_their_values(environment):
    found = await examine(environment | {"LOG_LEVEL": "whisper", "HEALTH_PORT": "eighty"})
    assert about(found, "Settings").grade is Health.WRONG
    assert "LOG_LEVEL" in as_text(found)
    assert "HEALTH_PORT" in as_text(found)
    assert "whisper" not in as_text(found)


@pytest.mark.long
@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_token_is_wrong(environment, discord_, status):
    discord_.status = status
    found = await examine(environment)
    assert about(found, "Token").grade is Health.WRONG
    assert found[-1].about == "Token"


@pytest.mark.long
async def test_no_token_is_wrong_and_the_rest_is_looked_at(environment):
    del environment["DISCORD_TOKEN"]
    found = await examine(environment)
    assert about(found, "Token").grade is Health.WRONG
    assert about(found, "Deck").grade is Health.RIGHT


async def test_a_discord_that_cannot_be_reached_is_wrong(environment):
    found = await examine(environment | {"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"})
    assert about(found, "Discord").grade is Health.WRONG


@pytest.mark.long
async def test_an_outage_is_told(environment, discord_):
    discord_.status = 503
    assert "503" in about(await examine(environment), "Discord").says


@pytest.mark.long
async def test_an_outage_that_begins_half_way_is_told_too(environment, discord_):
    discord_.status_of_commands = 500
    found = await examine(environment)
    assert about(found, "Token").grade is Health.RIGHT
    assert "500" in about(found, "Discord").says


@pytest.mark.parametrize(
    ("seconds", "grade"),
    [(0, Health.RIGHT), (-20, Health.LOOK), (30, Health.LOOK), (600, Health.WRONG)],
)
def test_a_clock_that_is_off_is_told(seconds, grade):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    said = {"Date": format_datetime(now + timedelta(seconds=seconds), usegmt=True)}
    assert doctor_discord._compare_clocks(said, now).grade is grade
    assert doctor_discord._compare_clocks({}, now) is None


@pytest.mark.long
async def test_no_session_starts_left_is_wrong(environment, discord_):
    discord_.starts = 0
    assert about(await examine(environment), "Gateway").grade is Health.WRONG


@pytest.mark.long
async def test_other_commands_than_those_of_this_version_are_told(environment, discord_):
    discord_.commands.pop()
    found = about(await examine(environment), "Commands")
    assert found.grade is Health.LOOK
    assert "The next start registers them." in found.do


@pytest.mark.long
async def test_missing_rights_are_counted_over_all_pages_of_servers(
    environment, discord_, monkeypatch
):
    monkeypatch.setattr(doctor_discord, "SERVERS_AT_ONCE", 2)
    few = NEEDED.value & ~(1 << 15)  # ATTACH_FILES
    discord_.servers = [
        {"id": str(place), "name": "x", "permissions": str(rights)}
        for place, rights in enumerate((NEEDED.value, few, 8, few, NEEDED.value), start=1)
    ]
    found = about(await examine(environment), "Servers")
    assert found.says == "In 5. Missing rights: attach files in 2."


@pytest.mark.long
async def test_a_bot_in_no_server_is_told_to_be_invited(environment, discord_):
    discord_.servers = []
    assert "Invite" in about(await examine(environment), "Servers").do


@pytest.mark.long
async def test_a_deck_with_faults_is_wrong(environment, tmp_path):
    folder = shutil.copytree(ROOT / "cards", tmp_path / "cards")
    (folder / "deck.yaml").write_text("title: [")
    found = await examine(environment | {"CARDS_DIR": str(folder)})
    assert about(found, "Deck").grade is Health.WRONG
    assert "imnm-bot check" in about(found, "Deck").do
    assert about(found, "Commands").grade is Health.LOOK


@pytest.mark.long
async def test_an_older_a_newer_and_a_damaged_database_are_told(environment, tmp_path):
    path = tmp_path / "imnm.db"
    async with Store(environment["DATABASE_URL"]):
        pass
    assert "of this version" in about(await examine(environment), "Database").says
    for revision, grade in (("0001", Health.LOOK), ("9999", Health.WRONG)):
        with sqlite3.connect(path) as database:
            database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        database.close()
        assert about(await examine(environment), "Database").grade is grade
    path.write_bytes(b"no database" * 100)
    assert about(await examine(environment), "Database").grade is Health.WRONG


@pytest.mark.long
async def test_the_newest_backup_is_told_and_whether_it_is_encrypted(environment, tmp_path):
    url, key = environment["DATABASE_URL"], pyrage.x25519.Identity.generate()
    async with Store(url) as store:
        found = about(await examine(environment), "Backups")
        assert (found.grade, "none in" in found.says) == (Health.LOOK, True)
        await store.backup(tmp_path / "copies" / "monday.db")
        found = about(await examine(environment), "Backups")
        assert (found.grade, "0 days old and not encrypted" in found.says) == (Health.LOOK, True)
        await store.backup(tmp_path / "tuesday.db.age", [str(key.to_public())])
        monday = datetime.now(UTC) - timedelta(days=1)
        os.utime(tmp_path / "copies" / "monday.db", (monday.timestamp(), monday.timestamp()))
        found = about(await examine(environment), "Backups")
        assert found.grade is Health.RIGHT
        assert found.says.startswith("2 in ")
        assert found.says.endswith("the newest 0 days old and encrypted")
    later = datetime.now(UTC) + timedelta(days=40)
    assert "40 days old" in doctor._examine_backups(tmp_path / "imnm.db", later).says
    assert doctor._examine_backups(tmp_path / "imnm.db", later).grade is Health.LOOK


@pytest.mark.long
async def test_each_setting_is_told_with_where_it_came_from(environment):
    found = about(await examine(environment | {"RETENTION_DAYS": "90"}), "Settings")
    told, usual = found.says.split(" By default: ")
    assert "RETENTION_DAYS=90" in told
    assert "LOG_LEVEL=INFO" in usual
    assert "RETENTION_DAYS" not in usual


@pytest.mark.long
async def test_pictures_that_cannot_be_drawn_are_told(environment, monkeypatch):
    def fail(*_: object) -> bytes:
        raise OSError("no fonts")

    monkeypatch.setattr(doctor, "draw_png", fail)
    assert about(await examine(environment), "Pictures").grade is Health.WRONG


@pytest.mark.parametrize(
    ("megabytes", "grade"), [(10, Health.WRONG), (200, Health.LOOK), (5000, Health.RIGHT)]
)
def test_a_disk_that_fills_is_told(monkeypatch, tmp_path, megabytes, grade):
    usage = shutil.disk_usage(tmp_path)._replace(free=megabytes * doctor.MEGABYTE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert doctor._examine_disk(tmp_path / "imnm.db").grade is grade


@pytest.mark.long
async def test_a_running_bot_is_asked_where_its_port_is_known(environment):
    found = await examine(environment | {"HEALTH_PORT": "9"})
    assert about(found, "Running").grade is Health.LOOK
