"""Discord's refusals, by status and code."""

from typing import Any

Body = dict[str, Any]


class ApiError(Exception):
    """An answer other than success; `body` goes over the wire as it is."""

    def __init__(
        self, status: int, body: Body | str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = headers or {}


_SENTENCES = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30003: (400, "Maximum number of pins reached for the channel (250)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50109: (400, "The request body contains invalid JSON."),
}


def refusal(code: int) -> ApiError:
    """Make the refusal that has this JSON error code."""
    status, message = _SENTENCES[code]
    return ApiError(status, {"code": code, "message": message})


def unauthorized() -> ApiError:
    return ApiError(401, {"code": 0, "message": "401: Unauthorized"})
