"""Answers to the tool calls of running turns."""

import json

from gateway.chat.errors import IdempotencyKeyReused
from gateway.chat.model import Grant, PlatformAnswer
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, text

SELECT_TOOL_CALL = """
SELECT tool_call.fingerprint, tool_call.status, tool_call.headers, tool_call.body
FROM tool_call JOIN turn ON turn.id = tool_call.turn_id
WHERE turn.organization_id = :organization_id AND turn.id = :turn_id AND tool_call.call_id = :call_id
"""

INSERT_TOOL_CALL = """
INSERT INTO tool_call (turn_id, call_id, fingerprint, status, headers, body)
SELECT id, :call_id, :fingerprint, :status, :headers, :body FROM turn
WHERE organization_id = :organization_id AND id = :turn_id AND status = 'running'
ON CONFLICT (turn_id, call_id) DO NOTHING
"""


class SqliteToolCalls:
    """The façade's port `ToolCalls` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, grant: Grant, call_id: str, fingerprint: str) -> PlatformAnswer | None:
        rows = await self._database.rows(SELECT_TOOL_CALL, _values(grant, call_id))
        return _answer(rows[0], fingerprint) if rows else None

    async def keep(self, grant: Grant, call_id: str, fingerprint: str, answer: PlatformAnswer) -> PlatformAnswer:
        values = _values(grant, call_id)
        given: dict[str, Value] = {
            **values,
            "fingerprint": fingerprint,
            "status": answer.status,
            "headers": json.dumps(answer.headers),
            "body": answer.body,
        }
        _, rows = await self._database.batch([Statement(INSERT_TOOL_CALL, given), Statement(SELECT_TOOL_CALL, values)])
        return _answer(rows[0], fingerprint) if rows else answer


def _values(grant: Grant, call_id: str) -> dict[str, Value]:
    return {"organization_id": grant.organization_id, "turn_id": grant.turn_id, "call_id": call_id}


def _answer(row: Row, fingerprint: str) -> PlatformAnswer:
    stored, status, headers, body = row
    if stored != fingerprint:
        raise IdempotencyKeyReused
    assert isinstance(body, bytes)
    return PlatformAnswer(integer(status), json.loads(text(headers)), body)
