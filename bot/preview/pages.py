"""Every use of a private part of simcord: the pages of a preview, and its clock.

Such a part may change in any release, so each stands here with its reason, and
``tests/preview/test_pages.py`` fails when the library changes it. Checked with simcord 3.2.1, the
only version that ``pyproject.toml`` allows.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from simcord import Env, Preview, SetupError

REMEMBERED = 32
"""Republished states to remember, of all pages together: a page asks for the newest twice a second,
so it is at most a few behind."""
PRESSES = frozenset({"click", "select"})
"""What a person does to a control of a message. All else (a command, an answer in a modal) means
the same whatever the messages show meanwhile."""

Controls = Mapping[str, Any]
"""The buttons and menus of each message, by the message's id."""


def set_clock(env: Env, now: datetime) -> None:
    """Set the clock of a simulated Discord that has not been started.

    It starts on a day of its own, and is moved in public only while the bot runs: then every daily
    job would wake for each of the days in between.
    """
    env.backend.advance_clock((now - env.now()).total_seconds())


class Pages:
    """All open pages of one preview.

    simcord republishes them after each press, but only then, and refuses a press that was made on
    what a page showed before the last republishing. A bot that edits messages by itself would have
    people's presses refused ("Action was not completed") for half a second after each edit. Here
    such a press counts if the controls of its message are still those that the person saw.
    """

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._lock = asyncio.Lock()
        self._published: deque[tuple[str, int, Controls]] = deque(maxlen=REMEMBERED)
        self._act = preview._action
        preview._action = self._action  # type: ignore[method-assign]

    async def refresh(self) -> bool:
        """Republish every page; return False if that must be tried again."""
        async with self._lock:
            self._remember()
            with suppress(SetupError, TimeoutError):
                await self._preview.refresh()
                return True
        return False

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self._lock:
            self._remember()
            return await self._act(context_id, self._update_revision(context_id, body))

    def _remember(self) -> None:
        for each in self._preview._pages.values():
            self._published.append((each.id, each.revision, _controls(each.snapshot)))

    def _update_revision(
        self, context_id: str | None, body: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return the action with the newest revision if it means the same there."""
        page = self._preview._pages.get(context_id or "")
        if page is None or not isinstance(body, Mapping) or "published_revision" not in body:
            return body
        target = str(body.get("target_id"))
        now = _controls(page.snapshot).get(target)
        for page_id, revision, controls in self._published:
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
