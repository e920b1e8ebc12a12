"""What the controls under a comparison do."""

from __future__ import annotations

import discord

from bot.commands.serving import library_of, post, read_out
from bot.views.buttons import Press
from bot.views.comparison import NONE, draw_comparison
from bot.views.replies import lands_in_private, may_post, reply, turn
from bot.views.sources import draw_comparison_sources
from bot.views.text import draw_comparison_text

CONDITION = r"(?P<condition>[a-z0-9-]{1,32})"
FEATURE = r"(?P<feature>[a-z0-9-]{1,32})"


def given(state: str) -> str | None:
    """An id out of a ``custom_id`` or a menu, or nothing where it says so."""
    return None if state == NONE else state


async def turn_to_comparison(
    interaction: discord.Interaction, condition: str | None, feature: str | None
) -> None:
    """Answers a press with another comparison, in place where that is right."""
    private = lands_in_private(interaction)
    page = draw_comparison(
        library_of(interaction).deck,
        condition,
        feature,
        private=private,
        may_post=may_post(interaction),
    )
    await turn(interaction, page)


class PickPair(Press, template=rf"xp1:{FEATURE}"):
    """Shows another condition, and the same feature."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await turn_to_comparison(interaction, given(self.chosen), given(self.state["feature"]))


class PickFeature(Press, template=rf"xf1:{CONDITION}"):
    """Shows another feature, of the same conditions."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await turn_to_comparison(interaction, given(self.state["condition"]), given(self.chosen))


class ListComparisonSources(Press, template=rf"xs1:{CONDITION}:{FEATURE}"):
    """Lists the sources of a comparison, for the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        page = draw_comparison_sources(
            library_of(interaction).deck,
            given(self.state["condition"]),
            given(self.state["feature"]),
        )
        await reply(interaction, page, private=True)


class ReadComparisonAsText(Press, template=rf"xt1:{CONDITION}:{FEATURE}"):
    """Sends a comparison as plain text, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        pages = draw_comparison_text(
            library_of(interaction).deck,
            given(self.state["condition"]),
            given(self.state["feature"]),
        )
        await read_out(interaction, pages)


class PostComparison(Press, template=rf"xw1:{CONDITION}:{FEATURE}"):
    """Shows a comparison that one person was reading to everybody in the channel."""

    async def answer(self, interaction: discord.Interaction) -> None:
        page = draw_comparison(
            library_of(interaction).deck,
            given(self.state["condition"]),
            given(self.state["feature"]),
            private=False,
        )
        await post(interaction, page)


CONTROLS = (
    PickPair,
    PickFeature,
    ListComparisonSources,
    ReadComparisonAsText,
    PostComparison,
)
