from bot.ui.translation import plural

PEOPLE = plural("{count} person has answered.", "{count} people have answered in {channel}.")


def test_the_number_chooses_the_sentence():
    assert PEOPLE.format(1) == "1 person has answered."
    assert PEOPLE.format(0, channel="#a") == "0 people have answered in #a."
    assert PEOPLE.format(1204, channel="#a") == "1,204 people have answered in #a."
