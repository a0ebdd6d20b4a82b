"""What an administrator does with the agents of an organization: the product's are switched off and on, own ones kept.

Every rule is checked on the agents as they are, and what is stored counts only upon those: who was faster wins, and the
rules are checked again.
"""

import hashlib
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from pydantic_core import to_json

from gateway.chat.access import Action
from gateway.chat.agent_book import AgentBook
from gateway.chat.agent_sets import MOST_OWN_AGENTS, AgentSet, AgentTerms, OwnAgent, OwnAgents, agent_set
from gateway.chat.errors import (
    AgentChanged,
    AgentExists,
    AgentsMoved,
    IdempotencyKeyReused,
    LastAgent,
    ModelNotOffered,
    NotFound,
    SystemAgentFixed,
    ToolNotOffered,
    TooManyAgents,
)
from gateway.chat.model import Principal
from gateway.chat.ports.agents import OwnAgentStore
from gateway.chat.ports.clock import Clock
from shared.agents import MAX_AGENTS, AgentSpec
from shared.ids import AgentId, OrganizationId

# Each time another change of the organization's agents came first.
MOST_TRIES = 8

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class KeptAgent:
    """An agent as its administrators see it. `own` is None for one that comes with the product.

    `is_active`: it can be asked. One that is enabled cannot where a system agent has its slug by now, or where there is
    no room beside the system agents.
    """

    spec: AgentSpec
    is_enabled: bool
    is_active: bool
    own: OwnAgent | None = None

    @property
    def kind(self) -> Literal["system", "own"]:
        """Whose it is."""
        return "system" if self.own is None else "own"


class AgentEditor:
    """Lists and changes the agents of organizations."""

    def __init__(self, book: AgentBook, store: OwnAgentStore, clock: Clock, *, mint_id: Callable[[], AgentId]) -> None:
        self._book = book
        self._store = store
        self._clock = clock
        self._mint_id = mint_id

    @property
    def terms(self) -> AgentTerms:
        """What agents may be given here."""
        return self._book.terms

    @property
    def most_own(self) -> int:
        """How many own agents an organization may have."""
        return max(0, min(MOST_OWN_AGENTS, MAX_AGENTS - len(self._book.roster.specialists)))

    async def list_agents(self, admin: Principal) -> list[KeptAgent]:
        """The system agents in their order, then the own ones, oldest first. Raises StorageUnavailable."""
        return self._listed(await self._store.load(admin.organization_id))

    async def find(self, admin: Principal, agent_id: AgentId) -> KeptAgent:
        """One of them. Raises NotFound."""
        return self._find(await self._store.load(admin.organization_id), agent_id)

    async def create(
        self, admin: Principal, spec: AgentSpec, *, is_enabled: bool, key: str | None
    ) -> tuple[KeptAgent, bool]:
        """Keep a new agent; True when the request of this key had made it before.

        Raises AgentExists, TooManyAgents, ToolNotOffered, ModelNotOffered, IdempotencyKeyReused, AgentsMoved.
        """
        fingerprint = _fingerprint(spec, is_enabled=is_enabled)

        async def add(own: OwnAgents) -> tuple[KeptAgent, bool]:
            if key is not None and (made := await self._store.made_by(admin.organization_id, key)) is not None:
                if made[1] != fingerprint:
                    raise IdempotencyKeyReused
                if made[0] not in {agent.spec.id for agent in own.agents}:
                    # Made since the agents were looked at.
                    raise AgentsMoved
                return self._find(own, made[0]), True
            if len(own.agents) >= self.most_own:
                raise TooManyAgents
            now = self._clock()
            named = spec.model_copy(update={"id": self._mint_id()})
            agent = OwnAgent(named, is_enabled, 1, now, now, admin.user_id, admin.user_id)
            self._check(own, named)
            after = replace(own, agents=(*own.agents, agent))
            await self._store.add(admin, agent, seen=own.stamp, key=key, fingerprint=fingerprint)
            return self._find(after, named.id), False

        return await self._upon(admin.organization_id, add)

    async def replace(
        self, admin: Principal, spec: AgentSpec, *, is_enabled: bool, seen: Collection[int] | None
    ) -> KeptAgent:
        """Let an own agent be as it says, if its version is one of those that were `seen` (None: any).

        Raises NotFound, SystemAgentFixed, AgentChanged, LastAgent and what `create` raises of a wrong agent.
        """

        async def change(own: OwnAgents) -> KeptAgent:
            agent = self._own(own, spec.id, seen)
            self._check(own, spec)
            return await self._change(admin, own, replace(agent, spec=spec, is_enabled=is_enabled), "agent.changed")

        return await self._upon(admin.organization_id, change)

    async def enable(
        self, admin: Principal, agent_id: AgentId, *, is_enabled: bool, seen: Collection[int] | None
    ) -> KeptAgent:
        """Let an agent be asked in the organization, or not, be it a system agent or an own one.

        The same again changes nothing. Raises NotFound, AgentChanged, LastAgent, AgentsMoved.
        """

        async def switch(own: OwnAgents) -> KeptAgent:
            known = self._find(own, agent_id)
            if known.own is not None:
                agent = self._own(own, agent_id, seen)
                if agent.is_enabled == is_enabled:
                    return known
                action: Action = "agent.enabled" if is_enabled else "agent.disabled"
                return await self._change(admin, own, replace(agent, is_enabled=is_enabled), action)
            if known.is_enabled == is_enabled:
                return known
            after = replace(own, off=own.off - {agent_id} if is_enabled else own.off | {agent_id})
            self._require_somebody(after)
            await self._store.switch_off(admin, agent_id, is_off=not is_enabled, seen=own.stamp, now=self._clock())
            return self._find(after, agent_id)

        return await self._upon(admin.organization_id, switch)

    async def delete(self, admin: Principal, agent_id: AgentId, *, seen: Collection[int] | None) -> None:
        """Remove an own agent. Raises NotFound, SystemAgentFixed, AgentChanged, LastAgent, AgentsMoved."""

        async def remove(own: OwnAgents) -> None:
            gone = self._own(own, agent_id, seen)
            self._require_somebody(replace(own, agents=tuple(each for each in own.agents if each is not gone)))
            await self._store.delete(admin, agent_id, seen=own.stamp, now=self._clock())

        await self._upon(admin.organization_id, remove)

    async def _upon(self, organization_id: OrganizationId, change: Callable[[OwnAgents], Awaitable[Made]]) -> Made:
        for _ in range(MOST_TRIES):
            own = await self._store.load(organization_id)
            try:
                return await change(own)
            except AgentsMoved:
                continue
        raise AgentsMoved

    async def _change(self, admin: Principal, own: OwnAgents, agent: OwnAgent, action: Action) -> KeptAgent:
        changed = replace(agent, version=agent.version + 1, updated_at=self._clock(), updated_by=admin.user_id)
        agents = tuple(changed if each.spec.id == changed.spec.id else each for each in own.agents)
        after = replace(own, agents=agents)
        self._require_somebody(after)
        await self._store.change(admin, changed, seen=own.stamp, action=action)
        return self._find(after, changed.spec.id)

    def _check(self, own: OwnAgents, spec: AgentSpec) -> None:
        """Whether the organization may have this agent beside its others."""
        others = {each.spec.slug for each in own.agents if each.spec.id != spec.id}
        if spec.slug in self._book.roster.slugs | others:
            raise AgentExists
        if any(tool not in self.terms.tools for tool in spec.tools):
            raise ToolNotOffered
        if spec.model is not None and spec.model not in self.terms.models:
            raise ModelNotOffered

    def _own(self, own: OwnAgents, agent_id: AgentId, seen: Collection[int] | None) -> OwnAgent:
        known = self._find(own, agent_id)
        if known.own is None:
            raise SystemAgentFixed
        if seen is not None and known.own.version not in seen:
            raise AgentChanged
        return known.own

    def _require_somebody(self, after: OwnAgents) -> None:
        """Raises LastAgent when members, or administrators, would have nobody to ask."""
        left = [spec for spec in self._book.roster.specialists if spec.id not in after.off]
        left += [agent.spec for agent in after.agents if agent.is_enabled]
        if not AgentSet(tuple(left)).is_for_everybody:
            raise LastAgent

    def _listed(self, own: OwnAgents) -> list[KeptAgent]:
        active = {spec.id for spec in agent_set(self._book.roster, self.terms, own).specialists}
        system = [KeptAgent(spec, spec.id not in own.off, spec.id in active) for spec in self._book.roster.specialists]
        return system + [
            KeptAgent(agent.spec, agent.is_enabled, agent.spec.id in active, agent) for agent in own.agents
        ]

    def _find(self, own: OwnAgents, agent_id: AgentId) -> KeptAgent:
        found = next((kept for kept in self._listed(own) if kept.spec.id == agent_id), None)
        if found is None:
            raise NotFound
        return found


def _fingerprint(spec: AgentSpec, *, is_enabled: bool) -> str:
    """What must be equal for a repetition to be one."""
    asked = [spec.model_dump(mode="json", exclude={"id"}), is_enabled]
    return hashlib.sha256(to_json(asked)).hexdigest()
