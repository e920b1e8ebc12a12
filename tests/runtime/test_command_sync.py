"""When the commands are registered anew: not because of defaults that Discord filled in."""

import copy
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.runtime.commands import differ, normalise


def ours() -> list[dict[str, Any]]:
    """What discord.py sends for a group like /imnm."""
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    group = app_commands.Group(
        name="imnm",
        description="Reference cards",
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )

    @group.command(name="subtypes", description="The three types")
    @app_commands.choices(
        level=[
            app_commands.Choice(name="plain", value="plain"),
            app_commands.Choice(name="clinical", value="clinical"),
        ]
    )
    @app_commands.describe(level="How it is worded", private="Only you see it")
    async def subtypes(
        interaction: discord.Interaction, level: str = "plain", private: bool = False
    ) -> None: ...

    @group.command(name="search", description="Find a card")
    @app_commands.describe(query="What you look for", limit="At most")
    async def search(
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 100],
        limit: app_commands.Range[int, 1, 5] = 5,
    ) -> None: ...

    @search.autocomplete("query")
    async def suggest(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return []

    @app_commands.context_menu(name="Keep this card up to date")
    @app_commands.default_permissions(manage_messages=True)
    async def keep(interaction: discord.Interaction, message: discord.Message) -> None: ...

    tree.add_command(group)
    tree.add_command(keep)
    return [command.to_dict(tree) for command in tree.get_commands()]


def as_discord_reports(payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same commands as Discord's API returns them: defaults filled in, ids and strings."""

    def option(sent: dict[str, Any]) -> dict[str, Any]:
        told = {key: value for key, value in sent.items() if value not in (False, [], None)}
        told.setdefault("name_localizations", None)
        told.setdefault("description_localizations", None)
        if "options" in sent:
            told["options"] = [option(each) for each in sent["options"]]
        for choice in told.get("choices", []):
            choice["name_localizations"] = None
        return told

    reported = []
    for place, sent in enumerate(reversed(copy.deepcopy(payloads))):
        told = option(sent)
        permissions = sent.get("default_member_permissions")
        told |= {
            "id": str(1000 + place),
            "application_id": "42",
            "version": "77",
            "description": sent.get("description", ""),
            "description_localized": sent.get("description", ""),
            "default_permission": True,
            "default_member_permissions": None if permissions is None else str(permissions),
            "dm_permission": True,
            "nsfw": sent.get("nsfw", False),
            "contexts": list(reversed(sent.get("contexts") or [])) or None,
            "integration_types": sent.get("integration_types") or [0],
            "handler": None,
        }
        reported.append(told)
    return reported


def test_what_discord_reports_of_our_own_commands_is_no_difference() -> None:
    assert not differ(ours(), as_discord_reports(ours()))


def test_nothing_on_either_side_is_no_difference() -> None:
    assert not differ([], [])


def test_contexts_that_we_leave_to_discord_may_be_anything() -> None:
    sent = [{"name": "a", "description": "b", "type": 1, "contexts": None}]
    told = [{**sent[0], "contexts": [0, 1], "integration_types": [0]}]

    assert not differ(sent, told)


def test_one_servers_commands_report_no_contexts_and_are_no_difference() -> None:
    told = as_discord_reports(ours())
    for each in told:
        each["contexts"] = None
        each.pop("integration_types")

    assert not differ(ours(), told, in_guild=True)
    assert differ(ours(), told)


def change(path: str, value: Any) -> Any:
    def edit(commands: list[dict[str, Any]]) -> None:
        place: Any = commands
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            place = place[step]
        place[last] = value

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        change("0.description", "Other words"),
        change("0.options.0.description", "Other words"),
        change("0.options.0.name", "types"),
        change("0.options.0.options.0.description", "Other words"),
        change("0.options.0.options.0.choices.0.name", "Plain"),
        change("0.options.0.options.0.choices.0.value", "p"),
        change("0.options.0.options.0.required", True),
        change("0.options.1.options.0.autocomplete", False),
        change("0.options.1.options.0.max_length", 50),
        change("0.options.1.options.1.min_value", 0),
        change("0.options.1.options.1.type", 10),
        change("0.contexts", [0]),
        change("0.integration_types", [0]),
        change("0.nsfw", True),
        change("0.name_localizations", {"de": "imnm"}),
        change("1.default_member_permissions", "0"),
        change("1.default_member_permissions", None),
        change("1.name", "Pin this"),
        lambda commands: commands.pop(),
        lambda commands: commands[0]["options"].pop(),
        lambda commands: commands[0]["options"].reverse(),
        lambda commands: commands.append({"name": "old", "description": "gone", "type": 1}),
    ],
)
def test_whatever_people_would_see_is_a_difference(edit: Any) -> None:
    known = ours()
    edit(known)

    assert differ(ours(), as_discord_reports(known))


def test_a_zero_is_not_taken_for_a_default() -> None:
    assert normalise({"name": "a", "min_value": 0})["min_value"] == 0
