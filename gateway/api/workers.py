"""Crew containers make themselves known (internal listener)."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import check_worker_key, worker_of
from gateway.api.bodies import json_response, parse_body
from gateway.api.services import internal
from gateway.chat.errors import WorkerUnknown
from shared.workers import WorkerHeartbeat, WorkerRegistration


async def register_worker(request: Request) -> Response:
    """Take a container into the pool."""
    check_worker_key(request)
    return json_response(await internal(request).register_worker(await parse_body(request, WorkerRegistration)))


async def hear_worker(request: Request) -> Response:
    """Note that a container lives; 404 tells it to register again."""
    worker_id = worker_of(request)
    heartbeat = await parse_body(request, WorkerHeartbeat)
    if request.path_params["worker_id"] != worker_id:
        raise WorkerUnknown
    return json_response(await internal(request).hear_worker(worker_id, heartbeat))
