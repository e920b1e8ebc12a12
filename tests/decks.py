"""A whole little deck in a few lines: enough to draw everything, small enough to read."""

from dataclasses import replace
from datetime import date

from bot.deck.info import About, DeckInfo, Group, KeyCards, Link, Notice, RedFlag, Subject
from bot.deck.model import (
    Abbreviation,
    Basis,
    Card,
    Change,
    Column,
    Comparison,
    Deck,
    Fact,
    Level,
    Row,
    Section,
    Signature,
    Source,
    Term,
    Wording,
)

REVIEWED, DUE = date(2026, 11, 22), date(2027, 11, 22)

KEY_CARDS = KeyCards(
    overview="overview",
    red_flags="redflags",
    treatment="treatment",
    doctor="doctor",
    crisis="crisis-support",
)


def source(number: int) -> Source:
    return Source(
        id=f"S{number:02}",
        cite=f"Author{number} 2020, J Test",
        title=f"Paper {number}",
        year=2020,
        url=f"https://example.org/{number}",
        kind="review",
        basis="abstract",
        note="for maintainers",
    )


def fact(fact_id: str, text: str, *sources: str, general: str = "") -> Fact:
    return Fact(id=fact_id, text=text, sources=sources, general=general)


def card(card_id: str, **changes: object) -> Card:
    """A card with two facts at each level; ``changes`` replace any part of it."""
    parts: dict[str, object] = {
        "id": card_id,
        "title": f"About {card_id}",
        "summary": f"What {card_id} is",
        "group": "basics",
        "command": card_id,
        "aliases": (f"the {card_id} thing",),
        "lead": Wording(plain=f"You will learn {card_id}.", clinical=f"{card_id} in brief."),
        "plain": (
            Section(
                title="First",
                facts=(
                    fact("01-P1", "Muscles get weak.", "S02", "S01"),
                    fact("01-P2", "CK is high.", "S03", general="whole"),
                ),
            ),
        ),
        "clinical": (Section(title="Detail", facts=(fact("01-C1", "CK exceeds normal.", "S03"),)),),
        "related": ("five",),
        "reviewed_on": REVIEWED,
        "review_due": DUE,
    }
    return Card(**(parts | changes))


def info(**changes: object) -> DeckInfo:
    parts: dict[str, object] = {
        "title": "Little deck",
        "command": "imnm",
        "subject": Subject(name="immune-mediated necrotizing myopathy", short="IMNM"),
        "key_cards": KEY_CARDS,
        "version": "0.1.0",
        "released_on": date(2026, 11, 23),
        "groups": (
            Group(id="basics", title="Basics", emoji="📘", colour="#3d82c4"),
            Group(id="comparing", title="Comparing", emoji="📊", colour="#6f7fa6"),
        ),
        "disclaimer_short": "General education, not medical advice.",
        "disclaimer": "The long disclaimer.",
        "urgent_line": "If you have trouble breathing, get emergency help now.",
        "urgent_notice": "What you describe can be serious.",
        "crisis_notice": Notice(
            text="You matter. Call a crisis line now.", link="https://findahelpline.com"
        ),
        "overdose_notice": Notice(
            text="Call a poison centre now.", link="https://findahelpline.com"
        ),
        "general_knowledge": "† Rests on general knowledge.",
        "basis_lines": {
            Basis.GENERAL: "Rests on general medical knowledge; no page is named for it."
        },
        "red_flags": (RedFlag(phrase="chest pain", written=("pain in my chest",)),),
        "moved": {"gone": "weakness"},
        "about": About(
            origin="An article was the start.",
            reviewed="Checked on that day.",
            not_reviewed="No clinician has signed.",
            report="Tell a moderator.",
            licence="CC BY 4.0.",
            references_title="The article's own references",
            references=(Link(title="A video", url="https://example.org/v", note="not evidence"),),
        ),
    }
    return DeckInfo(**(parts | changes))


IMNM = Column(id="imnm", name="IMNM", short="IMNM", aliases=("necrotizing",))
DM = Column(id="dm", name="Dermatomyositis", short="DM", aliases=("rash disease",))
PM = Column(id="pm", name="Polymyositis", short="PM")
IBM = Column(id="ibm", name="Inclusion body myositis", short="IBM")
ASYS = Column(id="asys", name="Antisynthetase syndrome", short="ASyS")
STATIN = Column(id="statin-effect", name="Statin side effect", short="Statin aches")
HMGCR = Column(id="hmgcr", name="Anti-HMGCR IMNM", short="Anti-HMGCR IMNM")


def row(row_id: str, feature: str, *sources: str, general: str = "", **cells: str) -> Row:
    named = {name.replace("_", "-"): text for name, text in cells.items()}
    return Row(id=row_id, feature=feature, cells=named, sources=sources, general=general)


def tables() -> tuple[Comparison, ...]:
    dates = {"reviewed_on": REVIEWED, "review_due": DUE, "group": "comparing"}
    return (
        Comparison(
            id="core",
            title="IMNM, PM or DM?",
            summary="Three side by side",
            columns=(IMNM, PM, DM),
            rows=(
                row("skin", "Skin", "S01", imnm="None", pm="None", dm="Rash"),
                row("ck", "CK", "S02", imnm="Very high", pm="High", dm="Mixed"),
            ),
            **dates,
        ),
        Comparison(
            id="five",
            title="Four side by side",
            summary="Four of them",
            columns=(IMNM, DM, ASYS, IBM),
            rows=(
                row("onset", "Onset", "S03", imnm="Weeks", dm="Weeks", asys="Weeks", ibm="Years"),
                row(
                    "skin",
                    "Skin",
                    "S01",
                    imnm="No rash",
                    dm="Typical rash",
                    asys="Rough hands",
                    ibm="No skin signs",
                    general="the IBM cell",
                ),
                row("heart", "Heart", "S02", imnm="Rare", dm="Some", asys="Some", ibm="No"),
            ),
            **dates,
        ),
        Comparison(
            id="statin-or-imnm",
            title="Statin side effect or IMNM?",
            summary="Two of them",
            columns=(STATIN, HMGCR),
            rows=(row("timing", "Timing", "S01", statin_effect="Early", hmgcr="Any time"),),
            **dates,
        ),
    )


def small_deck(*cards: Card, **changes: object) -> Deck:
    """Two cards (or those given), three tables, three sources, a glossary."""
    return Deck(
        info(**changes),
        cards or (card("weakness", urgent=True, changed=(CHANGE,)), card("ck")),
        tuple(map(source, (1, 2, 3))),
        terms=(
            Term(
                id="creatine-kinase",
                term="Creatine kinase",
                plain="An enzyme of muscle",
                clinical="A marker of muscle injury",
                aliases=("creatine phosphokinase",),
                sources=("S01",),
            ),
            Term(id="muscle", term="Muscle", plain="What moves you", clinical="Contractile tissue"),
        ),
        abbreviations=(
            Abbreviation(short="CK / CPK", long="Creatine kinase / phosphokinase"),
            Abbreviation(short="ALL", long="Acute lymphoblastic leukaemia"),
        ),
        comparisons=tables(),
    )


CHANGE = Change(
    plain="Older texts say one thing. Today: another.",
    clinical="Older texts say one thing. Today: another, in detail.",
    sources=("S01",),
)


def signed(unsigned: Card) -> Card:
    """The same card with a signature that holds."""
    signature = Signature(
        name="Dr Example", role="neurologist", on=date(2026, 12, 1), revision=unsigned.revision
    )
    return replace(unsigned, reviewed_by=signature)


__all__ = ["Level", "card", "fact", "info", "signed", "small_deck", "tables"]
