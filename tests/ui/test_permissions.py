"""Permissions as Discord sends them: of an administrator, of the owner, or none at all."""

import ast
import copy
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.errors import Refusal
from bot.ui import permissions

ADMINISTRATOR = discord.Permissions(administrator=True).value
READERS = {"permissions", "app_permissions", "permissions_for", "guild_permissions"}
BOT = Path(permissions.__file__).parent.parent


@pytest.fixture
def sent(simcord_env, monkeypatch) -> list[dict[str, Any]]:
    return simcord_env.record_interactions(monkeypatch)


@pytest.fixture
def mo(simcord_env, guild):
    role = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


async def again(
    env: Any, event: dict[str, Any], *, person: int | None, bot: int | None
) -> list[Any]:
    """Deliver a command once more with these permissions; return what was answered."""
    event = copy.deepcopy(event)
    event["id"] = str(int(event["id"]) + (len(env.http_requests) << 40))
    for holder, key, bits in (
        (event["member"], "permissions", person),
        (event, "app_permissions", bot),
    ):
        if bits is None:
            holder.pop(key, None)
        else:
            holder[key] = str(bits)
    answered = []

    async def note(
        _boundary: Any, interaction: Any, _name: str, action: Any, **_options: Any
    ) -> None:
        try:
            await action()
        except Refusal as refusal:
            answered.append(type(refusal).__name__)
        else:
            answered.append("done")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.ui.error_boundary.ErrorBoundary.run", note)
        patch.setattr("discord.InteractionResponse.defer", _answered)
        patch.setattr("discord.InteractionResponse.send_message", _answered)
        patch.setattr("bot.features.pins.commands.reply", _answered)
        patch.setattr("bot.features.quiz.commands.reply", _answered)
        patch.setattr("bot.ui.preferences.reply", _answered)
        env.deliver(event)
        await env.settle()
    return answered


async def _answered(*_args: Any, **_options: Any) -> None:
    """Take an answer to a token that simcord has seen before."""


ASKED = [
    ("pin card", {"card": "subtypes"}),
    ("pin list", {}),
    ("quiz", {}),
    ("quiz", {"where": "thread"}),
    ("settings server", {}),
    ("scores export", {}),
    ("scores insights", {}),
]


@pytest.mark.long
@pytest.mark.parametrize(("command", "options"), ASKED)
async def test_an_administrator_has_every_permission_whichever_bits_are_sent(  # noqa: PLR0917
    simcord_env, sent, mo, channel, command, options
):
    await mo.slash(channel, command, **options)
    for quiz in simcord_env.bot.quiz_manager._running.copy().values():
        await quiz.stop()
    event = sent[-1]
    assert await again(simcord_env, event, person=ADMINISTRATOR, bot=ADMINISTRATOR) == ["done"]


async def test_without_a_right_a_person_and_the_bot_are_refused(simcord_env, sent, mo, channel):
    await mo.slash(channel, "pin card", card="subtypes")
    view = discord.Permissions(view_channel=True).value
    refused = await again(simcord_env, sent[-1], person=view, bot=ADMINISTRATOR)
    assert refused == ["MayNotPin"]
    assert await again(simcord_env, sent[-1], person=ADMINISTRATOR, bot=view) == ["BotMayNot"]


async def test_permissions_that_were_not_sent_are_those_of_roles_and_channel(
    simcord_env, sent, mo, channel, guild
):
    await mo.slash(channel, "pin card", card="subtypes")
    assert await again(simcord_env, sent[-1], person=None, bot=None) == ["done"]
    simcord_env.deny(channel.id, "send_messages")
    await simcord_env.settle()
    assert await again(simcord_env, sent[-1], person=None, bot=None) == ["BotMayNot"]


def test_no_other_module_reads_permissions() -> None:
    """An administrator who lacks a bit is refused wherever one is read without this module."""
    readers = [
        f"{path.relative_to(BOT)}:{node.lineno}"
        for path in sorted(BOT.rglob("*.py"))
        if path != Path(permissions.__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in READERS and not _is_module(node)
    ]
    assert readers == []


def _is_module(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "ui"
