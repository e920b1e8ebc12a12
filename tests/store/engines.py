"""SQLAlchemy's engine under a store, whichever database it is."""

from sqlalchemy import Engine

from bot.store import Store


def engine_of(store: Store) -> Engine:
    engine = store._database._engine
    return getattr(engine, "sync_engine", engine)
