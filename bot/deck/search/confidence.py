"""How sure it is that an entry answers a query: a logistic regression over what is known of both.

Whoever asks for the weather is told that no card answers. The weights, those of single words
(``subject_words.txt``) among them, are fitted to the tuned questions of tests/deck/search by
``python -m bench.subjects``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from bot.deck.search.english import English
from bot.deck.search.inverted_index import ExpandedQuery, Weighed, phrase_said
from bot.deck.search.spelling import STOP_WORDS

# Who speaks of somebody's body or life, mostly asks what a card answers.
PERSONAL = frozenset("i im ive me my mine we our he his she her".split())  # noqa: SIM905
# Words beyond these tell no more of whether a query is a question.
LONGEST = 8
# So few words are no question, but a look into an index.
FEW = 2
# Beside an entry that answers, those are shown that are so much less sure, in log odds.
BESIDE = 0.5
# Where all words are English, it is by chance that they run like a name.
FLUENT = 0.3

# Above that of the fit (-2.4): nine of ten answers are to be found.
BIAS = -2.08
WEIGHTS = (2.21, 2.14, 2.22, -4.96, -0.43, 0.18, 1.13, 1.05, 1.66, 1.67, 1.07)
"""Of the values of :meth:`Asked.evidence`, in their order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a query, whichever entry answers it."""

    weighed: Weighed
    personal: bool
    explained: bool
    """Whether a phrase of several words, or all of it, stands in the deck's everyday words."""
    words: int
    """How many words carry meaning."""
    told: frozenset[str]
    """Those of them that stand in no such phrase."""
    subject: float
    """How much these words speak of the deck's subject; below 0 of another, as "concert" does."""

    @classmethod
    def read(cls, folded: str, query: ExpandedQuery, weighed: Weighed, english: English) -> Asked:
        """Return what is known of a folded query; ``query`` holds what its words may mean."""
        phrases = [said for key in query if (said := phrase_said(key))]
        long = [said for said in phrases if len(said) > 1]
        typed = dict.fromkeys(folded.split())
        told = {word for word in typed if word not in STOP_WORDS}
        left = frozenset(told.difference(*long))
        return cls(
            weighed,
            personal=not PERSONAL.isdisjoint(typed),
            explained=bool(long) or (bool(phrases) and not told.difference(*phrases)),
            words=len(told),
            told=left,
            subject=sum(english.subject.get(word, 0.0) for word in left),
        )

    @property
    def is_looked_up(self) -> bool:
        """Whether it is one or two words of the deck, a rare one among them."""
        return self.words <= FEW and self.weighed.missed == 0 and self.weighed.telling

    def evidence(self, said: float, named: float, runs: float) -> tuple[float, ...]:
        """Return what speaks for an entry.

        ``said`` is the share of the query that it says, ``named`` how much of a name of it was
        said, ``runs`` how alike the query and a name run.
        """
        known = self.weighed
        return (
            said,
            named,
            runs * (1.0 if known.garbled else FLUENT),
            known.missed,
            known.vague,
            float(known.telling),
            float(known.garbled),
            float(self.personal),
            min(self.words, LONGEST) / LONGEST,
            float(known.own),
            float(self.explained),
        )

    def log_odds(self, evidence: Sequence[float]) -> float:
        """Return the log odds that an entry answers the query; above 0 it rather does."""
        spoken: float = sum(map(mul, WEIGHTS, evidence))
        return BIAS + self.subject + spoken
