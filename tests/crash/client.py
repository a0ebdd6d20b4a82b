"""Clients that ask, hang up, resume and repeat themselves until they have seen the end, and write all of it down."""

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass

from tests.crash.history import Ask, History, Stop, View
from tests.crash.processes import now
from tests.crash.wire import Broken, Reading, ask, open_reading

RETRY_SECONDS = 0.03
# A client that sees nothing for so long connects again: the gateway may be stopped, not dead.
PATIENCE_SECONDS = 2.5
# What a client may be told and try again after: full queue, draining, store not usable.
TRY_AGAIN = frozenset({429, 503, 507})


@dataclass(frozen=True, slots=True)
class Door:
    """Where clients of one organization find a gateway, and the key that they show."""

    urls: Callable[[], str]
    key: str

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"x-api-key": self.key, "content-type": "application/json"}


class Client:
    """One person's program."""

    def __init__(self, door: Door, history: History, chance: random.Random, *, cuts: float = 0.3) -> None:
        """`cuts` is how often it hangs up in the middle."""
        self._door = door
        self._history = history
        self._chance = chance
        self._cuts = cuts

    async def insist(self, asked: Ask) -> None:
        """Ask, and come back until the end of the answer was seen."""
        while not asked.is_over:
            try:
                await self._connect(asked)
            except (Broken, TimeoutError):
                await asyncio.sleep(RETRY_SECONDS)

    async def post_once(self, asked: Ask) -> View | None:
        """Ask once and read as far as it goes; None when it was refused."""
        count = len(asked.views)
        with suppress(Broken, TimeoutError):
            await self._connect(asked, may_resume=False)
        return asked.views[count] if len(asked.views) > count else None

    async def stop(self, turn_id: str) -> None:
        """Ask for the end of a turn, until the request was heard."""
        while True:
            try:
                answer = await ask(
                    self._door.urls(), "POST", f"/api/v1/chat/turns/{turn_id}/stop", self._door.headers, seconds=2
                )
            except Broken:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if answer.status == 202:
                self._history.stops.append(Stop(turn_id, now()))
                return
            if answer.status == 404:
                return
            if answer.status not in TRY_AGAIN:
                self._history.surprises.append(f"stop of {turn_id}: {answer.status} {answer.body[:200]!r}")
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def delete(self, session_id: str) -> None:
        """Delete a session, until that was heard."""
        path = f"/api/v1/chat/sessions/{session_id}"
        while True:
            try:
                answer = await ask(self._door.urls(), "DELETE", path, self._door.headers, seconds=2)
            except Broken:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if answer.status in {204, 404}:
                return
            if answer.status not in TRY_AGAIN:
                self._history.surprises.append(f"deletion of {session_id}: {answer.status} {answer.body[:200]!r}")
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def make_session(self) -> str:
        """A session of one's own."""
        while True:
            try:
                answer = await ask(self._door.urls(), "POST", "/api/v1/chat/sessions", self._door.headers, b"{}")
            except Broken:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if answer.status == 201:
                found: str = json.loads(answer.body)["id"]
                return found
            await asyncio.sleep(RETRY_SECONDS)

    async def _connect(self, asked: Ask, *, may_resume: bool = True) -> None:
        seen = asked.views[-1] if asked.views else None
        if seen is None or not may_resume or self._chance.random() < 0.4:
            body: dict[str, object] = {"message": asked.plan.question}
            if asked.session_id is not None:
                body["session_id"] = asked.session_id
            headers = {**self._door.headers, "idempotency-key": asked.plan.key}
            asked.asked_at = asked.asked_at or now()
            opened = open_reading(
                self._door.urls(), "POST", "/api/v1/chat/messages", headers, json.dumps(body).encode()
            )
            after = 0
        else:
            after = seen.last_id
            by_header = self._chance.random() < 0.5
            path = f"/api/v1/chat/turns/{seen.turn_id}/stream"
            headers = {**self._door.headers, **({"last-event-id": str(after)} if by_header else {})}
            query = "" if by_header else f"?after={after}"
            opened = open_reading(self._door.urls(), "GET", path + query, headers)
        async with asyncio.timeout(None) as limit, opened as reading:
            await self._take(asked, reading, after, limit)

    async def _take(self, asked: Ask, reading: Reading, after: int, limit: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        limit.reschedule(loop.time() + PATIENCE_SECONDS)
        if reading.status != 200:
            said = b"".join([chunk async for chunk in reading.chunks()])
            await self._refused(asked, reading.status, said)
            return
        asked.acknowledged_at = asked.acknowledged_at or now()
        view = View(
            reading.headers["x-chat-turn-id"],
            after,
            is_replay="idempotency-replayed" in reading.headers,
            began_at=now(),
        )
        asked.views.append(view)
        budget = self._chance.randrange(8_000) if self._chance.random() < self._cuts else None
        try:
            async with aclosing(reading.chunks()) as chunks:  # type: ignore[type-var]  # an async generator it is
                async for chunk in chunks:
                    view.data += chunk
                    limit.reschedule(loop.time() + PATIENCE_SECONDS)
                    if budget is not None and len(view.data) > budget:
                        view.ending = "cut"
                        return
            view.ending = "ended"
        except asyncio.CancelledError:
            view.ending = "starved" if limit.expired() or loop.time() >= (limit.when() or 0) else "cut"
            raise
        finally:
            if view.ending == "open":
                view.ending = "broken"
            view.ended_at = now()
        if view.is_whole:
            asked.is_over = True
        elif not bytes(view.data).endswith(b"data: [DONE]\n\n"):
            self._history.surprises.append(f"{view.turn_id}: a stream ended in peace without an end")

    async def _refused(self, asked: Ask, status: int, said: bytes) -> None:
        asked.refusals.append(status)
        if status == 404 and asked.may_vanish:
            asked.is_over = True
        elif status not in TRY_AGAIN:
            self._history.surprises.append(f"{asked.plan.key}: {status} {said[:200]!r}")
            asked.is_over = True
        else:
            await asyncio.sleep(RETRY_SECONDS)
