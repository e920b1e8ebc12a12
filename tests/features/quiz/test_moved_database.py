"""Somebody moves the database while people answer: they are told that it does not count."""

import pytest

NOT_RECORDED = "That was not recorded: I cannot save anything just now."


@pytest.mark.fails_on_purpose
@pytest.mark.parametrize("way", ["moved", "replaced"])
async def test_an_answer_counts_only_in_the_file_that_the_next_start_opens(
    party, ana, ben, logged, way
):
    await party.begin(ana, length=3)
    right = party.right
    path, aside = party.database, party.database.with_name("aside.db")
    path.rename(aside)
    if way == "replaced":
        path.write_bytes(aside.read_bytes())
    for who in (ana, ben):
        assert (await party.answer(who, right)).startswith(NOT_RECORDED)
    assert [line["event"] for line in logged if line["log_level"] == "error"] == ["store fails"]
    aside.replace(path)
    assert (await party.answer(ana, right)).startswith("You chose")
    assert party.ask("SELECT person_id FROM answer") == [(int(ana.id),)]
