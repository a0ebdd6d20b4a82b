"""Sessions and messages in SQLite; every statement names the organization and the user."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Message, Page, Principal, Session
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, one_of, text
from shared.ids import MessageId, SessionId, TurnId

INSERT_SESSION = """
INSERT INTO session (id, organization_id, user_id, title, created_at, updated_at)
VALUES (:session_id, :organization_id, :user_id, :title, :created_at, :updated_at)
"""

SELECT_SESSION = """
SELECT id FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

SELECT_SESSIONS = """
SELECT id, title, created_at, updated_at FROM session
WHERE organization_id = :organization_id AND user_id = :user_id
  AND (updated_at, id) < (:updated_before, :id_before)
ORDER BY updated_at DESC, id DESC LIMIT :limit
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
WHERE session.organization_id = :organization_id AND session.user_id = :user_id AND session.id = :session_id
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

    async def list_sessions(self, principal: Principal, page: Page) -> tuple[list[Session], str | None]:
        updated_before, id_before = unpack(page.cursor) if page.cursor else (MAX_INTEGER, AFTER_ALL_IDS)
        rows = await self._database.rows(
            SELECT_SESSIONS,
            {
                **owner(principal),
                "updated_before": updated_before,
                "id_before": id_before,
                "limit": page.limit + 1,
            },
        )
        sessions = [_session(row) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return sessions, None if is_last else pack(sessions[-1].updated_at, sessions[-1].id)

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
        if not rows and not await self._database.rows(SELECT_SESSION, values):
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


def _session(row: Row) -> Session:
    session_id, title, created_at, updated_at = row
    return Session(
        SessionId(text(session_id)),
        None if title is None else text(title),
        integer(created_at),
        integer(updated_at),
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
