"""A crew container whose runs the test writes: the gateway's real client, over a real socket, against a script."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from shared.events import RunEvent, RunFinished, RunLine, TextDelta, TextEnded, TextStarted
from shared.ids import WorkerId, new_id
from shared.runs import MEDIA_TYPE, WORKER_ID_HEADER, WORKER_KEY_HEADER, RunRequest
from shared.workers import WorkerRegistration
from tests.support.servers import serve

Script = Callable[[RunRequest], AsyncIterator[RunEvent]]


class Die(Exception):
    """Raised by a script: the connection breaks here without an end."""


@dataclass(slots=True)
class ScriptedWorker:
    """What was asked, and what is answered."""

    worker_key: str
    script: Script
    requests: list[RunRequest] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    ignores_end: bool = False
    refusals: int = 0
    # A container of an earlier version refuses what it does not know.
    knows_first_calls: bool = True
    url: str = ""
    id: WorkerId = field(default_factory=lambda: WorkerId(new_id("wrk")))
    token: str = ""

    @property
    def credentials(self) -> dict[str, str]:
        """How it proves itself after it registered."""
        return {WORKER_ID_HEADER: self.id, WORKER_KEY_HEADER: self.token}

    def registration(self, slots: int = 8) -> WorkerRegistration:
        """How this worker makes itself known."""
        return WorkerRegistration(worker_id=self.id, url=self.url, slots=slots, version="test")

    async def run(self, request: Request) -> Response:
        """`POST /runs`."""
        self.keys.append(request.headers.get(WORKER_KEY_HEADER))
        body = await request.body()
        if b'"first_calls"' in body and not self.knows_first_calls:
            return Response(status_code=422)
        asked = RunRequest.model_validate_json(body)
        if self.refusals > 0:
            self.refusals -= 1
            return Response(status_code=503)
        self.requests.append(asked)
        return StreamingResponse(self._lines(asked), media_type=MEDIA_TYPE)

    async def end(self, request: Request) -> Response:
        """`DELETE /runs/{run_id}`: the run is asked to end, and has ended when its connection is closed."""
        run_id = request.path_params["run_id"]
        self.ended.append(run_id)
        if self.ignores_end:
            await asyncio.sleep(60)
        return Response(status_code=204)

    async def _lines(self, asked: RunRequest) -> AsyncGenerator[bytes]:
        n = 0
        try:
            async for event in self.script(asked):
                n += 1
                line = RunLine(run_id=asked.run_id, n=n, progress=n, event=event)
                yield line.model_dump_json(exclude_none=True).encode() + b"\n"
        except Die:
            return
        finally:
            self.closed.append(asked.run_id)


@asynccontextmanager
async def scripted_worker(worker_key: str, script: Script, stopping: asyncio.Event) -> AsyncGenerator[ScriptedWorker]:
    """A worker on a free port of this machine."""
    worker = ScriptedWorker(worker_key, script)
    async with serve(
        Starlette(
            routes=[
                Route("/runs", worker.run, methods=["POST"]),
                Route("/runs/{run_id}", worker.end, methods=["DELETE"]),
            ]
        ),
        stopping,
    ) as url:
        worker.url = url
        yield worker


def says(*texts: str) -> Script:
    """A run that answers with these deltas and nothing else."""

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for text in texts:
            yield TextDelta(part_id="t1", text=text)
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    return script


def held(gate: asyncio.Event, *, before: tuple[str, ...], after: tuple[str, ...]) -> Script:
    """A run that says `before`, waits for the gate, and says `after`."""

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for text in before:
            yield TextDelta(part_id="t1", text=text)
        await gate.wait()
        for text in after:
            yield TextDelta(part_id="t1", text=text)
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    return script
