"""Presses, picks and forms whose `custom_id` is broken, forged or of no kind at all.

Discord sends whatever a changed client makes of a `custom_id`; each must be answered in words.
"""

import copy
import re
from typing import Any

import discord
import pytest
import yaml

from bot.runtime.commands import CONTROLS, FORMS
from bot.ui.snowflakes import GREATEST
from tests.golden.conftest import HERE
from tests.simulation import ComponentType, press, submit

USED = yaml.safe_load((HERE / "custom_ids_in_use.yaml").read_text(encoding="utf-8"))
NUMBERS = ("0", "9" * 18, str(GREATEST + 1), "9" * 20, "9" * 30)
WRONG_TIMES = ("99:99", "24:00", "00:60")
FORGED = ("forged", "", "9" * 30)
UNKNOWN = "I do not know that button or menu any more"


@pytest.fixture
def mo(simcord_env, guild):
    """Somebody who may do everything in the server."""
    role = guild.create_role("Admins", permissions=discord.Permissions.all())
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


@pytest.fixture
async def message(simcord_env, mo, channel) -> dict[str, Any]:
    shown = (await mo.slash(channel, "imnm subtypes")).response
    return simcord_env.message_payload(channel.id, shown.id)


def forge(custom_id: str) -> set[str]:
    """The same with each number, or each time, replaced by one that cannot be."""
    forged = set()
    for number in re.finditer(r"\d+", custom_id.partition(":")[2]):
        start = custom_id.index(":") + 1
        before, after = custom_id[: start + number.start()], custom_id[start + number.end() :]
        forged |= {f"{before}{each}{after}"[:100] for each in NUMBERS}
    return forged | {re.sub(r"\d\d:\d\d", each, custom_id) for each in WRONG_TIMES} - {custom_id}


def words_of(result: Any) -> str:
    told = [result.response, *result.followups] if result.response else result.followups
    return " ".join(each.content or "an embed" for each in told)


def check(result: Any, custom_id: str) -> str:
    assert result.acknowledged, custom_id
    assert "Something went wrong" not in words_of(result), custom_id
    return words_of(result)


def test_each_kind_is_found_by_what_stands_before_its_first_colon() -> None:
    for kind in (*CONTROLS, *FORMS):
        assert re.fullmatch("[a-z0-9]+", kind.template.partition(":")[0]), kind


@pytest.mark.long
async def test_a_forged_number_or_time_is_answered_in_words(simcord_env, mo, channel, message):
    told = set()
    for custom_id in sorted(set().union(*map(forge, USED["buttons"]))):
        told.add(check(await press(mo, channel, message, custom_id), custom_id))
    for used, value in USED["menus"]:
        for custom_id in forge(used):
            kind = ComponentType.STRING_SELECT
            pressed = await press(mo, channel, message, custom_id, value, kind=kind)
            told.add(check(pressed, custom_id))
    for used, fields in USED["forms"]:
        parts = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            for name, value in fields.items()
        ]
        for custom_id in forge(used):
            check(await submit(mo, channel, custom_id, parts), custom_id)
    assert any(each.startswith(UNKNOWN) for each in told)


@pytest.mark.long
async def test_a_value_that_a_menu_never_offered_is_answered_in_words(mo, channel, message):
    for custom_id, _ in USED["menus"]:
        for value in FORGED:
            kind = ComponentType.STRING_SELECT
            pressed = await press(
                mo, channel, message, custom_id, *filter(None, [value]), kind=kind
            )
            check(pressed, f"{custom_id} {value}")


@pytest.mark.parametrize("custom_id", ["zz1:4", "q1", "", "q1:4:0:2:9", "🙂"])
async def test_what_is_of_no_kind_is_answered_in_words(mo, channel, message, custom_id):
    pressed = await press(mo, channel, message, custom_id)
    assert pressed.ephemeral
    assert words_of(pressed).startswith(UNKNOWN)
    sent = await submit(mo, channel, custom_id, [])
    assert words_of(sent).startswith(UNKNOWN)


async def test_a_form_without_its_fields_is_answered_in_words(mo, channel):
    for custom_id, _ in USED["forms"]:
        for parts in ([], [{"type": 1}], [{"type": 18, "component": None}]):
            result = await submit(mo, channel, custom_id, copy.deepcopy(parts))
            assert check(result, custom_id)


async def test_a_press_needs_nothing_of_the_message_it_stands_under(mo, channel, message):
    del message["components"]
    shown = await press(mo, channel, message, "s1:hmgcr:plain")
    assert shown.response.embeds


def test_no_two_kinds_answer_the_same() -> None:
    for kinds in (CONTROLS, FORMS):
        assert len({each.template for each in kinds}) == len(kinds)
