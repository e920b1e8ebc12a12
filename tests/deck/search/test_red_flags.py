"""What raises a red flag, certainly or possibly, and what does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.deck.info import RedFlag
from bot.deck.model import Deck
from bot.deck.search.english import load_english
from bot.deck.search.index import Index
from bot.deck.search.red_flags import RedFlags
from tests.decks import info

HERE = Path(__file__).parent
# Every way of writing that the deck once listed by hand; now one line an idea produces them.
VARIANTS = yaml.safe_load((HERE / "red_flag_variants.yaml").read_text())
SETS = {
    path.stem.removeprefix("emergencies_"): yaml.safe_load(path.read_text())
    for path in sorted(HERE.glob("emergencies_*.yaml"))
}


def tier(index: Index, text: str) -> str | None:
    found = index.red_flag(text)
    if found is None:
        return None
    return "certain" if found.certain else "possible"


def certain_phrase(index: Index, text: str) -> str | None:
    found = index.red_flag(text)
    return found.flag.phrase if found and found.certain else None


def test_every_listed_variant_is_certain(index: Index) -> None:
    missed = [
        (phrase, way)
        for phrase, ways in VARIANTS.items()
        for way in ways
        if certain_phrase(index, way) != phrase
    ]
    assert missed == []


def test_every_phrase_of_the_deck_is_certain_anywhere_in_a_text(served: Deck, index: Index) -> None:
    for flag in served.info.red_flags:
        for way in (flag.phrase, *flag.written):
            assert certain_phrase(index, way) is not None, way
            assert certain_phrase(index, f"Since Monday, {way.upper()}! Help") is not None, way


@pytest.mark.parametrize(
    "text",
    [
        "chest pain",
        "Chest-Pain",
        "c\u200bhest\u00a0\u00a0pain",
        "".join(chr(ord(letter) + 0xFEE0) for letter in "chest") + "\u3000pain",
        "\u202echest pain\u202c",
        "**chest** __pain__",
        "chest\npain",
        "statin, " * 700 + "chest pain",
        "she has chest pains",
        "pain in his chest",
        "dads chest is really hurting",
        "Is anyone there? I have chest pain",
    ],
)
def test_a_phrase_is_certain_in_every_disguise_and_person(index: Index, text: str) -> None:
    assert certain_phrase(index, text) == "chest pain"


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("cant breath", "can't breathe"),
        ("i cant breeth", "can't breathe"),
        ("mum wasn't able to breathe", "can't breathe"),
        ("trouble breething", "can't breathe"),
        ("cant get any air", "can't breathe"),
        ("out of breath lying flat", "can't breathe"),
        ("can not swalow", "can't swallow"),
        ("cant swollow my food", "can't swallow"),
        ("im choaking", "choking"),
        ("he is chokeing", "choking"),
        ("chest pian", "chest pain"),
        ("pain in my chets", "chest pain"),
        ("chst pain", "chest pain"),
        ("pased out", "fainted"),
        ("i fanted", "fainted"),
        ("brown urin", "dark urine"),
        ("urine is drak", "dark urine"),
        ("tea coloured urin", "dark urine"),
        ("why is my pee brown", "dark urine"),
        ("cant lift my hed", "can't lift head"),
        ("cant raise my haed", "can't lift head"),
        ("if i lie flat i can't breathe", "can't breathe"),
        ("he could no longer stand", "can't stand any more"),
        ("suicidial", "suicidal"),
        ("i want to kil myself", "suicidal"),
        ("he wants to kill himself", "suicidal"),
        ("she took an overdose", "took too much"),
    ],
)
def test_slips_persons_and_tenses_are_certain(index: Index, typed: str, phrase: str) -> None:
    assert certain_phrase(index, typed) == phrase
    assert certain_phrase(index, f"please help: {typed.upper()}!!") == phrase


@pytest.mark.parametrize(
    "text",
    [
        "is my chest pain from ivig",
        "is it normal to have dark urine",
        "what should i do if my chest hurts",
        "how do i know if i am having a stroke",
        "i am scared of choking",
        "there is a weight on my breastbone",
        "the toilet looks like someone poured tea in",
        "my legs gave out overnight",
        "i keep food coming back up my nose",
    ],
)
def test_an_unsure_question_and_other_words_are_possible(index: Index, text: str) -> None:
    assert tier(index, text) == "possible"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "can exercise turn urine dark?",
        "what is chest physiotherapy?",
        "is chest pain a side effect of IVIg?",
        "do people with imnm choke more often",
        "i have no chest pain",
        "no fever, no cough or chest pain, just tired",
        "never had any chest pain",
        "i had chest pain last year",
        "my father had a stroke ten years ago, he was unconscious",
        "what if i choke",
        "what is a breathing test",
        "can i swallow pills",
        "how is swallowing tested",
        "chest x ray",
        "right chest",
        "chest painting",
        "choker",
        "checked for cancer",
        "i am checking my cholesterol",
        "cooking",
        "i chose ivig",
        "painting my house",
        "trouble grasping things",
        "i want to diet",
        "feel fine",
        "urine test",
        "heavy head",
        "lift my arms",
        "a faint rash",
        "i am tired but my breathing is fine",
        "my doctor told me to watch for dark urine",
        "i can't go on statins",
        "this card says that chest pain can wait, that is wrong",
    ],
)
def test_questions_denials_and_old_stories_raise_nothing(index: Index, text: str) -> None:
    assert tier(index, text) is None


def test_what_follows_a_denial_counts_again(index: Index) -> None:
    assert certain_phrase(index, "no chest pain but i can't breathe") == "can't breathe"
    assert certain_phrase(index, "no idea why i have chest pain") == "chest pain"
    assert certain_phrase(index, "had a stroke last year, now my face is drooping again")


@pytest.mark.parametrize(
    "text", ["i am not suicidal", "would my kids miss me if i kill myself", "what if i kill myself"]
)
def test_whoever_speaks_of_suicide_and_themselves_is_answered_however_they_say_it(
    index: Index, text: str
) -> None:
    found = index.red_flag(text)
    assert found is not None
    assert found.flag.notice == "crisis_notice"


def test_a_question_about_suicide_in_general_raises_nothing(index: Index) -> None:
    assert tier(index, "do steroids cause suicidal thoughts") is None
    assert tier(index, "suicide rate in myositis") is None


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("i want to die and i can't breathe", "crisis_notice"),
        ("i took too many pills because i want to die", "overdose_notice"),
        ("chest pain and i can't go on", "crisis_notice"),
        ("chest pain", "urgent_notice"),
    ],
)
def test_the_notice_of_despair_goes_before_that_of_the_body(
    index: Index, text: str, notice: str
) -> None:
    found = index.red_flag(text)
    assert found is not None
    assert found.flag.notice == notice


def sentences(name: str) -> Iterator[str]:
    for listed in SETS[name]["emergencies"].values():
        yield from listed


@pytest.mark.parametrize("name", SETS)
def test_emergencies_in_unlisted_words_raise_a_tier_and_harmless_questions_do_not(
    index: Index, name: str
) -> None:
    emergencies, harmless = [*sentences(name)], SETS[name]["harmless"]
    missed = [text for text in emergencies if tier(index, text) is None]
    raised = [text for text in harmless if tier(index, text) is not None]
    assert len(missed) <= 0.2 * len(emergencies), missed
    assert len(raised) <= 0.05 * len(harmless), raised


def test_figures_of_speech_raise_hardly_any_alarm(index: Index) -> None:
    figures = yaml.safe_load((HERE / "figures_of_speech.yaml").read_text())
    raised = [text for text in figures if tier(index, text) is not None]
    assert len(figures) >= 350
    assert len(raised) <= 0.05 * len(figures), raised


@pytest.mark.parametrize(
    "text",
    [
        "my tent collapsed",
        "the app is not responding",
        "our old phone battery is dead",
        "the printer has stopped working and my tv went black",
        "is the bot choking",
    ],
)
def test_what_a_thing_does_happens_to_nobody(index: Index, text: str) -> None:
    assert tier(index, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "my husband collapsed",
        "mum got out of the car and collapsed",
        "in the car she collapsed",
        "fell off the chair, passed out",
        "my phone is dead and i can't breathe",
    ],
)
def test_a_thing_beside_a_person_hides_no_danger(index: Index, text: str) -> None:
    assert tier(index, text) == "certain"


@pytest.mark.parametrize(
    "text",
    ["i wish i didnt exist", "i would rather not exist", "i keep thinking about not existing"],
)
def test_whoever_would_rather_not_exist_is_heard(index: Index, text: str) -> None:
    assert tier(index, text) is not None


@pytest.mark.parametrize(
    "text", ["best beach in greece", "is this fine", "a tea chest", "it does not exist any more"]
)
def test_an_english_word_is_no_slip_for_a_sign_and_a_verb_is_no_person(
    index: Index, text: str
) -> None:
    assert tier(index, text) is None


def test_an_idiom_hides_no_danger_beside_it(index: Index) -> None:
    assert tier(index, "i choke up when i hear this song") is None
    assert certain_phrase(index, "i choke up when i drink") == "choking"
    assert certain_phrase(index, "i choke up when i hear it, and now i choke on water") == "choking"


def test_the_sets_hold_what_no_list_does(served: Deck, index: Index) -> None:
    assert len([*sentences("tuned")]) >= 60
    assert len(SETS["tuned"]["harmless"]) >= 100
    told = [text for name in SETS for text in sentences(name)]
    by_phrase = [text for text in told if certain_phrase(index, text) is not None]
    assert len(by_phrase) <= 0.1 * len(told), by_phrase
    for name in SETS:
        assert len(SETS[name]["emergencies"]) == len(served.info.red_flags), name


def test_what_the_revision_wanted_silent_is_silent_and_what_it_wanted_loud_is_certain(
    index: Index,
) -> None:
    wanted = yaml.safe_load((HERE / "red_flags_wanted.yaml").read_text())
    assert [text for text in wanted["silent"] if tier(index, text) is not None] == []
    assert [text for text in wanted["certain"] if tier(index, text) != "certain"] == []


def test_every_concept_of_a_possible_sign_has_words(served: Deck) -> None:
    named = {
        name
        for flag in served.info.red_flags
        for line in flag.possible
        for name in line.removeprefix("near: ").split(" + ")
    }
    assert named == set(served.info.concepts)


def test_what_the_deck_says_is_never_taken_for_a_slip() -> None:
    little = info(red_flags=(RedFlag(phrase="chest pain"),))
    assert RedFlags(little, (), load_english()).recognise("cheat pain") is not None
    assert RedFlags(little, ("cheat",), load_english()).recognise("cheat pain") is None


def test_no_name_of_a_card_raises_a_red_flag(served: Deck, index: Index) -> None:
    for each in (*served.cards.values(), *served.comparisons.values()):
        assert index.red_flag(each.title) is None, each.title
        assert index.red_flag(each.id) is None, each.id
