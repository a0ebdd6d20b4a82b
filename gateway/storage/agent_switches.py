"""Which agent a session asks, with everything it asked before; and what was chosen for a turn."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from pydantic_core import to_json

from gateway.chat.errors import NotFound
from gateway.chat.model import AgentSwitch, ChosenAgent, Page, Principal, Question, Turn
from gateway.storage.audit import audit_change
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import AgentId, SessionId

SELECT_SESSION = """
SELECT 1 FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

# Choosing again what is chosen changes nothing, so that a repeated request leaves one row.
INSERT_SWITCH = """
INSERT INTO agent_switch (organization_id, session_id, position, agent_id, agent_name, switched_at, message_count,
                          reason)
SELECT :organization_id, :session_id, coalesce(newest.position, 0) + 1, :agent_id, :agent_name, :now,
       (SELECT count(*) FROM message WHERE message.organization_id = :organization_id
          AND message.session_id = :session_id AND message.status <> 'pending'),
       :reason
FROM session LEFT JOIN agent_switch AS newest ON newest.session_id = session.id AND newest.position = (
    SELECT max(position) FROM agent_switch WHERE organization_id = :organization_id AND session_id = :session_id)
WHERE session.organization_id = :organization_id AND session.user_id = :user_id AND session.id = :session_id
  AND newest.agent_id IS NOT :agent_id
"""

SELECT_SWITCHES = """
SELECT agent_switch.position, agent_switch.agent_id, agent_switch.agent_name, agent_switch.switched_at,
       agent_switch.message_count, agent_switch.reason
FROM agent_switch JOIN session ON session.id = agent_switch.session_id
WHERE session.organization_id = :organization_id AND session.id = :session_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND agent_switch.position < :before
ORDER BY agent_switch.position DESC LIMIT :limit
"""

SELECT_NEWEST = """
SELECT session_id, agent_id, agent_name, switched_at, message_count, reason
FROM (SELECT agent_switch.*, row_number() OVER (PARTITION BY session.id ORDER BY agent_switch.position DESC) AS age
      FROM session JOIN agent_switch ON agent_switch.session_id = session.id
      WHERE session.organization_id = :organization_id
        AND session.id IN (SELECT value FROM json_each(:session_ids))
        AND (session.user_id = :user_id OR session.visibility = 'organization'))
WHERE age <= :limit
ORDER BY session_id, position
"""

SELECT_ACTIVE = """
SELECT (SELECT agent_id FROM agent_switch
        WHERE organization_id = :organization_id AND session_id = session.id ORDER BY position DESC LIMIT 1)
FROM session WHERE organization_id = :organization_id AND id = :session_id
  AND (user_id = :user_id OR visibility = 'organization')
"""

# With the acceptance of the turn, in one transaction: a choice made a moment later is for the next one.
CHOOSE_AGENT = """
UPDATE turn SET
    agent_id = coalesce(:agent_id, active.agent_id),
    agent_choice = CASE WHEN :agent_id IS NOT NULL THEN 'explicit'
                        WHEN active.agent_id IS NOT NULL THEN 'session' ELSE 'automatic' END,
    roles = :roles
FROM (SELECT (SELECT agent_id FROM agent_switch
              WHERE organization_id = :organization_id AND session_id = :session_id
              ORDER BY position DESC LIMIT 1) AS agent_id) AS active
WHERE turn.organization_id = :organization_id AND turn.id = :turn_id
RETURNING turn.agent_id, turn.agent_choice, turn.roles
"""

# Beside the turn's own choice the one under which, on the way to it, the last answer was given. What a single request
# chose for itself says nothing about the session, and of an answer without a word no model hears later.
SELECT_CHOICES = """
WITH RECURSIVE past (id, depth) AS (
    SELECT parent_id, 1 FROM turn WHERE organization_id = :organization_id AND id = :turn_id
    UNION ALL
    SELECT turn.parent_id, past.depth + 1 FROM past JOIN turn ON turn.id = past.id WHERE past.depth < :most)
SELECT turn.agent_id, turn.agent_choice, turn.roles, (
    SELECT earlier.agent_id
    FROM past JOIN turn AS earlier ON earlier.id = past.id JOIN message ON message.id = earlier.message_id
    WHERE earlier.agent_choice <> 'explicit' AND message.text <> ''
    ORDER BY past.depth LIMIT 1)
FROM turn WHERE turn.organization_id = :organization_id AND turn.id = :turn_id
"""
# As the schema has it for turns from before there were roles.
NOBODY_ASKED = '["member"]'
ROLES: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])

# So many turns are looked back for that answer: more than any model is shown.
MOST_TURNS_BACK = 50


class SqliteAgentSwitches:
    """The port `AgentSwitches` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def switch(
        self,
        principal: Principal,
        session_id: SessionId,
        agent_id: AgentId | None,
        *,
        agent_name: str,
        reason: str,
        now: int,
    ) -> None:
        values: dict[str, Value] = {
            **owner(principal),
            "session_id": session_id,
            "agent_id": agent_id,
            "agent_name": agent_name,
            "reason": reason,
            "now": now,
        }
        await self._database.batch(
            [
                Statement(SELECT_SESSION, values, otherwise=NotFound),
                Statement(INSERT_SWITCH, values),
                audit_change(principal, "agent.switched", session_id, now),
            ]
        )

    async def active(self, principal: Principal, session_id: SessionId) -> AgentId | None:
        rows = await self._database.rows(SELECT_ACTIVE, {**owner(principal), "session_id": session_id})
        if not rows:
            raise NotFound
        return _agent_id(rows[0][0])

    async def list_switches(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[AgentSwitch], str | None]:
        before = unpack(page.cursor)[0] if page.cursor else MAX_INTEGER
        rows = await self._database.rows(
            SELECT_SWITCHES,
            {**owner(principal), "session_id": session_id, "before": before, "limit": page.limit + 1},
        )
        shown = rows[: page.limit]
        is_first = len(rows) <= page.limit
        return [_switch(row) for row in reversed(shown)], None if is_first else pack(integer(shown[-1][0]))

    async def list_newest(
        self, principal: Principal, session_ids: Sequence[SessionId], limit: int
    ) -> dict[SessionId, list[AgentSwitch]]:
        rows = await self._database.rows(
            SELECT_NEWEST, {**owner(principal), "session_ids": to_json(session_ids).decode(), "limit": limit}
        )
        found: dict[SessionId, list[AgentSwitch]] = {}
        for row in rows:
            found.setdefault(SessionId(text(row[0])), []).append(_switch(row))
        return found

    async def choices(self, turn: Turn) -> tuple[ChosenAgent, AgentId | None]:
        rows = await self._database.rows(
            SELECT_CHOICES,
            {"organization_id": turn.organization_id, "turn_id": turn.id, "most": MOST_TURNS_BACK},
        )
        # Deleted a moment ago: then nothing of the run will be stored either.
        *chosen, before = rows[0] if rows else (None, "automatic", NOBODY_ASKED, None)
        return chosen_agent(tuple(chosen)), _agent_id(before)


def choose_agent(question: Question) -> Statement:
    """The statement that notes on a new turn who is to answer it; the row of `chosen_agent` comes back."""
    turn = question.turn
    return Statement(
        CHOOSE_AGENT,
        {
            "organization_id": turn.organization_id,
            "session_id": turn.session_id,
            "turn_id": turn.id,
            "agent_id": question.agent_id,
            "roles": to_json(question.roles).decode(),
        },
    )


def chosen_agent(row: Row) -> ChosenAgent:
    """The columns agent_id, agent_choice and roles of a turn."""
    return ChosenAgent(_agent_id(row[0]), one_of(row[1]), ROLES.validate_json(text(row[2])))


def _agent_id(value: Value) -> AgentId | None:
    return None if value is None else AgentId(text(value))


def _switch(row: Row) -> AgentSwitch:
    return AgentSwitch(_agent_id(row[1]), text(row[2]), integer(row[3]), integer(row[4]), text(row[5]))
