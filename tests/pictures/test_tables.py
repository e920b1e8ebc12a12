"""The picture of a comparison."""

import json

from bot.deck.comparisons import FEWEST_PLAIN_ROWS, Matrix
from bot.pictures.tables import pictures_of_tables


def test_the_core_table_is_shown_in_plain_words(library):
    deck = library.deck
    extract = Matrix(deck).extract(None, None)
    (picture,) = pictures_of_tables(deck, extract)
    data = json.loads(picture.data)
    assert [column["name"] for column in data["columns"]] == [
        column.name for column in extract.columns
    ]
    plain = [line.row.plain for line in extract.lines if line.row.plain]
    assert len(plain) == 5
    for row, said in zip(data["rows"], plain, strict=True):
        assert row == [said.feature, *(said.cells[column.id] for column in extract.columns)]
    assert f"5 of {len(extract.lines)} rows" in picture.alt


def test_one_feature_and_rows_without_plain_words_have_no_picture(library):
    deck = library.deck
    matrix = Matrix(deck)
    assert pictures_of_tables(deck, matrix.extract(None, "ck")) == ()
    for condition in matrix.conditions:
        extract = matrix.extract(condition, None)
        enough = len(extract.plain_lines) >= FEWEST_PLAIN_ROWS
        assert bool(pictures_of_tables(deck, extract)) is enough


def test_each_cell_is_spoken_with_its_column(library):
    deck = library.deck
    (picture,) = pictures_of_tables(deck, Matrix(deck).extract(None, None))
    assert "Skin rash: IMNM: Usually none; Polymyositis (PM): None;" in picture.alt
