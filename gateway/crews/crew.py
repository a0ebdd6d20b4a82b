"""The port `Crew` over HTTP: post a run to a container, read its events, ask for its end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from http import HTTPStatus

import httpx

from gateway.chat.errors import RunLost, WorkerRefused, WorkerUnreachable
from gateway.chat.model import RunBatch, WorkerAddress
from gateway.crews.run_lines import RunLines
from shared.crashpoints import fails
from shared.events import RunFailed, RunFinished
from shared.ids import RunId
from shared.runs import MEDIA_TYPE, WORKER_KEY_HEADER, RunRequest

CONNECT_SECONDS = 1.0
# A worker sends a heartbeat line every 5 s: four of them missing means that it is gone.
SILENCE_SECONDS = 20.0
BUSY_ATTEMPTS = 4
BUSY_PAUSE_SECONDS = 0.05


def open_worker_client(*, max_runs: int) -> httpx.AsyncClient:
    """The HTTP client for runs: as many connections as runs, few of them kept idle (httpx scans idle ones)."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=max_runs, max_keepalive_connections=20),
        timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        trust_env=False,
    )


class HttpCrew:
    """Runs on crew containers, reached at the addresses under which they registered."""

    def __init__(self, client: httpx.AsyncClient, worker_key: str) -> None:
        self._client = client
        self._headers = {WORKER_KEY_HEADER: worker_key}

    async def run(self, worker: WorkerAddress, request: RunRequest) -> AsyncGenerator[RunBatch]:
        response = await self._begin(worker, request)
        approved = request.continues.approved_ids if request.continues is not None else ()
        try:
            async with aclosing(self._batches(response, RunLines(request.run_id, approved))) as batches:
                async for batch in batches:
                    yield batch
        finally:
            # Closing the request is what ends the run on the other side.
            await response.aclose()

    async def end(self, worker: WorkerAddress, run_id: RunId) -> bool:
        try:
            answer = await self._client.delete(f"{worker.url}/runs/{run_id}", headers=self._headers)
        except httpx.ConnectError:
            # Nobody listens there any more: the process is gone, and the run with it.
            return True
        except httpx.HTTPError:
            return False
        return answer.status_code in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND}

    async def _begin(self, worker: WorkerAddress, request: RunRequest) -> httpx.Response:
        for attempt in range(1, BUSY_ATTEMPTS + 1):
            response = await self._post(worker, request)
            if response.status_code == HTTPStatus.OK and _is_ndjson(response):
                return response
            await response.aclose()
            if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and request.first_calls:
                # A container of an earlier version does not know of them: its agent finds its tools by itself.
                request = request.model_copy(update={"first_calls": ()})
                continue
            if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE or attempt == BUSY_ATTEMPTS:
                break
            # Its last run is over for us and still being cleared away there.
            await asyncio.sleep(BUSY_PAUSE_SECONDS)
        raise WorkerRefused(f"The worker answered {response.status_code}.")

    async def _post(self, worker: WorkerAddress, request: RunRequest) -> httpx.Response:
        try:
            post = self._client.build_request(
                "POST",
                f"{worker.url}/runs",
                content=_body(request),
                headers={"content-type": "application/json", **self._headers},
            )
            return await self._client.send(post, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL) as error:
            raise WorkerUnreachable from error
        except httpx.HTTPError as error:
            # It may have begun: only a refused connection is known to have done nothing.
            raise RunLost from error

    async def _batches(self, response: httpx.Response, lines: RunLines) -> AsyncGenerator[RunBatch]:
        try:
            async for chunk in response.aiter_raw():
                if fails("worker_read"):
                    raise httpx.ReadError("the test wants this to fail")
                events = tuple(lines.feed(chunk))
                yield RunBatch(events, lines.progress)
                if events and isinstance(events[-1], RunFinished | RunFailed):
                    return
        except httpx.HTTPError as error:
            raise RunLost from error
        raise RunLost("The worker's stream ended without an end.")


def _body(request: RunRequest) -> bytes:
    """The request as every version of a container understands it, as long as it has no first calls."""
    return request.model_dump_json(exclude=None if request.first_calls else {"first_calls"}).encode()


def _is_ndjson(response: httpx.Response) -> bool:
    return str(response.headers.get("content-type", "")).startswith(MEDIA_TYPE)
