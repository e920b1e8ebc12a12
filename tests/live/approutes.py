"""The routes of the application: itself, its gateway, its commands, people and servers."""

from typing import Any

from tests.live.commands import shown, stored
from tests.live.gateway import IDENTIFIES_A_DAY, Gateway
from tests.live.refusals import refusal
from tests.live.rest import Call, Rest
from tests.live.world import World

Body = dict[str, Any]


class AppRoutes:
    """Joins the REST door to what the bot may know of itself and of others."""

    def __init__(self, rest: Rest, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        bot = world.bot
        rest.add("GET", "/gateway", lambda _: {"url": self.gateway.url})
        rest.add("GET", "/gateway/bot", self._gateway_bot)
        rest.add("GET", "/users/@me", lambda _: bot.payload() | {"verified": True, "flags": 0})
        rest.add("GET", "/users/{user}", self._user)
        rest.add("POST", "/users/@me/channels", self._open_dm)
        rest.add("GET", "/applications/@me", self._application)
        rest.add("GET", "/oauth2/applications/@me", self._application)
        rest.add("GET", "/guilds/{guild}", self._guild)
        rest.add("GET", "/guilds/{guild}/members/{user}", self._member)
        commands = "/applications/{app}/commands"
        in_guild = "/applications/{app}/guilds/{guild}/commands"
        for template in (commands, in_guild):
            rest.add("GET", template, self._get_commands)
            rest.add("PUT", template, self._put_commands)

    def _gateway_bot(self, _: Call) -> Body:
        gateway = self.gateway
        limit = {"total": IDENTIFIES_A_DAY, "remaining": max(0, gateway.starts_left)}
        limit |= {"reset_after": int(gateway.resets_after * 1000)}
        limit["max_concurrency"] = gateway.max_concurrency
        return {"url": self.gateway.url, "shards": gateway.shards, "session_start_limit": limit}

    def _application(self, _: Call) -> Body:
        bot = self.world.bot
        return {
            "id": str(bot.id),
            "name": bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": bot.payload(),
            "team": None,
            "rpc_origins": [],
            "redirect_uris": [],
            "integration_types_config": {"0": {}, "1": {}},
        }

    def _user(self, call: Call) -> Body:
        user = self.world.users.get(call.number("user"))
        if user is None:
            raise refusal(10013)
        return user.payload()

    def _guild(self, call: Call) -> Body:
        guild = self.world.guilds.get(call.number("guild"))
        if guild is None or self.world.bot.id not in guild.members:
            raise refusal(10004)
        return guild.payload(self.world.bot)

    def _member(self, call: Call) -> Body:
        guild = self.world.guilds.get(call.number("guild"))
        user = self.world.users.get(call.number("user"))
        if guild is None or self.world.bot.id not in guild.members:
            raise refusal(10004)
        if user is None or user.id not in guild.members:
            raise refusal(10007)
        return guild.member_payload(user)

    def _open_dm(self, call: Call) -> Body:
        user = self.world.users.get(int(call.body["recipient_id"]))
        if user is None or user.dm is None:
            raise refusal(10013)
        return user.dm.payload()

    def _get_commands(self, call: Call) -> list[Body]:
        self._own_application(call)
        localized = call.query.get("with_localizations", "0").lower() in {"1", "true"}
        if "guild" in call.parts:
            found = self.world.guild_commands.get(self._command_guild(call), [])
            return shown(found, localized=localized)
        return shown(self.world.global_commands, localized=localized)

    def _put_commands(self, call: Call) -> list[Body]:
        self._own_application(call)
        sent = call.body or []
        if "guild" in call.parts:
            guild_id = self._command_guild(call)
            before = self.world.guild_commands.get(guild_id, [])
            kept = stored(self.world, sent, before, guild_id=guild_id)
            self.world.guild_commands[guild_id] = kept
        else:
            kept = stored(self.world, sent, self.world.global_commands)
            self.world.global_commands = kept
        return shown(kept, localized=True)

    def _own_application(self, call: Call) -> None:
        if call.number("app") != self.world.bot.id:
            raise refusal(50001)

    def _command_guild(self, call: Call) -> int:
        guild = self.world.guilds.get(call.number("guild"))
        if guild is None or self.world.bot.id not in guild.members:
            raise refusal(50001)
        return guild.id
