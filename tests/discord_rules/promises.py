"""Promises of the bot's own about every message it sends, checked beside Discord's limits."""

import re
from typing import Any

_SEND = re.compile(r"(/api/v\d+)?/channels/\d+/messages")
_EDIT = re.compile(r"(/api/v\d+)?/channels/\d+/messages/\d+")
_ANSWER = re.compile(r"(/api/v\d+)?/(interactions/\d+/[^/]+/callback|webhooks/\d+/[^/]+(/.*)?)")


def broken_promises(method: str, path: str, body: object) -> tuple[str, ...]:
    """Say where a message could ping somebody, or could appear twice after a retry."""
    if not isinstance(body, dict) or method not in {"POST", "PATCH"}:
        return ()
    sends = method == "POST" and _SEND.fullmatch(path)
    if not (sends or _EDIT.fullmatch(path) or _ANSWER.fullmatch(path)):
        return ()
    message: dict[str, Any] = body.get("data") or {} if path.endswith("/callback") else body
    broken = []
    if message.get("content") or message.get("embeds"):
        mentions = message.get("allowed_mentions")
        if not mentions or any(mentions.get(kind) for kind in ("parse", "users", "roles")):
            broken.append("allowed_mentions: a message must carry AllowedMentions.none()")
    if sends and not (message.get("nonce") and message.get("enforce_nonce")):
        broken.append("nonce: an ordinary send needs a nonce that Discord enforces")
    return tuple(broken)
