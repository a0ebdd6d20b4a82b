"""What a run writes: events, and the end."""

from collections.abc import Sequence

from gateway.chat.attachments import with_note
from gateway.chat.errors import FenceLost
from gateway.chat.model import Answer, ClaimedTurn, StoredEvent, Turn
from gateway.chat.spending import Meter
from gateway.storage.database import Database, Statement, Value
from gateway.storage.events import fenced, insert_events
from gateway.storage.rows import text
from gateway.storage.usage import insert_usage
from shared.events import TurnFinished
from shared.runs import PastMessage

END_TURN = """
UPDATE turn SET status = :outcome, error_code = :error_code, finished_at = :now
WHERE organization_id = :organization_id AND id = :turn_id AND fence = :fence AND status IN ('queued', 'running')
"""

WRITE_ANSWER = """
UPDATE message SET status = :status, text = :text, parts = :parts, reference_list = :reference_list,
                   metadata = :metadata
WHERE organization_id = :organization_id AND id = :message_id
"""

DISCARD_MESSAGES = """
DELETE FROM message WHERE organization_id = :organization_id AND turn_id = (
    SELECT id FROM turn WHERE organization_id = :organization_id AND id = :turn_id AND is_discarded = 1)
"""

# Kept for repetitions within the run; the transcript keeps what they said.
FORGET_TOOL_CALLS = "DELETE FROM tool_call WHERE turn_id = :turn_id"

NEXT_MAY_RUN = """
UPDATE turn SET claimable_since = :now
WHERE number = (
    SELECT number FROM turn
    WHERE organization_id = :organization_id AND session_id = :session_id AND status = 'queued'
    ORDER BY position LIMIT 1)
"""

TOUCH_SESSION = """
UPDATE session SET updated_at = max(updated_at, :now) WHERE organization_id = :organization_id AND id = :session_id
"""

HAS_TURN = "SELECT 1 FROM turn WHERE organization_id = :organization_id AND id = :turn_id"

SELECT_QUESTION_PARTS = """
SELECT message.parts FROM turn JOIN message ON message.id = turn.question_message_id
WHERE turn.organization_id = :organization_id AND turn.id = :turn_id
"""

# What was said on the way to the turn, whatever stands in other branches; the newest first.
SELECT_PAST_MESSAGES = """
WITH RECURSIVE past (id, parent_id, question_message_id, message_id, depth) AS (
    SELECT id, parent_id, NULL, NULL, 0 FROM turn WHERE organization_id = :organization_id AND id = :turn_id
    UNION ALL
    SELECT turn.id, turn.parent_id, turn.question_message_id, turn.message_id, past.depth + 1
    FROM past JOIN turn ON turn.id = past.parent_id WHERE past.depth < :limit)
SELECT message.role, message.text, CASE message.role WHEN 'user' THEN message.parts ELSE '' END
FROM past JOIN message ON message.id = past.question_message_id OR message.id = past.message_id
WHERE message.text <> ''
ORDER BY past.depth, message.role LIMIT :limit
"""


class SqliteTurns:
    """The port `Turns` on SQLite."""

    def __init__(self, database: Database, meter: Meter) -> None:
        self._database = database
        self._meter = meter

    async def append(self, claimed: ClaimedTurn, events: Sequence[StoredEvent]) -> bool:
        return await self._write([*insert_events(claimed, events), *insert_usage(claimed, events, self._meter)])

    async def finish(
        self, claimed: ClaimedTurn, events: Sequence[StoredEvent], end: TurnFinished, answer: Answer
    ) -> bool:
        turn = claimed.turn
        values = {
            **fenced(claimed),
            "session_id": turn.session_id,
            "message_id": turn.message_id,
            "outcome": end.outcome,
            "error_code": end.error_code,
            "now": end.at,
            "status": answer.status,
            "text": answer.text,
            "parts": answer.parts,
            "reference_list": answer.references,
            "metadata": answer.metadata,
        }
        return await self._write(
            [
                *insert_events(claimed, events),
                *insert_usage(claimed, events, self._meter),
                Statement(END_TURN, values, otherwise=FenceLost),
                Statement(WRITE_ANSWER, values),
                Statement(DISCARD_MESSAGES, values),
                Statement(TOUCH_SESSION, values),
                Statement(NEXT_MAY_RUN, values),
                Statement(FORGET_TOOL_CALLS, values),
            ]
        )

    async def has(self, turn: Turn) -> bool:
        values = {"organization_id": turn.organization_id, "turn_id": turn.id}
        return bool(await self._database.rows(HAS_TURN, values))

    async def question_parts(self, turn: Turn) -> str:
        values: dict[str, Value] = {"organization_id": turn.organization_id, "turn_id": turn.id}
        rows = await self._database.rows(SELECT_QUESTION_PARTS, values)
        return text(rows[0][0]) if rows else "[]"

    async def past_messages(self, turn: Turn, limit: int) -> list[PastMessage]:
        values: dict[str, Value] = {"organization_id": turn.organization_id, "turn_id": turn.id, "limit": limit}
        rows = await self._database.rows(SELECT_PAST_MESSAGES, values)
        return [
            PastMessage.model_validate({"role": role, "text": with_note(text(said), text(parts))})
            for role, said, parts in reversed(rows)
        ]

    async def _write(self, statements: Sequence[Statement]) -> bool:
        try:
            await self._database.batch(statements)
        except FenceLost:
            return False
        return True
