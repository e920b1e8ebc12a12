"""Where the deck and the database are, when no variable names them.

In a checkout both are beside the code. An installed package brings the deck with it, and keeps its
database where the system wants a program's data (``platformdirs``).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from platformdirs import user_data_path

from bot.deck.folder import DECK_INFO

LOCAL_DECK = Path("cards")
LOCAL_DATABASE = Path("data/imnm.db")
"""In the folder that the bot is started in."""


def find_deck() -> Path:
    """Return the folder ``cards`` here if it holds a deck, else that of the checkout or package."""
    if (LOCAL_DECK / DECK_INFO).is_file():
        return LOCAL_DECK
    code = Path(str(files("bot")))
    packaged = code / "cards"
    return packaged if packaged.is_dir() else code.parent / "cards"


def find_database() -> Path:
    """Return ``data/imnm.db`` in a checkout or where it exists, else a file of the user's data.

    What was begun in a folder goes on there, however the bot was installed since.
    """
    checkout = Path("pyproject.toml").is_file() and (LOCAL_DECK / DECK_INFO).is_file()
    if checkout or LOCAL_DATABASE.exists():
        return LOCAL_DATABASE
    return user_data_path("imnm-bot", appauthor=False) / "imnm.db"
