"""A crew container without a crew: `python -m infra.bench.worker PORT GATEWAY_URL WORKER_KEY`.

The question says what a run does, as JSON: `tokens` deltas, `per_second` of them, or each when it is told to
(`POST /release`). The text of a delta is the time at which it was made, on the clock that all processes of a machine
share.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from shared.events import RunEvent, RunFinished, RunLine, TextDelta, TextEnded, TextStarted
from shared.ids import WorkerId, new_id
from shared.runs import MEDIA_TYPE, WORKER_ID_HEADER, WORKER_KEY_HEADER, RunRequest
from shared.workers import RegistrationReceipt, WorkerHeartbeat, WorkerRegistration

SLOTS = 64
HEARTBEAT_SECONDS = 1.0
PART = "t1"


class Plan(BaseModel):
    """What a run does. Without `per_second` it waits to be released for each token."""

    tokens: int = Field(ge=1)
    per_second: float = Field(default=0, ge=0)


class Worker:
    """Answers runs and stays known to the gateway."""

    def __init__(self, url: str, gateway_url: str, worker_key: str) -> None:
        self._id = WorkerId(new_id("wrk"))
        self._url = url
        self._gateway_url = gateway_url
        self._headers = {WORKER_ID_HEADER: self._id, WORKER_KEY_HEADER: worker_key, "content-type": "application/json"}
        self._released = asyncio.Event()

    @asynccontextmanager
    async def known(self, _: Starlette) -> AsyncGenerator[None]:
        """Register, and say now and then that it lives."""
        staying = asyncio.create_task(self._stay_known())
        yield
        staying.cancel()

    async def run(self, request: Request) -> Response:
        """`POST /runs`."""
        asked = RunRequest.model_validate_json(await request.body())
        return StreamingResponse(self._lines(asked), media_type=MEDIA_TYPE)

    async def end(self, _: Request) -> Response:
        """`DELETE /runs/{run_id}`: a run ends with its connection."""
        return Response(status_code=204)

    async def release(self, _: Request) -> Response:
        """`POST /release`: each run that waits makes one token."""
        released, self._released = self._released, asyncio.Event()
        released.set()
        return Response(status_code=204)

    async def _lines(self, asked: RunRequest) -> AsyncGenerator[bytes]:
        n = 0
        async for event in self._events(Plan.model_validate_json(asked.question)):
            n += 1
            line = RunLine(run_id=asked.run_id, n=n, progress=n, event=event)
            yield line.model_dump_json(exclude_none=True).encode() + b"\n"

    async def _events(self, plan: Plan) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id=PART, agent="bench")
        begun = asyncio.get_running_loop().time()
        for number in range(plan.tokens):
            if plan.per_second:
                due = begun + number / plan.per_second
                await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            else:
                await self._released.wait()
            yield TextDelta(part_id=PART, text=f"{time.monotonic_ns()} ")
        yield TextEnded(part_id=PART)
        yield RunFinished(finish_reason="stop")

    async def _stay_known(self) -> None:
        registration = WorkerRegistration(worker_id=self._id, url=self._url, slots=SLOTS, version="bench")
        heartbeat = WorkerHeartbeat(running=0, progress=0).model_dump_json(exclude_none=True)
        async with httpx.AsyncClient(base_url=self._gateway_url, headers=self._headers, trust_env=False) as client:
            answer = await client.post("/internal/workers", content=registration.model_dump_json())
            client.headers[WORKER_KEY_HEADER] = RegistrationReceipt.model_validate_json(answer.content).token
            while True:
                await asyncio.sleep(HEARTBEAT_SECONDS)
                await client.post(f"/internal/workers/{self._id}/heartbeat", content=heartbeat)


def main() -> None:
    """Serve until told to end."""
    port, gateway_url, worker_key = sys.argv[1:]
    worker = Worker(f"http://127.0.0.1:{port}", gateway_url, worker_key)
    routes = [
        Route("/runs", worker.run, methods=["POST"]),
        Route("/runs/{run_id}", worker.end, methods=["DELETE"]),
        Route("/release", worker.release, methods=["POST"]),
    ]
    app = Starlette(routes=routes, lifespan=worker.known)
    uvicorn.run(app, port=int(port), log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()
