"""A turn whose run stays open until the test lets it go, so that its grant lives."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from gateway.chat.model import Principal
from shared.events import RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import RunRequest
from tests.support.running_gateway import ALICE, RunningGateway
from tests.support.scripted_worker import ScriptedWorker

MESSAGES = "/api/v1/chat/messages"
FACADE = "/internal/platform"


@dataclass(slots=True)
class HeldTurn:
    """The run, the container that runs it, and the container's client."""

    worker: ScriptedWorker
    request: RunRequest
    http: httpx.AsyncClient
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def bearer(self) -> dict[str, str]:
        """The header that carries the grant."""
        return {"authorization": f"Bearer {self.request.grant}"}

    async def get(self, path: str, *, key: str | None = None) -> httpx.Response:
        """Read the platform as a tool of the run does; `path` is CROW's."""
        headers = self.bearer | ({"idempotency-key": key} if key is not None else {})
        return await self.http.get(f"{FACADE}{path}", headers=headers)


@asynccontextmanager
async def held_turn(gateway: RunningGateway, principal: Principal = ALICE) -> AsyncGenerator[HeldTurn]:
    """Ask a question that is answered when the context is left, or when the test says so."""
    asked: asyncio.Future[RunRequest] = asyncio.get_running_loop().create_future()
    let_go = asyncio.Event()

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        asked.set_result(request)
        yield TextStarted(part_id="t1", agent="synthesiser")
        await let_go.wait()
        yield TextDelta(part_id="t1", text="done")
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    worker = await gateway.add_worker(script)
    client = await gateway.client(principal)
    async with client.stream("POST", MESSAGES, json={"message": "x"}) as response:
        yield HeldTurn(worker, await asked, await gateway.internal_client(worker), let_go)
        let_go.set()
        await response.aread()
