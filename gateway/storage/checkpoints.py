"""The past of a turn in SQLite: its path back to the newest checkpoint, and the checkpoints."""

from gateway.chat.attachments import with_note
from gateway.chat.model import Turn
from gateway.chat.window import Checkpoint, Past, PastTurn
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, optional_integer, text
from shared.agents import PLANNER
from shared.ids import TurnId

# No window has room for more, and the walk must end.
MAX_TURNS = 400

# Back from the turn, over whatever stands in other branches, to the newest turn before it that has a checkpoint. Nobody
# needs more of a message than a window could ever hold.
SELECT_PATH = """
WITH RECURSIVE past (id, parent_id, question_message_id, message_id, depth) AS (
    SELECT id, parent_id, question_message_id, message_id, 0 FROM turn
    WHERE organization_id = :organization_id AND id = :turn_id
    UNION ALL
    SELECT turn.id, turn.parent_id, turn.question_message_id, turn.message_id, past.depth + 1
    FROM past JOIN turn ON turn.id = past.parent_id
    WHERE past.depth < :limit
      AND (past.depth = 0 OR NOT EXISTS (SELECT 1 FROM context_checkpoint WHERE turn_id = past.id)))
SELECT past.id, coalesce(asked.text, ''), coalesce(answered.text, ''), context_checkpoint.text,
       context_checkpoint.turns, coalesce(asked.parts, '')
FROM past
LEFT JOIN message AS asked ON asked.id = past.question_message_id
LEFT JOIN message AS answered ON answered.id = past.message_id
LEFT JOIN context_checkpoint ON context_checkpoint.turn_id = past.id AND past.depth > 0
WHERE past.depth >= :from_depth
ORDER BY past.depth DESC
"""

# The first request of a run has what was said, and no results of tools yet.
SELECT_ANCHOR = """
SELECT max(first) FROM (
    SELECT min(llm_usage.input_tokens) AS first
    FROM turn JOIN llm_usage ON llm_usage.turn_id = turn.id
    WHERE turn.organization_id = :organization_id AND turn.id = :last_turn_id
      AND llm_usage.run_id IS NOT NULL AND llm_usage.is_estimated = 0 AND llm_usage.agent <> :planner
    GROUP BY llm_usage.agent)
"""

INSERT_CHECKPOINT = """
INSERT INTO context_checkpoint (turn_id, organization_id, text, turns, model, created_at)
SELECT id, organization_id, :text, :turns, :model, :now FROM turn
WHERE organization_id = :organization_id AND id = :turn_id
ON CONFLICT (turn_id) DO NOTHING
"""


class SqliteCheckpoints:
    """The port `Checkpoints` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def past(self, turn: Turn, *, with_it: bool = False) -> Past:
        values: dict[str, Value] = {
            "organization_id": turn.organization_id,
            "turn_id": turn.id,
            "limit": MAX_TURNS,
            "from_depth": 0 if with_it else 1,
        }
        rows = await self._database.rows(SELECT_PATH, values)
        checkpoint = _checkpoint(rows[0]) if rows else None
        turns = tuple(_turn(row) for row in (rows if checkpoint is None else rows[1:]))
        if not turns:
            return Past((), checkpoint)
        anchor = await self._database.rows(
            SELECT_ANCHOR,
            {"organization_id": turn.organization_id, "last_turn_id": turns[-1].turn_id, "planner": PLANNER},
        )
        return Past(turns, checkpoint, optional_integer(anchor[0][0]))

    async def keep(self, turn: Turn, last: TurnId, checkpoint: Checkpoint, *, model: str, now: int) -> None:
        values: dict[str, Value] = {
            "organization_id": turn.organization_id,
            "turn_id": last,
            "text": checkpoint.text,
            "turns": checkpoint.turns,
            "model": model,
            "now": now,
        }
        await self._database.batch([Statement(INSERT_CHECKPOINT, values)])


def _checkpoint(row: Row) -> Checkpoint | None:
    return None if row[3] is None else Checkpoint(text(row[3]), integer(row[4]))


def _turn(row: Row) -> PastTurn:
    # What is attached to a question is named in it.
    return PastTurn(TurnId(text(row[0])), with_note(text(row[1]), text(row[5])), text(row[2]))
