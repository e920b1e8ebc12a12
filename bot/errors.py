"""The tree of refusals.

Each carries facts, not words: ``views/notice.py`` alone turns a refusal into a sentence, and the
one error door (``commands/gate.py``, ``views/buttons.py``) alone answers it.

::

    BotError
    ├── DeckError            the deck on disk has faults; the old deck goes on serving
    ├── StoreError           the database cannot be used now; nothing was recorded
    │   ├── StoreUnsupported the address names no SQLite file
    │   ├── StoreUnwritable  read-only or full disk, no right, a folder in the way
    │   ├── StoreBusy        another program holds the database
    │   ├── StoreCorrupt     the file is damaged or is no database of this bot
    │   ├── StoreNewer       a newer version of the bot has written it
    │   ├── StoreClosed      the bot is going down and takes no more writes
    │   └── BackupExists     a backup never overwrites a file
    └── Refusal              a person asked for something that cannot be done
        ├── UnknownCard      no such card; may carry its successor and near names
        ├── UnknownTerm      no such glossary term or abbreviation
        ├── UnknownCondition no such condition or feature in the comparisons
        ├── UnsignedCard     REQUIRE_SIGN_OFF is set and no clinician has signed this card
        ├── MayNotPost       the person may not send messages where they want to post
        ├── BotMayNot        the bot lacks rights in the channel
        ├── MayNotPin        the person lacks Pin Messages in the channel
        ├── PinsFull         the channel has as many pins as Discord allows
        ├── UnknownPin       the bot keeps no such pin in this server
        ├── NotKeepable      the message is no card that the bot can keep up to date
        ├── RefreshRunning   the pins of this server are being refreshed already
        ├── NotTaken         Discord takes nothing now; nothing was changed
        ├── TooManyReports   the person has sent as many reports as a day may hold
        ├── NothingSaid      a form was sent off without a word in it
        ├── UnknownZone      no time zone has this name
        ├── UnknownTime      this is no time of day
        ├── ServersOnly      it was asked for in a direct message
        ├── MayNotManage     it is for people with Manage Server
        ├── MayNotModerate   it is for people with Manage Messages or Manage Server
        ├── NotMember        the bot itself is not in the server
        ├── ReportGone       the report was erased
        └── QuizRefusal      a quiz cannot do what was asked of it now
            ├── QuestionClosed   the answer came too late
            ├── NotOpen          this question is not the one that is open
            ├── QuizPaused       the quiz waits for its host
            ├── QuizOver         the quiz has ended
            │   └── QuizLost     it ended because the bot could not write in its channel any more
            ├── MayNotStart      the person may not send messages where they want a quiz
            ├── QuizElsewhere    the server lets quizzes be begun in other channels
            ├── QuizRoleOnly     the server lets only one role begin quizzes
            ├── NotHost          only the host and moderators may steer the quiz
            ├── QuizRunning      the channel has a quiz already
            └── NoQuestions      no question fits what was asked for
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal


class BotError(Exception):
    """Whatever this project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the deck, where it is, and how to mend it."""

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
    """The database cannot be used now. Nothing of what was asked has been recorded."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class StoreUnsupported(StoreError):
    """The address is none of an SQLite file: ``sqlite+aiosqlite:///folder/name.db``."""


class StoreUnwritable(StoreError):
    """The file cannot be opened, read or written: rights, a full or failing disk, a folder."""


class StoreBusy(StoreError):
    """Another program has held the database for longer than we wait."""


class StoreCorrupt(StoreError):
    """The file is damaged, or is not a database of this bot."""


class StoreNewer(StoreError):
    """A newer version of the bot has written it: ``found`` is its revision, ``known`` ours."""

    def __init__(self, path: Path, found: str, known: str) -> None:
        super().__init__(path, f"its revision is {found}, this version knows up to {known}")
        self.found = found
        self.known = known


class StoreClosed(StoreError):
    """The store is not open: it was not started, or the bot is going down."""


class BackupExists(StoreError):
    """There is a file where the copy should go; a backup overwrites nothing."""


class Refusal(BotError):
    """A person asked for something that cannot be done; nothing was changed."""


class UnknownCard(Refusal):
    """No card has this id. ``near`` holds ids of cards that the person may have meant."""

    def __init__(self, asked: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(asked)
        self.asked = asked
        self.near = near


class UnknownTerm(Refusal):
    """No glossary term or abbreviation has this name."""

    def __init__(self, asked: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(asked)
        self.asked = asked
        self.near = near


class UnknownCondition(Refusal):
    """The comparisons hold no such condition or feature."""

    def __init__(self, asked: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(asked)
        self.asked = asked
        self.known = known


class UnsignedCard(Refusal):
    """``REQUIRE_SIGN_OFF`` is set and the card has no valid signature."""

    def __init__(self, card: str) -> None:
        super().__init__(card)
        self.card = card


class MayNotPost(Refusal):
    """The person may not send messages in this channel."""


class BotMayNot(Refusal):
    """The bot lacks rights in a channel; ``rights`` are their names as Discord shows them.

    ``channel_id`` is set when it is not the channel that it was asked for in.
    """

    def __init__(self, rights: tuple[str, ...], channel_id: int | None = None) -> None:
        super().__init__(rights)
        self.rights = rights
        self.channel_id = channel_id


class MayNotPin(Refusal):
    """The person lacks Pin Messages; ``channel_id`` as for :class:`BotMayNot`."""

    def __init__(self, channel_id: int | None = None) -> None:
        super().__init__(channel_id)
        self.channel_id = channel_id


class PinsFull(Refusal):
    """The channel has ``limit`` pins, and Discord allows no more."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class UnknownPin(Refusal):
    """The bot keeps no such pin in this server, or the person may not know of it."""


class NotKeepable(Refusal):
    """The message is not one that the bot has posted with a card or a comparison in it."""


class RefreshRunning(Refusal):
    """Somebody has asked for the pins of this server to be refreshed, and they still are."""


class NotTaken(Refusal):
    """Discord cannot be reached or has troubles of its own; nothing was changed."""


class TooManyReports(Refusal):
    """The person has sent ``limit`` reports within a day: more must wait."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class NothingSaid(Refusal):
    """A form was sent off without a word in it."""


class UnknownZone(Refusal):
    """No time zone has a name like this."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class UnknownTime(Refusal):
    """This is no time of day."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class ServersOnly(Refusal):
    """What was asked for belongs to a server, and this is a direct message."""


class MayNotManage(Refusal):
    """The person lacks Manage Server here."""


class MayNotModerate(Refusal):
    """The person has neither Manage Messages nor Manage Server here."""


class NotMember(Refusal):
    """The person has brought the app along; the bot itself is not in this server."""


class ReportGone(Refusal):
    """The report was erased with all that was stored about the person who sent it."""


class QuizRefusal(Refusal):
    """A quiz cannot do what was asked of it now."""


class QuestionClosed(QuizRefusal):
    """The answer came after the question had closed."""

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class NotOpen(QuizRefusal):
    """This question is not the one that is open, or has no such option."""


class QuizPaused(QuizRefusal):
    """The quiz waits for its host."""


class QuizOver(QuizRefusal):
    """The quiz has ended."""


class QuizLost(QuizOver):
    """The quiz ended early: its channel, or the bot's right to write there, was gone."""


class MayNotStart(QuizRefusal):
    """The person may not send messages in this channel, so they cannot begin a quiz there."""


class QuizElsewhere(QuizRefusal):
    """The server's moderators let quizzes be begun in ``channels`` only."""

    def __init__(self, channels: tuple[int, ...]) -> None:
        super().__init__(channels)
        self.channels = channels


class QuizRoleOnly(QuizRefusal):
    """The server's moderators let only people with the role ``role_id`` begin quizzes."""

    def __init__(self, role_id: int) -> None:
        super().__init__(role_id)
        self.role_id = role_id


class NotHost(QuizRefusal):
    """Only the person who began the quiz and moderators may do this."""


class QuizRunning(QuizRefusal):
    """The channel has a quiz; ``message_id`` is its latest message, if it has posted one."""

    def __init__(self, channel_id: int, message_id: int | None) -> None:
        super().__init__(channel_id)
        self.channel_id = channel_id
        self.message_id = message_id


class NoQuestions(QuizRefusal):
    """No question fits the topic and audience that were asked for."""

    def __init__(self, topic: str) -> None:
        super().__init__(topic)
        self.topic = topic
