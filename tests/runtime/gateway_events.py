"""One whole event of each kind that Discord sends, and every way to damage a field of it."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from tests.live.world import Channel, Guild, Message, User, World

Body = dict[str, Any]
GONE = object()
"""Stands for a field that is left out."""
WRONG = (GONE, None, "x", -1, 2**70, [], {}, [None], True)
WHEN = "2026-01-01T00:00:00+00:00"


def make_world() -> tuple[World, Guild, Channel, User]:
    """Make a server with a person, a role, a category's worth of channels and a thread."""
    world = World()
    guild = world.add_guild("Myositis community")
    ana = world.add_member(guild, "Ana")
    channel = world.add_channel(guild, "general")
    channel.denied[ana.id] = 1 << 11
    world.add_thread(channel, "a thread")
    world.add_role(guild, "Moderators")
    return world, guild, channel, ana


def ready(world: World) -> Body:
    """Return READY of the only shard."""
    return {
        "v": 10,
        "user": world.bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0},
        "guilds": [{"id": str(each), "unavailable": True} for each in world.guilds],
        "session_id": "a-session",
        "resume_gateway_url": "ws://127.0.0.1:9/",
        "shard": [0, 1],
        "application": {"id": str(world.bot.id), "flags": 0},
        "private_channels": [],
    }


def events(world: World, guild: Guild, channel: Channel, ana: User) -> dict[str, Body]:
    """Return an event of each kind, by its name; commands and presses are not among them."""
    here: Body = {"guild_id": str(guild.id)}
    there = here | {"channel_id": str(channel.id)}
    (thread,) = (each for each in guild.channels.values() if each.parent)
    member = guild.member_payload(ana) | here
    role = {"role": guild.roles[0].payload(), "role_id": str(guild.roles[0].id)}
    message = Message(
        id=world.new_id(),
        channel=channel,
        author=world.bot,
        made=datetime.now(UTC),
        content="hello",
        embeds=[{"title": "A card", "fields": [{"name": "a", "value": "b", "inline": False}]}],
        components=[
            {"type": 1, "components": [{"type": 2, "style": 2, "custom_id": "c1:x:plain"}]}
        ],
        asked_by=ana,
        interaction_id=world.new_id(),
    )
    about = there | {"message_id": str(message.id), "id": str(message.id)}
    reaction = about | {"user_id": str(ana.id), "emoji": {"id": None, "name": "x"}, "type": 0}
    emoji = {"id": str(world.new_id()), "name": "muscle", "roles": [], "user": ana.payload()}
    sticker = {"id": str(world.new_id()), "name": "s", "format_type": 1, "type": 2, "tags": "a"}
    stage = {"id": str(world.new_id()), "topic": "t", "privacy_level": 2} | there
    integration = {"id": str(world.new_id()), "name": "i", "type": "discord", "enabled": True}
    scheduled = stage | {"name": "e", "scheduled_start_time": WHEN, "status": 1, "entity_type": 1}
    sound = {"sound_id": str(world.new_id()), "name": "s", "volume": 1.0, "available": True} | here
    entitlement = {"id": str(world.new_id()), "sku_id": "1", "application_id": "2", "type": 8}
    entitlement |= {"user_id": str(ana.id), "deleted": False, "consumed": False}
    subscription = {"id": str(world.new_id()), "user_id": str(ana.id), "sku_ids": ["1"]}
    subscription |= {"entitlement_ids": ["1"], "current_period_start": WHEN, "status": 0}
    subscription |= {"current_period_end": WHEN, "canceled_at": None, "renewal_sku_ids": None}
    rule = {"id": str(world.new_id()), "name": "r", "creator_id": str(ana.id), "event_type": 1}
    rule |= {"trigger_type": 1, "trigger_metadata": {"keyword_filter": ["x"]}, "enabled": True}
    rule |= {"actions": [{"type": 1, "metadata": {}}], "exempt_roles": [], "exempt_channels": []}
    action = {"action": {"type": 1, "metadata": {}}, "rule_id": rule["id"], "content": "x"}
    action |= {"rule_trigger_type": 1, "user_id": str(ana.id), "matched_content": "x"}
    invite = there | {"code": "x", "created_at": WHEN, "max_age": 0, "max_uses": 0, "uses": 0}
    audit = {"id": str(world.new_id()), "action_type": 1, "user_id": str(ana.id), "changes": []}
    poll = about | {"user_id": str(ana.id), "answer_id": 1}
    presence = {"user": {"id": str(ana.id)}, "status": "online", "activities": []} | here
    presence |= {"client_status": {"desktop": "online"}}
    voice = there | {"user_id": str(ana.id), "session_id": "v", "member": member, "deaf": False}
    people = {"members": [guild.member_payload(ana)], "chunk_index": 0, "chunk_count": 1} | here
    by_thread = {"id": str(thread.id), "user_id": str(ana.id), "join_timestamp": WHEN, "flags": 0}
    allowed = {"id": str(world.bot.id), "application_id": str(world.bot.id)} | here
    allowed |= {"permissions": [{"id": str(ana.id), "type": 2, "permission": True}]}
    return {
        "READY": ready(world),
        "GUILD_CREATE": guild.payload(world.bot),
        "GUILD_UPDATE": guild.payload(world.bot),
        "GUILD_DELETE": {"id": str(guild.id), "unavailable": True},
        "GUILD_ROLE_CREATE": here | role,
        "GUILD_ROLE_UPDATE": here | role,
        "GUILD_ROLE_DELETE": here | role,
        "GUILD_MEMBER_ADD": member,
        "GUILD_MEMBER_UPDATE": member,
        "GUILD_MEMBER_REMOVE": here | {"user": ana.payload()},
        "GUILD_MEMBERS_CHUNK": people,
        "GUILD_BAN_ADD": here | {"user": ana.payload()},
        "GUILD_BAN_REMOVE": here | {"user": ana.payload()},
        "GUILD_EMOJIS_UPDATE": here | {"emojis": [emoji]},
        "GUILD_STICKERS_UPDATE": here | {"stickers": [sticker | here]},
        "GUILD_INTEGRATIONS_UPDATE": here,
        "GUILD_AUDIT_LOG_ENTRY_CREATE": here | audit,
        "GUILD_SCHEDULED_EVENT_CREATE": scheduled,
        "GUILD_SCHEDULED_EVENT_UPDATE": scheduled,
        "GUILD_SCHEDULED_EVENT_DELETE": scheduled,
        "GUILD_SCHEDULED_EVENT_USER_ADD": here | {"guild_scheduled_event_id": "1", "user_id": "2"},
        "GUILD_SOUNDBOARD_SOUND_CREATE": sound,
        "GUILD_SOUNDBOARD_SOUNDS_UPDATE": here | {"soundboard_sounds": [sound]},
        "CHANNEL_CREATE": channel.payload(),
        "CHANNEL_UPDATE": channel.payload(),
        "CHANNEL_PINS_UPDATE": there | {"last_pin_timestamp": WHEN},
        "CHANNEL_DELETE": channel.payload(),
        "THREAD_CREATE": thread.payload() | {"newly_created": True},
        "THREAD_UPDATE": thread.payload(),
        "THREAD_LIST_SYNC": here | {"threads": [thread.payload()], "members": [by_thread]},
        "THREAD_MEMBER_UPDATE": here | by_thread,
        "THREAD_MEMBERS_UPDATE": here | by_thread | {"added_members": [by_thread | member]},
        "THREAD_DELETE": thread.payload(),
        "MESSAGE_CREATE": here | message.payload(),
        "MESSAGE_UPDATE": here | message.payload(),
        "MESSAGE_DELETE": about,
        "MESSAGE_DELETE_BULK": there | {"ids": [str(message.id)]},
        "MESSAGE_REACTION_ADD": reaction | {"member": member},
        "MESSAGE_REACTION_REMOVE": reaction,
        "MESSAGE_REACTION_REMOVE_ALL": about,
        "MESSAGE_REACTION_REMOVE_EMOJI": reaction,
        "MESSAGE_POLL_VOTE_ADD": poll,
        "MESSAGE_POLL_VOTE_REMOVE": poll,
        "USER_UPDATE": world.bot.payload(),
        "PRESENCE_UPDATE": presence,
        "TYPING_START": there | {"user_id": str(ana.id), "timestamp": 1, "member": member},
        "VOICE_STATE_UPDATE": voice,
        "VOICE_SERVER_UPDATE": here | {"token": "t", "endpoint": None},
        "VOICE_CHANNEL_EFFECT_SEND": there | {"user_id": str(ana.id), "emoji": None},
        "WEBHOOKS_UPDATE": there,
        "STAGE_INSTANCE_CREATE": stage,
        "STAGE_INSTANCE_UPDATE": stage,
        "STAGE_INSTANCE_DELETE": stage,
        "INTEGRATION_CREATE": here | integration,
        "INTEGRATION_DELETE": here | {"id": "1", "application_id": "2"},
        "INVITE_CREATE": invite,
        "INVITE_DELETE": there | {"code": "x"},
        "AUTO_MODERATION_RULE_CREATE": here | rule,
        "AUTO_MODERATION_RULE_DELETE": here | rule,
        "AUTO_MODERATION_ACTION_EXECUTION": here | action,
        "ENTITLEMENT_CREATE": entitlement,
        "SUBSCRIPTION_CREATE": subscription,
        "APPLICATION_COMMAND_PERMISSIONS_UPDATE": allowed,
        "RESUMED": {},
    }


def mutants(whole: Body, values: Iterable[object] = WRONG) -> Iterator[Any]:
    """Yield copies of an event, each with one field left out, emptied or of another kind."""
    for path in _paths(whole):
        for value in values:
            yield damaged(whole, path, value)
    yield from (None, [], "x", 7)


def damaged(whole: Body, path: tuple[Any, ...], value: object) -> Body:
    """Return a copy with another value, or none, at the end of a path."""
    copy: Any = deepcopy(whole)
    place = copy
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = deepcopy(value)
    return copy


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*path, name))
    elif isinstance(value, list) and value:
        # The others of a list are like the first.
        yield from _paths(value[0], (*path, 0))
