"""What a turn finds in the memory of its user. Every statement names organization, user and scope.

A turn that was asked in a widget finds nothing, in no statement, and neither does one that makes its answer again.
"""

from collections.abc import Sequence
from typing import cast

from pydantic_core import to_json

from gateway.chat.memories import StoredMemory
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import sketch_number
from gateway.storage.database import Database, Row, Value
from gateway.storage.memories import memory_of
from gateway.storage.rows import integer
from gateway.storage.sketch_cache import Sketch, SketchCache, SketchOwner
from gateway.storage.sought import owner_word

# Whether the turn may use the memory of its user at all, and whether there is one.
SELECT_OUTLOOK = """
SELECT 1 FROM turn
WHERE turn.organization_id = :organization_id AND turn.user_id = :user_id AND turn.id = :turn_id
  AND NOT EXISTS (
      SELECT 1 FROM turn AS asked
      WHERE asked.organization_id = :organization_id AND asked.question_message_id = turn.question_message_id
        AND asked.is_widget = 1)
  AND (:is_empty_enough OR EXISTS (
      SELECT 1 FROM memory WHERE memory.organization_id = :organization_id AND memory.user_id = :user_id
        AND superseded_by IS NULL))
"""

# The stamp comes first, with no number: it and what follows are of one moment.
SELECT_SKETCHES = """
SELECT NULL, stamp FROM memory_stamp WHERE organization_id = :organization_id AND user_id = :user_id
UNION ALL
SELECT number, sketch FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND scope = 'user'
  AND embedder = :embedder AND superseded_by IS NULL
"""

# Few: they are read each time, and tell whether the others have changed.
SELECT_SKETCHES_OF_SESSION = """
SELECT NULL, stamp FROM memory_stamp WHERE organization_id = :organization_id AND user_id = :user_id
UNION ALL
SELECT number, sketch FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND scope = 'session' AND session_id = :session_id
  AND embedder = :embedder AND superseded_by IS NULL
"""

# The better it fits, the larger; bm25 itself the smaller. The index alone knows the owner; what is of other
# sessions or was replaced is left out of four times as many as are wanted, so that few rows are looked at.
SELECT_MATCHES = """
SELECT found.number, -found.score
FROM (
    SELECT memory_search.rowid AS number, bm25(memory_search, 0.0, 1.0) AS score FROM memory_search
    WHERE memory_search MATCH :match ORDER BY score LIMIT 4 * :limit) AS found
JOIN memory ON memory.number = found.number
WHERE memory.organization_id = :organization_id AND memory.user_id = :user_id AND memory.superseded_by IS NULL
  AND (memory.scope = 'user' OR memory.session_id = :session_id)
ORDER BY found.score LIMIT :limit
"""

SELECT_REMEMBERED = """
SELECT id, text, kind, scope, session_id, message_id, created_at, last_used_at, use_count, number,
       CASE WHEN embedder = :embedder THEN vector END
FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND superseded_by IS NULL
  AND (scope = 'user' OR session_id = :session_id)
  AND number IN (
      SELECT value FROM json_each(:numbers)
      UNION SELECT number FROM (
          SELECT preferred.number FROM memory AS preferred
          WHERE preferred.organization_id = :organization_id AND preferred.user_id = :user_id
            AND preferred.superseded_by IS NULL AND preferred.kind = 'preference'
            AND (preferred.scope = 'user' OR preferred.session_id = :session_id)
          ORDER BY preferred.number DESC LIMIT :preferences))
ORDER BY number
"""


class SqliteRecollections:
    """The port `Recollections` on SQLite."""

    def __init__(self, database: Database, cache: SketchCache | None = None) -> None:
        """Without a cache of somebody's it has one of its own."""
        self._database = database
        self._cache = cache or SketchCache()

    async def may_use(self, turn: Turn, *, is_to_learn: bool) -> bool:
        return bool(await self._database.rows(SELECT_OUTLOOK, {**asker(turn), "is_empty_enough": is_to_learn}))

    async def sketches(self, turn: Turn, embedder: str) -> list[Sketch]:
        values = {**asker(turn), "embedder": embedder}
        stamp, of_session = stamped(await self._database.rows(SELECT_SKETCHES_OF_SESSION, values))
        owner = SketchOwner(turn.organization_id, turn.user_id, embedder)
        of_user = self._cache.find(owner, stamp)
        if of_user is None:
            stamp, of_user = stamped(await self._database.rows(SELECT_SKETCHES, values))
            if stamp is not None:
                self._cache.keep(owner, stamp, of_user)
        return [*of_user, *of_session]

    async def matches(self, turn: Turn, words: Sequence[str], limit: int) -> dict[int, float]:
        if not words:
            return {}
        any_word = " OR ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in words)
        match = f'owner : "{owner_word(turn.organization_id, turn.user_id)}" AND text : ({any_word})'
        rows = await self._database.rows(SELECT_MATCHES, {**asker(turn), "match": match, "limit": limit})
        return {integer(number): float(score) for number, score in rows if isinstance(score, float)}

    async def load(
        self, turn: Turn, numbers: Sequence[int], embedder: str | None, preferences: int
    ) -> list[StoredMemory]:
        values: dict[str, Value] = {
            "numbers": to_json(list(numbers)).decode(),
            "embedder": embedder,
            "preferences": preferences,
        }
        rows = await self._database.rows(SELECT_REMEMBERED, {**asker(turn), **values})
        return [
            StoredMemory(integer(row[9]), memory_of(row), row[10] if isinstance(row[10], bytes) else None)
            for row in rows
        ]


def stamped(rows: list[Row]) -> tuple[int | None, list[Sketch]]:
    """The stamp, if there is one, and the sketches."""
    stamp = next((integer(value) for number, value in rows if number is None), None)
    # An integer and a blob by the schema; 10,000 rows are not looked at one by one.
    found = cast("list[tuple[int | None, bytes]]", rows)
    return stamp, [(number, sketch_number(sketch)) for number, sketch in found if number is not None]


def asker(turn: Turn) -> dict[str, Value]:
    """The values that every statement about what a turn may remember needs."""
    return {
        "organization_id": turn.organization_id,
        "user_id": turn.user_id,
        "session_id": turn.session_id,
        "turn_id": turn.id,
    }
