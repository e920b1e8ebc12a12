"""``imnm-bot new``: a folder with a small deck that works, for the cards of another disease.

What it holds stands in ``bot/deck/sample/``: sample cards that say what to write in their place,
and what people write in an emergency, which every deck must know.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template

from bot.deck import json_schema
from bot.features.cards.check import DONE, USAGE, accept_facts, check, tell_unwritable
from bot.ui.message import cut

NAME, COMMAND = "our subject", "cards"
"""What the deck is about and how it is opened, unless these are given."""
REVIEWED_FOR = timedelta(days=365)
LONGEST_TITLE = 200


def run_new(
    folder: Path, *, name: str = NAME, command: str = COMMAND, today: date | None = None
) -> int:
    """Make a deck in a folder that does not exist or is empty, and print how to go on.

    Returns the exit code: 0 if it was made; 2, with nothing changed, if there is something in the
    folder, it may not be written, or Discord would not take the name or the command; 74 if the disk
    does not take it.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            print(
                f"imnm-bot: {folder} is not empty, so nothing was written. "
                "Name a folder that does not exist yet.",
                file=sys.stderr,
            )
            return USAGE
        with tempfile.TemporaryDirectory(prefix="imnm-bot-new-") as place:
            made = Path(place, "deck")
            _write_deck(made, name, command, today or datetime.now(UTC).date())
            faults = check(made, today or datetime.now(UTC).date(), strict=True).faults
            if faults:
                print("imnm-bot: No deck can be made of that, so none was:", file=sys.stderr)
                for fault in faults:
                    print(f"{fault.message} {fault.cure}", file=sys.stderr)
                return USAGE
            shutil.copytree(made, folder, dirs_exist_ok=True)
    except OSError as problem:
        return tell_unwritable(problem)
    print(
        f"Made {folder}: two sample cards, a comparison and three questions.\n"
        f"Look at it:      CARDS_DIR={folder} imnm-bot preview\n"
        f"Find mistakes:   imnm-bot check {folder}\n"
        f"What to write:   {folder / 'README.md'}"
    )
    return DONE


def _write_deck(folder: Path, name: str, command: str, today: date) -> None:
    """Write the files of the sample with these words, the schema and the lock of the facts."""
    words = {
        "title": _quote(cut(f"Cards about {name}", LONGEST_TITLE)),
        "name": _quote(name),
        "command": command if command.isalnum() else _quote(command),
        "today": today.isoformat(),
        "due": (today + REVIEWED_FOR).isoformat(),
    }
    sample = Path(str(files("bot.deck"))) / "sample"
    for path in sample.rglob("*.*"):
        target = folder / path.relative_to(sample)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(Template(text).substitute(words), encoding="utf-8")
    (folder / json_schema.SCHEMA).write_text(json_schema.write_schema(), encoding="utf-8")
    accept_facts(folder, ("all",))


def _quote(text: str) -> str:
    """Return a text as YAML takes it whatever it holds: JSON's quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)
