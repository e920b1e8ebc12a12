"""The deck that is kept for the next start: the same deck, or none at all."""

import os
from pathlib import Path

import pytest

from bot.deck import compiled, loader
from bot.deck.compiled import fingerprint, read_compiled
from bot.deck.library import Library
from bot.errors import DeckError
from tests.deck.breakage import BREAKAGE, Change
from tests.libraries import CARDS

OVERVIEW = "en/overview.yaml"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "data.json"


def start(folder: Path, kept: Path, **options: object) -> Library:
    """What a start does with the deck."""
    library = Library(folder, compiled=kept, **options)
    library.load()
    library.save()
    return library


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose files are read from now on."""
    read: list[Path] = []
    gather = loader.gather

    def note(folder: Path) -> object:
        read.append(folder)
        return gather(folder)

    monkeypatch.setattr(loader, "gather", note)
    return read


@pytest.mark.long
def test_the_next_start_has_the_same_deck_without_reading_its_files(
    kept: Path, read_files: list[Path]
) -> None:
    first = start(CARDS, kept)
    second = start(CARDS, kept)
    assert read_files == [CARDS]
    assert second.deck.revision == first.deck.revision
    for part in ("info", "cards", "sources", "terms", "comparisons", "questions", "pictures"):
        assert getattr(second.deck, part) == getattr(first.deck, part)
    assert list(second.deck.cards) == list(first.deck.cards)
    assert [page.revision for page in second.deck.cards.values()] == [
        page.revision for page in first.deck.cards.values()
    ]
    assert not second.stale()


@pytest.mark.parametrize("name", ["deck.yaml", "sources.yaml", "quiz.yaml", OVERVIEW])
def test_a_file_that_changed_is_read_again(
    folder: Path, kept: Path, read_files: list[Path], name: str
) -> None:
    start(folder, kept)
    file = folder / name
    file.write_bytes(file.read_bytes() + b"# changed\n")
    start(folder, kept)
    assert read_files == [folder, folder]


def test_a_change_that_keeps_size_and_time_is_seen(folder: Path, kept: Path) -> None:
    start(folder, kept)
    before = (folder / OVERVIEW).stat()
    Change(OVERVIEW, "What is IMNM?", "What is DMNM?").apply(folder)
    os.utime(folder / OVERVIEW, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert start(folder, kept).deck.cards["overview"].title == "What is DMNM?"


def test_a_card_that_vanished_or_came_is_seen(folder: Path, kept: Path) -> None:
    cards = set(start(folder, kept).deck.cards)
    text = (folder / OVERVIEW).read_text()
    (folder / "en" / "again.yaml").write_text(text)
    with pytest.raises(DeckError):
        start(folder, kept)
    (folder / "en" / "again.yaml").unlink()
    assert set(start(folder, kept).deck.cards) == cards


def test_a_faulty_deck_is_refused_and_never_kept(folder: Path, kept: Path) -> None:
    BREAKAGE["DECK060"][0].apply(folder)
    for _ in range(2):
        with pytest.raises(DeckError, match="DECK060"):
            start(folder, kept)
    assert not kept.exists()


def test_a_link_out_of_the_folder_is_refused_whatever_was_kept(
    folder: Path, kept: Path, tmp_path: Path
) -> None:
    start(folder, kept)
    outside = tmp_path / "overview.yaml"
    (folder / OVERVIEW).rename(outside)
    (folder / OVERVIEW).symlink_to(outside)
    with pytest.raises(DeckError, match="DECK001"):
        start(folder, kept)


def damage_end(content: bytes) -> bytes:
    return content[:-1]


def change_a_word(content: bytes) -> bytes:
    return content.replace(b"What is IMNM?", b"What is DMNM?")


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def spoil(content: bytes) -> bytes:
    return b"\xff\xfe" + content


@pytest.mark.parametrize("damage", [damage_end, change_a_word, cut, spoil, lambda _: b""])
def test_what_is_damaged_is_ignored_and_made_anew(
    folder: Path, kept: Path, read_files: list[Path], damage
) -> None:
    first = start(folder, kept)
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    second = start(folder, kept)
    assert second.deck.cards == first.deck.cards
    assert len(read_files) == 2
    assert kept.read_bytes() == whole


def test_other_code_or_other_commands_make_it_stale(
    folder: Path, kept: Path, read_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(folder, kept)
    start(folder, kept, subcommands=("card",))
    assert len(read_files) == 2
    start(folder, kept, subcommands=("card",))
    assert len(read_files) == 2
    monkeypatch.setattr(compiled, "_code", lambda: b"another version")
    start(folder, kept, subcommands=("card",))
    assert len(read_files) == 3


def test_what_others_may_write_is_ignored(
    folder: Path, kept: Path, read_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(folder, kept)
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.chmod(0o620)
    start(folder, kept)
    assert len(read_files) == 2
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    start(folder, kept)
    assert len(read_files) == 3


def test_where_nothing_can_be_written_the_deck_is_served_all_the_same(folder: Path) -> None:
    assert start(folder, Path("/proc/no/such/folder.json")).deck.cards
    assert start(folder, folder / "missing" / "folder.json").deck.cards


def test_a_failed_write_leaves_no_rest(folder: Path, kept: Path) -> None:
    kept.mkdir()
    assert start(folder, kept).deck.cards
    assert [path.name for path in kept.parent.iterdir() if path.name.endswith(".partial")] == []


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = loader.gather

    def change_meanwhile(read: Path) -> object:
        draft = gather(read)
        Change(OVERVIEW, "What is IMNM?", "What is DMNM?").apply(folder)
        return draft

    monkeypatch.setattr(loader, "gather", change_meanwhile)
    start(folder, kept)
    assert not kept.exists()


def test_a_reload_keeps_what_it_has_read(folder: Path, kept: Path, read_files: list[Path]) -> None:
    library = start(folder, kept)
    Change(OVERVIEW, "What is IMNM?", "What is DMNM?").apply(folder)
    assert library.reload()
    library.save()
    assert start(folder, kept).deck.cards["overview"].title == "What is DMNM?"
    assert len(read_files) == 2


def test_nothing_is_read_that_was_made_of_something_else(folder: Path, kept: Path) -> None:
    start(folder, kept)
    assert read_compiled(kept, fingerprint(folder, ())) is not None
    assert read_compiled(kept, None) is None
    assert read_compiled(kept, "0" * 64) is None


def test_signed_cards_alone_are_served_from_it_as_from_the_files(folder: Path, kept: Path) -> None:
    first = start(folder, kept, require_sign_off=True)
    second = start(folder, kept, require_sign_off=True)
    assert second.deck.cards == first.deck.cards
    assert second.whole.cards == first.whole.cards
