"""A sign of danger is found in other words and at another level, and nothing else is."""

import pytest

from bot.deck.rules.signs import contradictions, patterns_of
from tests.libraries import real_library

KNOWN = patterns_of(real_library().deck.info)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Tell your team about dark urine at the next visit.", "dark-urine"),
        ("If your pee looks like cola, mention it to your doctor.", "dark-urine"),
        ("Brown urine can wait until your next appointment.", "dark-urine"),
        ("Dark urine after sport is harmless.", "dark-urine"),
        ("If urine turns dark, ring your GP tomorrow.", "dark-urine"),
        ("Is your urine dark? **Get medical help the same day.**", "dark-urine"),
        ("Dark urine on a statin: call the same day.", "dark-urine-on-a-statin"),
        ("New weakness on a statin can wait.", "weak-on-a-statin"),
        ("Hard to breathe when you lie flat? Get medical help the same day.", "breathing"),
        ("Breathlessness at rest: tell the team.", "breathing"),
        ("If you cannot swallow your saliva, tell your team soon.", "cannot-swallow"),
        ("If you choke on drinks, call your team.", "cannot-swallow"),
        ("Trouble with swallowing that is new can wait.", "swallowing-worse"),
        ("Coughing at meals is an emergency.", "swallowing-steady"),
        ("Chest pain is normal after IVIg.", "chest-pain"),
        ("Tell your doctor soon about chest pain.", "chest-pain"),
        ("If you faint, see your doctor this week.", "fainting"),
        ("Passing out once is common and needs no action.", "fainting"),
        ("Chest tightness may be mentioned at your next check-up.", "chest-pain"),
        ("If you notice brown urine, book a routine appointment.", "dark-urine"),
        ("A high temperature on rituximab can be treated at home.", "fever"),
        ("If your tongue swells, take an allergy tablet and wait.", "allergic-reaction"),
        ("A stiff neck with fever after IVIg: rest and drink.", "after-ivig"),
        ("If you can no longer stand, ring your clinic in the morning.", "weak-within-days"),
        ("One arm suddenly weak: see your GP this week.", "stroke"),
        ("Weakness that comes on within hours should be seen in a few days.", "weak-within-days"),
        ("Weakness that is growing needs an ambulance.", "weaker-over-weeks"),
        ("A fever on these drugs needs an ambulance.", "fever"),
        ("Fever? Tell your team at the next visit.", "fever"),
        ("Shaking chills need medical help the same day.", "sepsis"),
        ("A drooping face should be seen the same day.", "stroke"),
        ("Slurred speech passes on its own.", "stroke"),
        ("A swollen leg after IVIg: see your doctor the same day.", "clot-after-infusion"),
        ("A swollen calf is nothing to worry about.", "swollen-limb"),
        ("Yellow skin after IVIg is harmless.", "after-ivig"),
        ("Throwing up on steroids? Tell your team.", "vomiting-on-steroids"),
        ("You ran out of steroids? That can wait.", "no-steroid-tablets"),
        ("Black stools on steroids are not urgent.", "stomach-bleeding"),
        ("Blisters and pain: mention them at your next visit.", "chickenpox-contact"),
        ("Do you hear things? Tell your doctor next week.", "mania"),
        ("A swollen tongue settles by itself.", "allergic-reaction"),
        ("Thoughts of suicide? Tell your team at the next visit.", "suicide"),
        ("If your child gets weaker, tell your doctor at the next visit.", "weak-child"),
    ],
)
def test_a_sign_at_another_level_is_found(text: str, sign: str) -> None:
    assert sign in {found.id for found, _ in contradictions(text, KNOWN)}


@pytest.mark.parametrize(
    "text",
    [
        "Chest pain has many causes.",
        "A fever needs medical help the same day.",
        "Dark urine is an emergency.",
        "Dark urine is never harmless.",
        "Dark urine cannot wait.",
        "Do not wait with dark urine: get emergency care now.",
        "Yellow fever vaccine is live. Tell your team before you travel.",
        "Tell your team about supplements.",
        "Tell your team if meals take long.",
        "Breathing that is hard at rest needs an ambulance. The other three need the team.",
        "Tell the nurse at once about a tight chest during the drip.",
    ],
)
def test_other_texts_are_let_through(text: str) -> None:
    assert list(contradictions(text, KNOWN)) == []
