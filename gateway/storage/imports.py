"""Sessions from outside into SQLite: a few turns a transaction, so that nobody else's commit waits for all of them.

The session shows nothing of it until the last transaction names the end of its branch.
"""

from collections.abc import Sequence

from gateway.chat.errors import NotFound, StorageFull
from gateway.chat.model import ImportedTurn, Principal, Session
from gateway.storage.acceptance import KEY_IS_NEW, KeyTaken
from gateway.storage.ballast import Ballast
from gateway.storage.database import Database, Statement, Value
from gateway.storage.history import SELECT_SESSION, insert_session, owner
from gateway.storage.rows import text
from shared.ids import SessionId, TurnId

# No session is called so: keys of imports are apart from those of questions.
KEY_SCOPE = "import"

SELECT_BY_KEY = """
SELECT session_id, fingerprint FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND key_scope = :key_scope
  AND idempotency_key = :idempotency_key
"""

INSERT_UNDER_WAY = """
INSERT INTO session_import (session_id, organization_id, owner) VALUES (:session_id, :organization_id, :owner)
"""

INSERT_TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  finished_at, is_compacted, question_message_id, parent_id)
SELECT :turn_id, :organization_id, :user_id, :session_id, coalesce(max(position), 0) + 1, :question, :message_id,
       :outcome, :asked_at, :answered_at, 1, :question_message_id, :parent_id
FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
"""

INSERT_MESSAGES = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
SELECT question_message_id, organization_id, session_id, 2 * position - 1, 'user', id, 'complete', question,
       :question_parts, '[]', '{}', :asked_at
FROM turn WHERE organization_id = :organization_id AND id = :turn_id
UNION ALL
SELECT message_id, organization_id, session_id, 2 * position, 'assistant', id, :status, :text, :parts, :reference_list,
       :metadata, :answered_at
FROM turn WHERE organization_id = :organization_id AND id = :turn_id
"""

KEEP_KEY = """
UPDATE turn SET idempotency_key = :idempotency_key, key_scope = :key_scope, fingerprint = :fingerprint
WHERE organization_id = :organization_id AND id = :turn_id
"""

SHOW = """
UPDATE session SET head_turn_id = :turn_id
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

DELETE_UNDER_WAY = """
DELETE FROM session_import WHERE organization_id = :organization_id AND session_id = :session_id
"""

DELETE_SESSION = """
DELETE FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

DELETE_UNFINISHED = "DELETE FROM session WHERE id IN (SELECT session_id FROM session_import WHERE owner = :owner)"


class SqliteImports:
    """The port `Imports` on SQLite. `gateway_name` tells whose unfinished work is whose."""

    def __init__(self, database: Database, ballast: Ballast, gateway_name: str) -> None:
        self._database = database
        self._ballast = ballast
        self._gateway_name = gateway_name

    async def find(self, principal: Principal, key: str) -> tuple[SessionId, str] | None:
        values = {**owner(principal), "key_scope": KEY_SCOPE, "idempotency_key": key}
        rows = await self._database.rows(SELECT_BY_KEY, values)
        return (SessionId(text(rows[0][0])), text(rows[0][1])) if rows else None

    async def begin(self, principal: Principal, session: Session) -> None:
        if not self._ballast.has_room:
            raise StorageFull
        values = {**owner(principal), "session_id": session.id, "owner": self._gateway_name}
        await self._database.batch([insert_session(principal, session), Statement(INSERT_UNDER_WAY, values)])

    async def add(self, principal: Principal, session_id: SessionId, turns: Sequence[ImportedTurn]) -> None:
        common: dict[str, Value] = {**owner(principal), "session_id": session_id}
        statements = [Statement(SELECT_SESSION, common, otherwise=NotFound)]
        for turn in turns:
            values = {**common, **_values(turn)}
            statements += [Statement(INSERT_TURN, values), Statement(INSERT_MESSAGES, values)]
        await self._database.batch(statements)

    async def finish(
        self, principal: Principal, session_id: SessionId, last: TurnId, *, key: str | None, fingerprint: str
    ) -> bool:
        values: dict[str, Value] = {
            **owner(principal),
            "session_id": session_id,
            "turn_id": last,
            "key_scope": KEY_SCOPE,
            "idempotency_key": key,
            "fingerprint": fingerprint,
        }
        keyed = [Statement(KEY_IS_NEW, values, otherwise=KeyTaken), Statement(KEEP_KEY, values)]
        try:
            await self._database.batch(
                [
                    *(keyed if key is not None else []),
                    Statement(SHOW, values, otherwise=NotFound),
                    Statement(DELETE_UNDER_WAY, values),
                ]
            )
        except KeyTaken:
            return False
        return True

    async def abandon(self, principal: Principal, session_id: SessionId) -> None:
        await self._database.batch([Statement(DELETE_SESSION, {**owner(principal), "session_id": session_id})])

    async def abandon_unfinished(self) -> None:
        """Remove what this gateway had begun in an earlier life."""
        await self._database.batch([Statement(DELETE_UNFINISHED, {"owner": self._gateway_name})])


def _values(imported: ImportedTurn) -> dict[str, Value]:
    turn, answer = imported.turn, imported.turn.answer
    return {
        "turn_id": imported.id,
        "parent_id": imported.parent_id,
        "question_message_id": imported.question_id,
        "message_id": imported.answer_id,
        "question": turn.question,
        "question_parts": turn.question_parts,
        "asked_at": turn.asked_at,
        "outcome": turn.outcome,
        "status": answer.status,
        "text": answer.text,
        "parts": answer.parts,
        "reference_list": answer.references,
        "metadata": answer.metadata,
        "answered_at": turn.answered_at,
    }
