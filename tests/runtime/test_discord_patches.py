"""What Discord sends can be read, whatever somebody has put in."""

import json

import pytest

from bot.runtime.discord_patches import read_json


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ('{"a": "x\\ud800y"}', {"a": "x?y"}),
        ('{"\\udfff": ["\\ud83d", 1, null]}', {"?": ["?", 1, None]}),
        ('"\\ud83d\\ude00 \\\\ud800 é"', "\N{GRINNING FACE} \\ud800 é"),
        (b'{"a": 9223372036854775807}', {"a": 2**63 - 1}),
    ],
)
def test_half_a_surrogate_pair_becomes_a_question_mark_and_the_rest_stays(sent, read) -> None:
    assert read_json(sent) == read
    json.dumps(read_json(sent), ensure_ascii=False).encode()


@pytest.mark.parametrize("sent", ["", '{"a": ', '{"a": "\\ud800"', "x"])
def test_what_is_no_json_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match="line 1 column"):
        read_json(sent)
