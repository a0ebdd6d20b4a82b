"""The agents of organizations, in memory for as long as nobody has changed them.

Each look compares a stamp with the store, in one row by its key: a change counts from the moment of its commit, also
one that another gateway made.
"""

from collections import OrderedDict

from gateway.chat.agent_sets import AgentSet, AgentTerms, OwnAgents, Roster, agent_set
from gateway.chat.ports.agents import OwnAgentStore
from shared.ids import OrganizationId

# Organizations in memory. A prompt has at most a few thousand characters, and an organization twenty of them.
MOST_KEPT = 128


class AgentBook:
    """Finds the agents of an organization."""

    def __init__(self, roster: Roster, store: OwnAgentStore, terms: AgentTerms) -> None:
        self.roster = roster
        self.terms = terms
        self._store = store
        self._as_they_come = agent_set(roster, terms, OwnAgents())
        self._kept: OrderedDict[OrganizationId, tuple[str, AgentSet]] = OrderedDict()

    async def of(self, organization_id: OrganizationId) -> AgentSet:
        """The agents as they are now. Raises StorageUnavailable."""
        stamp = await self._store.stamp(organization_id)
        if stamp is None:
            self._kept.pop(organization_id, None)
            return self._as_they_come
        kept = self._kept.get(organization_id)
        if kept is not None and kept[0] == stamp:
            self._kept.move_to_end(organization_id)
            return kept[1]
        own = await self._store.load(organization_id)
        found = agent_set(self.roster, self.terms, own)
        # As read together with the agents: between the two looks it may have changed again.
        if own.stamp is not None:
            self._kept[organization_id] = own.stamp, found
            self._kept.move_to_end(organization_id)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found
