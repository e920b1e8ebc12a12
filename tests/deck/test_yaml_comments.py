"""A comment that may have been meant as text is a fault with its line; one by itself is none."""

import pytest

from bot.deck.yaml_reader import read


def lost(text: str) -> list[int]:
    return [fault.line for fault in read(text.encode(), "card.yaml").faults]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: NAM and IMNM are used for #the same disease\n", [1]),
        ("a: 1\nb: used for\t# the same\n", [2]),
        ("a:\n  - one\n  - used for #the same\n", [3]),
        ("a: [one, two #the same\n  , three]\n", [1]),
        ("a: {b: one #the same\n  , c: two}\n", [1]),
        ("a: first\n  second #third\n", [2]),
        ("a: 'used for' #the same\n", [1]),
        ('a: "used for" # the same\n', [1]),
        ("a: [one] # the same\n", [1]),
        ("a: >- # the same\n  disease\n", [1]),
        ("a: | #the same\n  disease\n", [1]),
        ("a: #the same\n  disease\n", [1]),
        ("a: #the same\n  b: disease\n", [1]),
        ("a:\n  #the same\n  disease\n", [2]),
        ("a: used for\n  #the same\nb: 1\n", [2]),
        ("a: used for\n\n  # one\n  # two\nb: 1\n", [3, 4]),
        ("a: >-\n    used for\n  # the same\nb: 1\n", [3]),
        ("a:\n  - used for\n    # the same\n  - b\n", [3]),
        ("a: 1\n... # the same\n", [2]),
        ("--- # the same\na: 1\n", [1]),
        ("a: 1\r\n# fine\r\nb: used #twice\r\n", [3]),
        ("é: ünï\nb: für #zwei\n", [2]),
    ],
)
def test_words_that_yaml_drops_are_named_with_their_line(text: str, lines: list[int]) -> None:
    assert lost(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "# yaml-language-server: $schema=../schema.json\na: 1\n",
        "a: 1\n# on b\nb:\n  # on c\n  c: 2\n  # on d\n  d: 3\n\n# the end\n",
        "a:\n  # the first\n  - b: 1\n    # on c\n    c: 2\n  # the second\n  - b: 3\n",
        "a: [one,\n  # on two\n  two]\n",
        "a: C#5, x#y and '#'\nb: \"used # for #the same\"\nc: 'it''s #1'\n",
        "a: >-\n  used\n  # for\n  #the same\nb: |-\n  # the\n",
        'a: "used\n  # for\n  the same"\nb: 1\n',
    ],
)
def test_a_comment_by_itself_and_a_sign_within_a_text_are_no_fault(text: str) -> None:
    assert lost(text) == []
