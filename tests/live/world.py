"""What the loopback Discord holds: people, servers, channels, messages, commands."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.live.rights import (
    ADMINISTRATOR,
    ALL_PERMISSIONS,
    PIN_MESSAGES,
    USUAL,
    Role,
    role_payload,
)

EPHEMERAL = 1 << 6
TEXT, DM, THREAD = 0, 1, 11
_ISO_START = "2026-01-01T00:00:00+00:00"

Body = dict[str, Any]


@dataclass(slots=True)
class User:
    """A person or the bot."""

    id: int
    name: str
    bot: bool = False
    installed: bool = False  # the bot is installed to this account
    closed: bool = False  # takes no private messages from the bot
    dm: "Channel | None" = None

    def payload(self) -> Body:
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(slots=True)
class Channel:
    """A text channel of a server, a thread in one, or the private channel of one person."""

    id: int
    name: str
    guild: "Guild | None" = None
    person: User | None = None
    denied: dict[int, int] = field(default_factory=dict)  # user id -> permission bits taken away
    messages: "dict[int, Message]" = field(default_factory=dict)
    pins: dict[int, datetime] = field(default_factory=dict)  # message id -> when it was pinned
    parent: "Channel | None" = None  # of a thread; its permissions count there

    def payload(self) -> Body:
        base: Body = {"id": str(self.id), "last_message_id": None, "flags": 0}
        if self.guild is None:
            return base | {"type": DM, "recipients": [self.person.payload()] if self.person else []}
        if self.parent is not None:
            return base | self._thread_payload(self.guild, self.parent)
        overwrites = [
            {"id": str(user_id), "type": 1, "allow": "0", "deny": str(bits)}
            for user_id, bits in self.denied.items()
        ]
        return base | {
            "type": TEXT,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "position": 0,
            "topic": None,
            "nsfw": False,
            "parent_id": None,
            "rate_limit_per_user": 0,
            "permission_overwrites": overwrites,
        }

    def _thread_payload(self, guild: "Guild", parent: "Channel") -> Body:
        open_state = {"archived": False, "locked": False, "auto_archive_duration": 1440}
        return {
            "type": THREAD,
            "guild_id": str(guild.id),
            "parent_id": str(parent.id),
            "name": self.name,
            "owner_id": str(guild.owner.id),
            "message_count": len(self.messages),
            "total_message_sent": len(self.messages),
            "member_count": 1,
            "rate_limit_per_user": 0,
            "thread_metadata": open_state | {"archive_timestamp": _ISO_START},
        }


@dataclass(slots=True)
class Guild:
    """A server. `permissions` are those of a member; the bot need not be one."""

    id: int
    name: str
    owner: User
    members: dict[int, int] = field(default_factory=dict)  # user id -> permission bits
    channels: dict[int, Channel] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    joined_at: str = _ISO_START
    """When everybody came, the bot too."""

    def payload(self, bot: User) -> Body:
        roles = [role_payload(self.id, "@everyone", USUAL), *map(Role.payload, self.roles)]
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "roles": [*roles, role_payload(bot.id + 1, "bot", self.members[bot.id])],
            "emojis": [],
            "stickers": [],
            "features": [],
            "channels": [each.payload() for each in self.channels.values() if not each.parent],
            "threads": [each.payload() for each in self.channels.values() if each.parent],
            "members": [self.member_payload(bot) | {"user": bot.payload()}],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "member_count": len(self.members),
            "large": False,
            "unavailable": False,
            "joined_at": self.joined_at,
            "preferred_locale": "en-US",
            "premium_tier": 0,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
        }

    def member_payload(self, user: User) -> Body:
        return {
            "user": user.payload(),
            "roles": [str(user.id + 1)]
            if user.bot
            else [str(role.id) for role in self.roles if user.id in role.held_by],
            "joined_at": self.joined_at,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "nick": None,
            "avatar": None,
        }


@dataclass(slots=True)
class Message:
    """A message as it stands; `embeds` and `components` are kept as sent."""

    id: int
    channel: Channel
    author: User
    made: datetime
    content: str = ""
    embeds: list[Body] = field(default_factory=list)
    components: list[Body] = field(default_factory=list)
    attachments: list[Body] = field(default_factory=list)
    flags: int = 0
    edited: datetime | None = None
    asked_by: User | None = None
    interaction_id: int | None = None
    loading: bool = False
    visible_to: User | None = None  # an ephemeral message is seen by one person

    @property
    def pinned(self) -> bool:
        return self.id in self.channel.pins

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    def apply(self, body: Body) -> None:
        """Take over what a request names; what it leaves out stays."""
        for name in ("content", "embeds", "components", "attachments"):
            if name in body:
                setattr(self, name, body[name] or ("" if name == "content" else []))

    def payload(self) -> Body:
        payload: Body = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": self.made.isoformat(),
            "edited_timestamp": self.edited.isoformat() if self.edited else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [_FILE | each for each in self.attachments],
            "embeds": [{"type": "rich"} | embed for embed in self.embeds],
            "components": numbered(self.components),
            "pinned": self.pinned,
            "type": 20 if self.asked_by else 0,
            "flags": self.flags | (1 << 7 if self.loading else 0),
        }
        if self.asked_by:
            payload["application_id"] = payload["webhook_id"] = str(self.author.id)
            payload["interaction_metadata"] = {
                "id": str(self.interaction_id),
                "type": 2,
                "user": self.asked_by.payload(),
                "authorizing_integration_owners": {},
            }
        return payload

    def pieces(self) -> list[Body]:
        """Every button and select, in order, rows and containers opened."""
        found: list[Body] = []
        waiting = list(self.components)
        while waiting:
            piece = waiting.pop(0)
            waiting[:0] = piece.get("components") or []
            if "custom_id" in piece or piece.get("type") == 2:
                found.append(piece)
        return found


class World:
    """Everything that exists, with ids that grow as Discord's do."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self.bot = self.add_user("imnm", bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.global_commands: list[Body] = []
        self.guild_commands: dict[int, list[Body]] = {}

    def new_id(self) -> int:
        since_2015 = int(datetime.now(UTC).timestamp() * 1000) - 1_420_070_400_000
        return (since_2015 << 22) | (next(self._ids) & 0x3FFFFF)

    def add_user(self, name: str, *, bot: bool = False, installed: bool = False) -> User:
        """Make a person, with a private channel with the bot."""
        user = User(self.new_id(), name, bot=bot, installed=installed)
        if not bot:
            user.dm = Channel(self.new_id(), "", person=user)
            self.channels[user.dm.id] = user.dm
            self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, with_bot: bool = True) -> Guild:
        owner = self.add_user(f"{name} owner")
        guild = Guild(self.new_id(), name, owner, {owner.id: ALL_PERMISSIONS})
        if with_bot:
            guild.members[self.bot.id] = USUAL
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(self.new_id(), name, guild)
        self.channels[channel.id] = guild.channels[channel.id] = channel
        return channel

    def add_thread(self, parent: Channel, name: str) -> Channel:
        guild = parent.guild
        if guild is None:
            raise ValueError("a thread is in a channel of a server")
        thread = Channel(self.new_id(), name, guild, parent=parent)
        self.channels[thread.id] = guild.channels[thread.id] = thread
        return thread

    def add_role(self, guild: Guild, name: str) -> Role:
        """Make a role before the bot comes: it is not told of it later."""
        role = Role(self.new_id(), name)
        guild.roles.append(role)
        return role

    def add_member(self, guild: Guild, name: str, *, permissions: int = USUAL) -> User:
        user = self.add_user(name)
        guild.members[user.id] = permissions
        return user

    def permissions(self, user: User, channel: Channel) -> int:
        """Compute what somebody may do in a channel."""
        if channel.guild is None:
            return USUAL | PIN_MESSAGES if user in (channel.person, self.bot) else 0
        bits = channel.guild.members.get(user.id, 0)
        if bits & ADMINISTRATOR:
            return ALL_PERMISSIONS
        return bits & ~(channel.parent or channel).denied.get(user.id, 0)

    def add_message(self, author: User, channel: Channel, content: str) -> Message:
        """Make a message before the bot comes: it is not told of any later."""
        message = Message(self.new_id(), channel, author, datetime.now(UTC), content)
        channel.messages[message.id] = message
        return message

    def find_message(self, message_id: int) -> Message | None:
        for channel in self.channels.values():
            if message_id in channel.messages:
                return channel.messages[message_id]
        return None


def numbered(components: list[Body]) -> list[Body]:
    """Give every component the `id` that Discord adds to its answers."""
    counter = itertools.count(1)

    def number(component: Body) -> Body:
        copy: Body = {"id": next(counter)} | component
        if "components" in copy:
            copy["components"] = [number(inner) for inner in copy["components"]]
        return copy

    return [number(component) for component in components]


_FILE = {"size": 1, "url": "https://cdn.test/file", "proxy_url": "https://media.test/file"}
