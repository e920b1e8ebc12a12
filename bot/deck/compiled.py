"""The deck as it was read and found to be without faults, kept for the next start.

Reading the YAML and looking at every rule takes most of a start. What comes of both is kept as JSON
beside the database, with a fingerprint of all that it was made of: each file of the deck, and the
code that reads it. Whatever does not fit is ignored, and the deck is read from its files again.
`imnm-bot check` never looks here.

It is plain data, of which the forms of the deck are built again: nothing in it can run. Whoever may
write beside the database could put other words into it. That is the bot's own user, who could as
well send them to Discord; a file that others own or may write is ignored.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path

import orjson

from bot.deck.folder import served_files
from bot.deck.form import DeckForm, deck_form, read_form, write
from bot.deck.info import DeckInfo
from bot.deck.model import Abbreviation, Card, Comparison, Deck, Question, Source, Term
from bot.deck.pictures import PagePicture

NAME = "deck-compiled.json"
PRIVATE = 0o600
OTHERS_MAY_WRITE = 0o022
MAX_BYTES = 50_000_000


@deck_form
class CompiledDeck(DeckForm):
    """All parts of a deck."""

    info: DeckInfo
    cards: tuple[Card, ...]
    sources: tuple[Source, ...]
    terms: tuple[Term, ...]
    abbreviations: tuple[Abbreviation, ...]
    comparisons: tuple[Comparison, ...]
    questions: tuple[Question, ...]
    pictures: tuple[PagePicture, ...]


@cache
def _code() -> bytes:
    """Return the digest of the code that reads a deck, and of the words that come with it."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*here.rglob("*.py"), *here.rglob("*.txt")]):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def fingerprint(folder: Path, subcommands: tuple[str, ...]) -> str | None:
    """Return a digest of all that a deck is made of; None where that cannot be told.

    That is where a file cannot be read or leads out of the folder: reading the deck says why.
    """
    digest = hashlib.sha256(repr(subcommands).encode())
    try:
        digest.update(_code())
        home = folder.resolve()
        for name in served_files(folder):
            path = (folder / name).resolve(strict=True)
            if not path.is_relative_to(home) or not path.is_file():
                return None
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    except (OSError, RuntimeError, ValueError):
        return None
    return digest.hexdigest()


def read_compiled(path: Path, made_of: str | None) -> Deck | None:
    """Return the deck in a file if it was made of just that; None if it is to be read anew."""
    if made_of is None:
        return None
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if (
                not stat.S_ISREG(status.st_mode)
                or status.st_uid != os.geteuid()
                or status.st_mode & OTHERS_MAY_WRITE
            ):
                return None
            head, _, content = file.read(MAX_BYTES).partition(b"\n")
        if head.decode() != _head(made_of, content):
            return None
        parts = read_form(CompiledDeck, orjson.loads(content))
    except (AttributeError, LookupError, OSError, TypeError, ValueError):
        return None
    return Deck(
        parts.info,
        parts.cards,
        parts.sources,
        terms=parts.terms,
        abbreviations=parts.abbreviations,
        comparisons=parts.comparisons,
        questions=parts.questions,
        pictures=parts.pictures,
    )


def write_compiled(path: Path, made_of: str, deck: Deck) -> None:
    """Write a deck to a file whole, for the bot's user alone. Raise OSError if that fails."""
    parts = CompiledDeck(
        info=deck.info,
        cards=tuple(deck.cards.values()),
        sources=tuple(deck.sources.values()),
        terms=tuple(deck.terms.values()),
        abbreviations=tuple(deck.abbreviations.values()),
        comparisons=tuple(deck.comparisons.values()),
        questions=tuple(deck.questions.values()),
        pictures=tuple(deck.pictures.values()),
    )
    content = write(parts).encode()
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "wb") as file:
            file.write(f"{_head(made_of, content)}\n".encode() + content)
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise


def _head(made_of: str, content: bytes) -> str:
    """Return the first line: what the deck was made of, and that what follows is whole."""
    return f"{made_of} {hashlib.sha256(content).hexdigest()}"
