"""Following a turn in the store, as a reader does whose gateway does not run it."""

import asyncio
from dataclasses import replace

from gateway.agents.declaration import read_roster
from gateway.chat.agents import Agents
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.feed import Feeds
from gateway.chat.model import Claim, StoredEvent, StoredTurn
from gateway.chat.ports import EventLog
from gateway.chat.run import RunPorts, TimeLimits
from gateway.chat.service import ChatPorts, ChatService
from gateway.crews.crew import HttpCrew, open_worker_client
from shared.ids import TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import NO_LIMITS, NOW, accept, add_worker, claim_one, finish, new_grant

FOLLOW_SECONDS = 5.0


class EndsBetweenTwoLooks:
    """The event log, and a run that ends its turn just after the log was read and before the turn is looked at."""

    def __init__(self, store: Store, claim: Claim) -> None:
        self._store = store
        self._claim = claim

    def __getattr__(self, name: str) -> object:
        return getattr(self._store.event_log, name)

    async def stored(self, turn_id: TurnId) -> StoredTurn | None:
        """End it, then look."""
        await finish(self._store, self._claim)
        return await self._store.event_log.stored(turn_id)


async def test_a_turn_that_ends_between_two_looks_is_told_once(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a")).turn
    ending: EventLog = EndsBetweenTwoLooks(store, await claim_one(store))  # type: ignore[assignment]  # by __getattr__

    async with asyncio.timeout(FOLLOW_SECONDS), open_worker_client(max_runs=1) as client:
        chat = _chat(replace(store, event_log=ending), HttpCrew(client, "key"))
        told = [item async for batch in chat.follow(turn) for item in batch]

    assert [item.seq for item in told if isinstance(item, StoredEvent)] == [1, 2]


def _chat(store: Store, crew: HttpCrew) -> ChatService:
    feeds = Feeds()
    agents = Agents(read_roster(), store.agent_switches, lambda: NOW)
    ports = RunPorts(
        store.turns, store.queue, store.workers, crew, None, feeds, lambda: NOW, TimeLimits(), agents, store.grants
    )
    dispatcher = Dispatcher(
        ports, leases=store.leases, event_log=store.event_log, mint_grant=lambda: ("g", new_grant("d"))
    )
    looked_at = ChatPorts(store.history, store.acceptance, store.queue, store.stops, store.event_log)
    return ChatService(
        looked_at, agents=agents, feeds=feeds, dispatcher=dispatcher, limits=NO_LIMITS, clock=lambda: NOW
    )
