"""Which agents there are, which of them a session asks, and which work on a turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gateway.chat.errors import AgentUnknown
from gateway.chat.model import Accepted, AgentChoice, AgentSwitch, ChosenAgent, Page, Principal, Turn
from gateway.chat.ports.agents import AgentSwitches
from gateway.chat.ports.clock import Clock
from shared.agents import MAX_AGENTS, AgentChange, AgentSpec
from shared.ids import AgentId, SessionId

# What a history calls the choice of nobody.
AUTOMATIC = "Automatic"


@dataclass(frozen=True, slots=True)
class Roster:
    """The system agents: specialists in the order in which they are shown, and the one that joins their findings."""

    specialists: tuple[AgentSpec, ...]
    synthesiser: AgentSpec

    def __post_init__(self) -> None:
        """Raises ValueError when agents cannot be told apart, or when there is none."""
        everybody = (*self.specialists, self.synthesiser)
        if all(spec.roles for spec in self.specialists):
            raise ValueError("there is no specialist for everybody")
        if len(self.specialists) > MAX_AGENTS:
            raise ValueError(f"there are more than {MAX_AGENTS} specialists")
        _unique(spec.slug for spec in everybody)
        _unique(spec.id for spec in everybody)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on a turn, in the words of the run request: `agent` answers alone; without it the crew plans."""

    agents: tuple[AgentSpec, ...]
    synthesiser: AgentSpec
    agent: str | None = None
    change: AgentChange | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers a turn and why, as far as that is decided at its acceptance. `is_gone`: the chosen one is no more."""

    turn: Turn
    agent: AgentSpec | None
    how: AgentChoice
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class SessionAgent:
    """The agent that a session asks (None: the crew plans), and a page of what was chosen so far."""

    agent: AgentSpec | None
    switches: list[AgentSwitch]
    before: str | None


class Agents:
    """The agents, for everything that asks for them."""

    def __init__(self, roster: Roster, switches: AgentSwitches, clock: Clock) -> None:
        # Principals have no roles yet: what is for some is for nobody.
        self._specialists = tuple(spec for spec in roster.specialists if not spec.roles)
        self._synthesiser = roster.synthesiser
        self._switches = switches
        self._clock = clock

    def visible(self, principal: Principal) -> tuple[AgentSpec, ...]:  # noqa: ARG002 - the same for all so far
        """The agents that this principal may ask."""
        return self._specialists

    def find(self, principal: Principal, name: str) -> AgentSpec:
        """The agent of this id or slug. Raises AgentUnknown, also when it is not for this principal."""
        visible = self.visible(principal)
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
        spec = None if name is None else self.find(principal, name)
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
        return SessionAgent(self._living(active), switches, before)

    async def of_sessions(
        self, principal: Principal, session_ids: Sequence[SessionId], limit: int
    ) -> dict[SessionId, SessionAgent]:
        """The same of several sessions, each with its newest choices; what may not be read looks like a new one."""
        newest = await self._switches.list_newest(principal, session_ids, limit)
        listed = {session_id: newest.get(session_id, []) for session_id in session_ids}
        return {
            session_id: SessionAgent(self._living(switches[-1].agent_id if switches else None), switches, None)
            for session_id, switches in listed.items()
        }

    def route(self, accepted: Accepted) -> Route:
        """What was decided about an accepted turn."""
        chosen = accepted.chosen
        spec = self._living(chosen.agent_id)
        is_gone = spec is None and chosen.agent_id is not None
        return Route(accepted.turn, spec, "automatic" if is_gone else chosen.how, is_gone)

    async def choice_of(self, turn: Turn) -> tuple[AgentId | None, bool]:
        """The agent that was chosen for a turn, if there still is one, and whether by its request."""
        chosen, _ = await self._switches.choices(turn)
        spec = self._living(chosen.agent_id)
        return (None, False) if spec is None else (spec.id, chosen.how == "explicit")

    async def staff(self, turn: Turn, routed_to: str | None = None) -> Staff:
        """Who is to work on this turn: who was chosen, else who it was `routed_to`.

        An agent that is no more is not missed: the crew plans.
        """
        chosen, before = await self._switches.choices(turn)
        spec = self._living(chosen.agent_id)
        if spec is None and routed_to is not None:
            spec = self._living(AgentId(routed_to))
        return Staff(
            agents=self._specialists if spec is None else (spec,),
            synthesiser=self._synthesiser,
            agent=None if spec is None else spec.slug,
            change=self._change(chosen, before),
        )

    def _change(self, chosen: ChosenAgent, before: AgentId | None) -> AgentChange | None:
        """What the model is told, once: the next turn finds its own choice before it."""
        old, new = self._living(before), self._living(chosen.agent_id)
        if chosen.how == "explicit" or old == new:
            return None
        return AgentChange(before=None if old is None else old.name, now=None if new is None else new.name)

    def _living(self, agent_id: AgentId | None) -> AgentSpec | None:
        return next((spec for spec in self._specialists if spec.id == agent_id), None)


def _unique(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two agents are called {name!r}")
        seen.add(name)
