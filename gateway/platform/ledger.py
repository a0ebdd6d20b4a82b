"""Ask the platform at most once per request of a tool call, and give the stored answer to every repetition.

1. A request that names its call is one flight: repetitions that come meanwhile wait for it.
2. The flight is not the caller's: when a container hangs up, the answer still comes and is stored.
3. An answer is stored before anybody gets it. Failures (5xx, 429, nothing at all) are no answers and may be tried
   again; an answer too large to be stored is given and not kept.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlencode

from gateway.chat.errors import IdempotencyKeyReused, StorageUnavailable
from gateway.chat.model import Grant, PlatformAnswer
from gateway.platform.paths import Query
from shared.ids import TurnId

MAX_STORED_BYTES = 262_144
REPLAYED = {"idempotency-replayed": "true"}

log = logging.getLogger(__name__)


class Reader(Protocol):
    """The platform as runs may read it."""

    async def get(self, grant: Grant, path: str, query: Query) -> PlatformAnswer: ...


class ToolCalls(Protocol):
    """Stored answers, by turn and call."""

    async def find(self, grant: Grant, call_id: str, fingerprint: str) -> PlatformAnswer | None:
        """The stored answer. Raises IdempotencyKeyReused when it answers something else."""
        ...

    async def keep(self, grant: Grant, call_id: str, fingerprint: str, answer: PlatformAnswer) -> PlatformAnswer:
        """Store the answer of a running turn unless there is one; the one that is stored, or else the one given.

        Raises IdempotencyKeyReused, StorageUnavailable.
        """
        ...


@dataclass(frozen=True, slots=True)
class Flight:
    """A request that is under way. `result` also says whether the answer was stored before."""

    fingerprint: str
    result: asyncio.Task[tuple[PlatformAnswer, bool]]


class Ledger:
    """Requests of tool calls. Made by `open_ledger`."""

    def __init__(self, platform: Reader, calls: ToolCalls) -> None:
        self._platform = platform
        self._calls = calls
        self._flights: dict[tuple[TurnId, str], Flight] = {}

    async def get(self, grant: Grant, path: str, query: Query, call_id: str | None) -> PlatformAnswer:
        """GET one of CROW's paths, once per call. Raises what the reader raises, and IdempotencyKeyReused."""
        if call_id is None:
            return await self._platform.get(grant, path, query)
        fingerprint = _fingerprint(path, query)
        flight = self._flights.get((grant.turn_id, call_id))
        is_first = flight is None
        if flight is None:
            flight = self._take_off(grant, path, query, call_id, fingerprint)
        elif flight.fingerprint != fingerprint:
            raise IdempotencyKeyReused
        answer, was_stored = await asyncio.shield(flight.result)
        is_replay = was_stored or (not is_first and _is_result(answer))
        return replace(answer, headers=answer.headers | REPLAYED) if is_replay else answer

    async def close(self) -> None:
        """End what is under way."""
        left = [flight.result for flight in self._flights.values()]
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)

    def _take_off(self, grant: Grant, path: str, query: Query, call_id: str, fingerprint: str) -> Flight:
        work = self._ask(grant, path, query, call_id, fingerprint)
        flight = Flight(fingerprint, asyncio.create_task(work, name=f"platform {call_id}"))
        self._flights[grant.turn_id, call_id] = flight

        def land(task: asyncio.Task[tuple[PlatformAnswer, bool]]) -> None:
            del self._flights[grant.turn_id, call_id]
            if not task.cancelled():
                # Everybody who asked may have left: then nobody else looks at the failure.
                task.exception()

        flight.result.add_done_callback(land)
        return flight

    async def _ask(
        self, grant: Grant, path: str, query: Query, call_id: str, fingerprint: str
    ) -> tuple[PlatformAnswer, bool]:
        stored = await self._calls.find(grant, call_id, fingerprint)
        if stored is not None:
            return stored, True
        answer = await self._platform.get(grant, path, query)
        if not _is_result(answer) or len(answer.body) >= MAX_STORED_BYTES:
            return answer, False
        try:
            return await self._calls.keep(grant, call_id, fingerprint, answer), False
        except StorageUnavailable:
            log.warning("answer of a tool call not stored", extra={"turn_id": grant.turn_id, "call_id": call_id})
            return answer, False


@asynccontextmanager
async def open_ledger(platform: Reader, calls: ToolCalls) -> AsyncGenerator[Ledger]:
    """The façade, until the context is left."""
    ledger = Ledger(platform, calls)
    try:
        yield ledger
    finally:
        await ledger.close()


def _is_result(answer: PlatformAnswer) -> bool:
    """Tell an answer from a failure that may pass."""
    return (
        answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
        and answer.status != HTTPStatus.TOO_MANY_REQUESTS
        and answer.status != HTTPStatus.REQUEST_TIMEOUT
    )


def _fingerprint(path: str, query: Query) -> str:
    return hashlib.sha256(f"{path}?{urlencode(query)}".encode()).hexdigest()
