"""Which agents there are, which of them a session asks, and which work on a turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.chat.agent_book import AgentBook
from gateway.chat.agent_sets import AgentSet
from gateway.chat.errors import AgentUnknown, StorageUnavailable
from gateway.chat.model import Accepted, AgentChoice, AgentSwitch, ChosenAgent, Page, Principal, Turn
from gateway.chat.ports.agents import AgentSwitches
from gateway.chat.ports.clock import Clock
from shared.agents import AgentChange, AgentSpec
from shared.ids import AgentId, SessionId

# What a history calls the choice of nobody.
AUTOMATIC = "Automatic"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on a turn, in the words of the run request: `agent` answers alone; without it the crew plans.

    `is_gone`: somebody else was to answer, who can be asked no more.
    """

    agents: tuple[AgentSpec, ...]
    synthesiser: AgentSpec
    agent: str | None = None
    change: AgentChange | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Considered:
    """Who could answer a turn, the id of the one that was chosen for it, and whether by its request."""

    agents: tuple[AgentSpec, ...]
    chosen: AgentId | None
    is_explicit: bool


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers a turn and why, as far as that is decided at its acceptance.

    `is_gone`: the chosen one is no more. `is_unknown`: somebody was chosen, and it cannot be said now who that is.
    """

    turn: Turn
    agent: AgentSpec | None
    how: AgentChoice
    is_gone: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class SessionAgent:
    """The agent that a session asks (None: the crew plans), and a page of what was chosen so far."""

    agent: AgentSpec | None
    switches: list[AgentSwitch]
    before: str | None


class Agents:
    """The agents, for everything that asks for them."""

    def __init__(self, book: AgentBook, switches: AgentSwitches, clock: Clock) -> None:
        self._book = book
        self._switches = switches
        self._clock = clock

    @property
    def synthesiser(self) -> AgentSpec:
        """The one that joins what several have found."""
        return self._book.roster.synthesiser

    async def visible(self, principal: Principal) -> tuple[AgentSpec, ...]:
        """The agents that this principal may ask."""
        return (await self._book.of(principal.organization_id)).of(principal.roles)

    async def find(self, principal: Principal, name: str) -> AgentSpec:
        """The agent of this id or slug. Raises AgentUnknown, also when it is not for this principal."""
        visible = await self.visible(principal)
        by_name = {spec.slug: spec for spec in visible} | {str(spec.id): spec for spec in visible}
        try:
            return by_name[name]
        except KeyError:
            raise AgentUnknown from None

    async def switch(
        self, principal: Principal, session_id: SessionId, name: str | None, *, reason: str
    ) -> AgentSpec | None:
        """Let a session ask this agent (an id or slug), or none, from its next question on; the agent.

        Raises AgentUnknown, NotFound.
        """
        spec = None if name is None else await self.find(principal, name)
        await self._switches.switch(
            principal,
            session_id,
            None if spec is None else spec.id,
            agent_name=AUTOMATIC if spec is None else spec.name,
            reason=reason,
            now=self._clock(),
        )
        return spec

    async def of_session(self, principal: Principal, session_id: SessionId, page: Page) -> SessionAgent:
        """The agent that a session asks, and a page of its history (see the port). Raises NotFound."""
        active = await self._switches.active(principal, session_id)
        switches, before = await self._switches.list_switches(principal, session_id, page)
        agents = await self._book.of(principal.organization_id)
        return SessionAgent(agents.find(principal.roles, active), switches, before)

    async def of_sessions(
        self, principal: Principal, session_ids: Sequence[SessionId], limit: int
    ) -> dict[SessionId, SessionAgent]:
        """The same of several sessions, each with its newest choices; what may not be read looks like a new one."""
        newest = await self._switches.list_newest(principal, session_ids, limit)
        agents = await self._book.of(principal.organization_id)
        listed = {session_id: newest.get(session_id, []) for session_id in session_ids}
        return {
            session_id: SessionAgent(
                agents.find(principal.roles, switches[-1].agent_id if switches else None), switches, None
            )
            for session_id, switches in listed.items()
        }

    async def route(self, accepted: Accepted) -> Route:
        """What was decided about an accepted turn. Never raises: it is stored, whether agents are found or not."""
        chosen = accepted.chosen
        try:
            spec = await self._chosen(accepted.turn, chosen)
        except StorageUnavailable:
            return Route(accepted.turn, None, "automatic", is_unknown=True)
        is_gone = spec is None and chosen.agent_id is not None
        return Route(accepted.turn, spec, "automatic" if is_gone else chosen.how, is_gone)

    async def considered(self, turn: Turn) -> Considered:
        """Who could answer a turn, and who was chosen for it."""
        chosen, _ = await self._switches.choices(turn)
        agents = (await self._book.of(turn.organization_id)).of(chosen.roles)
        is_there = chosen.agent_id in {spec.id for spec in agents}
        return Considered(
            agents,
            chosen=chosen.agent_id if is_there else None,
            is_explicit=is_there and chosen.how == "explicit",
        )

    async def staff(self, turn: Turn, routed_to: str | None = None) -> Staff:
        """Who is to work on this turn now: who was chosen, else who it was `routed_to`.

        An agent that is no more, or for others now, is not missed: the crew plans.
        """
        chosen, before = await self._switches.choices(turn)
        agents = await self._book.of(turn.organization_id)
        spec = agents.find(chosen.roles, chosen.agent_id)
        if spec is None and routed_to is not None:
            spec = agents.find(chosen.roles, AgentId(routed_to))
        return Staff(
            agents=agents.of(chosen.roles) if spec is None else (spec,),
            synthesiser=self.synthesiser,
            agent=None if spec is None else spec.slug,
            change=_change(agents, chosen, before),
            is_gone=(chosen.agent_id or routed_to) not in (None, None if spec is None else spec.id),
        )

    async def _chosen(self, turn: Turn, chosen: ChosenAgent) -> AgentSpec | None:
        if chosen.agent_id is None:
            return None
        return (await self._book.of(turn.organization_id)).find(chosen.roles, chosen.agent_id)


def _change(agents: AgentSet, chosen: ChosenAgent, before: AgentId | None) -> AgentChange | None:
    """What the model is told, once: the next turn finds its own choice before it."""
    old, new = agents.find(chosen.roles, before), agents.find(chosen.roles, chosen.agent_id)
    if chosen.how == "explicit" or old == new:
        return None
    return AgentChange(before=None if old is None else old.name, now=None if new is None else new.name)
