"""Everything of a session, a user or an organization out of the database, in one transaction, counted.

Rule: every table that names an organization or hangs on one that does is counted and emptied here; a test compares this
with the schema. Pages that are let go of are overwritten (`secure_delete`), the words are merged out of the search
index, and the write-ahead log is folded away: a look at the file finds nothing of it.
"""

from gateway.chat.access import Action
from gateway.chat.errors import NotFound
from gateway.chat.model import Principal
from gateway.chat.receipts import Erased
from gateway.storage.audit import audit
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import DELETE_SESSION, owner
from gateway.storage.history import SELECT_OPEN_TURNS as SELECT_OPEN_TURNS_OF_SESSION
from gateway.storage.rows import integer, text
from gateway.storage.search_purge import SearchPurge
from gateway.storage.session_erasure import COUNT_KEPT_OF_SESSION, COUNT_OF_SESSION
from shared.ids import SessionId, TurnId, UserId

# A user's, or with NULL for the user, all of the organization's.
SELECT_OPEN_TURNS = """
SELECT id FROM turn WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
  AND status IN ('queued', 'running')
"""

# How many rows of each table are the subject's, also those that hang on the subject's sessions.
COUNT = """
WITH mine (id) AS (
    SELECT id FROM session WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)),
asked (id) AS (SELECT id FROM turn WHERE organization_id = :organization_id AND session_id IN (SELECT id FROM mine))
SELECT 'session', (SELECT count(*) FROM mine)
UNION ALL SELECT 'turn', (SELECT count(*) FROM asked)
UNION ALL SELECT 'message', (SELECT count(*) FROM message WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'turn_event', (SELECT count(*) FROM turn_event WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'routing_decision', (SELECT count(*) FROM routing_decision WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'tool_call', (SELECT count(*) FROM tool_call WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'run_grant', (SELECT count(*) FROM run_grant
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR turn_id IN (SELECT id FROM asked)))
UNION ALL SELECT 'session_import', (SELECT count(*) FROM session_import WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'suggestion', (SELECT count(*) FROM suggestion WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'search_entry', (SELECT count(*) FROM search_entry
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'agent_switch', (SELECT count(*) FROM agent_switch WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'share', (SELECT count(*) FROM share
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'vote', (SELECT count(*) FROM vote WHERE organization_id = :organization_id
    AND (:user_id IS NULL OR user_id = :user_id OR session_id IN (SELECT id FROM mine)))
UNION ALL SELECT 'turn_feedback', (SELECT count(*) FROM turn_feedback WHERE organization_id = :organization_id
    AND (:user_id IS NULL OR user_id = :user_id OR turn_id IN (SELECT id FROM asked)))
UNION ALL SELECT 'artifact', (SELECT count(*) FROM artifact WHERE session_id IN (SELECT id FROM mine))
UNION ALL SELECT 'artifact_version', (SELECT count(*) FROM artifact_version
    WHERE artifact_id IN (SELECT id FROM artifact WHERE session_id IN (SELECT id FROM mine)))
UNION ALL SELECT 'object_outbox', (SELECT count(*) FROM object_outbox WHERE object_key IN (
    SELECT object_key FROM artifact_version
    WHERE artifact_id IN (SELECT id FROM artifact WHERE session_id IN (SELECT id FROM mine))))
UNION ALL SELECT 'memory', (SELECT count(*) FROM memory WHERE organization_id = :organization_id
    AND (:user_id IS NULL OR user_id = :user_id OR session_id IN (SELECT id FROM mine)))
UNION ALL SELECT 'upload', (SELECT count(*) FROM upload
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'memory_forgotten', (SELECT count(*) FROM memory_forgotten
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'memory_stamp', (SELECT count(*) FROM memory_stamp
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'api_key', (SELECT count(*) FROM api_key
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'context_checkpoint', (SELECT count(*) FROM context_checkpoint
    WHERE turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'kept_answer', (SELECT count(*) FROM kept_answer
    WHERE organization_id = :organization_id AND turn_id IN (SELECT id FROM asked))
UNION ALL SELECT 'llm_usage', (SELECT count(*) FROM llm_usage
    WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id))
UNION ALL SELECT 'organization_spend', (SELECT count(*) FROM organization_spend
    WHERE organization_id = :organization_id AND :user_id IS NULL)
UNION ALL SELECT 'own_agent', (SELECT count(*) FROM own_agent
    WHERE organization_id = :organization_id AND :user_id IS NULL)
UNION ALL SELECT 'agent_off', (SELECT count(*) FROM agent_off
    WHERE organization_id = :organization_id AND :user_id IS NULL)
UNION ALL SELECT 'agent_stamp', (SELECT count(*) FROM agent_stamp
    WHERE organization_id = :organization_id AND :user_id IS NULL)
UNION ALL SELECT 'learning_day', (SELECT count(*) FROM learning_day
    WHERE organization_id = :organization_id AND :user_id IS NULL)
UNION ALL SELECT 'organization_service', (SELECT count(*) FROM organization_service
    WHERE organization_id = :organization_id AND :user_id IS NULL)
"""

# Grants first: they would forget their turns and stay. The rest goes with the sessions.
DELETE_GRANTS = """
DELETE FROM run_grant WHERE organization_id = :organization_id AND (
    :user_id IS NULL OR turn_id IN (
        SELECT id FROM turn WHERE organization_id = :organization_id AND user_id = :user_id))
"""
DELETE_SESSIONS = """
DELETE FROM session WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
# In sessions of colleagues.
DELETE_VOTES = """
DELETE FROM vote WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
DELETE_FEEDBACK = """
DELETE FROM turn_feedback WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
DELETE_SHARES = """
DELETE FROM share WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
# Those that go with no session.
DELETE_MEMORIES = """
DELETE FROM memory WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
DELETE_UPLOADS = """
DELETE FROM upload WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
DELETE_FORGOTTEN = """
DELETE FROM memory_forgotten WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
# Last: what is deleted before is stamped.
DELETE_STAMPS = """
DELETE FROM memory_stamp WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
DELETE_KEYS = """
DELETE FROM api_key WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
"""
DELETE_SERVICE = "DELETE FROM organization_service WHERE organization_id = :organization_id AND :user_id IS NULL"

DELETE_SPEND = "DELETE FROM organization_spend WHERE organization_id = :organization_id AND :user_id IS NULL"
DELETE_LEARNING_DAYS = "DELETE FROM learning_day WHERE organization_id = :organization_id AND :user_id IS NULL"
DELETE_USAGE = "DELETE FROM llm_usage WHERE organization_id = :organization_id AND :user_id IS NULL"
# An organization pays for what its users have asked, also when they are gone: that they were asked stays, with the day,
# the model and the tokens; who asked, where and when does not.
FORGET_WHO_USED = """
UPDATE llm_usage SET user_id = NULL, session_id = NULL, turn_id = NULL, message_id = NULL, run_id = NULL,
                     call_id = '', called_at = called_at - called_at % 86400000
WHERE organization_id = :organization_id AND user_id = :user_id
"""
# The agents of an organization are not those of the administrator who wrote them down; whoever did is forgotten.
DELETE_AGENTS = "DELETE FROM own_agent WHERE organization_id = :organization_id AND :user_id IS NULL"
DELETE_AGENTS_OFF = "DELETE FROM agent_off WHERE organization_id = :organization_id AND :user_id IS NULL"
DELETE_AGENT_STAMP = "DELETE FROM agent_stamp WHERE organization_id = :organization_id AND :user_id IS NULL"
FORGET_WHO_MADE = """
UPDATE own_agent SET created_by = NULL WHERE organization_id = :organization_id AND created_by = :user_id
"""
FORGET_WHO_CHANGED = """
UPDATE own_agent SET updated_by = NULL WHERE organization_id = :organization_id AND updated_by = :user_id
"""

COUNT_KEPT = """
SELECT count(*) FROM audit_entry
WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id OR object_id = :user_id)
"""

DELETES = (
    DELETE_GRANTS,
    DELETE_SESSIONS,
    DELETE_VOTES,
    DELETE_FEEDBACK,
    DELETE_SHARES,
    DELETE_MEMORIES,
    DELETE_FORGOTTEN,
    DELETE_STAMPS,
    DELETE_UPLOADS,
    DELETE_KEYS,
    DELETE_SERVICE,
    DELETE_USAGE,
    FORGET_WHO_USED,
    DELETE_SPEND,
    DELETE_AGENTS,
    DELETE_AGENTS_OFF,
    DELETE_AGENT_STAMP,
    FORGET_WHO_MADE,
    FORGET_WHO_CHANGED,
)


class NotErased(Exception):
    """Something of the subject is left: the schema has grown and the erasure has not."""


class SqliteErasure:
    """The port `Erasure` on SQLite."""

    def __init__(self, database: Database, purge: SearchPurge) -> None:
        self._database = database
        self._purge = purge

    async def erase(self, by: Principal, user_id: UserId | None, now: int) -> Erased:
        values: dict[str, Value] = {"organization_id": by.organization_id, "user_id": user_id}
        action: Action = "organization.erased" if user_id is None else "user.erased"
        before, *_ = await self._database.batch([Statement(COUNT, values)])
        if not any(integer(count) for _, count in before):
            raise NotFound
        open_turns, before, *_, after, _, ((kept,),) = await self._database.batch(
            [
                Statement(SELECT_OPEN_TURNS, values),
                Statement(COUNT, values),
                *(Statement(delete, values) for delete in DELETES),
                Statement(COUNT, values),
                audit(by, action, user_id or by.organization_id, now),
                Statement(COUNT_KEPT, values),
            ]
        )
        if left := _counts(after):
            raise NotErased(str(left))
        removed = _counts(before)
        remain = {"audit_entry": integer(kept)}
        if user_id is not None and (used := removed.pop("llm_usage", 0)):
            remain["llm_usage"] = used
        return Erased(_turn_ids(open_turns), removed, remain)

    async def erase_session(self, principal: Principal, session_id: SessionId, now: int) -> Erased:
        values = {**owner(principal), "session_id": session_id}
        open_turns, before, _, _, kept = await self._database.batch(
            [
                Statement(SELECT_OPEN_TURNS_OF_SESSION, values),
                Statement(COUNT_OF_SESSION, values),
                Statement(DELETE_SESSION, values, otherwise=NotFound),
                audit(principal, "session.deleted", session_id, now),
                Statement(COUNT_KEPT_OF_SESSION, values),
            ]
        )
        return Erased(_turn_ids(open_turns), _counts(before), _counts(kept))

    async def clear_away(self) -> None:
        await self._purge.clear()
        await self._database.fold()


def _turn_ids(rows: list[Row]) -> tuple[TurnId, ...]:
    return tuple(TurnId(text(row[0])) for row in rows)


def _counts(rows: list[Row]) -> dict[str, int]:
    return {text(table): integer(count) for table, count in rows if count}
