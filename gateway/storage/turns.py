"""The queue of turns in SQLite: acceptance, claim, fenced writes, end."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.chat.errors import NotFound
from gateway.chat.feed import started
from gateway.chat.model import Answer, ClaimedTurn, Principal, Session, StoredEvent, Turn
from gateway.storage.database import Database, Refused, Row, Statement, Value
from gateway.storage.history import insert_session
from gateway.storage.rows import integer, one_of, text
from shared.events import TURN_EVENT, TurnFinished
from shared.ids import MessageId, OrganizationId, RunId, SessionId, TurnId, UserId, WorkerId
from shared.runs import PastMessage

TOUCH_SESSION = """
UPDATE session SET updated_at = max(updated_at, :now), title = coalesce(title, :title)
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

INSERT_TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at)
SELECT :turn_id, :organization_id, :user_id, :session_id, coalesce(max(position), 0) + 1, :question, :message_id,
       'queued', :now
FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
"""

# Two messages a turn: the question at 2p - 1, the answer at 2p.
INSERT_MESSAGES = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
SELECT :user_message_id, organization_id, session_id, 2 * position - 1, 'user', id, 'complete', question,
       json_array(json_object('type', 'text', 'text', question)), '[]', '{}', created_at
FROM turn WHERE organization_id = :organization_id AND id = :turn_id
UNION ALL
SELECT message_id, organization_id, session_id, 2 * position, 'assistant', id, 'pending', '', '[]', '[]', '{}',
       created_at
FROM turn WHERE organization_id = :organization_id AND id = :turn_id
"""

INSERT_FIRST_EVENT = "INSERT INTO turn_event (turn_id, seq, data) VALUES (:turn_id, 1, :data)"

SELECT_POSITION = "SELECT position FROM turn WHERE organization_id = :organization_id AND id = :turn_id"

# The oldest queued turn that is the first open one of its session. Every organization is looked at: this is the queue.
CLAIM = """
UPDATE turn SET status = 'running', attempt = attempt + 1, fence = fence + 1, run_id = :run_id,
                worker_id = :worker_id, started_at = :now
WHERE number = (
    SELECT head.number FROM turn AS head
    WHERE head.status = 'queued' AND head.created_at < :accepted_before AND NOT EXISTS (
        SELECT 1 FROM turn AS earlier
        WHERE earlier.session_id = head.session_id AND earlier.status IN ('queued', 'running')
          AND earlier.position < head.position)
    ORDER BY head.number LIMIT 1)
RETURNING id, organization_id, user_id, session_id, position, status, question, message_id, created_at, run_id, fence,
          attempt
"""

INSERT_GRANT = """
INSERT INTO run_grant (digest, organization_id, turn_id, fence, worker_id)
SELECT :grant_digest, organization_id, id, fence, worker_id FROM turn WHERE run_id = :run_id
"""

# One statement for the fence and the write: a run that was overtaken changes nothing.
INSERT_EVENT = """
INSERT INTO turn_event (turn_id, seq, data)
SELECT id, :seq, :data FROM turn
WHERE organization_id = :organization_id AND id = :turn_id AND fence = :fence AND status = 'running'
"""

END_TURN = """
UPDATE turn SET status = :outcome, error_code = :error_code, finished_at = :now
WHERE organization_id = :organization_id AND id = :turn_id AND fence = :fence AND status = 'running'
"""

WRITE_ANSWER = """
UPDATE message SET status = :status, text = :text, parts = :parts, reference_list = :reference_list,
                   metadata = :metadata
WHERE organization_id = :organization_id AND id = :message_id
"""

TOUCH_ANSWERED_SESSION = """
UPDATE session SET updated_at = max(updated_at, :now) WHERE organization_id = :organization_id AND id = :session_id
"""

REQUEUE = """
UPDATE turn SET status = 'queued', worker_id = NULL
WHERE organization_id = :organization_id AND id = :turn_id AND fence = :fence AND status = 'running'
"""

SELECT_PAST_MESSAGES = """
SELECT role, text FROM (
    SELECT position, role, text FROM message
    WHERE organization_id = :organization_id AND session_id = :session_id AND position < :before AND text <> ''
    ORDER BY position DESC LIMIT :limit)
ORDER BY position
"""

END_OF_TIME = 2**62


class SqliteTurns:
    """The port `Turns` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(self, turn: Turn, user_message_id: MessageId, title: str, session: Session | None) -> Turn:
        values: dict[str, Value] = {
            "organization_id": turn.organization_id,
            "user_id": turn.user_id,
            "session_id": turn.session_id,
            "turn_id": turn.id,
            "question": turn.question,
            "message_id": turn.message_id,
            "user_message_id": user_message_id,
            "title": title,
            "now": turn.created_at,
        }
        first = TURN_EVENT.dump_json(started(turn)).decode()
        statements = [
            Statement(TOUCH_SESSION, values, must_change=True),
            Statement(INSERT_TURN, values),
            Statement(INSERT_MESSAGES, values),
            Statement(INSERT_FIRST_EVENT, {"turn_id": turn.id, "data": first}),
            Statement(SELECT_POSITION, values),
        ]
        if session is not None:
            statements.insert(0, insert_session(Principal(turn.organization_id, turn.user_id), session))
        try:
            results = await self._database.batch(statements)
        except Refused:
            raise NotFound from None
        return replace(turn, position=integer(results[-1][0][0]))

    async def claim(self, run_id: RunId, worker_id: WorkerId, grant_digest: str, now: int) -> ClaimedTurn | None:
        values: dict[str, Value] = {
            "run_id": run_id,
            "worker_id": worker_id,
            "grant_digest": grant_digest,
            "now": now,
            "accepted_before": END_OF_TIME,
        }
        rows, _ = await self._database.batch([Statement(CLAIM, values), Statement(INSERT_GRANT, values)])
        return claimed_turn(rows[0]) if rows else None

    async def claim_overdue(self, run_id: RunId, accepted_before: int, now: int) -> ClaimedTurn | None:
        values: dict[str, Value] = {
            "run_id": run_id,
            "worker_id": None,
            "now": now,
            "accepted_before": accepted_before,
        }
        (rows,) = await self._database.batch([Statement(CLAIM, values)])
        return claimed_turn(rows[0]) if rows else None

    async def append(self, claimed: ClaimedTurn, events: Sequence[StoredEvent]) -> bool:
        return await self._write(_insert_events(claimed, events))

    async def finish(
        self, claimed: ClaimedTurn, events: Sequence[StoredEvent], end: TurnFinished, answer: Answer
    ) -> bool:
        turn = claimed.turn
        common = _fenced(claimed)
        return await self._write(
            [
                *_insert_events(claimed, events),
                Statement(
                    END_TURN,
                    {**common, "outcome": end.outcome, "error_code": end.error_code, "now": end.at},
                    must_change=True,
                ),
                Statement(
                    WRITE_ANSWER,
                    {
                        "organization_id": turn.organization_id,
                        "message_id": turn.message_id,
                        "status": answer.status,
                        "text": answer.text,
                        "parts": answer.parts,
                        "reference_list": answer.references,
                        "metadata": answer.metadata,
                    },
                    must_change=True,
                ),
                Statement(
                    TOUCH_ANSWERED_SESSION,
                    {"organization_id": turn.organization_id, "session_id": turn.session_id, "now": end.at},
                ),
            ]
        )

    async def requeue(self, claimed: ClaimedTurn) -> bool:
        return await self._write([Statement(REQUEUE, _fenced(claimed), must_change=True)])

    async def past_messages(self, turn: Turn, limit: int) -> list[PastMessage]:
        rows = await self._database.rows(
            SELECT_PAST_MESSAGES,
            {
                "organization_id": turn.organization_id,
                "session_id": turn.session_id,
                "before": 2 * turn.position - 1,
                "limit": limit,
            },
        )
        return [PastMessage.model_validate({"role": role, "text": said}) for role, said in rows]

    async def _write(self, statements: Sequence[Statement]) -> bool:
        try:
            await self._database.batch(statements)
        except Refused:
            return False
        return True


def claimed_turn(row: Row) -> ClaimedTurn:
    """A row of `CLAIM` or of the open turns: the columns of the turn, then run_id, fence and attempt."""
    turn = turn_of(row)
    return ClaimedTurn(turn, RunId(text(row[9]) if row[9] else ""), integer(row[10]), integer(row[11]))


def turn_of(row: Row) -> Turn:
    """The columns id, organization, user, session, position, status, question, message and time of acceptance."""
    return Turn(
        id=TurnId(text(row[0])),
        organization_id=OrganizationId(text(row[1])),
        user_id=UserId(text(row[2])),
        session_id=SessionId(text(row[3])),
        position=integer(row[4]),
        status=one_of(row[5]),
        question=text(row[6]),
        message_id=MessageId(text(row[7])),
        created_at=integer(row[8]),
    )


def _fenced(claimed: ClaimedTurn) -> dict[str, Value]:
    return {
        "organization_id": claimed.turn.organization_id,
        "turn_id": claimed.turn.id,
        "fence": claimed.fence,
    }


def _insert_events(claimed: ClaimedTurn, events: Sequence[StoredEvent]) -> list[Statement]:
    common = _fenced(claimed)
    return [
        Statement(
            INSERT_EVENT,
            {**common, "seq": stored.seq, "data": TURN_EVENT.dump_json(stored.event, exclude_none=True).decode()},
            must_change=True,
        )
        for stored in events
    ]
