"""A channel in which quizzes are played, as those who are in it see it."""

from random import Random

from tests.live.server import DiscordServer
from tests.live.world import Channel, Message, User
from tests.options import is_labelled

STEPS = ("Start now", "Next", "Resume")
AGAIN = "Play again"


class Room:
    """One channel and the person who hosts the quizzes there."""

    def __init__(self, discord: DiscordServer, channel: Channel, host: User) -> None:
        self.discord = discord
        self.channel = channel
        self.host = host

    @property
    def shown(self) -> list[Message]:
        """What everybody sees, oldest first."""
        return [each for each in self.channel.messages.values() if each.visible_to is None]

    @property
    def titles(self) -> list[str]:
        """The title of each embed, without its emoji."""
        return [
            embed["title"].partition(" ")[2] for message in self.shown for embed in message.embeds
        ]

    def find(self, *labels: str) -> tuple[Message, str] | None:
        """The latest button with one of these labels: its message and its custom_id."""
        for message in reversed(self.shown):
            for piece in message.pieces():
                if any(is_labelled(piece.get("label"), label) for label in labels):
                    return message, str(piece["custom_id"])
        return None

    def find_team(self, rng: Random) -> tuple[Message, str] | None:
        """One of the teams that can be joined: its message and its custom_id."""
        latest = self.shown[-1:]
        teams = [
            (message, str(piece["custom_id"]))
            for message in latest
            for piece in message.pieces()
            if str(piece.get("custom_id")).startswith("qt1:")
        ]
        return rng.choice(teams) if teams else None

    @property
    def open_question(self) -> tuple[Message, list[str]] | None:
        """The question that can be answered: its message and the custom_id of each letter."""
        if not self.shown:
            return None
        latest = self.shown[-1]
        ids = [str(piece.get("custom_id")) for piece in latest.pieces()]
        letters = [custom_id for custom_id in ids if custom_id.startswith("q1:")]
        return (latest, letters) if letters else None
