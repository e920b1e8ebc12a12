"""What Discord does not take at once is sent once more, and then given back."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from bot.ui import retry
from bot.ui.retry import try_twice, with_jitter


class Request:
    """Fails with some errors, then succeeds; counts its tries."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.tries = 0

    async def __call__(self) -> str:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def failed(status: int, code: int = 0) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="injected")
    return discord.HTTPException(response, {"code": code, "message": "injected"})


@pytest.mark.parametrize("error", [failed(503), failed(502), aiohttp.ClientError(), TimeoutError()])
async def test_a_trouble_that_passes_is_not_noticed(error):
    request = Request(error)
    assert await try_twice(request) == "done"
    assert request.tries == 2


@pytest.mark.parametrize("error", [failed(403, 50013), failed(404, 10008), failed(400, 50035)])
async def test_a_refusal_is_final(error):
    request = Request(error)
    with pytest.raises(discord.HTTPException):
        await try_twice(request)
    assert request.tries == 1


async def test_a_trouble_that_stays_is_raised():
    request = Request(failed(503), failed(503), failed(503))
    with pytest.raises(discord.HTTPException):
        await try_twice(request)
    assert request.tries == 2


async def test_an_answer_that_never_comes_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(retry, "LONGEST_TRY", 0.01)
    tries = []

    async def hang_once() -> str:
        tries.append(True)
        if len(tries) == 1:
            await asyncio.Event().wait()
        return "done"

    assert await try_twice(hang_once) == "done"


def test_the_next_try_comes_by_chance_and_in_time():
    pauses = {with_jitter(timedelta(seconds=5)) for _ in range(50)}
    assert len(pauses) > 10
    assert timedelta(seconds=2.5) <= min(pauses) <= max(pauses) <= timedelta(seconds=5)
