"""Promises of the bot's own about every message it sends, checked beside Discord's limits."""

import re
from typing import Any

from tests.discord_rules.labels import label_faults

_SEND = re.compile(r"(/api/v\d+)?/channels/\d+/messages")
_EDIT = re.compile(r"(/api/v\d+)?/channels/\d+/messages/\d+")
_ANSWER = re.compile(r"(/api/v\d+)?/(interactions/\d+/[^/]+/callback|webhooks/\d+/[^/]+(/.*)?)")


def message_of(method: str, path: str, body: object) -> dict[str, Any] | None:
    """Return the message, or the form, that a request brings; None if it brings none."""
    if not isinstance(body, dict) or method not in {"POST", "PATCH"}:
        return None
    if not any(kind.fullmatch(path) for kind in (_SEND, _EDIT, _ANSWER)):
        return None
    return body.get("data") or {} if path.endswith("/callback") else body


def broken_promises(method: str, path: str, body: object) -> tuple[str, ...]:
    """Say where a message could ping somebody, appear twice after a retry, or not be read."""
    message = message_of(method, path, body)
    if message is None:
        return ()
    broken = []
    if message.get("content") or message.get("embeds"):
        mentions = message.get("allowed_mentions")
        if not mentions or any(mentions.get(kind) for kind in ("parse", "users", "roles")):
            broken.append("allowed_mentions: a message must carry AllowedMentions.none()")
    sends = method == "POST" and _SEND.fullmatch(path)
    if sends and not (message.get("nonce") and message.get("enforce_nonce")):
        broken.append("nonce: an ordinary send needs a nonce that Discord enforces")
    return (*broken, *label_faults(message))
