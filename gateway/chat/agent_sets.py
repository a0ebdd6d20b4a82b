"""The agents of an organization: those of the product that it has not switched off, and its own. Pure.

An own agent works as far as the operator's terms and the product's own agents leave it room: a tool or a model that is
no longer given is left out, and a slug that a system agent has taken since keeps the own agent from being asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.chat.model import MEMBER_ROLES
from shared.agents import MAX_AGENTS, AgentSpec
from shared.ids import AgentId, UserId

# Each of them is read by the planner: more is no help to anybody.
MOST_OWN_AGENTS = 20
# What OpenAI's clients call all agents together.
RESERVED_SLUGS = frozenset({"crew"})


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

    @property
    def slugs(self) -> frozenset[str]:
        """The names that no other agent may have."""
        return RESERVED_SLUGS | {spec.slug for spec in (*self.specialists, self.synthesiser)}


@dataclass(frozen=True, slots=True)
class AgentTerms:
    """What organizations may give to their own agents: tools, each with a line for people, and other models."""

    tools: Mapping[str, str]
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnAgent:
    """An agent that an organization made. `version` counts its changes; times are Unix milliseconds."""

    spec: AgentSpec
    is_enabled: bool
    version: int
    created_at: int
    updated_at: int
    created_by: UserId | None
    updated_by: UserId | None


@dataclass(frozen=True, slots=True)
class OwnAgents:
    """What an organization has made of its agents: its own, oldest first, and the system agents that are switched off.

    Another `stamp` after each change; None before the first.
    """

    stamp: str | None = None
    agents: tuple[OwnAgent, ...] = ()
    off: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class AgentSet:
    """The agents that can be asked in an organization, in the order in which they are shown."""

    specialists: tuple[AgentSpec, ...]

    @property
    def is_for_everybody(self) -> bool:
        """Whether somebody is there for members and for administrators: an agent for one role is not for the other."""
        return all(self.of((role,)) for role in MEMBER_ROLES)

    def of(self, roles: Iterable[str]) -> tuple[AgentSpec, ...]:
        """Those that somebody in these roles may ask."""
        mine = frozenset(roles)
        return tuple(spec for spec in self.specialists if not spec.roles or mine.intersection(spec.roles))

    def find(self, roles: Iterable[str], agent_id: AgentId | None) -> AgentSpec | None:
        """The agent of this id, if it is there and for these roles."""
        return next((spec for spec in self.of(roles) if spec.id == agent_id), None)


def agent_set(roster: Roster, terms: AgentTerms, own: OwnAgents) -> AgentSet:
    """Who can be asked. There is somebody for everybody: else the system agents come back that were switched off."""
    room = MAX_AGENTS - len(roster.specialists)
    ready = [within(terms, agent.spec) for agent in own.agents if is_ready(roster, agent)][:room]
    found = AgentSet((*(spec for spec in roster.specialists if spec.id not in own.off), *ready))
    return found if found.is_for_everybody else AgentSet((*roster.specialists, *ready))


def is_ready(roster: Roster, agent: OwnAgent) -> bool:
    """Whether it can be asked, if there is room for it."""
    return agent.is_enabled and agent.spec.slug not in roster.slugs


def within(terms: AgentTerms, spec: AgentSpec) -> AgentSpec:
    """The agent with what it may have."""
    tools = tuple(tool for tool in spec.tools if tool in terms.tools)
    approval = tuple(tool for tool in spec.approval if tool in tools)
    model = spec.model if spec.model in terms.models else None
    return spec.model_copy(update={"tools": tools, "approval": approval, "model": model})


def _unique(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two agents are called {name!r}")
        seen.add(name)
