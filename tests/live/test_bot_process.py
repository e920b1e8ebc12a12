"""The bot as a process through bad times: restarts, lost sockets, refusals, signals."""

import asyncio
import shutil
import signal
from pathlib import Path

import pytest

from tests.live.conftest import Community, forgive
from tests.live.interactions import REPLY, UPDATE, Interaction
from tests.live.process import BOT, PATIENCE, ROOT, BotProcess, started, until
from tests.live.server import DiscordServer
from tests.live.world import Guild, User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]
SYNC = "/commands"
NEVER = 3600.0
"""Seconds that Discord leaves an answer unanswered: longer than any test waits."""


def answers_to(discord: DiscordServer, asked: Interaction) -> int:
    """Count how often the bot answered one interaction."""
    return len(discord.calls("POST", f"/interactions/{asked.id}/"))


async def test_the_bot_comes_up_with_its_presence_and_the_least_intents(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    # Not forked as in the other tests, but started as an operator does.
    async with started(discord, tmp_path / "home", BOT) as bot:
        identify = discord.gateway.latest.identify
        assert identify["intents"] == 1
        assert identify["presence"]["game"]["name"] == "/imnm help"
        asked = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert asked.answer == REPLY
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0
    assert "Traceback" not in bot.log


@pytest.mark.long
async def test_commands_are_registered_once_and_not_again_at_the_second_start(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    for _ in range(2):
        async with started(discord, tmp_path / "home") as bot:
            await discord.slash(community.ana, community.general, "imnm help")
            assert bot.running
    assert len(discord.calls("PUT", SYNC)) == 1
    assert len(discord.calls("GET", SYNC)) == 2


@pytest.mark.long
async def test_commands_of_one_server_are_registered_once_too(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    environment = {"COMMAND_GUILD_ID": str(community.guild.id)}
    for _ in range(2):
        async with started(discord, tmp_path / "home", environment=environment):
            await discord.slash(community.ana, community.general, "imnm help")
    assert len(discord.calls("PUT", f"/guilds/{community.guild.id}{SYNC}")) == 1


@pytest.mark.long
async def test_buttons_work_after_kill_9_and_a_restart(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    async with started(discord, tmp_path / "home") as bot:
        asked = await discord.slash(community.ana, community.general, "imnm subtypes")
        await bot.kill()
    discord.advance(3600)
    async with started(discord, tmp_path / "home"):
        pressed = await discord.click(community.ana, asked.message, "c1:subtypes:clinical")
        assert pressed.answer == UPDATE
        assert pressed.message is asked.message


async def test_a_dropped_socket_loses_and_doubles_no_answer(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    before = await discord.slash(community.ana, community.general, "imnm help")
    await discord.gateway.drop()
    meanwhile = await discord.slash(community.ana, community.general, "imnm subtypes")
    assert len(discord.gateway.resumes) == 1
    # After a resume an old event may come once more.
    await discord.redeliver(before)
    last = await discord.slash(community.ana, community.general, "imnm srp")
    assert [answers_to(discord, asked) for asked in (before, meanwhile, last)] == [1, 1, 1]
    assert len(discord.gateway.identifies) == 1


async def test_an_interaction_that_is_delivered_twice_acts_once(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes", wait=0)
    await asyncio.gather(*(discord.redeliver(asked) for _ in range(5)))
    # The picture may be drawn for the first time.
    await until(lambda: asked.message)
    pressed = await discord.click(community.ana, asked.message, "s1:subtypes:plain", wait=0)
    await asyncio.gather(*(discord.redeliver(pressed) for _ in range(5)))
    await discord.slash(community.ana, community.general, "imnm help")
    assert answers_to(discord, asked) == 1
    assert answers_to(discord, pressed) == 1


@pytest.mark.long
@pytest.mark.parametrize("disturbance", ["op 7", "op 9", "closed 4000", "closed 1001"])
async def test_the_bot_resumes_after(
    bot: BotProcess, discord: DiscordServer, community: Community, disturbance: str
) -> None:
    gateway = discord.gateway
    if disturbance == "op 7":
        await gateway.ask_to_reconnect()
    elif disturbance == "op 9":
        await gateway.invalidate(resumable=True)
    else:
        await gateway.drop(code=int(disturbance.split()[1]))
    asked = await discord.slash(community.ana, community.general, "imnm help")
    assert answers_to(discord, asked) == 1
    assert (len(gateway.resumes), len(gateway.identifies)) == (1, 1)


@pytest.mark.long
async def test_a_session_that_is_gone_is_identified_anew_once(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    await discord.gateway.invalidate(resumable=False)
    await asyncio.wait_for(discord.gateway.ready.wait(), PATIENCE)
    await discord.slash(community.ana, community.general, "imnm help")
    assert len(discord.gateway.identifies) == 2


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_refused_identify_ends_in_one_plain_line_and_is_never_tried_again(
    discord: DiscordServer, community: Community, tmp_path: Path, code: int
) -> None:
    discord.gateway.refuse_identify = code
    async with started(discord, tmp_path / "home", ready=False) as bot:
        assert await bot.ended() == 69
        said = [line for line in bot.log.splitlines() if line.startswith("imnm-bot:")]
        assert len(said) == 1
        assert str(code) in said[0]
        assert "Traceback" not in bot.log
    assert len(discord.gateway.identifies) == 1


@pytest.mark.long
async def test_a_refused_identify_later_on_ends_the_bot_too(
    bot: BotProcess, discord: DiscordServer
) -> None:
    discord.gateway.refuse_identify = 4004
    await discord.gateway.invalidate(resumable=False)
    assert await bot.ended() == 69
    assert len(discord.gateway.identifies) == 2
    assert "Traceback" not in bot.log


async def test_a_wrong_token_ends_before_it_identifies(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    environment = {"DISCORD_TOKEN": "wrong.wrong.wrong"}
    async with started(discord, tmp_path / "home", environment=environment, ready=False) as bot:
        assert await bot.ended() == 69
        assert bot.log.count("imnm-bot:") == 1
        assert "wrong.wrong" not in bot.log
        assert "Traceback" not in bot.log
    assert discord.gateway.identifies == []
    forgive(discord, 401)


async def test_sigterm_finishes_what_was_accepted(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:

    discord.delay_next("POST", "/callback", 1.0)
    asked = await discord.slash(community.ana, community.general, "imnm subtypes", wait=0)
    await until(lambda: answers_to(discord, asked))
    bot.send(signal.SIGTERM)
    assert await bot.ended() == 0
    assert asked.answer == REPLY
    assert "Traceback" not in bot.log
    assert discord.gateway.live_sessions == []


@pytest.mark.long
async def test_sigterm_does_not_wait_for_an_answer_that_discord_never_takes(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    # That the bot gives up after ten seconds is in tests/runtime/test_process.py.
    discord.delay_next("POST", "/callback", NEVER)
    asked = await discord.slash(community.ana, community.general, "imnm subtypes", wait=0)
    await until(lambda: answers_to(discord, asked))
    bot.send(signal.SIGTERM)
    assert await bot.ended() == 0
    assert "Traceback" not in bot.log


@pytest.mark.long
async def test_a_server_that_cannot_be_read_costs_nobody_else_anything(
    discord: DiscordServer, community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = discord.world.add_guild("Another community")
    discord.world.add_channel(other, "general")
    whole = Guild.payload

    def damaged(guild: Guild, bot: User) -> dict[str, object]:
        payload = whole(guild, bot)
        if guild is other:
            payload["channels"][0]["permission_overwrites"] = None
        return payload

    monkeypatch.setattr(Guild, "payload", damaged)
    async with started(discord, tmp_path / "home") as bot:
        await bot.logs("gateway event dropped")
        assert "GUILD_CREATE" in bot.log
        for line in ("imnm help", "imnm subtypes"):
            asked = await discord.slash(community.ana, community.general, line)
            assert asked.answer == REPLY
        assert "Traceback" not in bot.log
        assert len(discord.gateway.identifies) == 1


@pytest.mark.long
async def test_without_a_session_start_it_waits_and_still_ends_at_once(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    discord.gateway.used_up = 1000
    async with started(discord, tmp_path / "home", ready=False) as bot:
        await bot.logs("no session starts left")
        assert "86400" in bot.log
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0
    discord.gateway.resets_after = 0.1
    async with started(discord, tmp_path / "home", ready=False) as bot:
        await until(lambda: bot.log.count("no session starts left") == 2)
        assert discord.gateway.identifies == []
        discord.gateway.used_up = 0
        await asyncio.wait_for(discord.gateway.ready.wait(), PATIENCE)
        asked = await discord.slash(community.ana, community.general, "imnm help")
        assert asked.answer == REPLY


@pytest.mark.long
async def test_sigterm_in_the_middle_of_many_commands_answers_all_it_took(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    topics = ("subtypes", "hmgcr", "srp", "labs", "mri", "statins", "biopsy", "diagnosis")
    for _ in topics:
        discord.delay_next("POST", "/callback", 0.5)
    asked = [
        await discord.slash(community.ana, community.general, f"imnm {topic}", wait=0)
        for topic in topics
    ]
    await until(lambda: all(answers_to(discord, each) for each in asked))
    bot.send(signal.SIGTERM)
    assert await bot.ended() == 0
    assert [each.answer for each in asked] == [REPLY] * len(topics)


@pytest.mark.long
async def test_a_second_signal_ends_it_at_once(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    discord.delay_next("POST", "/callback", NEVER)
    asked = await discord.slash(community.ana, community.general, "imnm subtypes", wait=0)
    await until(lambda: answers_to(discord, asked))
    bot.send(signal.SIGINT)
    await bot.logs("stopping")
    bot.send(signal.SIGINT)
    # The first one alone would have made it end with 0.
    assert await bot.ended() == -signal.SIGINT


@pytest.mark.long
async def test_a_second_bot_on_the_same_database_is_refused_until_the_first_is_gone(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    async with started(discord, home) as first:
        identified = len(discord.gateway.sessions)
        async with started(discord, home, ready=False) as second:
            assert await second.ended() == 1
        assert "another bot is running on it" in first.log.splitlines()[-1]
        assert len(discord.gateway.sessions) == identified
        asked = await discord.slash(community.ana, community.general, "imnm help")
        assert answers_to(discord, asked) == 1
        await first.kill()
        discord.gateway.sessions.clear()
        async with started(discord, home) as third:
            assert third.running


async def test_a_discord_that_cannot_be_reached_ends_in_one_plain_line(
    discord: DiscordServer, tmp_path: Path
) -> None:
    environment = {"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    async with started(discord, tmp_path / "home", environment=environment, ready=False) as bot:
        assert await bot.ended() == 69
        assert bot.log.count("imnm-bot:") == 1
        assert "Traceback" not in bot.log


@pytest.mark.parametrize("folder", ["/proc/imnm", "{home}/bot.log"])
async def test_a_folder_that_cannot_be_written_ends_in_one_line_that_says_what_to_do(
    discord: DiscordServer, community: Community, tmp_path: Path, folder: str
) -> None:
    home = tmp_path / "home"
    where = folder.format(home=home)
    environment = {"DATABASE_URL": f"sqlite+aiosqlite:///{where}/imnm.db"}
    async with started(discord, home, environment=environment, ready=False) as bot:
        assert await bot.ended() == 1
    last = bot.log.splitlines()[-1]
    assert last.startswith(f"imnm-bot: {where}/imnm.db: ")
    assert last.endswith(
        f"The bot has not started: let its user write to {where}, or set another DATABASE_URL."
    )
    assert "Traceback" not in bot.log
    assert " serve" not in bot.log
    assert discord.gateway.identifies == []


async def test_sighup_serves_the_changed_deck_and_keeps_the_old_one_if_it_is_faulty(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:

    cards = tmp_path / "cards"
    shutil.copytree(ROOT / "cards", cards)
    file = cards / "en" / "subtypes.yaml"
    old = file.read_text(encoding="utf-8")
    title = next(line for line in old.splitlines() if line.startswith("title:"))
    summary = next(line for line in old.splitlines() if line.startswith("summary:"))
    environment = {"CARDS_DIR": str(cards)}
    async with started(discord, tmp_path / "home", environment=environment) as bot:
        changed = old.replace(title, "title: A changed title")
        file.write_text(changed.replace(summary, "summary: A changed summary"), encoding="utf-8")
        bot.send(signal.SIGHUP)
        await bot.logs("deck reloaded")
        asked = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert "A changed title" in asked.text
        assert len(discord.calls("PUT", SYNC)) == 2
        file.write_text(changed + "\nbroken: [\n", encoding="utf-8")
        bot.send(signal.SIGHUP)
        await bot.logs("the old one serves on")
        assert "subtypes.yaml" in bot.log
        asked = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert "A changed title" in asked.text
        file.write_text(old, encoding="utf-8")
        bot.send(signal.SIGHUP)
        await until(lambda: bot.log.count("deck reloaded") == 2)
        asked = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert "A changed title" not in asked.text


@pytest.mark.long
async def test_a_storm_of_signals_during_its_start_and_its_end_does_not_kill_it(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    harmless = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
    async with started(discord, tmp_path / "home", BOT, ready=False) as bot:
        # Python itself takes some milliseconds before the first line of ours can run.
        await until(lambda: catches(bot.pid, signal.SIGHUP))
        while not discord.gateway.live_sessions and bot.running:
            for name in harmless:
                bot.send(name)
            await asyncio.sleep(0.01)
        asked = await discord.slash(community.ana, community.general, "imnm help")
        assert asked.answer == REPLY
        bot.send(signal.SIGTERM)
        while bot.running:
            bot.send(signal.SIGHUP)
            await asyncio.sleep(0.01)
        assert await bot.ended() == 0
    assert "Traceback" not in bot.log


def catches(pid: int, name: signal.Signals) -> bool:
    """Whether a process has a handler for a signal."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (mask,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(mask, 16) >> name - 1 & 1)


@pytest.mark.long
async def test_the_log_holds_no_token_at_any_level(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    environment = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json"}
    async with started(discord, tmp_path / "home", environment=environment) as bot:
        await discord.slash(community.ana, community.general, "imnm subtypes")
        await discord.gateway.drop()
        await discord.slash(community.ana, community.general, "imnm help")
        await until(lambda: len(bot.log) > 1000)
        assert discord.token not in bot.log


@pytest.mark.long
async def test_rate_limits_are_waited_for(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    discord.fail_next("GET", "/users/@me", 429)
    discord.fail_next("GET", SYNC, 429)
    async with started(discord, tmp_path / "home") as bot:
        discord.fail_next("POST", "/callback", 429, times=2)
        asked = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert asked.answer == REPLY
        assert bot.running
    forgive(discord, 429)


@pytest.mark.long
async def test_an_answer_that_is_repeated_after_a_500_appears_once(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    discord.fail_next("POST", "/callback", 500, after=True)
    asked = await discord.slash(community.ana, community.general, "imnm subtypes")
    await until(lambda: answers_to(discord, asked) == 2)
    await discord.slash(community.ana, community.general, "imnm help")
    shown = [m for m in community.general.messages.values() if m.interaction_id == asked.id]
    assert len(shown) == 1
    assert asked.followups == []
    assert "Traceback" not in bot.log
    forgive(discord, 500, 400)


async def test_an_answer_that_comes_too_late_is_let_go(
    bot: BotProcess, discord: DiscordServer, community: Community
) -> None:
    asked = await discord.slash(community.ana, community.general, "imnm subtypes", wait=0)
    discord.advance(4)
    await until(lambda: answers_to(discord, asked))
    await discord.slash(community.ana, community.general, "imnm help")
    assert bot.running
    assert "Traceback" not in bot.log
    forgive(discord, 404)
