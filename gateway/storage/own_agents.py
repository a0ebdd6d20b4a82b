"""What organizations have made of their agents: own ones, and system agents that they switched off.

Every change leaves another stamp, and is only made upon the stamp that it was decided upon.
"""

import logging
import sqlite3
from typing import Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from gateway.chat.access import Action
from gateway.chat.agent_sets import OwnAgent, OwnAgents
from gateway.chat.errors import AgentExists, AgentsMoved
from gateway.chat.model import Principal
from gateway.storage.audit import audit
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, text
from shared.agents import AgentSpec
from shared.ids import AgentId, OrganizationId, UserId, new_id

SELECT_STAMP = "SELECT stamp FROM agent_stamp WHERE organization_id = :organization_id"

# One query, so that all of it is of one moment: a row of the stamp, then of what is off, then of the agents.
SELECT_ALL = """
SELECT 0 AS kind, stamp AS id, '', '', '', '', '', '', '', '', '', '', NULL, 0, 0, 0 AS created_at, NULL, 0, NULL
FROM agent_stamp WHERE organization_id = :organization_id
UNION ALL
SELECT 1, agent_id, '', '', '', '', '', '', '', '', '', '', NULL, 0, 0, 0, NULL, 0, NULL
FROM agent_off WHERE organization_id = :organization_id
UNION ALL
SELECT 2, id, slug, name, description, role, goal, prompt, tools, approval, examples, roles, model, is_enabled, version,
       created_at, created_by, updated_at, updated_by
FROM own_agent WHERE organization_id = :organization_id
ORDER BY kind, created_at, id
"""

SELECT_BY_KEY = """
SELECT id, fingerprint FROM own_agent WHERE organization_id = :organization_id AND request_key = :request_key
"""

STAMP_IS_SEEN = """
SELECT 1 WHERE (SELECT stamp FROM agent_stamp WHERE organization_id = :organization_id) IS :seen
"""

PUT_STAMP = """
INSERT INTO agent_stamp (organization_id, stamp) VALUES (:organization_id, :stamp)
ON CONFLICT (organization_id) DO UPDATE SET stamp = excluded.stamp
"""

INSERT_AGENT = """
INSERT INTO own_agent (id, organization_id, slug, name, description, role, goal, prompt, tools, approval, examples,
                       roles, model, is_enabled, version, created_by, created_at, updated_by, updated_at, request_key,
                       fingerprint)
VALUES (:id, :organization_id, :slug, :name, :description, :role, :goal, :prompt, :tools, :approval, :examples, :roles,
        :model, :is_enabled, :version, :user_id, :at, :user_id, :at, :request_key, :fingerprint)
"""

UPDATE_AGENT = """
UPDATE own_agent SET slug = :slug, name = :name, description = :description, role = :role, goal = :goal,
                     prompt = :prompt, tools = :tools, approval = :approval, examples = :examples, roles = :roles,
                     model = :model, is_enabled = :is_enabled, version = :version, updated_by = :user_id,
                     updated_at = :at
WHERE organization_id = :organization_id AND id = :id
"""

DELETE_AGENT = "DELETE FROM own_agent WHERE organization_id = :organization_id AND id = :id"

INSERT_OFF = """
INSERT INTO agent_off (organization_id, agent_id) VALUES (:organization_id, :id) ON CONFLICT DO NOTHING
"""

DELETE_OFF = "DELETE FROM agent_off WHERE organization_id = :organization_id AND agent_id = :id"

STAMP_ROW: Final = 0
OFF_ROW: Final = 1

log = logging.getLogger(__name__)
_WORDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])


class SqliteOwnAgents:
    """The port `OwnAgentStore` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stamp(self, organization_id: OrganizationId) -> str | None:
        rows = await self._database.rows(SELECT_STAMP, {"organization_id": organization_id})
        return text(rows[0][0]) if rows else None

    async def load(self, organization_id: OrganizationId) -> OwnAgents:
        rows = await self._database.rows(SELECT_ALL, {"organization_id": organization_id})
        stamps = [text(row[1]) for row in rows if row[0] == STAMP_ROW]
        agents = [_agent(row) for row in rows if integer(row[0]) > OFF_ROW]
        return OwnAgents(
            stamps[0] if stamps else None,
            tuple(agent for agent in agents if agent is not None),
            frozenset(text(row[1]) for row in rows if row[0] == OFF_ROW),
        )

    async def made_by(self, organization_id: OrganizationId, key: str) -> tuple[AgentId, str] | None:
        rows = await self._database.rows(SELECT_BY_KEY, {"organization_id": organization_id, "request_key": key})
        return (AgentId(text(rows[0][0])), text(rows[0][1])) if rows else None

    async def add(self, by: Principal, agent: OwnAgent, *, seen: str | None, key: str | None, fingerprint: str) -> None:
        values: dict[str, Value] = {**_values(by, agent), "request_key": key, "fingerprint": fingerprint}
        noted = audit(by, "agent.created", agent.spec.id, agent.updated_at)
        await self._commit(by, seen, Statement(INSERT_AGENT, values), noted)

    async def change(self, by: Principal, agent: OwnAgent, *, seen: str | None, action: Action) -> None:
        noted = audit(by, action, agent.spec.id, agent.updated_at)
        await self._commit(by, seen, Statement(UPDATE_AGENT, _values(by, agent)), noted)

    async def delete(self, by: Principal, agent_id: AgentId, *, seen: str | None, now: int) -> None:
        values: dict[str, Value] = {"organization_id": by.organization_id, "id": agent_id}
        await self._commit(by, seen, Statement(DELETE_AGENT, values), audit(by, "agent.deleted", agent_id, now))

    async def switch_off(self, by: Principal, agent_id: AgentId, *, is_off: bool, seen: str | None, now: int) -> None:
        values: dict[str, Value] = {"organization_id": by.organization_id, "id": agent_id}
        action: Action = "agent.disabled" if is_off else "agent.enabled"
        written = Statement(INSERT_OFF if is_off else DELETE_OFF, values)
        await self._commit(by, seen, written, audit(by, action, agent_id, now))

    async def _commit(self, by: Principal, seen: str | None, written: Statement, noted: Statement) -> None:
        values: dict[str, Value] = {"organization_id": by.organization_id, "seen": seen, "stamp": new_id("ags")}
        statements = [
            Statement(STAMP_IS_SEEN, values, otherwise=AgentsMoved),
            written,
            Statement(PUT_STAMP, values),
            noted,
        ]
        try:
            await self._database.batch(statements)
        except sqlite3.IntegrityError as error:
            raise AgentExists from error


def _values(by: Principal, agent: OwnAgent) -> dict[str, Value]:
    spec = agent.spec
    return {
        "organization_id": by.organization_id,
        "user_id": by.user_id,
        "at": agent.updated_at,
        "id": spec.id,
        "slug": spec.slug,
        "name": spec.name,
        "description": spec.description,
        "role": spec.role,
        "goal": spec.goal,
        "prompt": spec.prompt,
        "tools": _listed(spec.tools),
        "approval": _listed(spec.approval),
        "examples": _listed(spec.examples),
        "roles": _listed(spec.roles),
        "model": spec.model,
        "is_enabled": int(agent.is_enabled),
        "version": agent.version,
    }


def _agent(row: Row) -> OwnAgent | None:
    """None for what was right once and is no more: one agent must not keep the others from being asked."""
    _, agent_id, slug, name, description, role, goal, prompt, tools, approval, examples, roles, model, *rest = row
    is_enabled, version, created_at, created_by, updated_at, updated_by = rest
    try:
        spec = AgentSpec.model_validate(
            {
                "id": agent_id,
                "slug": slug,
                "name": name,
                "description": description,
                "role": role,
                "goal": goal,
                "prompt": prompt,
                "tools": _WORDS.validate_json(text(tools)),
                "approval": _WORDS.validate_json(text(approval)),
                "examples": _WORDS.validate_json(text(examples)),
                "roles": _WORDS.validate_json(text(roles)),
                "model": model,
            }
        )
    except ValidationError:
        log.warning("an own agent cannot be read", extra={"agent_id": agent_id})
        return None
    return OwnAgent(
        spec,
        bool(integer(is_enabled)),
        integer(version),
        integer(created_at),
        integer(updated_at),
        _user(created_by),
        _user(updated_by),
    )


def _user(value: Value) -> UserId | None:
    return None if value is None else UserId(text(value))


def _listed(words: tuple[str, ...]) -> str:
    return to_json(words).decode()
