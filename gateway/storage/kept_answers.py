"""Answers that are told again, in SQLite: pointers to messages of the same organization that are whole and there."""

import sqlite3

from gateway.chat.errors import StorageUnavailable
from gateway.chat.kept_answer import KeptAnswer
from gateway.chat.model import Turn
from gateway.storage.database import Database, Statement, Value
from gateway.storage.rows import text

# Nobody is told in a widget what was said elsewhere, nor the other way round; nobody twice the same in one session; and
# nobody what somebody voted against. The question of a turn is in a widget when it was first asked in one.
SELECT_KEPT = """
SELECT message.text, coalesce(json_extract(message.metadata, '$.models[0]'), '')
FROM kept_answer
JOIN turn ON turn.organization_id = kept_answer.organization_id AND turn.id = kept_answer.turn_id
JOIN message ON message.organization_id = turn.organization_id AND message.id = turn.message_id
WHERE kept_answer.organization_id = :organization_id AND kept_answer.digest = :digest AND kept_answer.kept_at > :since
  AND kept_answer.turn_id <> :turn_id AND turn.status = 'done' AND message.status = 'complete' AND message.text <> ''
  AND NOT EXISTS (
      SELECT 1 FROM vote
      WHERE vote.organization_id = :organization_id AND vote.message_id = message.id AND vote.value < 0)
  AND NOT EXISTS (
      SELECT 1 FROM turn AS earlier
      WHERE earlier.organization_id = :organization_id AND earlier.session_id = :session_id AND earlier.id <> :turn_id
        AND (:is_first_only OR earlier.question = :question) AND earlier.position < :position)
  AND NOT EXISTS (
      SELECT 1 FROM turn AS asked
      WHERE asked.organization_id = :organization_id AND asked.id = :turn_id AND asked.is_widget = 1)
"""

# Only what was answered without a word before it: the first question of a session.
KEEP = """
INSERT INTO kept_answer (organization_id, digest, turn_id, kept_at)
SELECT turn.organization_id, :digest, turn.id, :now
FROM turn
WHERE turn.organization_id = :organization_id AND turn.id = :turn_id AND turn.is_widget = 0
  AND NOT EXISTS (
      SELECT 1 FROM turn AS earlier
      WHERE earlier.organization_id = :organization_id AND earlier.session_id = turn.session_id
        AND earlier.position < turn.position)
ON CONFLICT (organization_id, digest) DO UPDATE SET turn_id = excluded.turn_id, kept_at = excluded.kept_at
"""

DELETE_OLD = """
DELETE FROM kept_answer WHERE organization_id = :organization_id AND (kept_at <= :since OR digest IN (
    SELECT digest FROM kept_answer WHERE organization_id = :organization_id
    ORDER BY kept_at DESC, digest LIMIT -1 OFFSET :most))
"""


class SqliteKeptAnswers:
    """The port `KeptAnswerStore` on SQLite."""

    def __init__(self, database: Database, *, most: int) -> None:
        """`most` is how many an organization may have; the oldest go."""
        self._database = database
        self._most = most

    async def find(self, turn: Turn, digest: str, *, since: int, is_first_only: bool) -> KeptAnswer | None:
        values: dict[str, Value] = {
            **_named(turn, digest),
            "session_id": turn.session_id,
            "position": turn.position,
            "question": turn.question,
            "since": since,
            "is_first_only": int(is_first_only),
        }
        rows = await self._database.rows(SELECT_KEPT, values)
        return KeptAnswer(text(rows[0][0]), text(rows[0][1])) if rows else None

    async def keep(self, turn: Turn, digest: str, *, now: int, since: int) -> None:
        values: dict[str, Value] = {**_named(turn, digest), "now": now, "since": since, "most": self._most}
        try:
            await self._database.batch([Statement(KEEP, values), Statement(DELETE_OLD, values)])
        except sqlite3.Error as error:
            # No answer hangs on it, whatever is wrong with this table.
            raise StorageUnavailable from error


def _named(turn: Turn, digest: str) -> dict[str, Value]:
    return {"organization_id": turn.organization_id, "turn_id": turn.id, "digest": digest}
