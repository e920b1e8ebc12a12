"""Erasures that a copy knows nothing of, done again in what came back from it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from bot.store.erasures import Erasures, Fingerprint, load_checked_erasures, merge, save_erasures
from bot.store.personal_data import PERSONAL_DATA, erase_person


def repeat_erasures(place: Path | str, connection: Connection, erasures: Erasures) -> int:
    """Erase those who were erased after a copy was made; return how many of them it held.

    An erasure that the copy records was done in it: its rows about that person are newer.
    """
    done = load_checked_erasures(place, connection)
    wanted = {each: at for each, at in erasures.items() if each not in done or done[each] < at}
    found = _find_people(connection, wanted)
    for person_id in found:
        erase_person(connection, person_id)
    save_erasures(connection, merge(done, erasures))
    return len(found)


def _find_people(connection: Connection, wanted: Erasures) -> list[int]:
    """Return the people in a database whose fingerprints these are."""
    keys = {each.key for each in wanted}
    if not keys:
        return []
    people: set[int] = set()
    for kind in PERSONAL_DATA:
        rows = connection.execute(select(kind.person).distinct())
        people |= {person_id for person_id in rows.scalars() if person_id is not None}
    return sorted(
        person_id
        for person_id in people
        if any(Fingerprint.of(person_id, key) in wanted for key in keys)
    )
