"""Acceptance of a question: key, limits, message, turn and first event in one transaction."""

from dataclasses import replace

from pydantic_core import to_json

from gateway.chat.attachments import question_parts
from gateway.chat.errors import (
    ApprovalNotOpen,
    BudgetExceeded,
    IdempotencyKeyReused,
    NotFound,
    NothingToReplace,
    OrganizationQueueFull,
    QueueFull,
    SessionBusy,
    SessionExists,
    SessionMoved,
    SessionQueueFull,
    StorageFull,
)
from gateway.chat.model import Accepted, Principal, Question, Turn
from gateway.chat.queue import QueueLimits
from gateway.chat.spending import Reservation
from gateway.storage.agent_switches import choose_agent, chosen_agent
from gateway.storage.ballast import Ballast
from gateway.storage.database import Database, Statement, Value
from gateway.storage.history import insert_session
from gateway.storage.rows import integer, text, turn_of
from gateway.storage.uploads import attach
from gateway.storage.usage import reserve_budget
from shared.events import TURN_EVENT

SELECT_BY_KEY = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at, fingerprint,
       agent_id, agent_choice, roles
FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND key_scope = :key_scope
  AND idempotency_key = :idempotency_key
"""

KEY_IS_NEW = """
SELECT 1 WHERE NOT EXISTS (
    SELECT 1 FROM turn
    WHERE organization_id = :organization_id AND user_id = :user_id AND key_scope = :key_scope
      AND idempotency_key = :idempotency_key)
"""

TOUCH_SESSION = """
UPDATE session SET updated_at = max(updated_at, :now), title = coalesce(title, :title)
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

SESSION_IS_IDLE = """
SELECT 1 WHERE NOT EXISTS (
    SELECT 1 FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
      AND status IN ('queued', 'running'))
"""

# What is being stopped makes room: it does not count.
SESSION_HAS_ROOM = """
SELECT 1 WHERE :session_limit > (
    SELECT count(*) FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
      AND status = 'queued' AND stop_requested = 0)
"""

ORGANIZATION_HAS_ROOM = """
SELECT 1 WHERE :organization_limit > (
    SELECT count(*) FROM turn WHERE organization_id = :organization_id AND status = 'queued' AND stop_requested = 0)
"""

# The limit of the whole system looks at every organization.
QUEUE_HAS_ROOM = """
SELECT 1 WHERE :total_limit > (SELECT count(*) FROM turn WHERE status = 'queued' AND stop_requested = 0)
"""

STOP_THE_OTHERS = """
UPDATE turn SET stop_requested = 1, is_discarded = max(is_discarded, :discard)
WHERE organization_id = :organization_id AND session_id = :session_id AND status IN ('queued', 'running')
"""

# It continues the branch that is shown; a turn that is being removed is no part of it.
INSERT_TURN = """
WITH RECURSIVE shown (id, parent_id, is_discarded) AS (
    SELECT turn.id, turn.parent_id, turn.is_discarded
    FROM session JOIN turn ON turn.id = session.head_turn_id
    WHERE session.organization_id = :organization_id AND session.id = :session_id
    UNION ALL
    SELECT turn.id, turn.parent_id, turn.is_discarded
    FROM shown JOIN turn ON turn.id = shown.parent_id WHERE shown.is_discarded = 1)
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  claimable_since, idempotency_key, key_scope, fingerprint, follows_list, question_message_id,
                  parent_id)
SELECT :turn_id, :organization_id, :user_id, :session_id, coalesce(max(position), 0) + 1, :question, :message_id,
       'queued', :now, :now, :idempotency_key, :key_scope, :fingerprint, :follows_list, :user_message_id,
       (SELECT id FROM shown WHERE is_discarded = 0)
FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
"""

# What a client's list was compared with is still so: the branch that is shown ends where it did, nothing is under way.
SESSION_IS_AS_SEEN = """
SELECT 1 FROM session
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id AND head_turn_id = :seen_head
  AND NOT EXISTS (
    SELECT 1 FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
      AND status IN ('queued', 'running'))
"""

# It begins a branch behind a turn of the session, or beside the first one.
INSERT_TURN_BEHIND = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  claimable_since, idempotency_key, key_scope, fingerprint, follows_list, question_message_id,
                  parent_id)
SELECT :turn_id, :organization_id, :user_id, :session_id,
       (SELECT max(position) + 1 FROM turn WHERE organization_id = :organization_id AND session_id = :session_id),
       :question, :message_id, 'queued', :now, :now, :idempotency_key, :key_scope, :fingerprint, :follows_list,
       :user_message_id, :behind
WHERE :behind IS NULL OR EXISTS (
    SELECT 1 FROM turn WHERE organization_id = :organization_id AND session_id = :session_id AND id = :behind
      AND is_discarded = 0)
RETURNING id
"""

# Of several turns that answer one question, or were asked under one name of a client, the newest is meant; without a
# name the end of the branch that is shown.
INSERT_TURN_INSTEAD = """
WITH replaced AS (
    SELECT turn.parent_id, turn.question, turn.question_message_id
    FROM session JOIN turn ON turn.session_id = session.id JOIN message ON message.id = turn.question_message_id
    WHERE session.organization_id = :organization_id AND session.user_id = :user_id AND session.id = :session_id
      AND turn.is_discarded = 0
      AND CASE :replaces
            WHEN '' THEN turn.id = session.head_turn_id
            ELSE message.id = :replaces OR message.client_id = :replaces
                 OR (:is_same_question AND turn.message_id = :replaces)
          END
    ORDER BY turn.position DESC LIMIT 1)
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  claimable_since, idempotency_key, key_scope, fingerprint, follows_list, question_message_id,
                  parent_id)
SELECT :turn_id, :organization_id, :user_id, :session_id,
       (SELECT max(position) + 1 FROM turn WHERE organization_id = :organization_id AND session_id = :session_id),
       CASE WHEN :is_same_question THEN question ELSE :question END, :message_id,
       'queued', :now, :now, :idempotency_key, :key_scope, :fingerprint, :follows_list,
       CASE WHEN :is_same_question THEN question_message_id ELSE :user_message_id END, parent_id
FROM replaced
RETURNING id
"""

# Two messages a turn: the question at 2p - 1, the answer at 2p.
INSERT_QUESTION = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at, client_id)
SELECT :user_message_id, organization_id, session_id, 2 * position - 1, 'user', id, 'complete', question,
       :parts, '[]', '{}', created_at, :client_message_id
FROM turn WHERE organization_id = :organization_id AND id = :turn_id
"""

INSERT_ANSWER = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
SELECT message_id, organization_id, session_id, 2 * position, 'assistant', id, 'pending', '', '[]', '[]', '{}',
       created_at
FROM turn WHERE organization_id = :organization_id AND id = :turn_id
"""

MARK_WIDGET = """
UPDATE turn SET is_widget = 1 WHERE organization_id = :organization_id AND id = :turn_id
"""

SET_HEAD = """
UPDATE session SET head_turn_id = :turn_id
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

# What waited goes on in this turn, and in no other one; alternatives are whole answers.
CONTINUES_FIRST = """
SELECT 1 WHERE NOT EXISTS (
    SELECT 1 FROM turn WHERE organization_id = :organization_id AND session_id = :session_id
      AND continues = :continues)
"""

NOTE_CONTINUED = """
UPDATE turn SET continues = :continues, is_widget = (
    SELECT is_widget FROM turn AS former WHERE former.organization_id = :organization_id AND former.id = :continues)
WHERE organization_id = :organization_id AND id = :turn_id
"""

# Whoever worked on it goes on, whatever was chosen since.
KEEP_AGENT = """
UPDATE turn SET agent_id = former.agent_id, agent_choice = former.agent_choice, roles = :roles
FROM (SELECT agent_id, agent_choice FROM turn WHERE organization_id = :organization_id AND id = :continues) AS former
WHERE turn.organization_id = :organization_id AND turn.id = :turn_id
RETURNING turn.agent_id, turn.agent_choice, turn.roles
"""

INSERT_BEGINNING = "INSERT INTO turn_event (turn_id, seq, data) VALUES (:turn_id, :seq, :data)"

INSERT_FIRST_EVENT = "INSERT INTO turn_event (turn_id, seq, data) VALUES (:turn_id, 1, :data)"

SELECT_PLACE = "SELECT position, question FROM turn WHERE organization_id = :organization_id AND id = :turn_id"


class ClientIdTaken(Exception):
    """The client has a session of that name: another request made it a moment ago."""


class KeyTaken(Exception):
    """The idempotency key is known: the question was accepted before."""


class SqliteAcceptance:
    """The port `Acceptance` on SQLite."""

    def __init__(self, database: Database, ballast: Ballast) -> None:
        self._database = database
        self._ballast = ballast

    async def accept(self, question: Question, limits: QueueLimits, reservation: Reservation | None = None) -> Accepted:
        if not self._ballast.has_room:
            raise StorageFull
        try:
            results = await self._database.batch(_statements(question, limits, reservation))
        except KeyTaken:
            # Unless it has gone meanwhile, with its session: then the key is new again.
            return await self._replayed(question) or await self.accept(question, limits, reservation)
        except ClientIdTaken:
            raise SessionExists from None
        chosen = chosen_agent(results[-2][0])
        position, asked = results[-1][0]
        turn = replace(question.turn, position=integer(position), question=text(asked))
        return Accepted(turn, is_replay=False, chosen=chosen)

    async def _replayed(self, question: Question) -> Accepted | None:
        rows = await self._database.rows(SELECT_BY_KEY, _values(question))
        if not rows:
            return None
        *turn, fingerprint, agent_id, agent_choice, roles = rows[0]
        if text(fingerprint) != question.fingerprint:
            raise IdempotencyKeyReused
        return Accepted(turn_of(tuple(turn)), is_replay=True, chosen=chosen_agent((agent_id, agent_choice, roles)))


def _statements(question: Question, limits: QueueLimits, reservation: Reservation | None) -> list[Statement]:
    turn = question.turn
    values = {
        **_values(question),
        "session_limit": limits.session,
        "organization_limit": limits.organization,
        "total_limit": limits.total,
        # What an answer is made again of must not be removed.
        "discard": int(question.on_busy == "rollback" and question.replaces is None),
        "is_same_question": question.is_same_question,
        "replaces": question.replaces,
        "client_message_id": question.client_message_id,
        "follows_list": question.follows_list,
        "seen_head": question.seen_head,
        "continues": question.continues,
        "roles": to_json(question.roles).decode(),
        "behind": question.fork.behind if question.fork is not None else None,
    }
    first = TURN_EVENT.dump_json(turn.started()).decode()
    statements: list[Statement] = []
    if question.idempotency_key is not None:
        statements.append(Statement(KEY_IS_NEW, values, otherwise=KeyTaken))
    if question.session is not None:
        owner = Principal(turn.organization_id, turn.user_id)
        statements.append(insert_session(owner, question.session, otherwise=ClientIdTaken))
    statements.append(Statement(TOUCH_SESSION, values, otherwise=NotFound))
    if question.continues is not None:
        statements.append(Statement(CONTINUES_FIRST, values, otherwise=ApprovalNotOpen))
    if question.seen_head is not None:
        statements.append(Statement(SESSION_IS_AS_SEEN, values, otherwise=SessionMoved))
    match question.on_busy:
        case "reject":
            statements.append(Statement(SESSION_IS_IDLE, values, otherwise=SessionBusy))
        case "interrupt" | "rollback":
            statements.append(Statement(STOP_THE_OTHERS, values))
        case "enqueue":
            pass
    reserve: list[Statement] = []
    if reservation is not None:
        has_room, set_aside = reserve_budget(
            turn.organization_id,
            turn.id,
            limit=reservation.limit,
            reserve=reservation.micros,
            now=turn.created_at,
            refusal=BudgetExceeded,
        )
        statements.append(has_room)
        reserve.append(set_aside)
    return [
        *statements,
        Statement(SESSION_HAS_ROOM, values, otherwise=SessionQueueFull),
        Statement(ORGANIZATION_HAS_ROOM, values, otherwise=OrganizationQueueFull),
        Statement(QUEUE_HAS_ROOM, values, otherwise=QueueFull),
        *_insert_turn(question, values),
        Statement(INSERT_ANSWER, values),
        *([Statement(MARK_WIDGET, values)] if question.is_widget else []),
        Statement(SET_HEAD, values),
        Statement(INSERT_FIRST_EVENT, {"turn_id": turn.id, "data": first}),
        *_beginning(question, values),
        *reserve,
        Statement(KEEP_AGENT, values) if question.continues is not None else choose_agent(question),
        Statement(SELECT_PLACE, values),
    ]


def _beginning(question: Question, values: dict[str, Value]) -> list[Statement]:
    if question.continues is None:
        return []
    events = [
        Statement(INSERT_BEGINNING, {"turn_id": question.turn.id, "seq": seq, "data": data.decode()})
        for seq, event in enumerate(question.beginning, start=2)
        if (data := TURN_EVENT.dump_json(event, exclude_none=True))
    ]
    return [Statement(NOTE_CONTINUED, values), *events]


def _insert_turn(question: Question, values: dict[str, Value]) -> list[Statement]:
    if question.fork is not None:
        behind = Statement(INSERT_TURN_BEHIND, values, otherwise=SessionMoved)
        return [behind, *_insert_question(question, values)]
    if question.replaces is None:
        return [Statement(INSERT_TURN, values), *_insert_question(question, values)]
    instead = Statement(INSERT_TURN_INSTEAD, values, otherwise=NothingToReplace)
    return [instead] if question.is_same_question else [instead, *_insert_question(question, values)]


def _insert_question(question: Question, values: dict[str, Value]) -> list[Statement]:
    parts = question_parts(question.turn.question, question.attachments)
    attached = [statement for each in question.attachments for statement in attach(values, each)]
    return [Statement(INSERT_QUESTION, {**values, "parts": parts}), *attached]


def _values(question: Question) -> dict[str, Value]:
    turn: Turn = question.turn
    return {
        "organization_id": turn.organization_id,
        "user_id": turn.user_id,
        "session_id": turn.session_id,
        "turn_id": turn.id,
        "question": turn.question,
        "message_id": turn.message_id,
        "user_message_id": question.user_message_id,
        "title": question.title,
        "now": turn.created_at,
        "idempotency_key": question.idempotency_key,
        "key_scope": question.key_scope,
        "fingerprint": question.fingerprint,
    }
