"""Pictures of what was answered, to the eye and to the ear alike."""

import json
from datetime import date

import pytest

from bot.pictures import drawing
from bot.pictures.colours import PANEL, READABLE, TEXT, contrast, shade
from bot.pictures.picture import ALT_TEXT
from bot.pictures.progress import (
    Confusion,
    PodiumPlace,
    TopicScore,
    picture_of_confusions,
    picture_of_progress,
    pictures_of_podium,
)
from tests.pictures.samples import seen_words, spoken_words

TODAY = date(2026, 11, 27)
TOPICS = [TopicScore("Basics", 40, 40), TopicScore("Outlook", 3, 9), TopicScore("Tests", 12, 20)]
PEOPLE = [PodiumPlace(1, "Quiet Heron", 3000), PodiumPlace(2, "Calm Otter", 2000)]
THIRD = PodiumPlace(3, "Friendly Spoonbill", 1000)


def progress(topics=TOPICS, days=(0,) * 29 + (7,), due=(0, 0, 3, 13, 14, 90)):
    return picture_of_progress(topics, days, TODAY, due)


def test_topics_come_worst_first_with_their_numbers():
    data = json.loads(progress().data)
    assert [topic["title"] for topic in data["topics"]] == ["Outlook", "Tests", "Basics"]
    assert [topic["count"] for topic in data["topics"]] == ["3 of 9", "12 of 20", "40 of 40"]
    assert progress().alt.startswith("Progress. Right answers by topic, lowest first: Outlook 3 of")


def test_the_calendar_ends_today_under_the_right_weekday():
    data = json.loads(progress().data)
    assert [each["day"] for each in data["days"]][-1] == TODAY.day
    assert [each["count"] for each in data["days"]][-1] == 7
    # 29 October 2026 is a Thursday.
    assert (data["days"][0]["day"], data["blank"]) == (29, 3)


def test_what_is_due_is_counted_for_two_weeks_and_only_where_it_may_be_seen():
    data = json.loads(progress().data)
    assert [each["count"] for each in data["due"]] == [2, 0, 0, 1, *[0] * 9, 1]
    assert (data["due"][0]["weekday"], data["due"][0]["day"]) == ("Fri", 27)
    public = progress(due=None)
    assert json.loads(public.data)["due"] is None
    assert "come back" not in public.alt


@pytest.mark.parametrize(
    "picture",
    [
        progress(),
        progress(topics=[], due=None),
        picture_of_confusions([Confusion("What is CK?", "An enzyme", "An antibody", 7, 12)]),
        *pictures_of_podium([*PEOPLE, THIRD]),
    ],
    ids=["progress", "a bare one", "confusions", "podium"],
)
def test_the_alt_text_says_all_that_is_seen(picture, tmp_path):
    assert picture.personal
    assert len(drawing.draw_png(picture.template, picture.data)) <= drawing.LARGEST
    assert seen_words(picture, tmp_path) == spoken_words(picture)


def test_the_longest_fit_into_an_alt_text():
    topics = [TopicScore("T" * 60, 9_999, 99_999)] * 20
    longest = progress(topics, (1_000,) * 30, (0,) * 9_999)
    assert len(longest.alt) <= ALT_TEXT
    assert len(json.loads(longest.data)["topics"]) >= 4
    long = Confusion("Q" * 66, "R" * 40, "W" * 40, 99_999, 99_999)
    assert len(picture_of_confusions([long] * 5).alt) <= ALT_TEXT
    crowd = [PodiumPlace(1, "N" * 40, 10**6)] * 5
    assert len(pictures_of_podium(crowd)[0].alt) <= ALT_TEXT


def test_a_stronger_shade_means_more_and_can_be_read():
    shades = [shade("#d64550", share) for share in (0, 0.25, 0.5, 1)]
    assert shades[0] == PANEL
    assert len(set(shades)) == 4
    for colour in ("#ffffff", "#ffff00", "#d64550", "#3d82c4"):
        assert contrast(shade(colour, 1), TEXT) >= READABLE


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([], 0),
        (PEOPLE, 0),
        ([*PEOPLE, THIRD], 3),
        ([*PEOPLE, THIRD, PodiumPlace(4, "Shy Wren", 10)], 3),
        # Two share the first place: there is no second.
        ([PEOPLE[0], PodiumPlace(1, "Shy Wren", 3000), THIRD], 3),
        ([PodiumPlace(1, f"Bird {n}", 1000) for n in range(5)], 5),
        ([PodiumPlace(1, f"Bird {n}", 1000) for n in range(6)], 0),
        # Letters that the font may lack.
        ([*PEOPLE, PodiumPlace(3, "Ирина", 1000)], 0),
        ([*PEOPLE, PodiumPlace(3, "Zoë Łukasz", 1000)], 3),
    ],
)
def test_a_podium_is_for_three_people_or_more(places, shown):
    pictures = pictures_of_podium(places)
    assert len(pictures) == bool(shown)
    for picture in pictures:
        assert len(json.loads(picture.data)["places"]) == shown
        for each in json.loads(picture.data)["places"]:
            assert f"{each['place']}: {each['name']}, {each['points']}" in picture.alt
