"""Defaults for what a message or an interaction of Discord's lacks.

Discord's documentation marks many fields as optional, its gateway sends partial objects, and
discord.py reads several fields as if they were always there: one that is missing would leave a
person without an answer, or a quiz without its message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

Payload = dict[str, Any]

MESSAGE: Final[Mapping[str, Callable[[], Any]]] = {
    "type": int,
    "content": str,
    "flags": int,
    "embeds": list,
    "attachments": list,
    "components": list,
    "mentions": list,
    "mention_roles": list,
    "author": lambda: {"id": "0", "username": "", "discriminator": "0", "avatar": None},
}
INTERACTION: Final[Mapping[str, Callable[[], Any]]] = {
    "version": lambda: 1,
    "token": str,
    "data": dict,
    # What every server may receive, boosted or not.
    "attachment_size_limit": lambda: 10 * 1024 * 1024,
    "app_permissions": lambda: "0",
    "locale": lambda: "en-US",
    "entitlements": list,
    "authorizing_integration_owners": dict,
}
DATA: Final[Mapping[str, Callable[[], Any]]] = {
    "name": str,
    "options": list,
    "custom_id": str,
    "component_type": lambda: 2,
    "components": list,
    "resolved": dict,
}
MEMBER: Final[Mapping[str, Callable[[], Any]]] = {
    "roles": list,
    "flags": int,
    "permissions": lambda: "0",
    "deaf": bool,
    "mute": bool,
}
OMITTED_IF_NULL: Final = ("guild", "guild_locale", "context", "message", "member", "user")
"""Fields of an interaction that discord.py expects to be either whole or not there."""


def complete_message(message: Mapping[str, Any]) -> Payload:
    """Return a message with all that discord.py reads of it."""
    return _complete(message, MESSAGE)


def complete_interaction(event: Mapping[str, Any]) -> Payload:
    """Return an interaction with all that discord.py reads of it, but for its id and its type.

    Who acted may still be missing: nothing can stand in for that.
    """
    whole = _complete(event, INTERACTION)
    for name in OMITTED_IF_NULL:
        if whole.get(name) is None:
            whole.pop(name, None)
    whole["data"] = _complete(whole["data"], DATA)
    channel = whole.get("channel") or {}
    channel_id = channel.get("id") or whole.get("channel_id")
    whole["channel"] = {**channel, "id": channel_id} if channel_id else {}
    # A person of a server is sent as its member, anybody else as a user.
    member, user = whole.get("member"), whole.get("user")
    if whole.get("guild_id") is None:
        if user is None and member is not None and member.get("user"):
            whole["user"] = member["user"]
    elif member is not None and (member.get("user") or user):
        whole["member"] = _complete({"user": user, "joined_at": None} | member, MEMBER)
    elif user is not None:
        whole["member"] = _complete({"user": user, "joined_at": None}, MEMBER)
    else:
        whole.pop("member", None)
    return whole


def _complete(payload: Mapping[str, Any], defaults: Mapping[str, Callable[[], Any]]) -> Payload:
    """Return a copy in which each default stands where nothing or null is."""
    missing = {name: make() for name, make in defaults.items() if payload.get(name) is None}
    return {**payload, **missing}
