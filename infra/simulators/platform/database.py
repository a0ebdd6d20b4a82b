"""The simulator's SQLite file: built once per fingerprint, then only opened.

The file is filled under another name and moved into place, so a start that was killed half-way leaves nothing behind
that a later start could mistake for data.
"""

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.simulators.platform.search import index_everything

FILE_NAME: Final = "platform-sim.sqlite"
SCHEMA_FILE: Final = Path(__file__).with_name("schema.sql")

SELECT_META = "SELECT value FROM meta WHERE key = :key"
INSERT_META = "INSERT INTO meta (key, value) VALUES (:key, :value)"


@dataclass(frozen=True, slots=True)
class Database:
    """A filled file. A connection per request: handlers run on several threads."""

    path: Path

    @contextmanager
    def connect(self) -> Generator[sqlite3.Connection]:
        """Yield a connection whose changes are committed when the block ends well."""
        with closing(sqlite3.connect(self.path, timeout=5)) as connection:
            connection.row_factory = sqlite3.Row
            with connection:
                yield connection

    def meta(self, key: str) -> str | None:
        with self.connect() as connection:
            row = connection.execute(SELECT_META, {"key": key}).fetchone()
        return None if row is None else str(row["value"])


def prepare_database(
    data_dir: Path, fingerprint: str, fill: Callable[[sqlite3.Connection], None]
) -> tuple[Database, bool]:
    """Return the database for this fingerprint and whether it was there already."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / FILE_NAME
    if path.exists() and _fingerprint_of(path) == fingerprint:
        return Database(path), True
    _build(path, fingerprint, fill)
    return Database(path), False


def _fingerprint_of(path: Path) -> str | None:
    try:
        return Database(path).meta("fingerprint")
    except sqlite3.DatabaseError:
        # Another version's file, or no database at all: it is built anew.
        return None


def _build(path: Path, fingerprint: str, fill: Callable[[sqlite3.Connection], None]) -> None:
    building = path.with_name(f"{path.name}.{os.getpid()}.building")
    building.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(building, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            # Nobody reads this file before it is complete, so it needs neither a journal on disk nor fsync.
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript("BEGIN;" + SCHEMA_FILE.read_text(encoding="utf-8"))
            fill(connection)
            index_everything(connection)
            connection.execute(INSERT_META, {"key": "fingerprint", "value": fingerprint})
            connection.execute("COMMIT")
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)
