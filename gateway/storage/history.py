"""Sessions come and go, messages are read, in SQLite; every statement names the organization and the user."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Message, Page, Principal, Session
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, one_of, text
from shared.ids import MessageId, SessionId, TurnId

INSERT_SESSION = """
INSERT INTO session (id, organization_id, user_id, title, title_origin, created_at, updated_at)
VALUES (:session_id, :organization_id, :user_id, :title, CASE WHEN :title IS NULL THEN 'question' ELSE 'user' END,
        :created_at, :updated_at)
"""

SELECT_SESSION = """
SELECT id FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

SELECT_READABLE_SESSION = """
SELECT id FROM session
WHERE organization_id = :organization_id AND id = :session_id
  AND (user_id = :user_id OR visibility = 'organization')
"""

SELECT_OPEN_TURNS = """
SELECT id FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND session_id = :session_id
  AND status IN ('queued', 'running')
"""

DELETE_SESSION = """
DELETE FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

SELECT_MESSAGES = """
SELECT message.id, message.session_id, message.position, message.role, message.parts, message.status,
       message.reference_list, message.metadata, message.created_at, coalesce(vote.value, 0)
FROM message JOIN session ON session.id = message.session_id
LEFT JOIN vote ON vote.message_id = message.id AND vote.user_id = :user_id
WHERE session.organization_id = :organization_id AND session.id = :session_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND message.position < :before AND message.status <> 'pending'
ORDER BY message.position DESC LIMIT :limit
"""

# Sorts after every id of ours: the place before the first row of a descending list.
AFTER_ALL_IDS = "~"


class SqliteHistory:
    """The port `History` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_session(self, principal: Principal, session: Session) -> None:
        await self._database.batch([insert_session(principal, session)])

    async def delete_session(self, principal: Principal, session_id: SessionId) -> list[TurnId]:
        values = {**owner(principal), "session_id": session_id}
        open_turns, _ = await self._database.batch(
            [Statement(SELECT_OPEN_TURNS, values), Statement(DELETE_SESSION, values, otherwise=NotFound)]
        )
        return [TurnId(text(row[0])) for row in open_turns]

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        before = unpack(page.cursor)[0] if page.cursor else MAX_INTEGER
        values = {**owner(principal), "session_id": session_id}
        rows = await self._database.rows(SELECT_MESSAGES, {**values, "before": before, "limit": page.limit + 1})
        if not rows and not await self._database.rows(SELECT_READABLE_SESSION, values):
            raise NotFound
        messages = [_message(row) for row in reversed(rows[: page.limit])]
        is_first = len(rows) <= page.limit
        return messages, None if is_first else pack(messages[0].position)


def owner(principal: Principal) -> dict[str, Value]:
    """The values that every statement about a user's things needs."""
    return {"organization_id": principal.organization_id, "user_id": principal.user_id}


def insert_session(principal: Principal, session: Session) -> Statement:
    """The statement that stores a new session."""
    return Statement(
        INSERT_SESSION,
        {
            **owner(principal),
            "session_id": session.id,
            "title": session.title,
            "created_at": session.created_at,
            "updated_at": session.updated_at,
        },
    )


def _message(row: Row) -> Message:
    return Message(
        id=MessageId(text(row[0])),
        session_id=SessionId(text(row[1])),
        position=integer(row[2]),
        role=one_of(row[3]),
        parts=text(row[4]),
        status=one_of(row[5]),
        references=text(row[6]),
        metadata=text(row[7]),
        created_at=integer(row[8]),
        vote=one_of(row[9]),
    )
