"""Is the process alive, and can it take questions?"""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.bodies import Health, ReadinessBody, json_response
from gateway.api.services import public


async def livez(request: Request) -> Response:
    """The event loop turns."""
    return json_response(Health(status="ok"))


async def readyz(request: Request) -> Response:
    """The store answers. Crew containers come and go: they are counted here, not required."""
    readiness = await public(request).readiness()
    body = ReadinessBody(
        status="ready" if readiness.is_ready else "unavailable",
        database=readiness.database,
        workers=readiness.workers,
        slots=readiness.slots,
        free_slots=readiness.free_slots,
    )
    return json_response(body, 200 if readiness.is_ready else 503)
