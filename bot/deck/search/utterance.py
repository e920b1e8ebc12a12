"""A person's words as tokens of one form, and in which sense each sentence speaks of a sign.

The same is written in many ways: "I can't", "i cant", "she could not", "am unable to". A token
carries the lemma, so that phrases of the deck hold each idea once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from bot.deck.search.spelling import fold

# A comma, colon or dash parts clauses; a newline does not, for phones break lines anywhere.
SENTENCE_END = re.compile(r"[.!?\u2026;]+(?=\s|$)")
CLAUSE_END = re.compile(r"[,:()\u2013\u2014]+|\bbut\b|\bhowever\b")

# Contractions, misspelled ones as well, and fixed expressions with one meaning; folded, so
# without apostrophes, or with a space where a keyboard puts one ("can t"). Longest first.
EXPRESSIONS = {
    tuple(written.split()): tuple(meant.split())
    for written, meant in {
        "can not": "cant", "can t": "cant", "cannot": "cant", "canot": "cant", "cannt": "cant",
        "carnt": "cant", "cnat": "cant", "cant": "cant", "couldnt": "cant", "couldn t": "cant",
        "could not": "cant", "unable to": "cant", "not able to": "cant", "cant even": "cant",
        "isnt able to": "cant", "arent able to": "cant", "wasnt able to": "cant",
        "can hardly": "cant", "can barely": "cant", "can scarcely": "cant", "cant hardly": "cant",
        "could hardly": "cant", "could barely": "cant", "can no longer": "nolonger",
        "no longer able to": "nolonger", "could no longer": "nolonger",
        "dont": "not", "don t": "not", "do not": "not", "doesnt": "not", "doesn t": "not",
        "does not": "not", "didnt": "not", "didn t": "not", "did not": "not",
        "isnt": "is not", "arent": "are not", "aint": "is not", "wasnt": "was not",
        "werent": "were not", "wont": "will not", "won t": "will not", "wouldnt": "would not",
        "shouldnt": "should not", "havent": "have not", "havnt": "have not",
        "hasnt": "has not", "hadnt": "had not",
        "im": "i am", "i m": "i am", "ive": "i have", "i ve": "i have", "hes": "he is",
        "shes": "she is", "theyre": "they are", "weve": "we have", "theyve": "they have",
        "whats": "what is", "wheres": "where is", "hows": "how is", "theres": "there is",
        "wanna": "want to", "gonna": "going to", "gotta": "have to", "any more": "anymore",
        "any longer": "anymore", "my self": "myself",
        "coloured": "colour", "colored": "colour", "color": "colour", "pain full": "painful",
        "its": "it is",
    }.items()
}  # fmt: skip
LONGEST_EXPRESSION = max(map(len, EXPRESSIONS))
FIRST_WORDS = frozenset(first for first, *_ in EXPRESSIONS)

# Verbs and plurals that follow no rule, and words that only look inflected.
IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "be": "am is are was were been being", "have": "has had having", "go": "went gone goes",
        "do": "done doing did does", "feel": "felt", "fall": "fell fallen", "throw": "threw thrown",
        "lose": "lost", "get": "got gotten", "swell": "swollen swoll",
        "die": "dying died dies", "lie": "lying lay laid laying", "come": "came", "keep": "kept",
        "wake": "woke woken", "eat": "ate eaten", "drink": "drank drunk", "spit": "spat",
        "shake": "shook shaken", "think": "thought", "bring": "brought", "cough": "coughed",
        "breathe": "breath breaths", "foot": "feet", "tooth": "teeth", "blow": "blew blown",
        "give": "gave given", "become": "became", "say": "said", "vomit": "vomitted",
        "stand": "stood", "hold": "held", "sit": "sat", "bleed": "bled", "run": "ran",
        "drooping": "droop droopy", "freeze": "froze frozen", "hang": "hung", "slide": "slid",
        "write": "wrote written", "wee": "weed weeing", "pee": "peed", "stick": "stuck",
        "make": "made", "see": "saw seen",
        "hurt": "hurts hurting", "speech": "speech", "need": "need", "red": "red", "bed": "bed",
        "thing": "thing", "nothing": "nothing", "something": "something", "morning": "morning",
        "anything": "anything", "everything": "everything", "evening": "evening", "yes": "yes",
        "this": "this", "his": "his", "gas": "gas", "dark": "darker darkest", "black": "blacker",
        "weak": "weaker weakest weakness", "tight": "tighter tightness", "big": "bigger",
        "fast": "faster", "bad": "worse worst",
    }.items()
    for form in forms.split()
}  # fmt: skip

SUBJECTS = frozenset(
    """
    i he she we they someone somebody mum mom mam mother dad father husband wife hubby partner son
    daughter brother sister friend child kid baby toddler boy girl nan gran grandma grandad grandpa
    uncle aunt boyfriend girlfriend spouse patient
    """.split()  # noqa: SIM905 - a paragraph of words is easier to read than as many quoted ones
)
# What these do happens to nobody: "my tent collapsed", "the app is not responding".
THINGS = frozenset(
    """
    app apps bot bots server servers website site page wifi internet broadband network signal phone
    phones mobile iphone android laptop laptops computer computers pc mac screen monitor printer
    router modem battery batteries charger keyboard mouse console xbox playstation tv telly
    car cars van bus buses train trains bike bikes lorry truck boat ship plane engine motor tyre
    table tables chair chairs desk shelf shelves tent tents gazebo shed roof ceiling wall walls
    bridge building buildings house fence garage greenhouse tree trees plant plants flower flowers
    dress shirt jeans trousers jacket coat shoe shoes boots sofa curtain curtains lamp fridge
    oven cooker boiler washer dishwasher kettle microwave hoover vacuum tap drain sink pipe pipes
    file files link links video videos audio game games film films movie movies song songs show
    programme program software code script channel channels emoji icon team teams club match market
    markets economy bank banks pound dollar price prices business company shop shops cake souffle
    bread dough sponge pudding ink line lines email emails mail text texts parcel button
    """.split()  # noqa: SIM905
)
POSSESSIVES = frozenset({"my", "his", "her", "their", "our"})
REFLEXIVES = frozenset({"myself", "himself", "herself", "themselves", "ourselves"})
# Skipped between the words of a phrase: "my lips are suddenly really blue".
FILLERS = (
    frozenset(
        """
        a an the very really so just quite too all own now still even completely totally suddenly
        some any bit little properly both almost also like literally actually again already well
        """.split()  # noqa: SIM905
    )
    | POSSESSIVES
)


@lru_cache(maxsize=8192)
def lemma(word: str) -> str:
    """The form under which a word's number, person and tense fall together.

    For comparing, not for reading: "choke", "chokes" and "choking" are all "chok".
    """
    word = IRREGULAR.get(word, word)
    if len(word) < 4 or not word.isalpha() or word in IRREGULAR.values():
        return word.rstrip("e") if len(word) > 3 else word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and re.search("[aeiouy]", base) and word[-3:] != "eed":
            word = base
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word


COPULAS = frozenset(map(lemma, ("be", "look", "feel", "turn", "go", "seem", "start", "have")))


CANNOT, NO_LONGER, ANYMORE = "cant", "nolonger", lemma("anymore")
NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "dozen": 12, "dozens": 24, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "hundreds": 200,
}  # fmt: skip
MANY = 12
"""Tablets that nobody takes at once."""


def is_inflected(word: str) -> bool:
    """Whether a word shows its number, person or tense."""
    return word in IRREGULAR or (len(word) > 4 and word.endswith(("s", "ed", "ing")))


def expand(words: Sequence[str]) -> list[str]:
    """The words with contractions and fixed expressions written out in one way."""
    out: list[str] = []
    place = 0
    while place < len(words):
        if words[place] not in FIRST_WORDS:
            out.append(words[place])
            place += 1
            continue
        for size in range(min(LONGEST_EXPRESSION, len(words) - place), 0, -1):
            meant = EXPRESSIONS.get(tuple(words[place : place + size]))
            if meant is not None:
                out += meant
                place += size
                break
        else:
            out.append(words[place])
            place += 1
    return out


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text."""

    word: str
    lemmas: frozenset[str]
    """Its own lemma, and those of the words that it may be mistyped for."""
    sure: frozenset[str]
    """Those of them that hold even where the word stands alone."""
    sentence: int
    clause: int


Correct = Callable[[str], tuple[frozenset[str], frozenset[str]]]
"""From a word to the words that it may be mistyped for, and those that it surely is."""


def tokenise(text: str, correct: Correct, most: int) -> list[Token]:
    """The first ``most`` words of a text."""
    tokens: list[Token] = []
    clause = 0
    # Full-width signs are signs as well; a mark that nobody sees parts nothing.
    plain = unicodedata.normalize("NFKC", text).casefold()
    for number, sentence in enumerate(SENTENCE_END.split(plain)):
        for part in CLAUSE_END.split(sentence):
            clause += 1
            for word in expand(fold(part).split()):
                if len(tokens) == most:
                    return tokens
                near, sure = correct(word)
                own = lemma(word)
                tokens.append(
                    Token(
                        word,
                        frozenset({own, *map(lemma, near)}),
                        frozenset({own, *map(lemma, sure)}),
                        number,
                        clause,
                    )
                )
    return tokens


class Sense(Enum):
    """In which sense a sentence speaks of a sign."""

    STATED = auto()
    """It happens now, or may: nothing says otherwise."""
    UNSURE = auto()
    """Asked of oneself, or feared: "is it normal that", "what if I have", "how do I know if"."""
    GENERAL = auto()
    """A question about the sign, not about somebody who has it."""
    PAST = auto()
    """It was long ago, or has been so for years."""


# Whom a person speaks of when they speak of themselves or of somebody in their care.
SELF = r"(?:i|my|me|he|she|his|her|him|we|mum|mom|dad|mother|father|husband|wife|son|daughter)"
PERSONAL = re.compile(rf"\b{SELF}\b")
PAST = re.compile(
    r"\b(?:last (?:year|month|summer|winter|spring|autumn|fall|christmas|time)"
    r"|(?:years?|months|decades?) ago|(?:back )?in (?:19|20)\d\d"
    r"|as a (?:child|kid|teen|teenager|boy|girl)|used to|in the past|history of|previously"
    r"|when i was|had once|once had|for (?:\w+ )?(?:years|decades)|since childhood|all my life)\b"
)
PRESENT = re.compile(
    r"\b(?:now|again|today|tonight|still|this (?:morning|afternoon|evening)|worse|suddenly|help)\b"
)
# Before the question itself: "hi all, quick question, does anyone know if".
GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|please|pls|ok|okay|so|um|sorry|quick question|question|just|and|or|well"
    r"|everyone|all|guys|also|then|i was wondering(?: if| whether)?|i wonder(?: if| whether)?"
    r"|wondering(?: if| whether)?|(?:can|could) (?:you|someone|anyone|anybody) (?:please )?"
    r"(?:tell me|explain)|tell me|i want to (?:know|understand)|i would like to know"
    r"|does (?:anyone|anybody|someone) know(?: if| whether)?|not know (?:if|whether)) )+"
)
# "Has become confused" and "is choking" are statements whose subject was left out, and so is what
# begins with "when I stand".
QUESTION = re.compile(
    r"^(?:what|which|who|how|when(?! (?:i|he|she|we|they|my)\b)|where|why|can|could|do|does|did"
    r"|will|would|may|should|shall"
    r"|explain|define|describe|have (?:you|any|people)|(?:is|are|was|were|has)"
    r" (?!not|become|been|gone|got|turned|turning|going|just|now|very|having|choking|gasping"
    r"|suffocating|struggling|drooling|shaking|paralysed|confused|unconscious|collapsed))\b"
)
# What makes a text one about a subject, even without the form of a question.
SUBJECT_MATTER = re.compile(
    r"\b(?:side effects?|adverse|risks?(?: of)?|(?:warning )?signs?(?: of)?|symptoms? of|causes?"
    r"|caused by|meaning|means?|definition|define|difference|versus|vs|prevent\w*|prevalence"
    r"|how common|percentage|likelihood|chances?|odds|stud(?:y|ies)|research|article|leaflet|cards?"
    r"|quiz|questions?|(?:the|right|wrong) answer|options?|facts?|typo"
    r"|sentence|links?|sources?|wording|myths?|statistics|rates?"
    r"|explain|information|info|education|teach|learn|watch (?:out )?for|look out for|tests?"
    r"|testing|exercises?|therap(?:y|ist)|specialist|clinic|prone|people with|patients with"
    r"|in (?:children|adults)"
    r"|some people|many people|people who|patients who|do people|do patients|syndrome|disorder)\b"
)
# What somebody was taught, not what happens to them.
TAUGHT = re.compile(
    r"\b(?:watch (?:out )?for|look out for|beware of"
    r"|(?:told|taught|warned) (?:me|us) (?:the|about|of)|(?:read|heard) (?:that|about)"
    r"|(?:card|leaflet|page|doctor|nurse) says)\b"
)
# Feared or imagined: it has not happened.
IMAGINED = re.compile(
    r"\b(?:what if|in case|happens? (?:if|when)|(?:if|should|could|might|would|may) (?:i|you|he|she"
    r"|we|someone|it) ever|ever (?:get|have|had)|would (?:i|you|he|she)|if you|if someone"
    r"|if a |if i (?:get|got|develop|start|were|was|become))\b"
)
FEARED = re.compile(
    r"\b(?:scared|afraid|frightened|terrified|fear|fears|worried|anxious|nervous)"
    r" (?:of|about|that i (?:will|might|may|could))\b"
)
# Questions that people ask about what they have just now: as good as statements, and unsure ones.
COMPLAINT = re.compile(
    rf"^why (?:is|are|has|have|cant) {SELF}\b|^what is (?:coming|going|the point|left) "
    rf"|\b(?:wrong with|happening to) {SELF}\b"
)
OWN_QUESTION = re.compile(
    rf"^(?:(?:is|are|was|has|have|could|why do|why does|why did) {SELF}\b"
    r"|(?:is|are) (?:it|this|that|these) |(?:could|can) (?:it|this|that) be"
    r"|should (?:i|we|he|she)\b|do (?:i|we) (?:need|have|call|go)"
    r"|when should (?:i|we)|what (?:should|do|can|must|shall) (?:i|we)|what to do"
    r"|how (?:do|can|would) (?:i|we) (?:know|tell|stop|help)|how to (?:stop|help)"
    r"|(?:does )?(?:anyone|anybody) else|who else)"
)


NO_DISEASE = re.compile(r"(?!)")


def sense_of(words: Iterable[str], of_disease: re.Pattern[str] = NO_DISEASE) -> Sense:
    """Return in which sense a sentence speaks of whatever it names; its words are expanded.

    ``of_disease`` finds in what words it speaks of people with a disease of the deck.
    """
    text = " ".join(words)
    if PAST.search(text) and not PRESENT.search(text):
        return Sense.PAST
    text = GREETING.sub("", text)
    if COMPLAINT.search(text):
        return Sense.STATED
    personal = PERSONAL.search(text) is not None
    general = bool(SUBJECT_MATTER.search(text) or of_disease.search(text)) and not personal
    if IMAGINED.search(text) or TAUGHT.search(text) or general:
        return Sense.GENERAL
    if QUESTION.search(text):
        return Sense.UNSURE if OWN_QUESTION.search(text) else Sense.GENERAL
    return Sense.UNSURE if FEARED.search(text) else Sense.STATED
