"""The port `Crew` over HTTP: lease a container, post the run, read its events."""

from collections.abc import AsyncGenerator, Sequence

import httpx

from gateway.chat.errors import RunLost, WorkerUnreachable
from gateway.chat.ports import Slot
from gateway.crews.pool import Pool, WorkerSlot
from gateway.crews.run_lines import RunLines
from shared.events import RunEvent, RunFailed, RunFinished
from shared.runs import MEDIA_TYPE, WORKER_KEY_HEADER, RunRequest

CONNECT_SECONDS = 2.0
# A worker sends a heartbeat line every 5 s: four of them missing means that it is gone.
SILENCE_SECONDS = 20.0


def open_worker_client(*, max_runs: int) -> httpx.AsyncClient:
    """The HTTP client for runs: as many connections as runs, few of them kept idle (httpx scans idle ones)."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=max_runs, max_keepalive_connections=20),
        timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        trust_env=False,
    )


class HttpCrew:
    """Runs on crew containers, reached at the addresses under which they registered."""

    def __init__(self, pool: Pool, client: httpx.AsyncClient, worker_key: str) -> None:
        self._pool = pool
        self._client = client
        self._worker_key = worker_key

    def reserve(self) -> Slot | None:
        return self._pool.lease()

    async def run(self, slot: Slot, request: RunRequest) -> AsyncGenerator[Sequence[RunEvent]]:
        assert isinstance(slot, WorkerSlot)
        post = self._client.build_request(
            "POST",
            f"{slot.worker.registration.url}/runs",
            content=request.model_dump_json().encode(),
            headers={"content-type": "application/json", WORKER_KEY_HEADER: self._worker_key},
        )
        try:
            response = await self._client.send(post, stream=True)
        except httpx.HTTPError as error:
            self._pool.suspect(slot.worker)
            raise WorkerUnreachable from error
        try:
            if response.status_code != httpx.codes.OK or not _is_ndjson(response):
                self._pool.suspect(slot.worker)
                raise WorkerUnreachable(f"The worker answered {response.status_code}.")
            async for events in self._events(response, RunLines(request.run_id)):
                yield events
        finally:
            # Closing the request is what ends the run on the other side.
            await response.aclose()

    async def _events(self, response: httpx.Response, lines: RunLines) -> AsyncGenerator[Sequence[RunEvent]]:
        try:
            async for chunk in response.aiter_raw():
                events = lines.feed(chunk)
                if events:
                    yield events
                if events and isinstance(events[-1], RunFinished | RunFailed):
                    return
        except httpx.HTTPError as error:
            raise RunLost from error
        raise RunLost("The worker's stream ended without an end.")


def _is_ndjson(response: httpx.Response) -> bool:
    return str(response.headers.get("content-type", "")).startswith(MEDIA_TYPE)
