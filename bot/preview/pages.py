"""The preview's pages: what their viewers see stays new, and no press of theirs is lost by that."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from simcord import Preview, SetupError

KEPT = 32
"""Republished states to remember, of all pages together: a page asks for the newest twice a second,
so it is at most a few behind."""
PRESSES = frozenset({"click", "select"})
"""What a person does to a control of a message. All else (a command, an answer in a modal) means
the same whatever the messages show meanwhile."""

Controls = Mapping[str, Any]
"""The buttons and menus of each message, by the message's id."""


class Pages:
    """All open pages of one preview.

    simcord republishes them after each press, but only then, and refuses a press that was made on
    what a page showed before the last republishing. A bot that edits messages by itself would have
    people's presses refused ("Action was not completed") for half a second after each edit. Here
    such a press counts if the controls of its message are still those that the person saw.
    """

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._turn = asyncio.Lock()
        self._seen: deque[tuple[str, int, Controls]] = deque(maxlen=KEPT)
        self._act = preview._action
        # simcord has no public place for this.
        preview._action = self._action  # type: ignore[method-assign]

    async def refresh(self) -> bool:
        """Show everything that is new; False if that must be tried again."""
        async with self._turn:
            self._note()
            with suppress(SetupError, TimeoutError):
                await self._preview.refresh()
                return True
        return False

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._turn:
            self._note()
            return await self._act(context_id, self._caught_up(context_id, body))

    def _note(self) -> None:
        for each in self._preview._pages.values():
            self._seen.append((each.id, each.revision, _controls(each.snapshot)))

    def _caught_up(self, context_id: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
        page = self._preview._pages.get(context_id or "")
        if page is None or not isinstance(body, Mapping) or "published_revision" not in body:
            return body
        target = str(body.get("target_id"))
        now = _controls(page.snapshot).get(target)
        for page_id, revision, controls in self._seen:
            if (page_id, revision) != (page.id, body["published_revision"]):
                continue
            same = now is not None and controls.get(target) == now
            if same or body.get("kind") not in PRESSES:
                return {**body, "published_revision": page.revision}
        return body


def _controls(snapshot: Mapping[str, Any]) -> Controls:
    return {
        str(identity): message.get("components")
        for identity, message in snapshot.get("messages", {}).items()
    }
