"""The engines: how a database of each kind is made, opened, copied and put back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreUnsupported
from bot.store.database import Access, Database
from bot.store.encryption import Identities, Recipients
from bot.store.summary import Summary


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """The result of a restore."""

    kept: Path | None
    """The database that was there before; None if there was none."""
    erased: int
    """People in the copy who were erased after it was made, and are erased again."""
    record_lost: bool
    """Whether the record of the old database could not be read: only the lists were used."""
    before: Summary | None
    """What the old database held; None if there was none, or it cannot be read."""
    now: Summary
    dropped: tuple[str, ...]
    """What the copy held that the bot never makes, such as "view 'scores'", and is left out."""


class StoreEngine(ABC):
    """A database by its address. Nothing is touched until a method is called."""

    place: Path | str
    """Where it is, as messages and the log say it."""
    folder: Path | None
    """Where files may be kept beside it; None if it is on another machine."""

    shared: bool
    """Whether several processes may use it at once."""

    @abstractmethod
    def connect(self, access: Access) -> Database:
        """Return the database, not yet opened."""

    @abstractmethod
    async def prepare(self, access: Access) -> None:
        """Make or migrate it for its owner; for others see that it is there and of this version.

        Raise a :class:`~bot.errors.StoreError` when it cannot be used.
        """

    @abstractmethod
    def use(self) -> AbstractContextManager[None]:
        """Write to it beside others; nobody replaces it meanwhile."""

    @abstractmethod
    def claim(self) -> AbstractContextManager[None]:
        """Keep every other bot off it, where one bot alone may use it.

        Raise :class:`~bot.errors.StoreBusy` while another holds the claim.
        """

    @abstractmethod
    async def remove_remains(self) -> None:
        """Delete what copying or restoring has left that was cut off."""

    @abstractmethod
    async def migrate(self) -> bool:
        """Bring it up to date without opening it; return whether it was changed."""

    @abstractmethod
    async def back_up(self, target: Path, recipients: Recipients | None) -> Path | None:
        """Write a checked copy, and the list of all who were erased by now beside it.

        Both are encrypted for the recipients, if there are any.

        Return the copy; None if copies are made by the database's own programs: then only the list
        was written.
        """

    @abstractmethod
    async def restore(
        self,
        source: Path,
        lists: Iterable[Path],
        *,
        without_log: bool,
        identities: Identities | None,
    ) -> RestoreResult:
        """Replace it by a copy, keep the old one, and repeat the erasures since then.

        Raise :class:`~bot.errors.StoreBusy` while a bot uses it.
        """

    @abstractmethod
    async def copy_from(self, source: StoreEngine) -> Summary:
        """Copy everything from another database into this one, which must be empty.

        Return what it holds, once both are known to be the same. Raise
        :class:`~bot.errors.StoreOccupied` if it holds something, and
        :class:`~bot.errors.StoreUnsupported` if copies go the other way alone.
        """


def find_engine(url: str) -> StoreEngine:
    """Return the engine of an address; raise StoreUnsupported for one that names no database.

    The engine that is not used is not loaded.
    """
    if url.startswith("postgresql"):
        try:
            from bot.store.postgres.engine import PostgresEngine  # noqa: PLC0415 - as said above
        except ModuleNotFoundError as missing:
            if missing.name != "asyncpg":
                raise
            raise StoreUnsupported(
                "PostgreSQL", "its driver is not installed: pip install 'imnm-bot[postgres]'"
            ) from None
        return PostgresEngine(url)
    from bot.store.sqlite.engine import SqliteEngine  # noqa: PLC0415 - as said above

    return SqliteEngine(url)
