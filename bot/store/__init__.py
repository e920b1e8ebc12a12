"""The database, of whichever engine its address names. No other package has SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from typing import Self

from bot.errors import StoreError
from bot.store.card_views import CardViews
from bot.store.choices import BoardVisibility, EditRefusal, PinStep, ReportFault
from bot.store.clock import Clock
from bot.store.database import Access
from bot.store.encryption import Identities, Recipients
from bot.store.engine import RestoreResult, find_engine
from bot.store.history import HistoryEntry, ServerAnswer
from bot.store.open_quizzes import OpenQuiz, OpenQuizzes, Participation
from bot.store.ownership import Ownership
from bot.store.people import (
    DisplayName,
    DisplayNames,
    People,
    Preferences,
    Reminder,
    ReminderSchedule,
)
from bot.store.personal_data import ExportedRows, Privacy, StoredDataCount
from bot.store.pins import Pin, PinChange, Pins
from bot.store.presets import QuizPreset, QuizPresets, QuizSettings
from bot.store.quiz_rows import QuizPlan, StoredQuiz
from bot.store.quizzes import DailyQuizzes, DailySchedule, OpenDailyQuiz, Quizzes
from bot.store.reports import Report, ReportForModerators, ReportKind, Reports
from bot.store.reviews import Recall, Reviews
from bot.store.scores import (
    AnswerCount,
    Insight,
    LeaderboardEntry,
    LeaderboardSlice,
    PersonalScores,
    Scores,
)
from bot.store.servers import DailySettings, GuildDefaults, Servers
from bot.store.summary import Summary

__all__ = [
    "Access",
    "AnswerCount",
    "BoardVisibility",
    "DailySchedule",
    "DailySettings",
    "DisplayName",
    "EditRefusal",
    "ExportedRows",
    "GuildDefaults",
    "HistoryEntry",
    "Insight",
    "LeaderboardEntry",
    "LeaderboardSlice",
    "OpenDailyQuiz",
    "OpenQuiz",
    "Ownership",
    "Participation",
    "PersonalScores",
    "Pin",
    "PinChange",
    "PinStep",
    "Preferences",
    "QuizPlan",
    "QuizPreset",
    "QuizSettings",
    "Recall",
    "Reminder",
    "ReminderSchedule",
    "Report",
    "ReportFault",
    "ReportForModerators",
    "ReportKind",
    "ServerAnswer",
    "Store",
    "StoredDataCount",
    "StoredQuiz",
]

NEW_DECK = "deck"
"""The subject of what processes tell each other when a deck was read anew; it has no keys."""


class Store:
    """All that is stored, by subject.

    ``async with Store(url) as store`` starts and closes it. Every method raises a
    :class:`~bot.errors.StoreError` when the database cannot be used; then nothing was recorded, and
    the next call tries again. A write that was begun ends, even if the task that asked for it is
    cancelled.
    """

    def __init__(self, url: str, access: Access = Access.OWNER) -> None:
        """Touch no database yet; an address that names none is StoreUnsupported."""
        self.url = url
        """As it was given, perhaps with a password."""
        self._engine = find_engine(url)
        self.place = self._engine.place
        """Where it is, as messages and the log say it."""
        self.folder = self._engine.folder
        """Where files may be kept beside it; None if it is on another machine."""
        self.shared = self._engine.shared
        """Whether several processes may use it at once."""
        self._access = access
        self._in_use = ExitStack()
        self._database = self._engine.connect(access)
        self.ownership = self._database.ownership
        """For which servers this process acts by itself."""
        self.servers = Servers(self._database)
        self.people = People(self._database)
        self.display_names = DisplayNames(self._database)
        self.quizzes = Quizzes(self._database)
        self.daily_quizzes = DailyQuizzes(self._database, self.servers)
        self.open_quizzes = OpenQuizzes(self._database)
        self.quiz_presets = QuizPresets(self._database)
        self.scores = Scores(self._database)
        self.reviews = Reviews(self._database)
        self.reports = Reports(self._database)
        self.card_views = CardViews(self._database)
        self.pins = Pins(self._database)
        self.privacy = Privacy(self._database, self.people)
        self.clock = Clock(self._database)

    async def start(self) -> None:
        """Connect. The owner's database is made or migrated first; others need it as it is."""
        await self._engine.prepare(self._access)
        try:
            if self._access is not Access.READER:
                self._in_use.enter_context(self._engine.use())
            await self._database.open()
        except BaseException:
            self._in_use.close()
            raise
        if self._access is Access.OWNER:
            await self._engine.remove_remains()
            await self.privacy.list_erasures()

    async def close(self) -> None:
        """Finish every write that was accepted, then disconnect. May be called twice."""
        with suppress(StoreError):
            await self.card_views.flush()
        await self._database.close()
        self._in_use.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def check(self) -> None:
        """Raise a :class:`~bot.errors.StoreError` unless something could be recorded now."""
        await self._database.check()

    def claim(self) -> AbstractContextManager[None]:
        """Keep every other bot off the database, where one bot alone may use it.

        Two would answer everybody twice. Raise :class:`~bot.errors.StoreBusy` while another holds
        the claim.
        """
        return self._engine.claim()

    async def tell_of_new_deck(self) -> None:
        """Tell the other processes on this database, if there may be any: theirs may be old."""
        if self.shared:
            await self._database.write(lambda _connection: self._database.tell(NEW_DECK, 0))

    def on_new_deck(self, react: Callable[[], object]) -> None:
        """Call a function when another process tells of a new deck, or may have gone unheard."""
        self._database.listen(NEW_DECK, lambda _key: react(), react)

    async def backup(self, path: Path, recipients: Sequence[str] = ()) -> Path | None:
        """Write a checked copy to ``path``; writes go on meanwhile. The store need not be started.

        Beside it goes the list of all who were erased by now, for the sake of older copies. With
        ``recipients``, public keys of age, both are encrypted, and no plain copy is ever anywhere
        but beside the database. Where copies are made by the database's own programs, only the
        list is written, and None returned.

        Raises :class:`~bot.errors.BackupExists` when there is a file already, and
        :class:`~bot.errors.RecipientInvalid` for what is no public key.
        """
        return await self._engine.back_up(path, Recipients(recipients) if recipients else None)

    @staticmethod
    async def restore(
        url: str,
        source: Path,
        lists: Iterable[Path] = (),
        *,
        without_log: bool = False,
        identity: Path | None = None,
    ) -> RestoreResult:
        """Replace the database by a copy, keep the old one, and repeat the erasures since then.

        A copy that is encrypted is opened with the secret keys in the file ``identity``.

        Raises :class:`~bot.errors.StoreBusy` while a bot uses the database, and
        :class:`~bot.errors.CopyLocked` if the copy cannot be opened.
        """
        identities = None if identity is None else Identities(identity)
        return await find_engine(url).restore(
            source, lists, without_log=without_log, identities=identities
        )

    @staticmethod
    async def migrate(url: str) -> bool:
        """Bring the database up to date without opening it; True if it was changed.

        Raises :class:`~bot.errors.StoreBusy` while a bot uses the database.
        """
        return await find_engine(url).migrate()

    @staticmethod
    async def copy(url: str, target: str) -> Summary:
        """Copy everything into an empty database on a server; return how much that is.

        Raises :class:`~bot.errors.StoreBusy` while a bot uses the source, and
        :class:`~bot.errors.StoreOccupied` if the target holds something.
        """
        return await find_engine(target).copy_from(find_engine(url))
