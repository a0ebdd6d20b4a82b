"""`POST /runs`: one run, streamed as NDJSON while it happens; closing the request stops it."""

import asyncio

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from crew_container.api.bodies import BodyTooLarge, ClientGone, read_body
from crew_container.api.problems import problem
from crew_container.engine.run import Run
from crew_container.engine.runs import GONE, Draining, NoFreeSlot, RunInProgress, Runs, RunStopped
from shared.runs import MEDIA_TYPE, RunRequest

# Questions and answers of before, and as many agents with as long prompts as there may be.
MAX_BODY_BYTES = 4 * 1024 * 1024
HEARTBEAT_SECONDS = 5.0
HEADERS = [(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
RETRY_AFTER = {"retry-after": "1"}


class RunsEndpoint:
    """A raw ASGI endpoint: it has to hear of the client's leaving while it streams."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Parse, begin, stream."""
        try:
            begun = await self._begin(scope, receive)
        except ClientGone:
            return
        if isinstance(begun, Response):
            await begun(scope, receive, send)
        else:
            await _stream(begun, receive, send)

    async def _begin(self, scope: Scope, receive: Receive) -> Run | Response:
        media_type = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            return problem(415, "Unsupported Media Type", "Send application/json.")
        try:
            request = RunRequest.model_validate_json(await read_body(receive, max_bytes=MAX_BODY_BYTES))
            return self._runs.begin(request)
        except (BodyTooLarge, ValidationError, RunInProgress, RunStopped, NoFreeSlot, Draining) as exc:
            return _refusal(exc)


def _refusal(reason: Exception) -> Response:
    match reason:
        case BodyTooLarge():
            detail = f"The limit is {MAX_BODY_BYTES} bytes."
            return problem(413, "Content Too Large", detail, headers={"connection": "close"})
        case ValidationError():
            return problem(422, "Unprocessable Content", _wrong_fields(reason))
        case RunInProgress():
            return problem(409, "Conflict", "This run is already under way here.")
        case RunStopped():
            return problem(409, "Conflict", "This run was asked to end before it began.", code="run_stopped")
        case NoFreeSlot():
            return problem(503, "Service Unavailable", "All slots are taken.", headers=RETRY_AFTER)
        case _:
            return problem(503, "Service Unavailable", "This container is shutting down.", headers=RETRY_AFTER)


def _wrong_fields(error: ValidationError) -> str:
    """Name the fields without their values: they are the user's words and the run's grant."""
    return "; ".join(f"{'.'.join(map(str, part['loc'])) or 'body'}: {part['msg']}" for part in error.errors()[:10])


async def _stream(run: Run, receive: Receive, send: Send) -> None:
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(_stop_when_gone(run, receive))
            while (lines := await run.outbox.take(heartbeat_seconds=HEARTBEAT_SECONDS)) is not None:
                await send({"type": "http.response.body", "body": lines, "more_body": True})
            watcher.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        run.stop(GONE)


async def _stop_when_gone(run: Run, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    run.stop(GONE)
