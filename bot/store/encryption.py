"""Encrypted files, in the format of age (https://age-encryption.org/v1), which ``age`` opens too.

pyrage is the library; it is loaded only where something is encrypted or opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from errno import EIO
from pathlib import Path
from typing import IO, Any, Final

from bot.errors import CopyLocked, RecipientInvalid, StoreCorrupt
from bot.progress import Reached, stage

BEGINNINGS: Final = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")
"""How an encrypted file begins, in binary and as text (``age --armor``)."""
IDENTITY: Final = "AGE-SECRET-KEY-"
LARGEST_KEY_FILE: Final = 65_536
"""Bytes. What ``age-keygen`` writes has 200."""

ENCRYPTED: Final = "it is encrypted: name the file with its key (--identity FILE)"
NOT_ENCRYPTED: Final = "it is not encrypted: leave --identity out to restore it"
DAMAGED: Final = "it is encrypted, and damaged or cut off"
OTHER_KEY: Final = "it is encrypted for another key than those in"
NO_KEY: Final = "there is no key of age in it, such as age-keygen writes (AGE-SECRET-KEY-...)"


class _WatchedFile:
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], reached: Reached) -> None:
        self._file = file
        self._reached = reached

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self._reached(self._file.tell())
        return content


class Recipients:
    """Public keys: whoever holds the secret part of one of them can open what is encrypted."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Raise :class:`~bot.errors.RecipientInvalid` unless each is a key such as ``age1...``."""
        import pyrage  # noqa: PLC0415 - seldom needed

        self._keys = []
        for place, text in enumerate(texts, start=1):
            if text.strip().upper().startswith(IDENTITY):
                raise RecipientInvalid(
                    "--recipient takes the public key (age1...), and this is the secret one: "
                    "age-keygen -y prints the other. Whoever can read this screen or its history "
                    "has the secret now."
                )
            try:
                self._keys.append(pyrage.x25519.Recipient.from_str(text.strip()))
            except pyrage.RecipientError:
                raise RecipientInvalid(
                    f"--recipient takes a public key of age (age1...): number {place} is none, or "
                    "not all of it."
                ) from None

    def encrypt(self, source: Path, target: Path) -> None:
        """Encrypt a file into another, which is there. Raise :class:`OSError` if that fails."""
        with (
            source.open("rb") as plain,
            target.open("r+b") as encrypted,
            stage("Encrypting the copy", source.stat().st_size) as reached,
        ):
            self._encrypt(_WatchedFile(plain, reached), encrypted)

    def encrypt_text(self, text: str) -> bytes:
        """Return a text encrypted."""
        encrypted = io.BytesIO()
        self._encrypt(io.BytesIO(text.encode()), encrypted)
        return encrypted.getvalue()

    def _encrypt(self, plain: Any, encrypted: IO[bytes]) -> None:  # noqa: ANN401 - has a read()
        import pyrage  # noqa: PLC0415 - seldom needed

        try:
            pyrage.encrypt_io(plain, encrypted, self._keys)
        except pyrage.EncryptError as error:
            # What the disk says is in it as text alone.
            raise OSError(EIO, str(error).rpartition("] ")[2]) from error


class Identities:
    """The secret keys of a file such as ``age-keygen`` writes."""

    def __init__(self, path: Path) -> None:
        """Raise :class:`~bot.errors.CopyLocked` unless the file can be read and has keys in it."""
        import pyrage  # noqa: PLC0415 - seldom needed

        self.path = path
        try:
            with path.open("rb") as file:
                lines = file.read(LARGEST_KEY_FILE).decode("utf-8-sig").splitlines()
        except OSError as error:
            raise CopyLocked(path, f"it cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise CopyLocked(path, NO_KEY) from None
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        try:
            self._keys = [pyrage.x25519.Identity.from_str(key) for key in keys]
        except pyrage.IdentityError:
            raise CopyLocked(path, NO_KEY) from None
        if not self._keys:
            raise CopyLocked(path, NO_KEY)

    def decrypt(self, source: Path, target: Path) -> None:
        """Decrypt a file into another, which is there.

        Raise :class:`~bot.errors.StoreCorrupt` if it is damaged, and
        :class:`~bot.errors.CopyLocked` if it is for other keys, or not encrypted at all.
        """
        with (
            source.open("rb") as encrypted,
            target.open("r+b") as plain,
            stage("Decrypting the copy", source.stat().st_size) as reached,
        ):
            self._decrypt(_WatchedFile(encrypted, reached), plain, source)

    def decrypt_bytes(self, content: bytes, source: Path) -> bytes:
        """Return the plain content of ``source``."""
        plain = io.BytesIO()
        self._decrypt(io.BytesIO(content), plain, source)
        return plain.getvalue()

    def _decrypt(self, encrypted: Any, plain: IO[bytes], source: Path) -> None:  # noqa: ANN401 - as above
        import pyrage  # noqa: PLC0415 - seldom needed

        try:
            pyrage.decrypt_io(encrypted, plain, self._keys)
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise CopyLocked(source, f"{OTHER_KEY} {self.path}") from None
            raise StoreCorrupt(source, DAMAGED) from error
        except OSError as error:
            # The disk's own errors have a number; pyrage's do not.
            if error.errno is not None:
                raise
            raise StoreCorrupt(source, DAMAGED) from error


def is_encrypted(content: bytes) -> bool:
    """Return whether a file with this content, or this beginning, is one of age."""
    return content.startswith(BEGINNINGS)


def is_encrypted_file(path: Path) -> bool:
    """Return the same of a file. Raise :class:`OSError` if it cannot be read."""
    with path.open("rb") as file:
        return is_encrypted(file.read(max(map(len, BEGINNINGS))))
