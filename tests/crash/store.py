"""What the database says at one moment, read from outside through a connection that cannot write."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPEN = frozenset({"queued", "running"})

SELECT_TURNS = """
SELECT id, number, organization_id, session_id, position, status, attempt, fence, coalesce(idempotency_key, ''),
       question, created_at / 1000.0, started_at / 1000.0, finished_at / 1000.0, is_compacted, is_discarded, owner
FROM turn WHERE number > ?
"""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn as it is stored. Times are Unix seconds."""

    id: str
    number: int
    organization_id: str
    session_id: str
    position: int
    status: str
    attempt: int
    fence: int
    key: str
    question: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    is_compacted: bool
    is_discarded: bool
    owner: str | None


@dataclass(frozen=True, slots=True)
class Store:
    """One consistent look at the whole store."""

    turns: dict[str, TurnRow]
    events: dict[str, list[tuple[int, str]]]
    # By turn and role: text and status.
    messages: dict[tuple[str, str], list[tuple[str, str]]]
    sessions: frozenset[str]
    problems: tuple[str, ...]

    def of_key(self, key: str) -> list[TurnRow]:
        """The turns that were accepted under an idempotency key."""
        return [turn for turn in self.turns.values() if turn.key == key]


def look(file: Path, *, since: int = 0, check: bool = False) -> Store:
    """Read the turns whose number is greater than `since`, with everything of theirs, in one transaction."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None, timeout=10)) as connection:
        connection.execute("BEGIN")
        turns = {row[0]: _turn(row) for row in connection.execute(SELECT_TURNS, (since,))}
        events: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for turn_id, seq, data in connection.execute(
            "SELECT turn_id, seq, data FROM turn_event WHERE turn_id IN (SELECT id FROM turn WHERE number > ?)"
            " ORDER BY turn_id, seq",
            (since,),
        ):
            events[turn_id].append((seq, data))
        messages: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for turn_id, role, text, status in connection.execute(
            "SELECT turn_id, role, text, status FROM message WHERE turn_id IN (SELECT id FROM turn WHERE number > ?)",
            (since,),
        ):
            messages[turn_id, role].append((text, status))
        sessions = frozenset(str(row[0]) for row in connection.execute("SELECT id FROM session"))
        return Store(turns, dict(events), dict(messages), sessions, tuple(_problems(connection)) if check else ())


def last_number(file: Path) -> int:
    """The number of the newest turn."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        found: int = connection.execute("SELECT coalesce(max(number), 0) FROM turn").fetchone()[0]
        return found


def _turn(row: tuple[Any, ...]) -> TurnRow:
    return TurnRow(*row)


def _problems(connection: sqlite3.Connection) -> list[str]:
    """What the file itself and its unwritten rules say."""
    found = [f"integrity: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    found += [
        f"{count} {what}"
        for what, sql in {
            "events without a turn": "SELECT count(*) FROM turn_event WHERE turn_id NOT IN (SELECT id FROM turn)",
            "messages without a turn": "SELECT count(*) FROM message WHERE turn_id NOT IN (SELECT id FROM turn)",
            "turns without a session": "SELECT count(*) FROM turn WHERE session_id NOT IN (SELECT id FROM session)",
            "grants without a turn": "SELECT count(*) FROM run_grant WHERE turn_id NOT IN (SELECT id FROM turn)",
            "sessions with two running turns": "SELECT count(*) FROM (SELECT 1 FROM turn WHERE status = 'running'"
            " GROUP BY session_id HAVING count(*) > 1)",
            "slots with two running turns": "SELECT count(*) FROM (SELECT 1 FROM turn WHERE status = 'running'"
            " AND slot IS NOT NULL GROUP BY worker_id, slot HAVING count(*) > 1)",
        }.items()
        if (count := connection.execute(sql).fetchone()[0])
    ]
    return found
