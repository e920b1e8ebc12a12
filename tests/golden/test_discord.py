"""Commands as Discord shows them, and how discord.py names the tasks that answer people."""

import asyncio
from typing import Any

import yaml

from bot.runtime.discord_patches import INTERACTION_TASKS
from tests.golden.conftest import Golden
from tests.simulation import watch_requests


def tidy(payload: Any, summaries: set[str]) -> Any:
    """Leave out what is not set, and what the deck's writers may change on any day."""
    if isinstance(payload, list):
        return [tidy(each, summaries) for each in payload]
    if not isinstance(payload, dict):
        return payload
    kept = {
        name: tidy(value, summaries)
        for name, value in payload.items()
        if value is not None and value not in ([], {})
    }
    if kept.get("description") in summaries:
        kept["description"] = "(the summary of the card)"
    return kept


async def test_commands_are_what_discord_is_told(simcord_env, library, golden: Golden) -> None:
    tree = simcord_env.bot.tree
    summaries = {card.summary for card in library.whole.cards.values()}
    told = [each.to_dict(tree) for each in tree.get_commands()]
    told.sort(key=lambda each: (each["type"], each["name"]))
    pages = [
        yaml.safe_dump(tidy(each, summaries), sort_keys=False, allow_unicode=True, width=1000)
        for each in told
    ]
    golden("commands.yaml", "\n".join(pages))


async def test_tasks_are_named_as_the_shutdown_expects(
    simcord_env, ana, channel, monkeypatch
) -> None:
    """A polite shutdown waits for these by their names, which discord.py gives them."""
    names: dict[str, str] = {}

    def note(_method: str, path: str, **_details: Any) -> None:
        task = asyncio.current_task()
        if task is not None and path.endswith("/callback"):
            names[doing] = task.get_name()

    watch_requests(monkeypatch, note)
    doing = "a command"
    shown = (await ana.slash(channel, "settings me")).response
    doing = "a menu"
    await ana.select(shown, ["clinical"], custom_id="st1:level")
    doing = "a button"
    form = await ana.click(shown, custom_id="str1")
    doing = "a form"
    await ana.submit_modal(form, {"at": "19:00", "zone": "Lisbon"})

    assert set(names) == {"a command", "a menu", "a button", "a form"}
    assert {
        doing: [start for start in INTERACTION_TASKS if name.startswith(start)]
        for doing, name in names.items()
    } == {
        "a command": ["CommandTree-invoker"],
        "a menu": ["discord.py: on_interaction"],
        "a button": ["discord.py: on_interaction"],
        "a form": ["discord.py: on_interaction"],
    }
