"""Following a turn in the store, as a reader does whose gateway does not run it."""

import asyncio
from dataclasses import replace

from gateway.chat.model import Claim, StoredEvent, StoredTurn
from gateway.chat.ports.turns import EventLog
from gateway.crews.crew import HttpCrew, open_worker_client
from shared.ids import TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import accept, add_worker, chat_service, claim_one, finish

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
        chat = chat_service(replace(store, event_log=ending), HttpCrew(client, "key"))
        told = [item async for batch in chat.follow(turn) for item in batch]

    assert [item.seq for item in told if isinstance(item, StoredEvent)] == [1, 2]
