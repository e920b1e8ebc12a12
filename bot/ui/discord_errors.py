"""Discord's refusals and failures, told apart in one place.

The codes are those of Discord's documentation, "Opcodes and Status Codes", section "JSON Error
Codes". discord.py raises :class:`discord.HTTPException` with such a code where Discord answered,
after it has repeated the request where that may help; where nothing answered, the error is
aiohttp's or the operating system's own.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

import aiohttp
import discord

TRANSPORT_ERRORS: Final = (aiohttp.ClientError, OSError)
"""Raised by a request to Discord that got no answer, timeouts included."""
REQUEST_ERRORS: Final = (discord.HTTPException, *TRANSPORT_ERRORS)
"""Raised by a request to Discord that failed, whether or not it was answered."""


class ErrorKind(Enum):
    """What an error means for whoever sent the request."""

    MESSAGE_GONE = auto()
    CHANNEL_GONE = auto()
    THREAD_ARCHIVED = auto()
    THREAD_LOCKED = auto()
    NO_ACCESS = auto()
    """The bot does not see the channel."""
    NO_PERMISSION = auto()
    """The bot lacks another permission: every other 403."""
    REPLY_GONE = auto()
    """The message to reply to is gone, or is one that nobody can reply to."""
    PINS_FULL = auto()
    DM_CLOSED = auto()
    """The person takes no direct messages from the bot, or has no account any more."""
    TOO_LATE = auto()
    """The interaction's token is dead, or the interaction was answered already."""
    NOT_FOUND = auto()
    """Every other 404."""
    REFUSED = auto()
    """Discord does not do it, today or tomorrow: every other refusal, whatever its code says."""
    OUTAGE = auto()
    """Discord cannot be reached, has troubles of its own or takes no more for now: try later."""
    FAULT = auto()
    """Discord found the request wrong, or it was no error of Discord's at all."""


INVALID_FORM: Final = 50035
REPLY_FIELD: Final = "message_reference"
KINDS: Final = {
    10003: ErrorKind.CHANNEL_GONE,  # Unknown channel
    10004: ErrorKind.CHANNEL_GONE,  # Unknown guild
    10008: ErrorKind.MESSAGE_GONE,  # Unknown message
    10013: ErrorKind.DM_CLOSED,  # Unknown user
    10015: ErrorKind.TOO_LATE,  # Unknown webhook
    10062: ErrorKind.TOO_LATE,  # Unknown interaction
    20016: ErrorKind.OUTAGE,  # Slow mode
    20022: ErrorKind.OUTAGE,  # Announcement rate limits
    20028: ErrorKind.OUTAGE,  # The write action on the channel has hit its rate limit
    20029: ErrorKind.OUTAGE,  # The write action on the server has hit its rate limit
    30003: ErrorKind.PINS_FULL,  # Maximum number of pins reached for the channel
    30046: ErrorKind.OUTAGE,  # Maximum number of edits to messages older than an hour: try later
    40003: ErrorKind.OUTAGE,  # You are opening direct messages too fast
    40004: ErrorKind.OUTAGE,  # Send messages has been temporarily disabled
    40006: ErrorKind.OUTAGE,  # This feature has been temporarily disabled
    40060: ErrorKind.TOO_LATE,  # Interaction has already been acknowledged
    40062: ErrorKind.OUTAGE,  # Service resource is being rate limited
    40333: ErrorKind.OUTAGE,  # Cloudflare is blocking the request
    50001: ErrorKind.NO_ACCESS,  # Missing access
    50006: ErrorKind.FAULT,  # Cannot send an empty message
    50007: ErrorKind.DM_CLOSED,  # Cannot send messages to this user
    50013: ErrorKind.NO_PERMISSION,  # You lack permissions to perform that action
    50027: ErrorKind.TOO_LATE,  # Invalid webhook token: the interaction's has expired
    50035: ErrorKind.FAULT,  # Invalid form body
    50083: ErrorKind.THREAD_ARCHIVED,  # Tried to perform an operation on an archived thread
    50109: ErrorKind.FAULT,  # The request body contains invalid JSON
    110001: ErrorKind.OUTAGE,  # Application not yet available: try again later
    130000: ErrorKind.OUTAGE,  # API resource is currently overloaded
    160005: ErrorKind.THREAD_LOCKED,  # Thread is locked
}
"""Discord's codes that mean more than their HTTP status, with Discord's words for them.

Discord has hundreds and adds to them: any other is judged by its status.
"""
BY_STATUS: Final = {
    401: ErrorKind.OUTAGE,  # The token is not taken, so nothing is known of what was asked
    403: ErrorKind.NO_PERMISSION,
    404: ErrorKind.NOT_FOUND,
    408: ErrorKind.OUTAGE,
    425: ErrorKind.OUTAGE,
    429: ErrorKind.OUTAGE,
}


def classify(error: BaseException) -> ErrorKind:
    """Return what an error means; the code counts for more than the HTTP status."""
    if isinstance(error, TRANSPORT_ERRORS):
        return ErrorKind.OUTAGE
    if not isinstance(error, discord.HTTPException):
        return ErrorKind.FAULT
    # Discord has no code of its own for it, and names the field of the form that is wrong.
    names_reply = error.code == INVALID_FORM and REPLY_FIELD in error.text
    known = ErrorKind.REPLY_GONE if names_reply else KINDS.get(error.code)
    if known is not None:
        return known
    # Discord itself answers in JSON; a page comes from a proxy in between.
    if error.status >= 500 or error.text.lstrip().startswith("<"):
        return ErrorKind.OUTAGE
    if error.code and error.status in (400, 403):
        return ErrorKind.REFUSED
    return BY_STATUS.get(error.status, ErrorKind.FAULT)


def is_lasting(error: BaseException) -> bool:
    """Return whether Discord has refused something that it will refuse again another day."""
    return isinstance(error, discord.HTTPException) and classify(error) is not ErrorKind.OUTAGE


def is_too_late(error: BaseException) -> bool:
    """Return whether nothing is left to answer: the token, or the message itself, is gone."""
    return classify(error) in (ErrorKind.TOO_LATE, ErrorKind.MESSAGE_GONE)


def describe(error: BaseException) -> str:
    """Return an error in a few words for the log, with nothing of what was sent."""
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}, code {error.code}"
    return type(error).__name__
