"""A quiz that stays open, looked at from outside the bot."""

from typing import Any

import pytest

from tests.options import find_label
from tests.party import Party, labels


class OpenParty:
    """A channel with an open quiz: who presses what, and what each of them sees."""

    def __init__(self, party: Party) -> None:
        self.party = party
        self.screens: dict[int, Any] = {}

    async def open(self, host: Any, days: int = 1, length: int = 3, **options: Any) -> Any:
        """`/quiz where: open for ...`."""
        where = f"open-{days}"
        return await self.party.start(host, where=where, length=length, **options)

    async def play(self, who: Any) -> str:
        """Presses Play under the public message; returns the title of what only they see."""
        return self._see(who, await self.party.press(who, "Play"))

    async def press(self, who: Any, label: str) -> str:
        """Presses a button of what they saw last; it changes in place."""
        shown = find_label(self.buttons(who), label)
        return self._see(who, await who.click(self.screens[who.id], label=shown))

    def _see(self, who: Any, told: Any) -> str:
        assert told.ephemeral or told.response is not None
        self.screens[who.id] = told.response
        return self.title(who)

    async def answer(self, who: Any, *, right: bool) -> str:
        return await self.press(who, self.letter(who, right=right))

    def letter(self, who: Any, *, right: bool) -> str:
        """The letter of a right or a wrong option of the question that they see."""
        place = int(self.title(who).split()[1]) - 1
        ((choice,),) = self.party.ask(
            "SELECT right_choice FROM quiz_question WHERE position = ? "
            "ORDER BY quiz_id DESC LIMIT 1",
            place,
        )
        return "ABCD"[choice] if right else "ABCD"[choice - 1 if choice else 1]

    async def finish(self, who: Any, *marks: bool) -> str:
        """Plays on from wherever they are; True for each right answer."""
        await self.play(who)
        for number, right in enumerate(marks):
            if number:
                await self.press(who, "Next question")
            await self.answer(who, right=right)
        return self.title(who)

    # --- what there is to see

    def title(self, who: Any) -> str:
        embeds = self.screens[who.id].embeds
        return embeds[0].title.partition(" ")[2] if embeds else ""

    def text(self, who: Any) -> str:
        return self.screens[who.id].embeds[0].description

    def buttons(self, who: Any) -> list[str]:
        """The labels under what they see: of a new message, or as Discord was sent an edit."""
        rows = self.screens[who.id].components
        if all(isinstance(row, dict) for row in rows):
            return [button["label"] for row in rows for button in row["components"]]
        return labels(self.screens[who.id])


@pytest.fixture
def opened(party) -> OpenParty:
    return OpenParty(party)
