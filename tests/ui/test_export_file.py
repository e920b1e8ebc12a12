"""A file to take away: as it is, packed, or refused; never more than Discord takes."""

import gzip
import os

import pytest

from bot.errors import ExportTooLarge
from bot.ui import export_file
from bot.ui.export_file import ExportFile


async def filled(*pieces: bytes, unpacked: int = 100) -> ExportFile:
    file = ExportFile("table.csv", unpacked)
    for piece in pieces:
        await file.add(piece.__bytes__)
    return file


async def test_a_small_file_is_what_was_added():
    file = await filled(b"a,b\n", b"1,2\n")
    assert (await file.close(), file.name) == (b"a,b\n1,2\n", "table.csv")


async def test_a_large_file_is_packed_whole():
    pieces = [b"%d,line\n" % number for number in range(200)]
    file = await filled(*pieces)
    content = await file.close()
    assert file.name == "table.csv.gz"
    assert gzip.decompress(content) == b"".join(pieces)
    assert len(content) < 1000


@pytest.mark.parametrize("pieces", [1, 30])
async def test_what_is_too_large_even_packed_is_refused(monkeypatch, pieces):
    monkeypatch.setattr(export_file, "LARGEST_UPLOAD", 50_000)
    with pytest.raises(ExportTooLarge):
        await (await filled(*[os.urandom(90_000 // pieces) for _ in range(pieces)])).close()
