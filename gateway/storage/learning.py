"""What a turn leaves in the memory of its user. A turn that is gone, or was asked in a widget, leaves nothing."""

from collections.abc import Mapping, Sequence

from gateway.chat.memories import NewMemory
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import PackedVector
from gateway.storage.database import Database, Statement, Value
from gateway.storage.memories import vector_values
from gateway.storage.recollections import asker
from gateway.storage.rows import integer, text

# Said again, it belongs to the message in which it was said last: it goes with that one, not with the first.
INSERT_MEMORY = """
INSERT INTO memory (id, organization_id, user_id, scope, session_id, message_id, text, kind, digest, embedder, sketch,
                    vector, created_at)
SELECT :memory_id, turn.organization_id, turn.user_id, :scope, turn.session_id, turn.question_message_id, :text, :kind,
       :digest, :embedder, :sketch, :vector, :now
FROM turn
WHERE turn.organization_id = :organization_id AND turn.user_id = :user_id AND turn.id = :turn_id
  AND turn.is_discarded = 0
  AND turn.created_at > coalesce((
      SELECT at FROM memory_forgotten WHERE organization_id = :organization_id AND user_id = :user_id), -1)
  AND NOT EXISTS (
      SELECT 1 FROM turn AS asked
      WHERE asked.organization_id = :organization_id AND asked.question_message_id = turn.question_message_id
        AND asked.is_widget = 1)
ON CONFLICT DO UPDATE SET session_id = excluded.session_id, message_id = excluded.message_id
"""

SUPERSEDE = """
UPDATE memory SET superseded_by = (
    SELECT said.id FROM memory AS said
    WHERE said.organization_id = :organization_id AND said.user_id = :user_id AND said.scope = :scope
      AND (said.scope = 'user' OR said.session_id = :session_id)
      AND said.digest = :digest AND said.superseded_by IS NULL AND said.id <> :replaces)
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :replaces AND superseded_by IS NULL
  AND (scope = 'user' OR session_id = :session_id)
"""

# Of more than anybody says, the longest unused go.
DELETE_BEYOND = """
DELETE FROM memory WHERE organization_id = :organization_id AND user_id = :user_id AND number IN (
    SELECT number FROM memory
    WHERE organization_id = :organization_id AND user_id = :user_id AND superseded_by IS NULL
    ORDER BY coalesce(last_used_at, created_at) DESC, number DESC LIMIT -1 OFFSET :most)
"""

COUNT = """
SELECT count(*) FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND superseded_by IS NULL
"""

FORGET_SESSION = """
DELETE FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND scope = 'session' AND session_id = :session_id
"""

# Most answers used nothing: of those nothing is written.
SELECT_USED = """
SELECT json_group_array(json_extract(used.value, '$.id'))
FROM message, json_each(message.parts) AS part, json_each(part.value, '$.data.memories') AS used
WHERE message.organization_id = :organization_id AND message.id = :message_id
  AND json_extract(part.value, '$.type') = 'data-memory'
"""

NOTE_USED = """
UPDATE memory SET use_count = use_count + 1, last_used_at = :now
WHERE organization_id = :organization_id AND user_id = :user_id AND id IN (SELECT value FROM json_each(:used))
"""

SELECT_LACKING = """
SELECT number, text FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND superseded_by IS NULL
  AND embedder IS NOT :embedder
ORDER BY number DESC LIMIT :limit
"""

GIVE_VECTOR = """
UPDATE memory SET embedder = :embedder, sketch = :sketch, vector = :vector
WHERE organization_id = :organization_id AND user_id = :user_id AND number = :number AND text = :text
"""


FORGET_DAYS = """
DELETE FROM learning_day
WHERE organization_id = :organization_id AND day < strftime('%Y-%m-%d', :now / 1000, 'unixepoch')
"""

COUNT_CALL = """
INSERT INTO learning_day (organization_id, day, calls)
SELECT :organization_id, strftime('%Y-%m-%d', :now / 1000, 'unixepoch'), 1 WHERE :most_calls > 0
ON CONFLICT (organization_id, day) DO UPDATE SET calls = calls + 1 WHERE calls < :most_calls
RETURNING calls
"""


class SqliteLearning:
    """The port `Learned` on SQLite."""

    def __init__(self, database: Database, *, most: int, calls_per_day: int = 1_000_000) -> None:
        """`most` is how many memories a user may have, `calls_per_day` how often they may be looked for by a model."""
        self._database = database
        self._most = most
        self._calls_per_day = calls_per_day

    async def take_call(self, turn: Turn, now: int) -> int | None:
        values: dict[str, Value] = {
            "organization_id": turn.organization_id,
            "now": now,
            "most_calls": self._calls_per_day,
        }
        _, taken = await self._database.batch([Statement(FORGET_DAYS, values), Statement(COUNT_CALL, values)])
        return self._calls_per_day - integer(taken[0][0]) if taken else None

    async def learn(self, turn: Turn, memories: Sequence[NewMemory], now: int) -> None:
        statements: list[Statement] = []
        for memory in memories:
            values: dict[str, Value] = {
                **asker(turn),
                **vector_values(memory.vector),
                "memory_id": memory.id,
                "scope": memory.scope,
                "text": memory.text,
                "kind": memory.kind,
                "digest": memory.digest,
                "replaces": memory.replaces,
                "now": now,
            }
            statements.append(Statement(INSERT_MEMORY, values))
            if memory.replaces is not None:
                statements.append(Statement(SUPERSEDE, values))
        *_, ((count,),) = await self._database.batch([*statements, Statement(COUNT, asker(turn))])
        if integer(count) > self._most:
            await self._database.batch([Statement(DELETE_BEYOND, {**asker(turn), "most": self._most})])

    async def forget_session(self, turn: Turn) -> None:
        await self._database.batch([Statement(FORGET_SESSION, asker(turn))])

    async def note_used(self, turn: Turn, now: int) -> None:
        values: dict[str, Value] = {**asker(turn), "message_id": turn.message_id, "now": now}
        ((used,),) = await self._database.rows(SELECT_USED, values)
        if used != "[]":
            await self._database.batch([Statement(NOTE_USED, {**values, "used": used})])

    async def lacking(self, turn: Turn, embedder: str, limit: int) -> dict[int, str]:
        rows = await self._database.rows(SELECT_LACKING, {**asker(turn), "embedder": embedder, "limit": limit})
        return {integer(number): text(said) for number, said in rows}

    async def give_vectors(self, turn: Turn, vectors: Mapping[int, tuple[str, PackedVector]]) -> None:
        await self._database.batch(
            [
                Statement(GIVE_VECTOR, {**asker(turn), **vector_values(vector), "number": number, "text": said})
                for number, (said, vector) in vectors.items()
            ]
        )
