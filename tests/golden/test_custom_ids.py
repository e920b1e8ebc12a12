"""Buttons, menus and forms: a message that was posted last year is pressed today."""

import copy
import re
from collections.abc import Iterable
from typing import Any

import discord
import pytest
import yaml

from bot.runtime.commands import CONTROLS, FORMS
from bot.ui.controls import Persistent
from tests.golden.conftest import HERE, Golden
from tests.simulation import ComponentType, press, submit

USED = yaml.safe_load((HERE / "custom_ids_in_use.yaml").read_text(encoding="utf-8"))
BUTTONS = [(custom_id, None) for custom_id in USED["buttons"]]
MENUS = [tuple(each) for each in USED["menus"]]
FILLED_IN: dict[str, dict[str, str]] = dict(USED["forms"])
CHANNELS, ROLES = ("sv1:reports", "sv1:channels", "sv1:daily"), ("sv1:role",)


@pytest.fixture
def mo(simcord_env, guild):
    """Somebody who may do everything in the server."""
    role = guild.create_role("Admins", permissions=discord.Permissions.all())
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


def anonymous(template: str) -> str:
    """A template without the names of its groups, which nobody outside sees."""
    return re.sub(r"\(\?P<\w+>", "(", template)


def templates_of(kinds: Iterable[type[Persistent]]) -> list[str]:
    return [anonymous(each.template) for each in kinds]


def test_templates_stay(golden: Golden) -> None:
    lines = [f"control  {each}\n" for each in sorted(templates_of(CONTROLS))]
    lines += [f"form     {each}\n" for each in sorted(templates_of(FORMS))]
    golden("custom_id_templates.txt", "".join(lines))


def test_each_custom_id_in_use_is_known_once_and_each_template_has_one() -> None:
    templates = {
        "control": (templates_of(CONTROLS), [custom_id for custom_id, _ in BUTTONS + MENUS]),
        "form": (templates_of(FORMS), list(FILLED_IN)),
    }
    for known, used in templates.values():
        for custom_id in used:
            fits = [each for each in known if re.fullmatch(each, custom_id)]
            assert len(fits) == 1, f"{custom_id} stands under messages, and is known by {fits}"
        for template in known:
            assert any(re.fullmatch(template, custom_id) for custom_id in used), (
                f"add an example of {template} to tests/golden/custom_ids_in_use.yaml"
            )


def under(message: dict[str, Any], custom_id: str, value: str | None) -> dict[str, Any]:
    """The message as it was posted: with this control under it."""
    posted = copy.deepcopy(message)
    control: dict[str, Any] = {"custom_id": custom_id, "type": kind_of(custom_id, value).value}
    if value is None:
        control |= {"label": "Press", "style": 2}
    elif control["type"] == ComponentType.STRING_SELECT:
        control["options"] = [{"label": value, "value": value}]
    posted["components"] = [{"type": 1, "id": 1, "components": [control | {"id": 2}]}]
    return posted


def kind_of(custom_id: str, value: str | None) -> ComponentType:
    if value is None:
        return ComponentType.BUTTON
    if custom_id in CHANNELS:
        return ComponentType.CHANNEL_SELECT
    return ComponentType.ROLE_SELECT if custom_id in ROLES else ComponentType.STRING_SELECT


def prefix(custom_id: str) -> str:
    return custom_id.partition(":")[0]


def list_fields(form: dict[str, Any]) -> set[str]:
    """Find the custom_ids of a form's fields, in rows or under labels."""
    found: set[str] = set()
    for part in [*form.get("components", []), *filter(None, [form.get("component")])]:
        found |= {part["custom_id"]} if "custom_id" in part else set()
        found |= list_fields(part)
    return found


async def test_each_control_in_use_is_answered_and_opens_the_form_that_it_opened(
    simcord_env, mo, channel, logged
) -> None:
    shown = (await mo.slash(channel, "imnm subtypes")).response
    message = simcord_env.message_payload(channel.id, shown.id)
    opened = set()
    for custom_id, value in BUTTONS + MENUS:
        usable = str(channel.id) if custom_id in CHANNELS else value
        result = await press(
            mo,
            channel,
            under(message, custom_id, usable),
            custom_id,
            *([] if usable is None else [usable]),
            kind=kind_of(custom_id, usable),
        )
        assert result.acknowledged, f"{custom_id} is no longer answered"
        if result.modal is not None:
            kind = prefix(result.modal["custom_id"])
            opened.add(kind)
            known = [set(fields) for form, fields in FILLED_IN.items() if prefix(form) == kind]
            assert list_fields(result.modal) in known, kind
    assert opened == set(map(prefix, FILLED_IN))
    used = [line for line in logged if line["event"] == "interaction"]
    assert len(used) == 1 + len(BUTTONS + MENUS)


async def test_each_form_in_use_is_answered(simcord_env, mo, channel, logged) -> None:
    for custom_id, fields in FILLED_IN.items():
        parts = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            for name, value in fields.items()
        ]
        result = await submit(mo, channel, custom_id, parts)
        assert result.acknowledged, f"{custom_id} is no longer answered"
    assert len([line for line in logged if line["event"] == "interaction"]) == len(FILLED_IN)
