"""Which agents organizations have, and which of them sessions ask."""

from collections.abc import Sequence
from typing import Protocol

from gateway.chat.access import Action
from gateway.chat.agent_sets import OwnAgent, OwnAgents
from gateway.chat.model import (
    AgentSwitch,
    ChosenAgent,
    Page,
    Principal,
    Turn,
)
from shared.ids import (
    AgentId,
    OrganizationId,
    SessionId,
)


class AgentSwitches(Protocol):
    """Which agent a session asks, and what it asked before: rows are added, never changed."""

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
        """Choose an agent, or nobody, for the turns accepted from now on; the same again changes nothing.

        Raises NotFound.
        """
        ...

    async def active(self, principal: Principal, session_id: SessionId) -> AgentId | None:
        """The agent that a session asks now which the principal may read. Raises NotFound."""
        ...

    async def list_switches(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[AgentSwitch], str | None]:
        """The newest page before the cursor, ascending, with the cursor of the page before it or None.

        A session that may not be read has none.
        """
        ...

    async def list_newest(
        self, principal: Principal, session_ids: Sequence[SessionId], limit: int
    ) -> dict[SessionId, list[AgentSwitch]]:
        """The newest `limit` of each of these sessions, ascending; what has none or may not be read is left out."""
        ...

    async def choices(self, turn: Turn) -> tuple[ChosenAgent, AgentId | None]:
        """Who was chosen for this turn, and the session's choice under which it last got an answer before."""
        ...


class OwnAgentStore(Protocol):
    """What organizations have made of their agents.

    A change counts on the stamp that it was decided upon, and raises AgentsMoved when there is another one by now. It
    is noted in the audit log.
    """

    async def stamp(self, organization_id: OrganizationId) -> str | None:
        """Another one after each change; None before the first."""
        ...

    async def load(self, organization_id: OrganizationId) -> OwnAgents:
        """All of it, as of one moment."""
        ...

    async def made_by(self, organization_id: OrganizationId, key: str) -> tuple[AgentId, str] | None:
        """The agent that the request of this key made, and the fingerprint of that request."""
        ...

    async def add(self, by: Principal, agent: OwnAgent, *, seen: str | None, key: str | None, fingerprint: str) -> None:
        """Keep a new agent."""
        ...

    async def change(self, by: Principal, agent: OwnAgent, *, seen: str | None, action: Action) -> None:
        """Keep another state of an agent."""
        ...

    async def delete(self, by: Principal, agent_id: AgentId, *, seen: str | None, now: int) -> None:
        """Remove an agent. What it answered and was chosen for names it on its own."""
        ...

    async def switch_off(self, by: Principal, agent_id: AgentId, *, is_off: bool, seen: str | None, now: int) -> None:
        """Keep a system agent from being asked in the organization, or let it be asked again."""
        ...
