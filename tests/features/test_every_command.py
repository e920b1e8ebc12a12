"""Every subcommand there is, found by walking the tree: a new card needs no new test.

That each request is one that Discord accepts is checked by the fixture of the root conftest.
"""

import itertools

import discord
import pytest

# What a person might give to an option that has to be filled in.
ANSWERS = {"query": "weak legs stairs", "name": {"card": "cancer", "term": "CK"}}

FINDERS = {"compare", "search", "card", "term", "sources", "handout", "about", "help", "start"}
# These answer the person alone, whatever they prefer.
PRIVATE = {"help", "handout", "search"}
# These open a private message and leave the one they stand under as it is.
ANSWERED_BESIDE = ("Sources", "Hard words", "As text")


def walk(bot) -> list[discord.app_commands.Command]:
    return list(bot.tree.get_command("imnm").walk_commands())


def fill(command, **wanted) -> dict:
    """The options of one call: all that are required, and those wanted that the command has."""
    known = {option.display_name: option for option in command.parameters}
    given = {name: value for name, value in wanted.items() if name in known}
    for name, option in known.items():
        if option.required:
            answer = ANSWERS[name]
            given[name] = answer[command.name] if isinstance(answer, dict) else answer
    return given


def calls(bot):
    for command in walk(bot):
        seen = []
        for level, private in itertools.product(("plain", "clinical"), (False, True)):
            options = fill(command, level=level, private=private)
            if options not in seen:
                seen.append(options)
                yield command, options, private


def is_private(command, private: bool) -> bool:
    return private or command.name in PRIVATE


def controls(message) -> list[dict]:
    return [part for row in message.components for part in row["components"]]


async def press(person, message, control):
    if control["type"] == 2:
        return await person.click(message, custom_id=control["custom_id"])
    value = next(each["value"] for each in control["options"] if not each.get("default"))
    return await person.select(message, [value], custom_id=control["custom_id"])


def test_the_group_is_what_discord_can_show(simcord_env):
    group = simcord_env.bot.tree.get_command("imnm")
    payload = group.to_dict(simcord_env.bot.tree)
    assert len(payload["options"]) == 25
    assert payload["integration_types"] == [0, 1]
    assert sorted(payload["contexts"]) == [0, 1, 2]
    assert _characters(payload) <= 8000


async def test_every_command_answers_in_a_server(simcord_env, ana, channel):
    for command, options, private in calls(simcord_env.bot):
        result = await ana.slash(channel, command.qualified_name, **options)
        assert result.acknowledged, command.name
        assert result.ephemeral is is_private(command, private), command.name
        assert result.response.embeds, command.name


@pytest.mark.long
async def test_every_command_answers_in_a_direct_message(simcord_env):
    ana = simcord_env.create_user("ana")
    for command, options, private in calls(simcord_env.bot):
        result = await ana.slash(command.qualified_name, **options)
        assert result.acknowledged, command.name
        assert result.ephemeral is is_private(command, private), command.name
        labels = [control.get("label") for control in controls(result.response)]
        assert "Post to channel" not in labels, "there is nobody to post for"


@pytest.mark.long
async def test_every_control_works_for_the_asker_and_opens_a_copy_for_others(
    simcord_env, ana, ben, channel
):
    for command in walk(simcord_env.bot):
        if command.name in PRIVATE:
            continue
        options = fill(command, level="plain", private=False)
        first = (await ana.slash(channel, command.qualified_name, **options)).response
        before = (first.content, [embed.to_dict() for embed in first.embeds])
        for control in controls(first):
            if control.get("disabled"):
                continue
            copy = await press(ben, first, control)
            assert copy.acknowledged, control
            assert copy.ephemeral, control
            now = (first.content, [embed.to_dict() for embed in first.embeds])
            assert now == before, "a card changed under its reader"

            mine = first
            if control.get("label") not in ANSWERED_BESIDE:
                mine = (await ana.slash(channel, command.qualified_name, **options)).response
            assert (await press(ana, mine, control)).acknowledged, control


@pytest.mark.long
async def test_every_control_of_a_private_answer_works_and_stays_private(simcord_env, ana, channel):
    # The controls under one topic are those under every other.
    topics = {"subtypes", "redflags"} | FINDERS
    for command in (each for each in walk(simcord_env.bot) if each.name in topics):
        options = fill(command, level="clinical", private=True)
        shown = await ana.slash(channel, command.qualified_name, **options)
        for control in controls(shown.response):
            mine = (await ana.slash(channel, command.qualified_name, **options)).response
            if not control.get("disabled"):
                result = await press(ana, mine, control)
                assert result.acknowledged, control
                posted = control.get("label") == "Post to channel"
                assert result.response.ephemeral is not posted, control


def _characters(payload: dict) -> int:
    """Names, descriptions and values of a command and all its options, as Discord counts them."""
    own = sum(len(str(payload.get(key, ""))) for key in ("name", "description", "value"))
    inner = [*payload.get("options", []), *payload.get("choices", [])]
    return own + sum(map(_characters, inner))
