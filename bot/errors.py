"""The errors that the project raises on purpose.

A fault of the deck or of the database is a :class:`DeckError` or a :class:`StoreError`. A
:class:`Refusal` is an expected no to what a person asked for: it carries facts, not words.
``ui/refusals.py`` alone puts it into a sentence, and ``ui/error_boundary.py`` alone answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


class BotError(Exception):
    """The base of whatever the project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the deck: where it is and how to mend it."""

    rule: str
    """The rule's number, such as ``DECK012``; ``cards/README.md`` explains each."""
    path: str
    """The file, relative to the deck's folder."""
    line: int
    """Counted from 1."""
    message: str
    """One sentence that says what is wrong."""
    cure: str
    """One sentence that says what to do."""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule} {self.message} {self.cure}"


class DeckError(BotError):
    """The deck cannot be served; ``faults`` names every reason at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class StoreError(BotError):
    """The database cannot be used now; nothing was recorded."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        """The file, or the address of a database on a server, without its password."""
        self.reason = reason


class StoreUnsupported(StoreError):
    """The address names no database that the bot can use."""


class StoreUnwritable(StoreError):
    """The file cannot be opened, read or written: no permission, a full disk, a folder there."""


class OwnedElsewhere(StoreError):
    """Another process acts for this server now."""

    def __init__(self) -> None:
        super().__init__("shards", "another process acts for this server")


class StoreBusy(StoreError):
    """Another program has held the database for longer than we wait."""


class StoreUnreachable(StoreError):
    """The server of the database does not answer, or has ended the connection."""


class StoreCorrupt(StoreError):
    """The file is damaged, or is not a database of this bot."""


class StoreEmpty(StoreCorrupt):
    """No bot has used it yet, and whoever asks may not make it."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "it is empty: no bot has used it yet")


class StoreOccupied(StoreError):
    """There are tables where everything is to be copied to."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "there are tables in it already: name an empty database")


class StoreDiffers(StoreError):
    """A copy is not the same as what it was made of: ``table`` is the first that differs."""

    def __init__(self, path: Path | str, table: str) -> None:
        super().__init__(
            path,
            f"its table {table} is not the same as in the source. Nothing was finished: empty the "
            "database, and copy once more while no bot runs",
        )


class StoreNewer(StoreError):
    """A newer version of the bot has written it: ``found`` is its revision, ``known`` ours."""

    def __init__(self, path: Path | str, found: str, known: str) -> None:
        super().__init__(
            path,
            f"its revision is {found}, this version knows up to {known}: use a newer imnm-bot",
        )
        self.found = found
        self.known = known


class StoreOlder(StoreError):
    """An older version has written it, and whoever asks may not bring it up to date."""

    def __init__(self, path: Path | str, found: str, known: str) -> None:
        super().__init__(
            path,
            f"its revision is {found}, this version needs {known}. Nothing was read or changed: "
            "update the bot that uses it, or stop that and run `imnm-bot migrate`",
        )


class StoreMoved(StoreUnwritable):
    """The file is not where it was opened: moved, deleted, or another is in its place."""


class StoreClosed(StoreError):
    """The store is not open: it was not started, or the bot is shutting down."""


class BackupExists(StoreError):
    """There is a file where the copy should go: a backup overwrites nothing."""


class CopyLocked(StoreError):
    """An encrypted copy cannot be opened with the keys that were given, or one that is plain."""


class RecipientInvalid(BotError):
    """A copy cannot be encrypted for what was given as a public key."""


class Refusal(BotError):
    """A person asked for something that cannot be done; nothing was changed."""


@dataclass(eq=False)
class UnknownName(Refusal):
    """Nothing is called ``query``; ``options`` are names that the person may have meant."""

    query: str
    options: tuple[str, ...] = ()


class UnknownCard(UnknownName):
    """No card has this id or name; ``options`` are ids."""


class UnknownTerm(UnknownName):
    """No glossary term or abbreviation has this name."""


class UnknownCondition(UnknownName):
    """The comparisons hold no such condition or feature; ``options`` are all that they hold."""


class UnknownPreset(UnknownName):
    """The person has begun no quiz like this, or it has been erased."""


class UnknownZone(UnknownName):
    """No time zone has a name like this."""


class UnknownTime(UnknownName):
    """This is no time of day."""


class AmbiguousTime(UnknownName):
    """``query`` is said of two times of the day: the ``options``, such as "7 am" and "7 pm"."""


class UnsignedCard(Refusal):
    """``REQUIRE_SIGN_OFF`` is set and the card has no valid signature."""


class MayNotPost(Refusal):
    """The person may not send messages in this channel."""


class DiscordRefuses(Refusal):
    """Discord does not do it in this channel, today or tomorrow."""


class ThreadClosed(DiscordRefuses):
    """The thread is archived or locked."""


class WordlessMessage(Refusal):
    """The message that was to be answered has no text: a picture, a sticker or an embed alone."""


class MessageDeleted(Refusal):
    """The message that was to be answered is not there any more."""


@dataclass(eq=False)
class BotMayNot(DiscordRefuses):
    """The bot lacks permissions in a channel; ``rights`` are their names as Discord shows them.

    ``channel_id`` is set if it is another channel than the one that the person is in.
    """

    rights: tuple[str, ...]
    channel_id: int | None = None


@dataclass(eq=False)
class MayNotPin(Refusal):
    """The person lacks Pin Messages; ``channel_id`` as for :class:`BotMayNot`."""

    channel_id: int | None = None


@dataclass(eq=False)
class PinsFull(DiscordRefuses):
    """The channel has ``limit`` pins, and Discord allows no more."""

    limit: int


class UnknownPin(Refusal):
    """The bot keeps no such pin in this server, or the person does not see its channel."""


class NotKeepable(Refusal):
    """The message is no card or comparison that the bot has posted."""


class RefreshRunning(Refusal):
    """The pins of this server are being refreshed already."""


class NotTaken(Refusal):
    """Discord cannot be reached or has troubles of its own; nothing was changed."""


@dataclass(eq=False)
class TooManyReports(Refusal):
    """The person has sent ``limit`` reports within a day: more must wait."""

    limit: int


class NothingSaid(Refusal):
    """A form was submitted empty."""


class ExportTooLarge(Refusal):
    """What a person asked for makes a file that is larger than Discord takes, even packed."""


class ServersOnly(Refusal):
    """The action belongs to a server, and this is a direct message."""


class MayNotManage(Refusal):
    """The person lacks Manage Server here."""


class MayNotModerate(Refusal):
    """The person has neither Manage Messages nor Manage Server here."""


class NotMember(Refusal):
    """The person has installed the app for themselves; the bot is not in this server."""


class UnknownControl(Refusal):
    """A button, menu or form that no version of the bot has drawn, or that is damaged."""


class IncompleteEvent(Refusal):
    """Discord did not say who acted, or where, and nothing can be done without it."""


class ReportGone(Refusal):
    """The report was erased with all that was stored about the person who sent it."""


class QuizRefusal(Refusal):
    """A quiz cannot do now what a person asked for."""


class QuestionClosed(QuizRefusal):
    """The answer came after the question had closed."""


class NotOpen(QuizRefusal):
    """This question is not the one that is open, or has no such option."""


class QuizPaused(QuizRefusal):
    """The quiz is paused until its host resumes it."""


class QuizOver(QuizRefusal):
    """The quiz has ended."""


class QuizLost(QuizOver):
    """The quiz ended early: its channel, or the bot's permission to write there, was gone."""


class MayNotStart(QuizRefusal):
    """The person may not send messages in this channel, so they cannot start a quiz there."""


@dataclass(eq=False)
class MayNotWriteIn(Refusal):
    """The person may not see or write in ``channel_id``, so the bot does not do so for them."""

    channel_id: int


@dataclass(eq=False)
class QuizElsewhere(QuizRefusal):
    """The server's moderators allow quizzes in ``channels`` only."""

    channels: tuple[int, ...]


@dataclass(eq=False)
class QuizRoleOnly(QuizRefusal):
    """The server's moderators let only people with the role ``role_id`` start quizzes."""

    role_id: int


class QuizStarted(QuizRefusal):
    """Who is in a quiz, and in which team, changes only before it starts."""


class NotHost(QuizRefusal):
    """Only the person who started the quiz and moderators may do this."""


@dataclass(eq=False)
class QuizRunning(QuizRefusal):
    """The channel has a quiz; ``message_id`` is its latest message, if it has posted one."""

    channel_id: int
    message_id: int | None


class OpenQuizClosed(QuizRefusal):
    """The quiz that stayed open for a while has closed."""


@dataclass(eq=False)
class TooManyOpenQuizzes(QuizRefusal):
    """``limit`` quizzes stay open in this server, and it may have no more at a time."""

    limit: int


class NoQuestions(QuizRefusal):
    """No question fits the chosen topic and audience."""
