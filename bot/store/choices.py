"""Choices that columns hold by name, besides those of the deck and of quizzes."""

from __future__ import annotations

from enum import StrEnum


class BoardVisibility(StrEnum):
    """How boards show a person."""

    ALIAS = "alias"
    NAME = "name"
    HIDDEN = "hidden"


class EditRefusal(StrEnum):
    """Why a message that was edited is not what it should be, or could not be edited."""

    ACCESS = "access"
    """The bot does not see the channel."""
    RIGHTS = "rights"
    """The bot sees it and lacks another right."""
    ARCHIVED = "archived"
    """The thread is closed."""
    EMBEDS = "embeds"
    """Discord leaves out the card itself: the bot lacks Embed Links."""
    UNPINNED = "unpinned"
    """It is up to date, and somebody has unpinned it."""
    BLOCKED = "blocked"
    """Discord does not allow it, whatever it has against it."""
    UNFIT = "unfit"
    """Discord does not accept the message as we render it: a fault of ours."""


class ReportFault(StrEnum):
    """What is wrong with a card or question, by whoever reports it."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    DANGEROUS = "dangerous"


class PinStep(StrEnum):
    """What is left to do of a change of a pin."""

    POST = "post"
    """Post the message, pin it and keep it."""
    PIN = "pin"
    """Pin the message, which is there, and keep it."""
    UNPIN = "unpin"
    """Unpin the message and keep it no more."""
    DELETE = "delete"
    """Delete the message, if it was posted at all."""
