"""The error boundary: each interaction once, no exception in the channel, no person in the log."""

import re

import aiohttp
import discord
import pytest
from discord import app_commands
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.deck.library import Library
from bot.errors import UnknownCard
from bot.ui.error_boundary import ErrorBoundary
from bot.ui.refusals import draw_failure
from tests.libraries import CARDS

SECRET = "token=abc, cards/en/hmgcr.yaml line 7"


class Broken(Library):
    """A library that fails in a way that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__(CARDS)
        self.load()

    def serve(self, _card_id: str):
        raise RuntimeError(SECRET)

    @property
    def index(self):
        raise RuntimeError(SECRET)


@pytest.fixture
def delivered(simcord_env, monkeypatch) -> list[dict]:
    """The interactions that Discord has delivered so far."""
    return simcord_env.record_interactions(monkeypatch)


def callbacks(env) -> int:
    return sum("/callback" in request.path for request in env.http_requests)


def lines(logged, event: str = "interaction") -> list[dict]:
    return [line for line in logged if line["event"] == event]


async def test_a_command_delivered_twice_acts_once(simcord_env, ana, channel, delivered, logged):
    await ana.slash(channel, "imnm subtypes")
    before = callbacks(simcord_env)
    simcord_env.deliver(delivered[-1])
    await simcord_env.settle()
    assert callbacks(simcord_env) == before
    assert len(channel.history()) == 1
    assert len(lines(logged, "interaction repeated")) == 1


async def test_a_press_delivered_twice_acts_once(simcord_env, ana, channel, delivered):
    shown = (await ana.slash(channel, "imnm subtypes", private=True)).response
    await ana.click(shown, label="Post to channel")
    simcord_env.deliver(delivered[-1])
    await simcord_env.settle()
    assert len(channel.history()) == 1


@pytest.mark.long
async def test_one_line_tells_what_was_used_and_not_by_whom(ana, channel, logged):
    shown = (
        await ana.slash(channel, "imnm search", query="how fast can weak legs recover")
    ).response
    await ana.autocomplete(channel, "imnm search", "query", "my secret worry")
    button = shown.components[0]["components"][0]
    await ana.click(shown, custom_id=button["custom_id"])
    command, suggestion, press = lines(logged)
    assert (command["kind"], command["name"], command["result"]) == (
        "application_command",
        "imnm search",
        "done",
    )
    assert suggestion["kind"] == "autocomplete"
    assert (press["kind"], press["name"]) == ("component", "c1")
    assert all(line["ms"] >= 0 for line in (command, suggestion, press))
    said = str(logged)
    for private in (str(ana.id), "ana", "weak legs", "recover", "secret worry", str(channel.id)):
        assert private not in said


@pytest.mark.long
@pytest.mark.fails_on_purpose
async def test_an_unknown_failure_shows_a_reference_that_the_log_has_too(
    simcord_env, make_bot, ana, channel, logged
):
    shown = (await ana.slash(channel, "imnm hmgcr")).response
    await simcord_env.restart_bot(make_bot(Broken()))
    for result in (
        await ana.slash(channel, "imnm hmgcr"),
        await ana.click(shown, label="In clinical terms"),
        await ana.select(shown, ["srp"], custom_id="m1:hmgcr:plain"),
    ):
        assert result.ephemeral
        reference = re.search(r"Reference ([0-9A-F]{6})\.", result.response.content)[1]
        assert result.response.content == draw_failure(reference).content
        (failure,) = [
            line for line in lines(logged, "interaction failed") if line["reference"] == reference
        ]
        assert str(failure["exc_info"]) == SECRET
        assert failure["exc_info"].__traceback__ is not None
        assert lines(logged)[-3:], "it is counted as well"


@pytest.mark.simcord(strict_sync=False, check_errors=False)
async def test_a_command_outside_of_any_group_is_refused_in_the_same_way(simcord_env, ana, channel):
    @app_commands.command(name="alone", description="Refuses")
    async def alone(_interaction: discord.Interaction) -> None:
        raise UnknownCard("qqzz")

    simcord_env.bot.tree.add_command(alone)
    await simcord_env.bot.tree.sync()
    refused = await ana.slash(channel, "alone")
    assert refused.ephemeral
    assert refused.response.content.startswith("I have no card called “qqzz”.")


@pytest.mark.long
@pytest.mark.fails_on_purpose
async def test_failing_suggestions_are_an_empty_list(simcord_env, make_bot, ana, channel, logged):
    await simcord_env.restart_bot(make_bot(Broken()))
    assert await ana.autocomplete(channel, "imnm card", "name", "hm") == []
    assert len(lines(logged, "suggestions failed")) == 1


@pytest.mark.fails_on_purpose
async def test_a_check_that_fails_is_answered_too(simcord_env, ana, channel, monkeypatch):
    async def check(_interaction):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(simcord_env.bot.tree, "interaction_check", check)
    result = await ana.slash(channel, "imnm hmgcr")
    assert result.response.content.startswith("Something went wrong. Reference ")


async def test_a_command_that_the_bot_no_longer_has_is_answered_kindly(simcord_env, ana, channel):
    simcord_env.bot.tree.get_command("imnm").remove_command("hmgcr")
    gone = await ana.slash(channel, "imnm hmgcr")
    simcord_env.bot.tree.remove_command("imnm")
    all_gone = await ana.slash(channel, "imnm srp")
    for result in (gone, all_gone):
        assert result.ephemeral
        assert result.response.content.startswith("That command has just changed.")


@pytest.mark.faulty_requests
@pytest.mark.parametrize("code", [10062, 40060])
async def test_an_answer_that_comes_too_late_is_a_quiet_line(
    simcord_env, ana, channel, logged, code
):
    fault = {"status": 404 if code == 10062 else 400, "code": code}
    simcord_env.inject_error("POST", "/interactions/*/*/callback", **fault)
    await ana.slash(channel, "imnm hmgcr")
    assert lines(logged)[-1]["result"] == f"too late ({code})"
    simcord_env.inject_error("POST", "/interactions/*/*/callback", **fault)
    await ana.autocomplete(channel, "imnm card", "name", "hm")
    assert lines(logged)[-1]["result"] == "done"


@pytest.mark.fails_on_purpose
@pytest.mark.faulty_requests
async def test_when_even_the_apology_fails_nothing_escapes(simcord_env, ana, channel, logged):
    simcord_env.inject_error("POST", "/interactions/*/*/callback", status=400, code=50035, times=9)
    await ana.slash(channel, "imnm hmgcr")
    assert lines(logged)[-1]["result"].startswith("failed ")
    assert lines(logged, "nobody left to tell")


@pytest.mark.fails_on_purpose
async def test_without_a_network_nothing_escapes_either(ana, channel, logged, monkeypatch):
    async def fail(*_args, **_kwargs):
        raise aiohttp.ClientConnectionError

    monkeypatch.setattr(AsyncWebhookAdapter, "create_interaction_response", fail)
    await ana.slash(channel, "imnm hmgcr")
    assert lines(logged)[-1]["result"].startswith("failed ")
    assert lines(logged, "nobody left to tell")


async def test_the_memory_of_deliveries_is_bounded():
    error_boundary = ErrorBoundary(remember=2)
    assert [error_boundary._is_new(each) for each in (1, 1, 2, 3, 1)] == [
        True,
        False,
        True,
        True,
        True,
    ]
