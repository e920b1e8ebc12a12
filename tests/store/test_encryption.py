"""Copies that are encrypted in age's format: with `age` itself, and what can be wrong with them."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from bot.cli import main
from bot.errors import BackupExists, CopyLocked, RecipientInvalid, StoreUnwritable
from bot.store import Preferences, Store
from bot.store.encryption import Identities, Recipients
from bot.store.erasures import list_beside, read_list
from tests.store.quiz_play import ANA, BEN
from tests.store.test_privacy import scan

TEXT = Preferences(text_only=True)
SQLITE = b"SQLite format 3"
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="needs age (apt install age)")


class Key:
    """A pair of keys, the secret one in a file as `age-keygen` writes it."""

    def __init__(self, path: Path) -> None:
        secret = pyrage.x25519.Identity.generate()
        self.public = str(secret.to_public())
        self.path = path
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# created: today\n# public key: {self.public}\n{secret}\n")


class Copied:
    """A database with two people in it, and an encrypted copy of it in another folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "data" / "imnm.db"
        self.url = f"sqlite+aiosqlite:///{self.database}"
        self.key = Key(folder / "keys" / "key.txt")
        self.copy = folder / "copies" / "monday.db.age"
        asyncio.run(self._fill())
        self.back_up(self.copy, self.key.public)

    async def _fill(self) -> None:
        async with Store(self.url) as store:
            for person in (ANA, BEN):
                await store.people.change(person, lambda _: TEXT)

    def start_a_bot(self) -> None:
        async def start() -> None:
            async with Store(self.url):
                pass

        asyncio.run(start())

    def erase(self, person: int, now: datetime) -> None:
        async def erase() -> None:
            async with Store(self.url) as store:
                await store.privacy.erase(person, now)

        asyncio.run(erase())

    def back_up(self, copy: Path, *recipients: str) -> None:
        asyncio.run(Store(self.url).backup(copy, recipients))

    def restore(self, copy: Path, identity: Path | None = None) -> int:
        """Return how many were erased again."""
        return asyncio.run(Store.restore(self.url, copy, identity=identity)).erased

    def plain(self) -> set[Path]:
        """Every database, and part of one, that anybody could read."""
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        return {each for each in files if SQLITE in each.read_bytes()[:100]}

    def left(self) -> list[Path]:
        return list(self.folder.rglob("*.partial"))


@pytest.fixture
def copied(tmp_path: Path) -> Copied:
    return Copied(tmp_path)


def test_an_encrypted_copy_is_restored_with_its_key(copied: Copied) -> None:
    assert copied.plain() == {copied.database}
    copied.database.unlink()

    copied.restore(copied.copy, copied.key.path)

    assert scan(copied.database, ANA)
    assert copied.plain() == {copied.database}


def test_who_was_erased_since_stays_erased_and_the_list_tells_nobody_who(
    copied: Copied, now: datetime
) -> None:
    copied.erase(ANA, now + timedelta(days=1))
    tuesday = copied.copy.with_name("tuesday.db.age")
    copied.back_up(tuesday, copied.key.public)
    assert b"fingerprint" not in list_beside(tuesday).read_bytes()
    # All is lost but the copies: Tuesday's list knows of Ana.
    shutil.rmtree(copied.database.parent)

    assert copied.restore(copied.copy, copied.key.path) == 1
    assert scan(copied.database, ANA) == []
    assert scan(copied.database, BEN)


@pytest.mark.long
@needs_age
def test_age_opens_it_and_what_age_has_encrypted_is_restored(copied: Copied) -> None:
    plain, key = copied.folder / "plain.db", copied.key
    subprocess.run(["age", "-d", "-i", key.path, "-o", plain, copied.copy], check=True)
    assert scan(plain, ANA)

    for options in ([], ["--armor"]):
        theirs = copied.folder / f"theirs{len(options)}.age"
        subprocess.run(["age", "-r", key.public, *options, "-o", theirs, plain], check=True)
        copied.database.unlink()
        copied.restore(theirs, key.path)
        assert scan(copied.database, ANA)


def test_each_of_several_recipients_can_open_it(copied: Copied) -> None:
    other = Key(copied.key.path.with_name("other.txt"))
    copy = copied.copy.with_name("tuesday.db.age")
    copied.back_up(copy, copied.key.public, f" {other.public.upper()}\n")
    shutil.move(copy, copied.folder / copy.name)
    for each in (copied.key, other):
        copied.restore(copied.folder / copy.name, each.path)


def test_the_copy_is_plain_beside_the_database_alone(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[Path]] = []

    def watch(whole: Callable[..., None]) -> Callable[..., None]:
        def watched(*arguments: object) -> None:
            whole(*arguments)
            seen.append({each.parent for each in copied.plain()})

        return watched

    monkeypatch.setattr(Recipients, "encrypt", watch(Recipients.encrypt))
    monkeypatch.setattr(Identities, "decrypt", watch(Identities.decrypt))

    copied.back_up(copied.copy.with_name("tuesday.db.age"), copied.key.public)
    copied.restore(copied.copy, copied.key.path)

    assert seen == [{copied.database.parent}] * 2
    assert not copied.left()


# Run in a process of its own, which ends as if it was killed once the plain copy is there.
KILLED = """
import asyncio, os, pathlib, sys
from bot.store import Store, encryption
encryption.Recipients.encrypt = encryption._WatchedFile.read = lambda *_: os._exit(9)
verb, url, copy, key = sys.argv[1:]
if verb == "restore":
    asyncio.run(Store.restore(url, pathlib.Path(copy), identity=pathlib.Path(key)))
else:
    asyncio.run(Store(url).backup(pathlib.Path(copy), [key]))
"""


@pytest.mark.long
@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_what_a_kill_leaves_is_gone_after_the_next_start(copied: Copied, verb: str) -> None:
    arguments = [verb, copied.url, str(copied.copy), str(copied.key.path)]
    if verb == "backup":
        arguments[2:] = [str(copied.copy.with_name("tuesday.db.age")), copied.key.public]

    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)

    assert killed.returncode == 9
    assert copied.left()
    assert {each.parent for each in copied.plain()} == {copied.database.parent}
    copied.start_a_bot()
    assert not list(copied.database.parent.glob("*.partial"))
    assert copied.plain() == {copied.database}


def test_a_copy_overwrites_nothing_and_a_list_that_is_there_is_kept(copied: Copied) -> None:
    with pytest.raises(BackupExists):
        copied.back_up(copied.copy, copied.key.public)
    beside = list_beside(copied.copy)
    before = beside.read_bytes()

    for recipients in ([copied.key.public], []):
        copied.copy.unlink()
        copied.back_up(copied.copy, *recipients)

    lists = list(copied.copy.parent.glob("*.erasures"))
    assert len(lists) == 3
    assert before in [each.read_bytes() for each in lists]
    assert read_list(beside) == {}


# --- what can be wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("age1short", "number 2 is none"),
        ("", "number 2 is none"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "number 2 is none"),
        ("AGE-SECRET-KEY-1QQQ", "this is the secret one"),
        (" age-secret-key-1qqq", "this is the secret one"),
    ],
)
def test_what_is_no_public_key_is_refused_and_nothing_is_made(
    copied: Copied,
    typed: str,
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", copied.url)
    with pytest.raises(RecipientInvalid):
        Recipients([copied.key.public, typed])
    capsys.readouterr()

    options = [f"--recipient={each}" for each in (copied.key.public, typed)]
    assert main(["backup", str(copied.folder / "new" / "copy.age"), *options]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert "1qqq" not in line.lower()
    assert not (copied.folder / "new").exists()


def spoil(copied: Copied, fault: str) -> tuple[Path, str]:
    """Make something wrong; return the file it is said of, and what is said."""
    copy, key = copied.copy, copied.key.path
    whole = copy.read_bytes()
    about, told = copy, "it is encrypted, and damaged or cut off"
    match fault:
        case "other key":
            Key(key)
            told = f"it is encrypted for another key than those in {key}"
        case "cut":
            copy.write_bytes(whole[:-100])
        case "cut in its header":
            copy.write_bytes(whole[:60])
        case "changed":
            copy.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
        case "public key" | "comments alone":
            key.write_text(f"# public key: {copied.key.public}\n")
            if fault == "public key":
                key.write_text(copied.key.public)
            about, told = key, "there is no key of age in it"
        case "no file":
            key.unlink()
            about, told = key, "it cannot be read (No such file or directory)"
        case "no database":
            plain = copied.folder / "plain"
            plain.write_bytes(b"holiday pictures")
            copy.write_bytes(b"")
            Recipients([copied.key.public]).encrypt(plain, copy)
            told = "file is not a database"
        case _:
            list_beside(copy).unlink()
            copy.unlink()
            copied.back_up(copy)
            told = "it is not encrypted: leave --identity out"
    return about, told


@pytest.mark.long
@pytest.mark.parametrize(
    "fault",
    [
        "other key",
        "cut",
        "cut in its header",
        "changed",
        "public key",
        "comments alone",
        "no file",
        "no database",
        "not encrypted",
    ],
)
def test_what_cannot_be_opened_is_one_sentence_and_nothing_is_lost(
    copied: Copied, fault: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", copied.url)
    before = copied.database.read_bytes()
    about, told = spoil(copied, fault)
    capsys.readouterr()

    assert main(["restore", str(copied.copy), "--identity", str(copied.key.path)]) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert f"{about}: {told}" in line
    assert copied.database.read_bytes() == before
    assert not copied.left()


def test_an_encrypted_copy_or_list_asks_for_the_key(copied: Copied) -> None:
    with pytest.raises(CopyLocked, match="--identity") as locked:
        copied.restore(copied.copy)
    assert locked.value.path == copied.copy

    # A plain one in the same folder: the list beside the other may know of an erasure.
    plain = copied.copy.with_name("tuesday.db")
    copied.back_up(plain)
    with pytest.raises(CopyLocked, match="--identity") as locked:
        copied.restore(plain)
    assert locked.value.path == list_beside(copied.copy)
    copied.restore(plain, copied.key.path)


def test_a_full_disk_is_said_of_the_copy(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypt, full = Recipients.encrypt, Path("/dev/full")
    monkeypatch.setattr(Recipients, "encrypt", lambda each, plain, _: encrypt(each, plain, full))
    copy = copied.folder / "new" / "copy.age"

    with pytest.raises(StoreUnwritable, match="No space left on device") as failed:
        copied.back_up(copy, copied.key.public)

    assert failed.value.path == copy
    assert not list(copy.parent.iterdir())
