"""The rules of Discord for requests: its published schema, and the limits that it leaves out."""

from tests.discord_rules.colours import said_by_colour
from tests.discord_rules.limits import message_faults, message_is_empty, request_faults
from tests.discord_rules.promises import broken_promises, message_of
from tests.discord_rules.schema import SCHEMA_FILE, schema_faults

__all__ = [
    "SCHEMA_FILE",
    "all_faults",
    "broken_promises",
    "message_faults",
    "message_is_empty",
    "message_of",
    "request_faults",
    "said_by_colour",
    "schema_faults",
]


def all_faults(
    method: str, path: str, body: object, *, query: dict[str, object] | None = None, files: int = 0
) -> tuple[str, ...]:
    """Everything about one request that Discord would refuse, as `where: what` lines."""
    found = [*schema_faults(method, path, body, query=query)]
    found += [str(fault) for fault in request_faults(method, path, body, files=files)]
    return tuple(dict.fromkeys(found))
