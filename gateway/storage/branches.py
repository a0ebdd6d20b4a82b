"""The turns of a session's branches as a client's list may show them, in SQLite."""

from collections.abc import Mapping, Sequence

from pydantic_core import to_json

from gateway.chat.client_lists import PathTurn
from gateway.chat.errors import NotFound
from gateway.chat.model import Principal
from gateway.storage.database import Database, Row, Value
from gateway.storage.history import SELECT_SESSION, owner
from gateway.storage.rows import integer, text
from shared.ids import MessageId, SessionId, TurnId

# From the end of the branch that is shown upwards; what is being removed is no part of it.
SELECT_PATH = """
WITH RECURSIVE shown (id, parent_id, depth) AS (
    SELECT turn.id, turn.parent_id, 0 FROM session JOIN turn ON turn.id = session.head_turn_id
    WHERE session.organization_id = :organization_id AND session.user_id = :user_id AND session.id = :session_id
    UNION ALL
    SELECT turn.id, turn.parent_id, shown.depth + 1
    FROM shown JOIN turn ON turn.id = shown.parent_id WHERE shown.depth + 1 < :limit)
SELECT turn.id, turn.parent_id, turn.question_message_id, message.client_id, turn.question, turn.message_id,
       turn.follows_list
FROM shown JOIN turn ON turn.id = shown.id JOIN message ON message.id = turn.question_message_id
WHERE turn.is_discarded = 0
ORDER BY shown.depth
"""

# (CROSS JOIN: SQLite takes tables in this order, and not every message of the session first.)
# By names of ours and of clients, each by an index; with a turn come all others that answer the same question, but for
# halves of answers that went on in another one.
SELECT_NAMED = """
WITH named (turn_id) AS (
    SELECT message.turn_id FROM json_each(:names) AS name CROSS JOIN message ON message.id = name.value
    WHERE message.organization_id = :organization_id AND message.session_id = :session_id
    UNION
    SELECT message.turn_id FROM json_each(:names) AS name
    CROSS JOIN message ON message.session_id = :session_id AND message.client_id = name.value
    WHERE message.organization_id = :organization_id),
asked (question_id) AS (SELECT DISTINCT turn.question_message_id FROM named JOIN turn ON turn.id = named.turn_id)
SELECT turn.id, turn.parent_id, turn.question_message_id, message.client_id, turn.question, turn.message_id,
       turn.follows_list
FROM asked CROSS JOIN turn ON turn.question_message_id = asked.question_id
JOIN message ON message.id = asked.question_id
JOIN session ON session.id = turn.session_id
WHERE session.organization_id = :organization_id AND session.user_id = :user_id AND session.id = :session_id
  AND turn.is_discarded = 0 AND NOT EXISTS (SELECT 1 FROM turn AS later WHERE later.continues = turn.id)
ORDER BY turn.position DESC
"""

SELECT_ANSWERS = """
SELECT turn.id, message.text FROM json_each(:turns) AS named CROSS JOIN turn ON turn.id = named.value
JOIN message ON message.id = turn.message_id
WHERE turn.organization_id = :organization_id AND turn.user_id = :user_id AND turn.session_id = :session_id
"""


class SqliteBranches:
    """The port `Branches` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def path(self, principal: Principal, session_id: SessionId, limit: int) -> list[PathTurn]:
        values: dict[str, Value] = {**owner(principal), "session_id": session_id}
        rows = await self._database.rows(SELECT_PATH, {**values, "limit": limit})
        if not rows and not await self._database.rows(SELECT_SESSION, values):
            raise NotFound
        return [_path_turn(row) for row in rows]

    async def named(self, principal: Principal, session_id: SessionId, names: Sequence[str]) -> list[PathTurn]:
        values = {**owner(principal), "session_id": session_id, "names": to_json(list(names)).decode()}
        return [_path_turn(row) for row in await self._database.rows(SELECT_NAMED, values)]

    async def answers(
        self, principal: Principal, session_id: SessionId, turns: Sequence[TurnId]
    ) -> Mapping[TurnId, str]:
        values = {**owner(principal), "session_id": session_id, "turns": to_json(list(turns)).decode()}
        return {TurnId(text(row[0])): text(row[1]) for row in await self._database.rows(SELECT_ANSWERS, values)}


def _path_turn(row: Row) -> PathTurn:
    return PathTurn(
        id=TurnId(text(row[0])),
        parent_id=TurnId(text(row[1])) if row[1] is not None else None,
        question_id=MessageId(text(row[2])),
        question_name=text(row[3]) if row[3] is not None else None,
        question=text(row[4]),
        message_id=MessageId(text(row[5])),
        follows_list=bool(integer(row[6])),
    )
