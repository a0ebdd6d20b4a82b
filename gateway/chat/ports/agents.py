"""Which agents sessions ask."""

from collections.abc import Sequence
from typing import Protocol

from gateway.chat.model import (
    AgentSwitch,
    ChosenAgent,
    Page,
    Principal,
    Turn,
)
from shared.ids import (
    AgentId,
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
