"""Sessions come and go, messages are read, in SQLite; every statement names the organization and the user."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Message, Page, Principal, Session, Slice
from gateway.storage.audit import audit
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, one_of, text
from shared.ids import MessageId, SessionId, TurnId

INSERT_SESSION = """
INSERT INTO session (id, organization_id, user_id, title, title_origin, created_at, updated_at, client_id)
VALUES (:session_id, :organization_id, :user_id, :title, CASE WHEN :title IS NULL THEN 'question' ELSE 'user' END,
        :created_at, :updated_at, :client_id)
ON CONFLICT (organization_id, user_id, client_id) WHERE client_id IS NOT NULL DO NOTHING
"""

SELECT_BY_CLIENT_ID = """
SELECT id FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND client_id = :client_id
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

# The branch that is shown, from its end or from the turn of a cursor upwards; with each message those that could stand
# in its place: other wordings of a question, other answers to it. Every turn but the cursor's has a message to show, so
# one turn more than messages is enough.
SELECT_MESSAGES = """
WITH RECURSIVE shown (id, parent_id, position, question_message_id, message_id, depth) AS (
    SELECT turn.id, turn.parent_id, turn.position, turn.question_message_id, turn.message_id, 0
    FROM session JOIN turn ON turn.session_id = session.id
    WHERE session.organization_id = :organization_id AND session.id = :session_id
      AND (session.user_id = :user_id OR session.visibility = 'organization')
      AND turn.id = CASE WHEN :at IS NULL THEN session.head_turn_id ELSE (
          SELECT id FROM turn AS earlier WHERE earlier.session_id = :session_id AND earlier.position = :at) END
    UNION ALL
    SELECT turn.id, turn.parent_id, turn.position, turn.question_message_id, turn.message_id, shown.depth + 1
    FROM shown JOIN turn ON turn.id = shown.parent_id WHERE shown.depth <= :limit)
SELECT message.id, message.session_id, 2 * shown.position - (message.role = 'user'), message.role, message.parts,
       message.status, message.reference_list, message.metadata, message.created_at,
       CASE message.role
         WHEN 'user' THEN (
           SELECT json_group_array(id) FROM (
               SELECT sibling.question_message_id AS id FROM turn AS sibling
               WHERE sibling.session_id = :session_id AND sibling.parent_id IS shown.parent_id
                 AND sibling.is_discarded = 0
               GROUP BY sibling.question_message_id ORDER BY min(sibling.position)))
         ELSE (
           SELECT json_group_array(id) FROM (
               SELECT sibling.message_id AS id FROM turn AS sibling
               WHERE sibling.question_message_id = shown.question_message_id AND sibling.is_discarded = 0
                 AND NOT EXISTS (SELECT 1 FROM turn AS later WHERE later.continues = sibling.id)
               ORDER BY sibling.position))
       END,
       coalesce(vote.value, 0), shown.id
FROM shown JOIN message ON message.id = shown.message_id OR message.id = shown.question_message_id
LEFT JOIN vote ON vote.message_id = message.id AND vote.user_id = :user_id
WHERE message.status <> 'pending' AND 2 * shown.position - (message.role = 'user') < :before
ORDER BY shown.position DESC, message.role LIMIT :limit
"""

# How many messages the branch that is shown has, the place of the last one, and of the first one after a slice of them.
# Every turn has a question, and one that is over an answer: messages need not be looked at.
SELECT_SLICE = """
WITH RECURSIVE shown (parent_id, position, status) AS (
    SELECT turn.parent_id, turn.position, turn.status
    FROM session JOIN turn ON turn.id = session.head_turn_id
    WHERE session.organization_id = :organization_id AND session.id = :session_id
      AND (session.user_id = :user_id OR session.visibility = 'organization')
    UNION ALL
    SELECT turn.parent_id, turn.position, turn.status FROM shown JOIN turn ON turn.id = shown.parent_id),
told (place) AS (
    SELECT 2 * position - 1 FROM shown
    UNION ALL
    SELECT 2 * position FROM shown WHERE status NOT IN ('queued', 'running'))
SELECT (SELECT count(*) FROM told), (SELECT max(place) FROM told),
       CASE WHEN :is_from_end THEN (SELECT place FROM told ORDER BY place DESC LIMIT 1 OFFSET :offset - 1)
            ELSE (SELECT place FROM told ORDER BY place LIMIT 1 OFFSET :offset + :limit) END
FROM session
WHERE organization_id = :organization_id AND id = :session_id
  AND (user_id = :user_id OR visibility = 'organization')
"""

# The newest turn below a message is the end of a branch: what is asked later has a higher position.
SHOW_BRANCH = """
WITH RECURSIVE below (id, position) AS (
    SELECT turn.id, turn.position FROM session JOIN turn ON turn.session_id = session.id
    WHERE session.organization_id = :organization_id AND session.user_id = :user_id AND session.id = :session_id
      AND turn.is_discarded = 0 AND (turn.message_id = :message_id OR turn.question_message_id = :message_id)
    UNION
    SELECT turn.id, turn.position FROM below JOIN turn ON turn.session_id = :session_id AND turn.parent_id = below.id
    WHERE turn.is_discarded = 0)
UPDATE session SET head_turn_id = (SELECT id FROM below ORDER BY position DESC LIMIT 1)
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id AND EXISTS (SELECT 1 FROM below)
RETURNING id
"""

# Of a session in which somebody speaks so fast the end is told as it is.
COUNTS = 3
# Sorts after every id of ours: the place before the first row of a descending list.
AFTER_ALL_IDS = "~"


class SqliteHistory:
    """The port `History` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_session(self, principal: Principal, session: Session) -> None:
        await self._database.batch([insert_session(principal, session)])

    async def delete_session(self, principal: Principal, session_id: SessionId, now: int) -> list[TurnId]:
        values = {**owner(principal), "session_id": session_id}
        open_turns, *_ = await self._database.batch(
            [
                Statement(SELECT_OPEN_TURNS, values),
                Statement(DELETE_SESSION, values, otherwise=NotFound),
                audit(principal, "session.deleted", session_id, now),
            ]
        )
        return [TurnId(text(row[0])) for row in open_turns]

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        # A cursor is the place of the last message given: 2p for the answer of turn p, 2p - 1 for its question.
        before = unpack(page.cursor)[0] if page.cursor else None
        values = {**owner(principal), "session_id": session_id}
        rows = await self._database.rows(
            SELECT_MESSAGES,
            {
                **values,
                "at": None if before is None else (before + 1) // 2,
                "before": MAX_INTEGER if before is None else before,
                "limit": page.limit + 1,
            },
        )
        if not rows and not await self._database.rows(SELECT_READABLE_SESSION, values):
            raise NotFound
        messages = [_message(row) for row in reversed(rows[: page.limit])]
        is_first = len(rows) <= page.limit
        return messages, None if is_first else pack(messages[0].position)

    async def list_slice(self, principal: Principal, session_id: SessionId, which: Slice) -> tuple[list[Message], int]:
        place: dict[str, Value] = {"limit": which.limit, "offset": which.offset, "is_from_end": which.is_from_end}
        values = {**owner(principal), "session_id": session_id, **place}
        messages: list[Message] = []
        total = 0
        for _ in range(COUNTS):
            rows = await self._database.rows(SELECT_SLICE, values)
            if not rows:
                raise NotFound
            total, last, before = integer(rows[0][0]), rows[0][1], rows[0][2]
            count = min(which.limit, total - which.offset)
            if count <= 0:
                return [], total
            is_at_end = before is None or (which.is_from_end and not which.offset)
            page = Page(count, None if is_at_end else pack(integer(before)))
            messages, _ = await self.list_messages(principal, session_id, page)
            if not is_at_end or (messages and messages[-1].position == last):
                break
            # Something was said since it was counted: the newest are others now.
        return messages, total

    async def find_by_client_id(self, principal: Principal, client_id: str) -> SessionId | None:
        rows = await self._database.rows(SELECT_BY_CLIENT_ID, {**owner(principal), "client_id": client_id})
        return SessionId(text(rows[0][0])) if rows else None

    async def select_branch(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> None:
        values = {**owner(principal), "session_id": session_id, "message_id": message_id}
        await self._database.batch([Statement(SHOW_BRANCH, values, otherwise=NotFound)])


def owner(principal: Principal) -> dict[str, Value]:
    """The values that every statement about a user's things needs."""
    return {"organization_id": principal.organization_id, "user_id": principal.user_id}


def insert_session(principal: Principal, session: Session, *, otherwise: type[Exception] | None = None) -> Statement:
    """The statement that stores a new session; `otherwise` when the client has one of that name."""
    return Statement(
        INSERT_SESSION,
        {
            **owner(principal),
            "session_id": session.id,
            "title": session.title,
            "created_at": session.created_at,
            "updated_at": session.updated_at,
            "client_id": session.client_id,
        },
        otherwise,
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
        alternatives=text(row[9]),
        vote=one_of(row[10]),
        turn_id=TurnId(text(row[11])),
    )
