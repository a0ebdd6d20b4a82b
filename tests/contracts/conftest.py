"""Every adapter of a port passes the same suite: a new adapter is one more parameter here."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.chat.ports import Credentials, EventLog, History, Turns
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import open_database
from gateway.storage.event_log import SqliteEventLog
from gateway.storage.history import SqliteHistory
from gateway.storage.turns import SqliteTurns


@dataclass(frozen=True, slots=True)
class Store:
    """All storage ports over one store."""

    history: History
    turns: Turns
    event_log: EventLog
    credentials: Credentials


@pytest.fixture(params=["sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Store]:
    """An empty store."""
    async with open_database(tmp_path / "store.db", "normal") as database:
        yield Store(
            SqliteHistory(database), SqliteTurns(database), SqliteEventLog(database), SqliteCredentials(database)
        )
