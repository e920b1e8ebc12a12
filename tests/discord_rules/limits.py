"""Our own limit checks: what Discord refuses although its schema allows it.

The rules are those of `../shared/DISCORD.md`. Lengths are counted in code points, after
white space at both ends is cut, as Discord stores the text.
"""

import re
from typing import Any

from tests.discord_rules.commands import choice_faults, command_faults, command_set_faults
from tests.discord_rules.faults import Fault, form_error, too_long
from tests.discord_rules.messages import message_faults, message_is_empty, modal_faults

__all__ = ["Fault", "form_error", "message_faults", "message_is_empty", "request_faults"]

_PREFIX = r"(?:/api(?:/v\d+)?)?"
_MESSAGES = re.compile(_PREFIX + r"/channels/\d+/messages(?:/\d+)?")
_WEBHOOK = re.compile(_PREFIX + r"/webhooks/\d+/[^/]+(?:/messages/[^/]+)?")
_CALLBACK = re.compile(_PREFIX + r"/interactions/\d+/[^/]+/callback")
_COMMANDS = re.compile(_PREFIX + r"/applications/\d+(?:/guilds/\d+)?/commands(?:/\d+)?")

_REPLY, _UPDATE, _SUGGEST, _MODAL = 4, 7, 8, 9


def request_faults(method: str, path: str, body: Any, *, files: int = 0) -> tuple[Fault, ...]:
    """Measure any request of the bot's; nothing for the routes that have no limits of ours.

    `files` counts the uploads beside the body, which make a message non-empty.
    """
    if method not in {"POST", "PUT", "PATCH"} or not isinstance(body, (dict, list)):
        return ()
    if _COMMANDS.fullmatch(path):
        faults = command_set_faults(body) if isinstance(body, list) else command_faults(body)
        return tuple(faults)
    if not isinstance(body, dict):
        return ()
    if _CALLBACK.fullmatch(path):
        return _callback(body, files)
    if _MESSAGES.fullmatch(path) or _WEBHOOK.fullmatch(path):
        return _message(body, "", files, new=method == "POST")
    return ()


def _message(message: dict[str, Any], where: str, files: int, *, new: bool) -> tuple[Fault, ...]:
    faults = [*message_faults(message, where=where)]
    nonce = message.get("nonce")
    if nonce is not None:
        faults += too_long("nonce", nonce, 25)
    # An edit leaves out what it does not change: only a server can tell if it ends up empty.
    if new and not faults and message_is_empty(message, files=files):
        faults.append(Fault(where, "50006", "Cannot send an empty message"))
    return tuple(faults)


def _callback(body: dict[str, Any], files: int) -> tuple[Fault, ...]:
    kind, data = body.get("type"), body.get("data") or {}
    if kind in {_REPLY, _UPDATE}:
        return _message(data, "data", files, new=kind == _REPLY)
    if kind == _SUGGEST:
        return tuple(choice_faults(data.get("choices"), "data.choices"))
    if kind == _MODAL:
        return tuple(modal_faults(data, "data"))
    return ()
