"""Discord's schema is really applied: to the right route, with a readable answer."""

from typing import Any

import pytest

from tests.discord_rules import SCHEMA_FILE, schema_faults
from tests.discord_rules.schema import path_template

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SCHEMA_FILE.is_file(), reason="no ../shared/discord/openapi.json"),
]


def test_the_most_literal_template_is_found() -> None:
    assert path_template("/channels/5/messages/pins") == "/channels/{channel_id}/messages/pins"
    assert path_template("/api/v10/channels/5/messages/6") == (
        "/channels/{channel_id}/messages/{message_id}"
    )
    assert path_template("/webhooks/1/tok/messages/@original") == (
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
    )
    assert path_template("/nowhere/5") is None


def test_a_route_that_discord_does_not_have_is_a_fault() -> None:
    assert schema_faults("POST", "/channels/5/message", {})
    assert schema_faults("DELETE", "/gateway/bot", None)
    assert schema_faults("GET", "/gateway/bot", None) == ()


@pytest.mark.parametrize(
    ("method", "path", "body", "where"),
    [
        ("POST", "/channels/5/messages", {"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
        ("POST", "/channels/5/messages", {"content": 5}, "content"),
        ("POST", "/channels/5/messages", {"components": [{"type": 99}]}, "components.0"),
        (
            "POST",
            "/channels/5/messages",
            {"components": [{"type": 1, "components": [{"type": 2, "style": 9}]}]},
            "components.0.components.0.style",
        ),
        (
            "POST",
            "/interactions/5/token/callback",
            {"type": 4, "data": {"content": "x" * 2001}},
            "data.content",
        ),
        (
            "POST",
            "/interactions/5/token/callback",
            {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "v"}]}},
            "data.choices.0.name",
        ),
        ("PUT", "/applications/7/commands", [{"description": "no name"}], "0"),
        (
            "PUT",
            "/applications/7/commands",
            [{"name": "a", "description": "b", "options": [{"type": 3, "name": "c"}]}],
            "0.options.0",
        ),
        ("PATCH", "/channels/5/messages/6", {"embeds": "none"}, "embeds"),
    ],
)
def test_a_bad_body_is_named_by_its_place(method: str, path: str, body: Any, where: str) -> None:
    faults = schema_faults(method, path, body)
    assert [fault.split(": ")[0] for fault in faults] == [where]


def test_good_bodies_pass() -> None:
    embed = {"type": "rich", "title": "T", "color": 5, "fields": [{"name": "n", "value": "v"}]}
    message = {"embeds": [embed], "allowed_mentions": {"parse": []}, "flags": 64}
    answer = {"type": 4, "data": message}
    assert schema_faults("POST", "/channels/5/messages", message) == ()
    assert schema_faults("POST", "/interactions/5/token/callback", answer) == ()


def test_a_number_in_the_query_is_kept_in_its_bounds() -> None:
    assert schema_faults("GET", "/channels/5/messages", None, query={"limit": 50}) == ()
    assert schema_faults("GET", "/channels/5/messages", None, query={"limit": 101})
    assert schema_faults("GET", "/channels/5/messages", None, query={"limit": "many"})
