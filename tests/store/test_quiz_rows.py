"""A quiz as it is stored."""

import json
from dataclasses import replace

from bot.store.quiz_rows import read_item, write_item
from tests.store.quiz_play import make_item

ITEM = replace(make_item(1), why_not=("Not one.", "Not two.", "Not three."))


def test_an_item_comes_back_as_it_was_stored():
    assert read_item(write_item(ITEM)) == ITEM


def test_an_item_that_was_stored_before_wrong_options_were_explained_is_read():
    parts = json.loads(write_item(ITEM))
    del parts["why_not"]
    assert read_item(json.dumps(parts)) == replace(ITEM, why_not=())
