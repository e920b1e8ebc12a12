"""The meaning of Discord's refusals and failures."""

from types import SimpleNamespace

import aiohttp
import discord
import pytest

from bot.ui.discord_errors import ErrorKind, classify, describe, is_lasting, is_too_late


def refusal(status: int, code: int = 0) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="no")
    return discord.HTTPException(response, {"code": code, "message": "no"})


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10003, ErrorKind.CHANNEL_GONE),
        (404, 10008, ErrorKind.MESSAGE_GONE),
        (403, 10013, ErrorKind.DM_CLOSED),
        (404, 10015, ErrorKind.TOO_LATE),
        (404, 10062, ErrorKind.TOO_LATE),
        (400, 40060, ErrorKind.TOO_LATE),
        (400, 30003, ErrorKind.PINS_FULL),
        (403, 50001, ErrorKind.NO_ACCESS),
        (403, 50013, ErrorKind.NO_PERMISSION),
        (403, 0, ErrorKind.NO_PERMISSION),
        (403, 50007, ErrorKind.DM_CLOSED),
        (400, 50083, ErrorKind.THREAD_ARCHIVED),
        (400, 160005, ErrorKind.THREAD_LOCKED),
        (404, 10007, ErrorKind.NOT_FOUND),
        (429, 0, ErrorKind.OUTAGE),
        (500, 0, ErrorKind.OUTAGE),
        (503, 0, ErrorKind.OUTAGE),
        (400, 50035, ErrorKind.FAULT),
        (400, 0, ErrorKind.FAULT),
        (413, 40005, ErrorKind.FAULT),
        (404, 10004, ErrorKind.CHANNEL_GONE),
        (401, 50027, ErrorKind.TOO_LATE),
        # Codes that are not listed anywhere, some of which Discord had not thought of when we did.
        (403, 50278, ErrorKind.REFUSED),
        (400, 50033, ErrorKind.REFUSED),
        (403, 20026, ErrorKind.REFUSED),
        (403, 340001, ErrorKind.REFUSED),
        (400, 200000, ErrorKind.REFUSED),
        (403, 987654, ErrorKind.REFUSED),
        (404, 987654, ErrorKind.NOT_FOUND),
        # Those that pass by themselves.
        (400, 40003, ErrorKind.OUTAGE),
        (403, 40333, ErrorKind.OUTAGE),
        (400, 30046, ErrorKind.OUTAGE),
        (429, 20016, ErrorKind.OUTAGE),
        (503, 130000, ErrorKind.OUTAGE),
        (401, 0, ErrorKind.OUTAGE),
        (408, 0, ErrorKind.OUTAGE),
    ],
)
def test_an_answer_of_discords_is_told_by_its_code_and_then_by_its_status(
    status: int, code: int, kind: ErrorKind
):
    assert classify(refusal(status, code)) is kind
    assert describe(refusal(status, code)) == f"HTTP {status}, code {code}"


@pytest.mark.parametrize(
    "error", [aiohttp.ClientConnectionError(), ConnectionResetError(), TimeoutError()]
)
def test_no_answer_at_all_is_an_outage(error: Exception):
    assert classify(error) is ErrorKind.OUTAGE
    assert describe(error) == type(error).__name__


def test_an_error_that_is_none_of_discords_is_a_fault():
    assert classify(ValueError("secret")) is ErrorKind.FAULT
    assert describe(ValueError("secret")) == "ValueError"


def test_a_page_instead_of_json_comes_from_a_proxy_and_passes():
    response = SimpleNamespace(status=403, reason="Forbidden")
    error = discord.HTTPException(response, "<!DOCTYPE html><title>Attention Required!</title>")
    assert classify(error) is ErrorKind.OUTAGE


def test_a_refusal_lasts_unless_discord_has_troubles_of_its_own():
    assert all(is_lasting(refusal(403, code)) for code in (50007, 50278, 20026, 987654))
    assert not any(is_lasting(refusal(status)) for status in (401, 429, 500, 503))
    assert not is_lasting(refusal(400, 40003))
    assert not is_lasting(TimeoutError())


def test_nothing_is_left_to_answer_once_the_token_or_the_message_is_gone():
    assert all(is_too_late(refusal(404, code)) for code in (10008, 10015, 10062))
    assert is_too_late(refusal(400, 40060))
    assert not is_too_late(refusal(404, 10003))


def test_a_reply_to_what_is_gone_is_known_by_the_field_that_discord_names() -> None:
    errors = {"message_reference": {"_errors": [{"code": "X", "message": "Unknown message"}]}}
    told = {"code": 50035, "message": "Invalid Form Body", "errors": errors}
    error = discord.HTTPException(SimpleNamespace(status=400, reason="no"), told)
    assert classify(error) is ErrorKind.REPLY_GONE
