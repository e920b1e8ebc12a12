"""No dose and no schedule gets through, and nothing else is mistaken for one."""

import pytest

from bot.deck.loader import gather
from bot.deck.rules.safety import find_dose
from tests.libraries import CARDS, real_library

MEDICINES = real_library().whole.info.medicines


@pytest.mark.parametrize(
    "text",
    [
        "Take 40 mg of prednisone daily",
        "1 g/kg every four weeks",
        "start with 2 tablets",
        "reduce by 5 mg each month",
        "0,5 mg/kg",
        "10mg",
        "\uff11\uff10 mg",
        "10 \u338e",
        "10\xa0\u03bcg",
        "one infusion every 6 months",
        "15 milligrams once a week",
        "forty milligrams",
        "2-3 tablets",
        "half a tablet",
        "½ tablet",
        "2 x 40 mg",
        "375 mg/m2",
        "one gram per kilogram",
        "1000 units of vitamin D",
        "500 IU",
        "Take the tablets twice a day.",
        "IVIg is given every month.",
        "Rituximab every six months",
        "Methotrexate weekly",
        "Steroids at bedtime",
        "Steroid **daily**",
        "a tablet each morning",
        "taper the steroid by ten percent",
        "Your doctor may cut the steroid to 5.",
        "Prednisone 60 works.",
        "simvastatin 20",
        "IVIg over 5 days",
        "methotrexate prn",
        "Many take one a day.",
        "Three infusions of rituximab",
        "Use it 2 times daily.",
        "Take two in the morning.",
        "Every 8 hours, with food.",
        "5 mgs",
        "10 milligrammes",
        "IVIg q4w",
        "40mg/day",
    ],
)
def test_a_dose_or_schedule_is_found(text: str) -> None:
    assert find_dose(text, MEDICINES) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Half of the people kept CK above 500 IU/L.",
        "Haemoglobin fell to 10 g/dL on methotrexate.",
        "Vitamin D was 30 ng/mL.",
        "Fatigue makes daily tasks hard, whatever medicine you take.",
        "Re-check this card at least every six months.",
        "Strength is tested every three months.",
        "Of 41 people given steroids, 4 (10%) failed.",
        "It can take two years to find the cause.",
        "PCSK9 shots are the best studied.",
        "In two years, 3 of 26 patients on rituximab relapsed.",
        "Rituximab helped 5 of 9 patients.",
    ],
)
def test_other_numbers_and_rhythms_are_let_through(text: str) -> None:
    assert find_dose(text, MEDICINES) is None


@pytest.mark.parametrize(
    "text",
    [
        "Prednisone 60 works.",
        "Take ibuprofen 400 when it hurts.",
        "Metformin daily",
        "Infliximab every eight weeks",
        "methotrexate 15",
        "Amoxicillin 500 works.",
    ],
)
def test_a_medicine_that_no_deck_names_is_known_by_the_stem_of_its_name(text: str) -> None:
    assert find_dose(text) is not None


@pytest.mark.parametrize("text", ["On April 5 the clinic was closed.", "In April every week."])
def test_a_month_is_no_medicine(text: str) -> None:
    assert find_dose(text) is None


def test_a_medicine_of_the_deck_is_known_by_its_name() -> None:
    assert find_dose("Azathioprine monthly") is None
    assert find_dose("Azathioprine monthly", ("azathioprine",)) == "monthly"
    assert find_dose("IVIg 30", ("ivig/scig",)) == "IVIg 30"


@pytest.mark.long
def test_every_allowance_is_still_needed() -> None:
    draft = gather(CARDS)
    texts = [(statement.id, statement.text) for statement in draft.statements()]
    assert draft.info is not None
    for name, words in draft.info.no_doses.items():
        assert any(owner == name and words in text for owner, text in texts)
        assert find_dose(words, MEDICINES) is not None
