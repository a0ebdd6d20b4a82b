"""Crew containers make themselves known (internal listener)."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import check_worker
from gateway.api.bodies import json_response, parse_body
from gateway.api.services import internal
from gateway.chat.errors import WorkerUnknown
from shared.ids import WorkerId, is_id
from shared.workers import WorkerHeartbeat, WorkerRegistration


async def register_worker(request: Request) -> Response:
    """Take a container into the pool."""
    check_worker(request)
    return json_response(await internal(request).register_worker(await parse_body(request, WorkerRegistration)))


async def hear_worker(request: Request) -> Response:
    """Note that a container lives; 404 tells it to register again."""
    check_worker(request)
    heartbeat = await parse_body(request, WorkerHeartbeat)
    worker_id = request.path_params["worker_id"]
    if not is_id(worker_id):
        raise WorkerUnknown
    return json_response(await internal(request).hear_worker(WorkerId(worker_id), heartbeat))
