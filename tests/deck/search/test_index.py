"""People find what they ask for, however they write it, and are never shown a look-alike."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deck.model import Abbreviation, Card, Deck, Level, Section, Term, Wording
from bot.deck.search.index import MAX_QUERY, Findings, Index
from bot.errors import UnknownTerm
from tests.decks import card, fact, info
from tests.examples import examples

CARDS = Path(__file__).parents[3] / "cards"
LAY = yaml.safe_load((Path(__file__).parent / "lay_queries.yaml").read_text())


def index_of(*cards: Card, never_mixed: tuple[tuple[str, ...], ...] = ()) -> Index:
    return Index(Deck(info(never_mixed=never_mixed), cards, ()))


def topic(
    card_id: str, plain: str = "Plain.", clinical: str = "Clinical.", **parts: object
) -> Card:
    """A card that says one thing at each level, and little else."""
    return card(
        card_id,
        **{"title": card_id, "summary": "About it", "aliases": (), "command": None, **parts},
        lead=Wording(plain="See below.", clinical="See below."),
        plain=(Section(title="Plainly", facts=(fact("01-P1", plain, "S01"),)),),
        clinical=(Section(title="In detail", facts=(fact("01-C1", clinical, "S01"),)),),
        related=(),
    )


def wide(text: str) -> str:
    """In the full-width letters of East Asian keyboards."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter > " " else "\u3000" for letter in text)


def answers(found: Findings) -> list[str]:
    """The ids in the order in which a reader meets them."""
    exact = [found.exact.id] if found.exact else []
    return list(dict.fromkeys(exact + [hit.id for hit in found.hits]))


@pytest.mark.parametrize(("asked", "share"), [("lay", 0.95), ("typos", 0.90)])
def test_lay_questions_find_their_card_among_the_first_three(
    index: Index, asked: str, share: float
) -> None:
    missed = {
        query: answers(index.find(query))[:3]
        for query, right in LAY[asked].items()
        if not set(answers(index.find(query))[:3]) & set(right)
    }
    assert 1 - len(missed) / len(LAY[asked]) >= share, missed


def load_own_words(name: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What cards answer, and what none does, with the subject that has an answer of its own."""
    both = yaml.safe_load((Path(__file__).parent / f"own_words_{name}.yaml").read_text())
    return both["answered"], both["none"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "share"), [("tuned", 0.95), ("tuned_2", 0.88), ("held_out", 0.85)]
)
def test_questions_in_own_words_find_their_card_among_the_first_three(
    index: Index, name: str, share: float
) -> None:
    answered, _ = load_own_words(name)
    assert len(answered) >= 150
    missed = {
        query: answers(index.find(query))[:3]
        for query, right in answered.items()
        if not set(answers(index.find(query))[:3]) & set(right)
    }
    assert 1 - len(missed) / len(answered) >= share, missed


@pytest.mark.parametrize(
    ("name", "most"), [("tuned", 0.055), ("tuned_2", 0.15), ("held_out", 0.11)]
)
def test_what_no_card_answers_strays_to_few_cards(index: Index, name: str, most: float) -> None:
    _, none = load_own_words(name)
    assert len(none) >= 60
    strays = {query: answers(index.find(query)) for query in none if answers(index.find(query))}
    assert len(strays) / len(none) <= most, strays


@pytest.mark.parametrize("name", ["tuned", "tuned_2"])
def test_what_has_an_answer_of_its_own_gets_it(index: Index, name: str) -> None:
    _, none = load_own_words(name)
    wanted = {query: subject for query, subject in none.items() if subject != "nothing"}
    said = {query: index.find(query).out_of_scope for query in wanted}
    assert {query: each and each.subject for query, each in said.items()} == wanted


@pytest.mark.parametrize("name", ["tuned", "tuned_2", "held_out"])
def test_what_no_card_answers_raises_no_red_flag(index: Index, name: str) -> None:
    _, none = load_own_words(name)
    assert [query for query in none if index.red_flag(query) is not None] == []


@pytest.mark.parametrize(
    "query", ["how do i leave this server", "change the server icon", "welcome to the server"]
)
def test_an_english_word_is_no_mistyped_sign_of_danger(index: Index, query: str) -> None:
    assert index.red_flag(query) is None


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        ("i fell", "symptoms", "rituximab"),
        ("can i drive", "work-travel", "mechanism"),
        ("behind the wheel", "work-travel", "trials"),
        ("privigen", "ivig", "trials"),
        ("zocor", "statins", "cholesterol"),
        ("glass of wine", "work-travel", "symptoms"),
    ],
)
def test_everyday_words_and_brands_find_what_the_deck_calls_otherwise(
    index: Index, query: str, right: str, wrong: str
) -> None:
    found = answers(index.find(query))[:3]
    assert right in found
    assert wrong not in found


@pytest.mark.parametrize("query", ["is epilepsy hereditary", "crohn's diet", "lyme symptoms"])
def test_an_illness_that_the_deck_does_not_name_brings_no_card(index: Index, query: str) -> None:
    assert answers(index.find(query)) == []


def test_an_illness_beside_the_decks_own_words_is_no_reason_to_find_nothing(index: Index) -> None:
    assert "statins" in answers(index.find("eczema and atorvastatin"))[:3]


def test_a_greeting_does_not_hide_a_question(index: Index) -> None:
    greeted = answers(index.find("good morning everyone, thanks for having me. can i fly?"))
    assert greeted[0] == answers(index.find("can i fly"))[0] == "work-travel"
    assert answers(index.find("hello there, thank you so much")) == []


def test_what_no_card_answers_names_the_nearest_and_a_question_for_the_doctor() -> None:
    doctor = topic("doctor", "Which vaccines do I need, and when?")
    both = index_of(doctor, topic("travel", "Vaccines for a trip."))
    found = both.find("vaccines zzyzx qwfparst dlrow wollof xqzzt brmft")
    assert found.hits == ()
    assert found.nearest in {"doctor", "travel"}
    assert found.question == "Which vaccines do I need, and when?"


def test_a_hit_shows_the_sentence_of_the_readers_own_level() -> None:
    both = index_of(topic("topic", "Ferritin is fine.", "Ferritin is unremarkable in most."))
    assert both.find("ferritin").hits[0].sentence == "Ferritin is fine."
    clinical = both.find("ferritin", level=Level.CLINICAL).hits[0]
    assert clinical.sentence == "Ferritin is unremarkable in most."
    assert clinical.level is Level.CLINICAL


@pytest.mark.parametrize("typed", ["hmgcr", "Anti-HMGCR type", "ANTI HMGCR TYPE"])
def test_a_title_or_id_is_no_words_of_ones_own(index: Index, typed: str) -> None:
    assert index.is_title(typed)


@pytest.mark.parametrize("typed", ["is my statin to blame", "weak legs", "is it my fault", ""])
def test_an_alias_is_words_of_ones_own(index: Index, typed: str) -> None:
    assert not index.is_title(typed)


def test_every_card_has_a_lay_question(served: Deck) -> None:
    asked = {right for queries in LAY.values() for names in queries.values() for right in names}
    assert set(served.cards) <= asked
    assert asked <= set(served.cards) | set(served.comparisons)


@pytest.mark.long
def test_every_name_of_every_card_opens_that_card(served: Deck, index: Index) -> None:
    own = {}
    for each in served.cards.values():
        for name in (each.title, each.id, each.command or each.id):
            own[name] = each.id
    assert {name: opened(index, name) for name in own} == own


@pytest.mark.long
def test_an_alias_opens_its_card_unless_it_is_the_name_of_another(
    served: Deck, index: Index
) -> None:
    for each in (*served.cards.values(), *served.comparisons.values()):
        for alias in each.aliases:
            assert each.id in answers(index.find(alias)), alias


def opened(index: Index, query: str) -> str | None:
    exact = index.find(query).exact
    return exact.id if exact else None


@pytest.mark.parametrize(
    "written",
    [
        "can't swallow well",
        "CAN\u2019T SWALLOW WELL",
        "  cant   swallow\twell?! ",
        wide("can't swallow well"),
        "can\u200b't swal\u00adlow\u2060 well",
        "\u202ecan't swallow well\u202c",
        "\u200fcan't\u00a0swallow_well\u200f",
        "càn't swällow wéll",
    ],
)
def test_an_exact_name_is_exact_however_it_is_written(written: str) -> None:
    small = index_of(topic("swallowing", aliases=("can't swallow well",)), topic("other"))
    assert opened(small, written) == "swallowing"


@pytest.mark.parametrize("near", ["swallowin", "swalowing", "swallowing trouble", "", "  ", "?"])
def test_what_is_only_near_a_name_is_never_exact(near: str) -> None:
    assert index_of(topic("swallowing")).find(near).exact is None


def test_a_name_that_two_cards_share_opens_neither() -> None:
    shared = index_of(topic("first", aliases=("enzyme",)), topic("second", aliases=("enzyme",)))
    found = shared.find("enzyme")
    assert found.exact is None
    assert {hit.id for hit in found.hits} == {"first", "second"}


def test_a_cards_own_name_wins_over_anothers_alias() -> None:
    both = index_of(topic("two", aliases=("one",)), topic("one"))
    assert opened(both, "one") == "one"


PAIRS = (
    ("hypo", "hyper"),
    ("hmgcr", "srp"),
    ("imnm", "ibm"),
    ("azathioprine", "azithromycin"),
    ("dysphagia", "dysphasia"),
)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("hypothyroid", "hyperthyroid"),
        ("hyperthyroid", "hypothyroid"),
        ("hypothyroidism", "hyperthyroidism"),
        ("hypothyroidism", "hyperthyroidsm"),
        ("imnm", "ibm"),
        ("anti hmgcr", "srp"),
        ("azathioprine", "azithromycin"),
        ("azathioprine", "azithromicin"),
        # The deck need not hold the look-alike to know what was meant.
        ("dysphagia", "disphasia"),
    ],
)
def test_look_alikes_are_never_taken_for_one_another(known: str, asked: str) -> None:
    aliases = (known, f"{known} levels")
    only = topic("topic", f"About {known}.", title=known, aliases=aliases)
    small = index_of(only, never_mixed=PAIRS)
    assert small.find(asked).exact is None
    assert small.find(asked).hits == ()
    assert small.suggest(asked) == ()
    # The guard is for look-alikes alone: a mere slip is understood.
    assert answers(small.find(known)) == ["topic"]


def test_a_term_brings_in_no_look_alike_by_a_word_that_both_share() -> None:
    term = Term(id="anti-hmgcr", term="Anti-HMGCR", plain="An antibody", clinical="An IgG")
    only = topic("enzyme", "HMGCR is an enzyme.")
    small = Index(Deck(info(never_mixed=PAIRS), (only,), (), terms=(term,)))
    assert [hit.id for hit in small.find("anti srp").hits if hit.kind == "card"] == []
    assert "enzyme" in answers(small.find("anti hmgcr"))


@pytest.mark.long
def test_near_misses_of_the_deck_open_nothing_by_themselves(served: Deck, index: Index) -> None:
    for names in served.info.never_mixed:
        for name in names:
            exact = index.find(name).exact
            if exact is None or exact.kind == "term":
                continue
            called = served.cards.get(exact.id) or served.comparisons[exact.id]
            spelled = " ".join((called.id, called.title, *called.aliases)).lower()
            assert name.lower() in spelled


@pytest.mark.long
def test_each_hit_shows_what_the_card_really_says(served: Deck, index: Index) -> None:
    for query in LAY["lay"]:
        for hit in index.find(query).hits:
            assert 0 < len(hit.sentence) <= 200
            if hit.kind != "card":
                continue
            shown = served.cards[hit.id]
            said = [shown.summary, shown.lead.at(hit.level)]
            said += [each.text for each in shown.facts(hit.level)]
            said += [each.at(hit.level) for each in shown.changed]
            whole = " ".join(" ".join(said).replace("**", "").split())
            assert hit.sentence.removesuffix("\u2026") in whole


def test_the_fact_that_answers_is_shown_whole() -> None:
    myth = "Myth: mushrooms cure it. Fact: they do not."
    parts = (fact("01-P1", "Muscles tire.", "S01"), fact("01-P2", myth, "S01"))
    only = replace(topic("myths"), plain=(Section(title="Myths", facts=parts),))
    found = index_of(only, topic("other")).find("do mushrooms cure it")
    assert [hit.sentence for hit in found.hits] == [myth]
    assert found.hits[0].level is Level.PLAIN


def test_a_plain_sentence_is_preferred_to_a_clinical_one() -> None:
    both = index_of(topic("topic", "Ferritin is fine.", "Ferritin is unremarkable."))
    assert both.find("ferritin").hits[0].sentence == "Ferritin is fine."
    assert both.find("unremarkable").hits[0].level is Level.CLINICAL


def test_a_long_sentence_is_cut_at_a_word() -> None:
    long = "Ferritin " + "and another word " * 30
    sentence = index_of(topic("topic", long)).find("ferritin").hits[0].sentence
    assert len(sentence) <= 200
    assert re.fullmatch(r"Ferritin( and| another| word)+\u2026", sentence)


@pytest.mark.parametrize("query", ["pizza recipe", "xqzzt", "🙂", "12345678", "the", "asdf ghjk"])
def test_nothing_is_found_for_what_the_deck_does_not_know(index: Index, query: str) -> None:
    found = index.find(query)
    assert (found.exact, found.hits) == (None, ())


@pytest.mark.parametrize(
    "query",
    [
        "weather tomorrow",
        "football",
        "how to bake bread",
        "what is jazz",
        "chocolate cake recipe",
        "bitcoin price",
        "where can i buy shoes",
        "learn spanish fast",
        "how do i change my discord password",
        "who is taylor swift",
        "capital of france",
        "garden plants in spring",
    ],
)
def test_what_has_nothing_to_do_with_muscles_shows_no_faint_hits(index: Index, query: str) -> None:
    assert answers(index.find(query)) == []


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("hello my uncle wants to know whether ivig gives you headaches", "ivig"),
        ("so yesterday the neurologist mentioned something called rituximab", "rituximab"),
        ("is there anybody with anti hmgcr in germany", "hmgcr"),
        ("my boss thinks i am lazy because i am tired", "daily-life"),
    ],
)  # fmt: skip
def test_a_question_among_much_chatter_is_still_answered(
    index: Index, query: str, right: str
) -> None:
    assert right in answers(index.find(query))[:3]


def test_what_one_sentence_alone_says_is_found(served: Deck, index: Index) -> None:
    for word, right in (("diabetes", "ivig"), ("microscope", "biopsy"), ("teach-back", "doctor")):
        assert right in answers(index.find(word)), word


def test_no_more_hits_than_asked_for(index: Index) -> None:
    assert len(index.find("muscle weakness").hits) == 5
    assert len(index.find("muscle weakness", limit=2).hits) == 2


def test_no_name_of_a_card_is_itself_a_red_flag(served: Deck, index: Index) -> None:
    for each in served.cards.values():
        assert index.red_flag(each.title) is None
        assert index.red_flag(each.id) is None


def test_untyped_suggestions_are_the_topics_in_order(served: Deck, index: Index) -> None:
    for untyped in ("", "   ", "?!"):
        values = [each.value for each in index.suggest(untyped)]
        assert values == [topic.id for topic in served.topics][:25]


def test_suggestions_are_ranked_exact_prefix_words_near() -> None:
    ranked = index_of(
        topic("near", title="Strolling"),
        topic("said", "When you walked far.", title="Rest"),
        topic("words", title="Fast walk"),
        topic("prefix-alias", title="Steps", aliases=("walking aids",)),
        topic("prefix", title="Walking"),
        topic("alias", title="Moving", aliases=("walk",)),
        topic("exact", title="Walk"),
    )
    values = [each.value for each in ranked.suggest("walk")]
    assert values == ["exact", "alias", "prefix", "prefix-alias", "words", "said"]
    assert [each.value for each in ranked.suggest("stroling")] == ["near"]


def test_suggestions_fit_into_discords_choices(index: Index) -> None:
    for typed in ("", "m", "mu", "statin", "what is the", "polymiositis", "x" * 6000):
        for found in (index.suggest(typed), index.suggest_terms(typed)):
            assert len(found) <= 25
            assert len({each.value for each in found}) == len(found)
            assert all(1 <= len(each.label) <= 100 for each in found)
            assert all(1 <= len(each.value) <= 100 for each in found)
    assert len(index.suggest("m", limit=3)) == 3


def test_a_mistyped_beginning_suggests_what_was_meant(index: Index) -> None:
    for typed, meant in (
        ("dermatomi", "dermatomyositis"),
        ("polymiositis", "polymyositis"),
        ("excercise", "exercise"),
        ("inclusion bod", "inclusion-body"),
        ("weak legs st", "symptoms"),
    ):
        assert meant in [each.value for each in index.suggest(typed)][:3], typed


def test_whatever_is_suggested_can_be_opened(served: Deck, index: Index) -> None:
    known = set(served.cards) | set(served.comparisons)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert {each.value for each in index.suggest(letter)} <= known
        for each in index.suggest_terms(letter):
            index.term(each.value)


def test_every_term_and_abbreviation_is_found_by_each_of_its_names(
    served: Deck, index: Index
) -> None:
    for term in served.terms.values():
        assert index.term(term.id) is term
        assert isinstance(index.term(term.term.upper()), Term)
    for short in served.abbreviations.values():
        for name in (short.short, short.short.lower()):
            found = index.term(name)
            assert isinstance(found, Term) or found is short
        if "/" in short.short:
            assert isinstance(index.term(short.short.split("/")[1]), Term | Abbreviation)


def test_an_unknown_term_names_near_ones(index: Index) -> None:
    with pytest.raises(UnknownTerm) as caught:
        index.term("aldolaise enzym")
    assert "aldolase" in caught.value.options
    for asked in ("", "🙂", "x" * 6000):
        with pytest.raises(UnknownTerm):
            index.term(asked)


def test_another_name_of_a_term_finds_the_cards_that_use_the_term(index: Index) -> None:
    assert "mri" in answers(index.find("magnetic resonance"))[:3]


@pytest.mark.long
@settings(max_examples=examples(150))
@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_look_for(index: Index, text: str) -> None:
    assert len(index.find(text).hits) <= 5
    assert len(index.suggest(text)) <= 25
    assert len(index.suggest_terms(text)) <= 25


@pytest.mark.parametrize(
    "text",
    ["muscle weakness stairs xqzzt " * 206, "zzyzx qwfp arstd " * 352, "é" * 6000, "a " * 3000],
)
def test_of_the_longest_text_only_the_beginning_is_looked_for(index: Index, text: str) -> None:
    # The bench measures how long that takes.
    longest = (text * 2)[:MAX_QUERY]
    assert index.find(longest + " hmgcr").hits == index.find(longest).hits
    assert index.suggest(longest + " hmgcr") == index.suggest(longest + " srp")
