"""Rules about the questions of the quiz: each can be answered by who knows, and by nobody else.

The item-writing flaws are those of Haladyna, Downing and Rodriguez (2002), as far as a program can
see them: cues of length, of absolute words and of form, negative stems, options of several kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from bot.deck.confusables import fold_by_look, reads_as
from bot.deck.draft import QUIZ, Draft
from bot.deck.model import Question
from bot.deck.rule import At, Finding, rule

TELLING = 1.3
"""How many times as long as the longest wrong option the right one gives itself away."""
MOST_LONGEST = 0.3
"""The share of multiple-choice questions in which the right option may be the longest."""
MOST_TRUE_FALSE = 0.1
"""The share of questions that may be true or false: half of them are guessed."""
LONGEST_TO_SHORTEST = 3
"""How many times as long as the shortest option the longest one may be."""
LONGEST = 1200
"""Characters of a question with all that is said of it. Beneath the board of twenty people and
above its sources they fit into the 4,096 that Discord takes."""
NEAR = 85
"""Similarity in per cent, words in any order, from which two questions ask the same."""
_EMPTY_OPTION = re.compile(
    r"\b(all|none|any|both) of (the above|these|them)\b|\bboth [a-d] and [a-d]\b"
    r"|\b[a-d] and [a-d]\b$",
    re.IGNORECASE,
)

_ABSOLUTE = re.compile(
    r"\b(?:always|never|only|all|none|nobody|no one|everybody|everyone|every(?! other)|must"
    r"|impossible|completely|entirely)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|except|least|false|incorrect|untrue|wrong)\b|\wn['\u2019]t\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"[^.?!;:]*\?")
_PERSON = re.compile(r"\b\d+-(?:year|month)-old\b", re.IGNORECASE)
_FIGURE = re.compile(r"^[<>~]?\d[\d.,\N{EN DASH}-]*\s*(?:%|per cent|\w+)?$")
_OPENERS = {
    "yes or no": re.compile(r"^(?:yes|no)\b(?! \w)", re.IGNORECASE),
    "a reason": re.compile(r"^(?:because|since)\b", re.IGNORECASE),
    "an aim": re.compile(r"^to \w", re.IGNORECASE),
    "a time": re.compile(r"^(?:when|while|before|after)\b", re.IGNORECASE),
    "a doubt": re.compile(r"^(?:whether|if)\b", re.IGNORECASE),
    "a way": re.compile(r"^by \w+ing\b", re.IGNORECASE),
    "a figure": _FIGURE,
    "a sentence with its full stop": re.compile(r"[.!]$"),
}


def options_of(question: Question) -> Iterator[tuple[At, str]]:
    """Yield the right option and the wrong ones, their places before them."""
    yield ("answer",), question.answer
    for place, option in enumerate(question.distractors):
        yield ("distractors", place), option


@rule(
    "DECK080",
    why="After the answer the card is offered to learn more.",
    cure="Name facts of the card, or the card that has them; and the sources.",
)
def groundless(draft: Draft) -> Iterable[Finding]:
    """A question rests on nothing, on unknown facts, or on none of its card."""
    on_cards: dict[str, set[str]] = {}
    for spot in draft.fact_places():
        on_cards.setdefault(spot.card.id, set()).add(spot.fact.id)
    everywhere = set().union(*on_cards.values())
    whole = not any(path.startswith("en/") for path in draft.broken)
    for at, question in draft.each_question():
        for key in ("facts", "sources"):
            if not getattr(question, key):
                yield Finding(QUIZ, (*at, key), f"{question.id} names no {key}.")
        unknown = [fact for fact in question.facts if fact not in everywhere]
        if unknown and whole:
            message = f"{question.id} rests on {', '.join(unknown)}, which no card has."
            yield Finding(QUIZ, (*at, "facts"), message)
        elif question.card in on_cards and not on_cards[question.card] & set(question.facts):
            message = f"None of the facts of {question.id} is on the card `{question.card}`."
            yield Finding(QUIZ, (*at, "card"), message)


@rule(
    "DECK081",
    why="One of two equal options would be marked wrong.",
    cure="Change one of them.",
)
def equal_options(draft: Draft) -> Iterable[Finding]:
    """The right answer is also a wrong one, or two options are the same."""
    for at, question in draft.each_question():
        seen: set[tuple[str, ...]] = set()
        for way, option in options_of(question):
            if reads_as(option) in seen:
                yield Finding(QUIZ, (*at, *way), f"{question.id} offers `{option}` twice.")
            seen.add(reads_as(option))


@rule(
    "DECK082",
    why="Multiple choice has three wrong options; true/false has True or False and no other.",
    cure="Write exactly three `distractors`, or none and True or False as the `answer`.",
)
def wrong_options(draft: Draft) -> Iterable[Finding]:
    """A question has the wrong number of options."""
    for at, question in draft.each_question():
        count = len(question.distractors)
        if question.type == "multiple_choice" and count != 3:
            message = f"{question.id} has {count} wrong options."
            yield Finding(QUIZ, (*at, "distractors"), message)
        elif question.type == "true_false":
            if question.answer not in {"True", "False"}:
                message = f"{question.id} is true/false, and its answer is neither."
                yield Finding(QUIZ, (*at, "answer"), message)
            if count:
                message = f"{question.id} is true/false and has {count} other options."
                yield Finding(QUIZ, (*at, "distractors"), message)


@rule(
    "DECK083",
    why="Whoever guesses takes the longest. It must be less than 1.3 times as long as the longest "
    "wrong one.",
    cure="Shorten the answer, or word the wrong options as fully.",
    stage="check",
)
def tell_tale(draft: Draft) -> Iterable[Finding]:
    """The right option gives itself away by its length."""
    for at, question in draft.each_question():
        longest = _longest_wrong(question)
        if longest and len(question.answer) >= TELLING * longest:
            message = (
                f"The right option of {question.id} has {len(question.answer)} characters, "
                f"the longest wrong one {longest}."
            )
            yield Finding(QUIZ, (*at, "answer"), message)


def _longest_wrong(question: Question) -> int:
    return max(map(len, question.distractors), default=0)


@rule(
    "DECK084",
    why="Options are shuffled, and it tests cleverness instead of knowledge.",
    cure="Write an option that says something.",
    stage="check",
)
def all_of_the_above(draft: Draft) -> Iterable[Finding]:
    """An option is "all of the above" or its like."""
    for at, question in draft.each_question():
        for way, text in options_of(question):
            if _EMPTY_OPTION.search(text):
                yield Finding(QUIZ, (*at, *way), f"{question.id} offers `{text}`.")


@rule(
    "DECK085",
    why="Whoever answered the first has been told the second.",
    cure="Remove one, or ask for something else.",
    stage="check",
)
def asked_before(draft: Draft) -> Iterable[Finding]:
    """Two questions ask nearly the same."""
    earlier: list[tuple[str, str]] = []
    for at, question in draft.each_question():
        words = " ".join(sorted(fold_by_look(question.question).split()))
        for other, before in earlier:
            if fuzz.ratio(words, before, score_cutoff=NEAR):
                message = f"{question.id} asks nearly what {other} asks."
                yield Finding(QUIZ, (*at, "question"), message)
        earlier.append((question.id, words))


@rule(
    "DECK086",
    why="Quizzes, practice and the question of the day would have nothing to ask.",
    cure="Put questions into quiz.yaml, spelled like that.",
)
def no_questions(draft: Draft) -> Iterable[Finding]:
    """The deck has no questions."""
    if not draft.questions and QUIZ not in draft.broken:
        yield Finding(QUIZ, (), "There is not one question here.")


def _multiple_choice(draft: Draft) -> list[tuple[At, Question]]:
    return [each for each in draft.each_question() if each[1].type == "multiple_choice"]


@rule(
    "DECK110",
    why="Whoever always takes the longest option must not pass: it may be right in at most 30 %.",
    cure="Shorten right options, or word wrong ones as fully.",
    stage="check",
)
def longest_is_right(draft: Draft) -> Iterable[Finding]:
    """The right option is too often the longest."""
    asked = _multiple_choice(draft)
    longest = [at for at, each in asked if len(each.answer) > _longest_wrong(each)]
    if len(longest) > max(MOST_LONGEST * len(asked), 1):
        message = f"It is the longest in {len(longest)} of {len(asked)} questions."
        yield Finding(QUIZ, (*longest[-1], "answer"), message)


@rule(
    "DECK111",
    why='A reader who knows nothing strikes out "always" and "never".',
    cure="Word the wrong option as carefully as the right one.",
    stage="check",
)
def absolute(draft: Draft) -> Iterable[Finding]:
    """An absolute word stands in a wrong option and not in the right one."""
    for at, question in _multiple_choice(draft):
        for way, option in options_of(question):
            found = _ABSOLUTE.search(option)
            if found and not _ABSOLUTE.search(question.answer):
                message = f'"{found[0]}" gives away a wrong option of {question.id}.'
                yield Finding(QUIZ, (*at, *way), message)


@rule(
    "DECK112",
    why='A tired reader overlooks the "not", and learns what is wrong.',
    cure="Ask for what is right.",
    stage="check",
)
def negative_stem(draft: Draft) -> Iterable[Finding]:
    """A question asks for what is not so."""
    for at, question in draft.each_question():
        asking = _ASKING.findall(question.question) or [question.question]
        if found := _NEGATIVE.search(asking[-1]):
            message = f'{question.id} asks with "{found[0]}".'
            yield Finding(QUIZ, (*at, "question"), message)


@rule(
    "DECK113",
    why="Half of them are guessed: at most one question in ten.",
    cure="Write it with four options.",
    stage="check",
)
def many_true_false(draft: Draft) -> Iterable[Finding]:
    """Too many questions are true or false."""
    guessable = [at for at, question in draft.each_question() if question.type == "true_false"]
    if len(guessable) > max(MOST_TRUE_FALSE * len(draft.questions), 1):
        message = f"{len(guessable)} of {len(draft.questions)} questions are true or false."
        yield Finding(QUIZ, (*guessable[-1], "type"), message)


@rule(
    "DECK114",
    why="The odd one out is taken or struck out for its form.",
    cure="Word the options in one form, and about equally long.",
    stage="check",
)
def several_kinds(draft: Draft) -> Iterable[Finding]:
    """The options of a question are not of one kind."""
    for at, question in _multiple_choice(draft):
        options = (question.answer, *question.distractors)
        for kind, pattern in _OPENERS.items():
            of_it = sum(bool(pattern.search(option)) for option in options)
            if 0 < of_it < len(options):
                message = f"{of_it} of {len(options)} options of {question.id} are {kind}."
                yield Finding(QUIZ, at, message)
        shortest, longest = min(map(len, options)), max(map(len, options))
        if longest > LONGEST_TO_SHORTEST * shortest:
            message = f"The options of {question.id} have {shortest} to {longest} characters."
            yield Finding(QUIZ, at, message)


@rule(
    "DECK115",
    why="Whoever chose it wants to know why it is wrong, and is told that alone.",
    cure="Write one line of `why_not` for each wrong option, in their order.",
    stage="check",
)
def unexplained(draft: Draft) -> Iterable[Finding]:
    """A wrong option, or a question, is not explained in words of its own."""
    for at, question in draft.each_question():
        wanted = len(question.distractors) if question.type == "multiple_choice" else 1
        if len(question.why_not) != wanted:
            message = f"{question.id} has {len(question.why_not)} lines of `why_not`, not {wanted}."
            yield Finding(QUIZ, (*at, "why_not"), message)
        seen = {reads_as(question.explanation), *map(reads_as, question.distractors)}
        for place, line in enumerate(question.why_not):
            if reads_as(line) in seen:
                message = f'{question.id} says "{line}" twice.'
                yield Finding(QUIZ, (*at, "why_not", place), message)
            seen.add(reads_as(line))
        if reads_as(question.explanation) in map(reads_as, (question.question, question.answer)):
            message = f"The explanation of {question.id} only repeats it."
            yield Finding(QUIZ, (*at, "explanation"), message)


@rule(
    "DECK116",
    why="A vignette is a short story of a person and asks for the one best answer.",
    cure="Give it four options and end it with one question, or leave out `kind`.",
    stage="check",
)
def no_vignette(draft: Draft) -> Iterable[Finding]:
    """A vignette tells of nobody, or does not ask for one best answer."""
    for at, question in draft.each_question():
        sentences = _ASKING.findall(question.question)
        story = _PERSON.search(question.question)
        if question.kind == "vignette" and (
            question.type != "multiple_choice" or len(sentences) != 1 or not story
        ):
            yield Finding(QUIZ, at, f"{question.id} is no story with one question.")
        elif story and question.type != "multiple_choice":
            yield Finding(QUIZ, at, f"{question.id} tells a story and is true or false.")


@rule(
    "DECK117",
    why="Whoever knows nothing takes the option that sounds like the question.",
    cure="Use another word in the right option, or the same words in a wrong one.",
    stage="check",
)
def echo(draft: Draft) -> Iterable[Finding]:
    """Only the right option repeats words of the question."""
    for at, question in _multiple_choice(draft):
        stem = _long_words(question.question)
        echoed = stem & _long_words(question.answer)
        if len(echoed) > 1 and not any(stem & _long_words(each) for each in question.distractors):
            message = f"The right option of {question.id} repeats {', '.join(sorted(echoed))}."
            yield Finding(QUIZ, (*at, "answer"), message)


@rule(
    "DECK118",
    why="A board shows the hardest question whole, and Discord takes no longer message.",
    cure="Shorten it and what explains it, or make two questions of it.",
    stage="check",
)
def too_long(draft: Draft) -> Iterable[Finding]:
    """A question with its options and explanations is over 1,200 characters."""
    for at, question in draft.each_question():
        options = (text for _, text in options_of(question))
        said = (question.question, *options, question.explanation, *question.why_not)
        length = sum(map(len, said))
        if length > LONGEST:
            yield Finding(QUIZ, at, f"{question.id} has {length:,} characters in all.")


def _long_words(text: str) -> set[str]:
    """Return the words of five letters and more, which carry what a text is about."""
    return set(re.findall(r"[^\W\d_]{5,}", fold_by_look(text)))
