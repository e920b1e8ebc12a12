"""Application commands as Discord keeps and returns them."""

from typing import Any

from tests.live.world import World

Body = dict[str, Any]


def stored(
    world: World, sent: list[Body], before: list[Body], *, guild_id: int | None = None
) -> list[Body]:
    """Turn a PUT into what is kept: an unchanged command keeps its id and version."""
    known = {(command["name"], command["type"]): command for command in before}
    kept = []
    for body in sent:
        old = known.get((body["name"], body.get("type") or 1))
        command = _normal(body, guild_id)
        command["application_id"] = str(world.bot.id)
        command["id"] = old["id"] if old else str(world.new_id())
        same = old is not None and {**old, "version": ""} == {**command, "version": ""}
        command["version"] = old["version"] if old and same else str(world.new_id())
        kept.append(command)
    return kept


def shown(commands: list[Body], *, localized: bool) -> list[Body]:
    """Give commands as a GET does: translations only when they are asked for."""
    return [_shown(command, localized=localized) for command in commands]


def _shown(thing: Body, *, localized: bool) -> Body:
    out = {
        key: value
        for key, value in thing.items()
        if localized or not key.endswith("_localizations")
    }
    for inner in ("options", "choices"):
        if inner in out:
            out[inner] = [_shown(part, localized=localized) for part in out[inner]]
    return out


def _normal(body: Body, guild_id: int | None) -> Body:
    permissions = body.get("default_member_permissions")
    command: Body = {
        "type": body.get("type") or 1,
        "name": body["name"],
        "name_localizations": body.get("name_localizations") or None,
        "description": body.get("description") or "",
        "description_localizations": body.get("description_localizations") or None,
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": bool(body.get("nsfw")),
    }
    if guild_id is not None:
        command["guild_id"] = str(guild_id)
    else:
        contexts = body.get("contexts")
        command["contexts"] = contexts
        dm = body.get("dm_permission")
        command["dm_permission"] = (1 in contexts) if contexts else dm is not False
        command["integration_types"] = body.get("integration_types") or [0]
    if body.get("options"):
        command["options"] = [_option(option) for option in body["options"]]
    return command


def _option(body: Body) -> Body:
    option: Body = {
        "type": body["type"],
        "name": body["name"],
        "name_localizations": body.get("name_localizations") or None,
        "description": body["description"],
        "description_localizations": body.get("description_localizations") or None,
    }
    # What is false, empty or not set is not given back.
    for key in ("required", "autocomplete"):
        if body.get(key):
            option[key] = True
    for key in ("min_value", "max_value", "min_length", "max_length", "channel_types"):
        if body.get(key) is not None:
            option[key] = body[key]
    if body.get("choices"):
        option["choices"] = [
            {"name_localizations": choice.get("name_localizations") or None}
            | {"name": choice["name"], "value": choice["value"]}
            for choice in body["choices"]
        ]
    if body.get("options"):
        option["options"] = [_option(inner) for inner in body["options"]]
    return option
