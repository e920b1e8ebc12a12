"""Ways to break each rule: the file of the small deck, a text in it, and what replaces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OVERVIEW = "en/overview.yaml"
STATINS = "en/statins.yaml"
PICTURES = "pictures.yaml"


RED_FLAGS = """\
red_flags:
  - {phrase: can't breathe, written: [cannot breathe]}
  - {phrase: suicidal, notice: crisis_notice}
  - {phrase: took too much, notice: overdose_notice}
"""


@dataclass(frozen=True)
class Change:
    """``old`` (once) becomes ``new`` in ``file``; ``line`` is where the fault must be reported."""

    file: str
    old: str
    new: str
    line: int | None = None
    path: str | None = None
    """Where the fault is reported, if not in ``file``."""

    def apply(self, folder: Path) -> None:
        file = folder / self.file
        text = file.read_text(encoding="utf-8")
        assert self.old in text, f"{self.old!r} is not in {self.file}"
        file.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


@dataclass(frozen=True)
class FolderChange:
    """Something done to the folder that no replaced text can do."""

    do: Callable[[Path], object]
    path: str
    line: int = 1

    def apply(self, folder: Path) -> None:
        self.do(folder)


def _put(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def _lead_outside(folder: Path) -> None:
    outside = folder.parent / "outside.yaml"
    outside.write_text((folder / STATINS).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / STATINS).unlink()
    (folder / STATINS).symlink_to(outside)


def _replace_by_folder(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    (folder / "sources.yaml").mkdir()


def _add_files(folder: Path) -> None:
    for number in range(501):
        (folder / f"en/card-{number}.yaml").write_text("id: card\n", encoding="utf-8")


def _add_topics(folder: Path) -> None:
    card = (folder / OVERVIEW).read_text(encoding="utf-8")
    for number in range(20):
        new = card.replace("overview", f"topic-{number}").replace("[statins,", "[overview,")
        new = new.replace("id: 01-", f"id: {number + 50}-")
        (folder / f"en/topic-{number}.yaml").write_text(new, encoding="utf-8")


QUESTION = """\
  - id: Q0{number:02}
    card: statins
    type: {type}
    difficulty: easy
    audience: both
    question: {question}
    answer: {answer}
    {options}
    explanation: It is told on the card.
    facts: [32-P1]
    sources: [S42]
"""


def _add_questions(folder: Path, *, long: int) -> None:
    """Add questions whose right option is the longest."""
    subjects = ("Hearts", "Strokes", "Aches")
    with (folder / "quiz.yaml").open("a", encoding="utf-8") as quiz:
        for number in range(long):
            options = "distractors: [One, Two, Ten]\n    why_not: [No one., No two., No ten.]"
            quiz.write(
                QUESTION.format(
                    number=number + 10,
                    type="multiple_choice",
                    question=f"{subjects[number]} and statins?",
                    answer="Four",
                    options=options,
                )
            )


def _add_true_false(folder: Path) -> None:
    with (folder / "quiz.yaml").open("a", encoding="utf-8") as quiz:
        quiz.write(
            QUESTION.format(
                number=10,
                type="true_false",
                question="Aches are common.",
                answer='"True"',
                options="why_not: [They are.]",
            )
        )


LONG = "IMNM is rare. " * 40

BREAKAGE: dict[str, list[Change | FolderChange]] = {
    "DECK001": [
        FolderChange(lambda folder: (folder / "deck.yaml").unlink(), "deck.yaml"),
        FolderChange(_replace_by_folder, "sources.yaml"),
        FolderChange(_lead_outside, STATINS),
        FolderChange(lambda folder: [file.unlink() for file in (folder / "en").iterdir()], "en"),
    ],
    "DECK002": [
        FolderChange(_put("quiz.yaml", b"# " + b"x" * 2_000_000), "quiz.yaml"),
        FolderChange(_put("quiz.yaml", b"questions:\n" + b"- a\n" * 50_001), "quiz.yaml", 50_000),
        FolderChange(_add_files, "en"),
    ],
    "DECK003": [
        FolderChange(_put("quiz.yaml", b"\xef\xbb\xbfquestions: []\n"), "quiz.yaml"),
        FolderChange(_put("quiz.yaml", b"questions:\n- \xff\n"), "quiz.yaml", 2),
    ],
    "DECK004": [
        Change(OVERVIEW, "a rare disease", "a rare\u200b disease", 18),
        Change(OVERVIEW, "a rare disease", "a rare \u202edisease", 18),
        Change(OVERVIEW, "a rare disease", "a rare \x07disease", 18),
        Change(OVERVIEW, "title: What is IMNM?", r'title: "What is\u200b IMNM?"', 2),
        Change("deck.yaml", "title: ", r'"ti\u2060tle": ', 1),
        Change("sources.yaml", "year: 2020", r'year: "2020\0"', 5),
    ],
    "DECK005": [
        Change(OVERVIEW, "title: What", 'title: "What', 24),
        Change(OVERVIEW, "title: What is IMNM?", "title: What: is IMNM?", 2),
        Change(OVERVIEW, "title: What is IMNM?", "? [title]\n: What", 2),
    ],
    "DECK006": [
        Change(OVERVIEW, "title: What", "title: &name What", 2),
        Change(OVERVIEW, "title: What is IMNM?", "title: *name", 2),
        Change(OVERVIEW, "title: What", "title: !!str What", 2),
        Change(OVERVIEW, "title: What is IMNM?", "<<: {title: What}", 2),
        Change(OVERVIEW, "id: overview\n", "%YAML 1.1\n---\nid: overview\n", 1),
    ],
    "DECK007": [Change(OVERVIEW, "title: What is IMNM?", "title: " + "[" * 13 + "]" * 13, 2)],
    "DECK008": [Change(OVERVIEW, "group: basics", "group: basics\ntitle: Other", 5)],
    "DECK009": [
        FolderChange(_put("quiz.yaml", b""), "quiz.yaml"),
        FolderChange(_put("quiz.yaml", b"- questions\n"), "quiz.yaml"),
        FolderChange(_put("quiz.yaml", b"questions: []\n---\nquestions: []\n"), "quiz.yaml", 2),
    ],
    "DECK010": [
        Change(OVERVIEW, "sign_off: clinician", "sign_off: null", 12),
        Change(OVERVIEW, "sign_off: clinician", "sign_off:", 12),
        Change(OVERVIEW, "sign_off: clinician", "sign_off: ~", 12),
    ],
    "DECK011": [
        Change(
            OVERVIEW, "summary: A rare disease in which the body harms its own muscles\n", "", 1
        ),
        Change(
            OVERVIEW,
            "        text: In some people a trigger such as a statin may set it off.\n",
            "",
            21,
        ),
    ],
    "DECK012": [
        Change(OVERVIEW, "aliases:", "alias:", 6),
        Change(OVERVIEW, "sources: [S02, S05]", "source: [S02, S05]", 23),
    ],
    "DECK013": [
        Change(OVERVIEW, "reviewed_on: 2026-11-22", "reviewed_on: 22.11.2026", 10),
        Change(OVERVIEW, "reviewed_on: 2026-11-22", "reviewed_on: 0", 10),
        Change(OVERVIEW, "id: 01-P1", "id: 1-P1", 17),
        Change(STATINS, "urgent: yes", "urgent: perhaps", 10),
        Change("quiz.yaml", "difficulty: easy", "difficulty: mild", 5),
        Change("sources.yaml", "year: 2020", "year: last", 5),
        Change("sources.yaml", "https://example.org/s02", "http://example.org/s02", 6),
        Change(
            OVERVIEW,
            "aliases: [a one, a two, a three, a four, a five, a six, a seven, a eight]",
            "aliases: a",
            6,
        ),
    ],
    "DECK014": [
        FolderChange(_put("qiuz.yaml", b"questions: []\n"), "qiuz.yaml"),
        FolderChange(_put("en/labs.yml", b"id: labs\n"), "en/labs.yml"),
        FolderChange(_put("en/labs.YAML", b"id: labs\n"), "en/labs.YAML"),
        FolderChange(_put("en/labs.yaml.txt", b"id: labs\n"), "en/labs.yaml.txt"),
        FolderChange(_put("en/labs.yaml~", b"id: labs\n"), "en/labs.yaml~"),
        FolderChange(_put("en/la\nbs.yaml", b"id: labs\n"), r"'en/la\nbs.yaml'"),
        FolderChange(_put("notes.md", b"To do"), "notes.md"),
        FolderChange(lambda folder: (folder / "drafts").mkdir(), "drafts"),
        FolderChange(lambda folder: (folder / "en/new").mkdir(), "en/new"),
        FolderChange(lambda folder: (folder / "de").symlink_to("en"), "de"),
    ],
    "DECK015": [
        Change(OVERVIEW, "title: What is IMNM?", "title: What is #1 IMNM?", 2),
        Change(OVERVIEW, "title: What is IMNM?", 'title: "What" # is IMNM?', 2),
        Change(OVERVIEW, "title: What is IMNM?", "title: What\n  #1 is IMNM?", 3),
        Change("deck.yaml", "version: ", "version: # beta\n  ", 2),
    ],
    "DECK016": [
        Change(OVERVIEW, "title: What is IMNM?", "title: |\n  What\n  is IMNM?", 2),
        Change(OVERVIEW, "title: What is IMNM?", "title: What\tis IMNM?", 2),
        Change("quiz.yaml", "question: What", 'question: "a\\n# What"\n#', 7),
    ],
    "DECK017": [
        Change(
            OVERVIEW,
            "title: What is IMNM?",
            "title: What is myo\N{CYRILLIC SMALL LETTER PE}athy?",
            2,
        ),
        Change("glossary.yaml", "term: ", "term: st\N{GREEK SMALL LETTER OMICRON}p ", 3),
    ],
    "DECK020": [
        Change("sources.yaml", "id: S05", "id: S02", 9),
        Change("glossary.yaml", "id: statin", "id: necrosis", 7),
        Change("glossary.yaml", "term: Statin", "term: Nécrosis", 8),
        Change("glossary.yaml", "plain: A pill", "aliases: [necrosis]\n    plain: A pill", 9),
        Change("glossary.yaml", "short: IMNM", "short: ck", 14),
        Change(
            "glossary.yaml",
            "short: IMNM",
            "short: \N{CYRILLIC CAPITAL LETTER ES}\N{CYRILLIC CAPITAL LETTER KA}",
            14,
        ),
        Change("comparisons.yaml", "feature: CK", "feature: After stopping, the statin", 24),
        Change("comparisons.yaml", "short: IMNM", "short: statin-aches", 14),
        Change("glossary.yaml", "term: Statin", "term: NECROSIS", 8),
        Change("glossary.yaml", "short: IMNM", "short: ck", 14),
        Change("quiz.yaml", "id: Q002", "id: Q001", 17),
        Change("deck.yaml", "id: statins", "id: basics", 9),
        Change("comparisons.yaml", "id: ck", "id: course", 23),
        Change("comparisons.yaml", "id: statin-or-imnm", "id: overview", 2),
    ],
    "DECK021": [Change(STATINS, "id: statins", "id: statin-aches", 1)],
    "DECK022": [Change(STATINS, "id: 32-P1", "id: 01-P1", 17)],
    "DECK023": [Change(STATINS, "id: 32-C4", "id: 32-P4", 34)],
    "DECK030": [
        Change(OVERVIEW, "sources: [S02, S05]", "sources: [S02, S06]", 23),
        Change("quiz.yaml", "sources: [S02]", "sources: [S99]", 15),
        Change("glossary.yaml", "sources: [S02]", "sources: [S99]", 6),
        Change("comparisons.yaml", "sources: [S42]", "sources: [S99]", 22),
        Change(OVERVIEW, "sources: [S05]\n", "sources: [S99]\n", 34),
    ],
    "DECK031": [
        Change(OVERVIEW, "related: [statins,", "related: [statns,", 13),
        Change("quiz.yaml", "card: statins", "card: stains", 18),
        Change("comparisons.yaml", "card: statins", "card: stains", 11),
        Change("comparisons.yaml", "related: [overview]", "related: [over]", 29),
        Change("deck.yaml", "disclaimer_short:", "front_desk: [over]\ndisclaimer_short:", 14),
    ],
    "DECK032": [Change(OVERVIEW, "related: [statins,", "related: [overview,", 13)],
    "DECK033": [
        Change(OVERVIEW, "group: basics", "group: basic", 4),
        Change("comparisons.yaml", "group: statins", "group: tables", 5),
    ],
    "DECK034": [
        Change("deck.yaml", "nam: overview", "nam: nowhere", 24),
        Change("deck.yaml", "nam: overview", "statins: overview", 24),
    ],
    "DECK035": [
        Change(
            "sources.yaml",
            "sources:\n",
            "sources:\n  - id: S99\n    cite: Nobody 1999\n    title: Unread\n    year: 1999\n"
            "    url: https://example.org/s99\n    kind: review\n    basis: abstract\n",
            2,
        )
    ],
    "DECK036": [
        Change("sources.yaml", url, f"https://{other}", 6)
        for url in ["https://example.org/s02"]
        for other in [
            "pubmed.ncbi.nlm.nih.gov/?term=necrotizing",
            "www.google.com/search?q=imnm",
            "scholar.google.com/scholar?q=imnm",
            "clinicaltrials.gov/search?cond=imnm",
            "www.hospital.org",
            "www.hospital.org/en/",
            "www.hospital.org/index.html",
            "www.researchgate.net/publication/1",
            "docslib.org/doc/1/paper",
            "news.example.org/topics/myositis",
        ]
    ],
    "DECK040": [
        Change(
            STATINS,
            "clinical:\n  - title: Terms\n    facts:\n      - id: 32-C4\n"
            "        text: Anti-HMGCR absent in 51 statin-intolerant people.\n"
            "        sources: [S05]\n"
            "      - id: 32-C6\n"
            "        text: Symptoms settled in 3 or 4 of 5 people.\n"
            "        sources: [S05]\n",
            "clinical: []\n",
            31,
        ),
        Change(STATINS, "clinical:\n", "clinical:\n  - title: Empty\n    facts: []\n", 32),
    ],
    "DECK041": [
        Change(
            OVERVIEW,
            "clinical:\n  -",
            "clinical:\n"
            + "".join(
                f"  - title: Part {number}\n    facts:\n      - id: 01-C{number}\n"
                f"        text: Part {number}\n        sources: [S02]\n"
                for number in range(2, 7)
            )
            + "  -",
            25,
        )
    ],
    "DECK042": [
        Change(OVERVIEW, "IMNM is one of the idiopathic inflammatory myopathies.", LONG, 26),
        Change(OVERVIEW, '"Older texts say onset is acute.', f'"Older texts say {LONG}', 31),
    ],
    "DECK043": [
        Change(OVERVIEW, "a seven, a eight", "a seven", 6),
        Change(OVERVIEW, "a seven, a eight", "a seven, A Seven", 6),
        Change(OVERVIEW, "a seven, a eight", "a seven, a-séven", 6),
        Change("comparisons.yaml", "c seven, c eight", "c seven", 6),
    ],
    "DECK044": [
        Change(OVERVIEW, "a eight", "b one", 6),
        Change(OVERVIEW, "a eight", "Statins", 6),
        Change("comparisons.yaml", "c eight", "What is IMNM?", 6),
        Change(OVERVIEW, "a eight", "b\N{EN DASH}one", 6),
        Change(
            OVERVIEW,
            "a eight",
            "b \u0415\u0406\u050c\u041d\u0422",
            6,
        ),
        Change(OVERVIEW, "a eight", "b \N{FULLWIDTH LATIN SMALL LETTER O}ne", 6),
        Change(OVERVIEW, "title: What is IMNM?", "title: Statin aches, or IMNM", 2),
    ],
    "DECK045": [
        Change(STATINS, "command: statins", "command: help", 5),
        Change(STATINS, "command: statins", "command: overview", 5),
    ],
    "DECK046": [FolderChange(_add_topics, "en/topic-19.yaml", 5)],
    "DECK047": [
        Change(
            "deck.yaml",
            RED_FLAGS,
            "red_flags: []\n",
            19,
        )
    ],
    "DECK050": [
        Change(OVERVIEW, "        sources: [S02]\n        claims: [C002]\n", "", 17),
        Change(OVERVIEW, 'for longer."\n    sources: [S05]\n', 'for longer."\n', 32),
        Change("comparisons.yaml", "        sources: [S42]\n", "", 17),
    ],
    "DECK051": [Change("left_out.yaml", "id: 01-P9", "id: 01-P1", 2)],
    "DECK052": [Change(OVERVIEW, "review_due: 2027-11-22", "review_due: 2026-11-23", 11)],
    "DECK053": [
        Change(OVERVIEW, "review_due: 2027-11-22", "review_due: 2026-11-22", 11),
        Change(OVERVIEW, "reviewed_on: 2026-11-22", "reviewed_on: 2027-01-22", 11),
    ],
    "DECK054": [
        Change(
            OVERVIEW,
            "sign_off: clinician",
            "reviewed_by:\n  name: Dr A\n  role: neurologist\n  on: 2026-11-22\n"
            "  revision: 00000000",
            12,
        )
    ],
    "DECK055": [
        Change(STATINS, "basis: general knowledge", "basis: own search", 30),
        Change(STATINS, "basis: general", "sources: [S05]\n        basis: general", 31),
    ],
    "DECK056": [Change("deck.yaml", "look_on: 2027-05-22", "look_on: 2026-11-22", 55)],
    "DECK048": [
        Change(STATINS, "title: Statin aches or IMNM?", f"title: {'Statin aches ' * 3}", 2),
        Change(STATINS, "summary: Common", "short_title: What is IMNM?\nsummary: Common", 3),
        Change(STATINS, "summary: Common", "short_title: Statin pains\nsummary: Common", 3),
    ],
    "DECK060": [
        Change(STATINS, "Statins protect many", "Statins 20 mg protect many", 18),
        Change(STATINS, "How the two differ.", "Take two tablets.", 8),
        Change("comparisons.yaml", "Usually fades", "Take it twice a day", 20),
        Change("glossary.yaml", "A pill that", "A daily pill that", 9),
        Change("quiz.yaml", "Inherited muscular", "0,5 mg/kg of inherited", 10),
        Change(OVERVIEW, "it can start slowly", "reduce the steroid by half each month", 32),
    ],
    "DECK061": [
        Change(
            OVERVIEW,
            "harms its own muscles.\n        sources",
            "harms muscles. Nine in ten survive.\n        sources",
            18,
        ),
        Change(OVERVIEW, "What IMNM is and", "10% die. What IMNM is and", 8),
    ],
    "DECK062": [
        Change(STATINS, "urgent: yes", "urgent: no", 10),
        Change(STATINS, "urgent: yes\n", "", 1),
    ],
    "DECK063": [Change(OVERVIEW, "related: [statins, ", "related: [", 22)],
    "DECK064": [
        Change(
            OVERVIEW,
            "IMNM is a rare disease. The body's defence system harms its own muscles.",
            "Immune-mediated necrotizing myopathy represents an exceptionally infrequent "
            "autoimmune neuromuscular disorder.",
            18,
        ),
        Change(
            OVERVIEW,
            "it can start slowly",
            "insidious presentations are increasingly recognised",
            32,
        ),
        Change(
            "glossary.yaml",
            "lowers cholesterol",
            "inhibits endogenous hepatic cholesterol biosynthesis",
            9,
        ),
    ],
    "DECK065": [
        Change(
            "deck.yaml",
            "disclaimer_short: General education, not medical advice.",
            f"disclaimer_short: {'General education. ' * 105}",
            14,
            OVERVIEW,
        ),
        Change("glossary.yaml", "plain: Cell death", f"plain: {'Cell death ' * 150}", 2),
        Change("comparisons.yaml", "Usually fades", "It fades " * 200, 2),
    ],
    "DECK037": [
        Change("deck.yaml", "command: small", "no_doses:\n  99-P9: words\ncommand: small", 58),
        Change("deck.yaml", "command: small", "no_doses:\n  32-P1: words\ncommand: small", 58),
        Change(
            "deck.yaml",
            "command: small",
            "diary:\n  title: Mine\n  about: pain\n  why: 99-P9\ncommand: small",
            60,
        ),
    ],
    "DECK049": [
        Change("deck.yaml", "command: small", "command: Small talk", 57),
        Change("deck.yaml", "command: small", "command: quiz", 57),
    ],
    "DECK068": [
        Change("deck.yaml", "  - {phrase: suicidal, notice: crisis_notice}\n", "", 19),
        Change("deck.yaml", "notice: overdose_notice", "notice: crisis_notice", 19),
        Change("deck.yaml", "{phrase: can't breathe,", "{phrase: lost, notice: crisis_notice,", 19),
    ],
    "DECK067": [
        Change("deck.yaml", "  overview: overview", "  red_flags: statins", 1, STATINS),
        Change("deck.yaml", "    urgent: yes", "    safety: yes", 1, STATINS),
        Change(OVERVIEW, "related: [", "safety: yes\nrelated: [", 1),
    ],
    "DECK066": [
        Change(
            STATINS,
            "How the two differ.",
            "Statin intolerance and autoimmune necrotizing myopathy necessitate considerably "
            "different interdisciplinary management.",
            14,
        )
    ],
    "DECK070": [
        Change("comparisons.yaml", "          imnm: Usually goes on\n", "", 19),
        Change(
            "comparisons.yaml", "imnm: Usually goes on", "imnm: Goes on\n          pm: Unknown", 22
        ),
    ],
    "DECK071": [
        Change(
            "comparisons.yaml",
            "      - id: imnm\n        name: IMNM\n        short: IMNM\n        card: overview\n",
            "",
            2,
        )
    ],
    "DECK080": [
        Change("quiz.yaml", "facts: [01-P1]", "facts: [01-P7]", 14),
        Change("quiz.yaml", "facts: [01-P1]", "facts: []", 14),
        Change("quiz.yaml", "facts: [01-P1]", "facts: [32-P1]", 3),
        Change("quiz.yaml", "sources: [S02]", "sources: []", 15),
    ],
    "DECK081": [
        Change(
            "quiz.yaml",
            "Inherited muscular nerve myopathy",
            "Immune-mediated  necrotizing Myopathy.",
            10,
        ),
        Change("quiz.yaml", "Internal mitochondrial necrosis", "Inherited muscular nerve", 12),
        *(
            Change(
                "quiz.yaml",
                "muscle-narrowing myelitis\n      - Internal mitochondrial necrosis myopathy",
                f"Sjögren's of type a\n      - Infectious {same}",
                12,
            )
            for same in (
                "Sjo\N{COMBINING DIAERESIS}gren's of type a",
                "Sjögren\N{RIGHT SINGLE QUOTATION MARK}s of type a!",
                "Sjögren's of\N{NO-BREAK SPACE}type\N{EN DASH}a",
                "Sjögren's of type \N{CYRILLIC SMALL LETTER A}",
                "Sjögren's of type \N{GREEK SMALL LETTER ALPHA}",
            )
        ),
    ],
    "DECK082": [
        Change("quiz.yaml", "      - Inherited muscular nerve myopathy\n", "", 9),
        Change("quiz.yaml", 'answer: "True"', 'answer: "Yes"', 23),
        Change("quiz.yaml", 'answer: "True"', 'answer: "True"\n    distractors: ["False"]', 24),
    ],
    "DECK083": [
        Change(
            "quiz.yaml",
            "answer: Immune-mediated necrotizing myopathy",
            "answer: Immune-mediated necrotizing myopathy, which means that the defence system of "
            "the body harms muscle",
            8,
        )
    ],
    "DECK084": [
        Change("quiz.yaml", "Inherited muscular nerve myopathy", "All of the above", 10),
        Change("quiz.yaml", "Inherited muscular nerve myopathy", "Both A and B", 10),
        Change(
            "quiz.yaml", "answer: Immune-mediated necrotizing myopathy", "answer: None of these", 8
        ),
    ],
    "DECK085": [
        Change(
            "quiz.yaml",
            "question: Statins protect many people from heart attack and stroke.",
            "question: What does IMNM stand for, please?",
            22,
        )
    ],
    "DECK086": [
        FolderChange(lambda folder: (folder / "quiz.yaml").unlink(), "quiz.yaml"),
        FolderChange(
            lambda folder: (folder / "quiz.yaml").rename(folder / "QUIZ.YAML"), "quiz.yaml"
        ),
        FolderChange(_put("quiz.yaml", b"questions: []\n"), "quiz.yaml"),
    ],
    "DECK090": [
        FolderChange(lambda folder: (folder / "facts.lock.yaml").unlink(), "facts.lock.yaml")
    ],
    "DECK091": [Change(STATINS, "id: 32-C4", "id: 32-C5", 34)],
    "DECK092": [
        Change(OVERVIEW, "In some people", "In most people", 22),
        Change(STATINS, "2 or 3 in 100,000", "2 or 3 in 10,000", 21),
        Change(STATINS, "absent in 51", "not absent in 51", 35),
        Change(
            STATINS,
            "Anti-HMGCR absent in 51 statin-intolerant people.",
            "Troponin was raised in 51.",
            35,
        ),
    ],
    "DECK093": [Change(STATINS, "id: 32-C4", "id: 32-C5", 10, "facts.lock.yaml")],
    "DECK094": [
        Change(
            "facts.lock.yaml",
            'intolerant people."',
            'intolerant people."\n    retired: yes',
            34,
            STATINS,
        )
    ],
    "DECK095": [
        Change(
            "facts.lock.yaml",
            "facts:\n",
            'facts:\n  01-P8:\n    text: "It was wrong."\n    retired: yes\n',
            4,
        )
    ],
    "DECK100": [
        Change(OVERVIEW, "What IMNM is and", "Brown urine is harmless. What IMNM is and", 8),
        Change(STATINS, "Get emergency care now for", "Tell your team about", 26),
        Change(STATINS, "title: When to get help", "title: What can wait", 23),
        Change("quiz.yaml", "No germ causes it.", "A fever is an emergency.", 16),
        Change("comparisons.yaml", "Usually fades", "With a fever, call an ambulance", 20),
    ],
    "DECK101": [
        Change(STATINS, "Get emergency care now for", "Get emergency help now for", 26),
        Change("deck.yaml", "Get medical help the same day.", "Get help the same day.", 49),
        Change("deck.yaml", "said_as: [fever*]", "said_as: [high temperature]", 51),
    ],
    "DECK102": [
        Change("deck.yaml", "get emergency help now.\nurgent_line", "call.\nurgent_line", 15),
    ],
    "DECK103": [Change(STATINS, "sign_off: clinician\n", "", 1)],
    "DECK110": [FolderChange(lambda folder: _add_questions(folder, long=2), "quiz.yaml", 46)],
    "DECK111": [Change("quiz.yaml", "Inherited muscular", "Always muscular", 10)],
    "DECK112": [Change("quiz.yaml", "What does IMNM stand for?", "What is IMNM not?", 7)],
    "DECK113": [FolderChange(_add_true_false, "quiz.yaml", 30)],
    "DECK114": [
        Change("quiz.yaml", "Inherited muscular nerve myopathy", "Nerve", 2),
        Change("quiz.yaml", "Inherited muscular nerve myopathy", "Yes, a muscular myopathy", 2),
        Change("quiz.yaml", "Infectious muscle-narrowing myelitis", "50,000", 2),
    ],
    "DECK115": [
        Change("quiz.yaml", "    why_not: [They do protect them.]\n", "", 17),
        Change("quiz.yaml", "No germ causes it., ", "", 16),
        Change("quiz.yaml", "No germ causes it.", "Inherited muscular nerve myopathy", 16),
        Change("quiz.yaml", "That is why nobody should stop one alone.", '"True"', 24),
    ],
    "DECK116": [
        Change(
            "quiz.yaml", "type: multiple_choice", "type: multiple_choice\n    kind: vignette", 2
        ),
        Change("quiz.yaml", "question: Statins", "question: A 60-year-old has aches. Statins", 17),
    ],
    "DECK117": [Change("quiz.yaml", "stand for?", "stand for, an immune and mediated disease?", 8)],
    "DECK118": [
        Change(
            "quiz.yaml",
            "explanation: Muscle cells die",
            f"explanation: {'Cells die of it. ' * 70}Muscle cells die",
            2,
        )
    ],
    "DECK120": [
        Change(PICTURES, "page: statins", "page: stains", 2),
        Change(PICTURES, "sign: dark-urine", "sign: light-urine", 9),
        Change(PICTURES, "colour: statins", "colour: red", 7),
        Change(PICTURES, "card: statins", "card: stains", 20),
        Change(PICTURES, "facts: [32-P1]", "facts: [32-P9]", 25),
    ],
    "DECK121": [
        Change(PICTURES, "page: overview", "page: statins", 2),
        Change(
            PICTURES,
            "    share:\n",
            "    steps: [{text: 3 people, facts: [32-C6]}]\n    share:\n",
            17,
        ),
    ],
    "DECK122": [
        Change(PICTURES, "text: dark urine", "text: brown urine", 10),
        Change(PICTURES, "many people from heart", "most people from heart", 24),
        Change(PICTURES, "title: What IMNM is", "title: What IMNM costs", 18),
    ],
    "DECK123": [
        Change(
            PICTURES,
            "sign: fever\n            text: a fever",
            "sign: dark-urine\n            text: dark urine",
            4,
        ),
        Change(PICTURES, "level: same day", "level: tell the team", 15),
    ],
    "DECK124": [
        Change(PICTURES, "high: 4", "high: 5", 26),
        Change(PICTURES, "low: 3", "low: 0", 26),
    ],
    "DECK125": [
        Change(
            "comparisons.yaml",
            "imnm: Usually goes on",
            "imnm: Usually goes on\n        plain: {feature: After, cells: {imnm: On}}",
            22,
        )
    ],
}
