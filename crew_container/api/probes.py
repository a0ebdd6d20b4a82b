"""`GET /livez` and `GET /readyz`."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from crew_container.api.problems import problem

NO_STORE = {"cache-control": "no-store"}


class Probes:
    """`is_ready` tells whether the container may be given runs."""

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        self._is_ready = is_ready

    async def livez(self, _request: Request) -> Response:
        """Answer as long as the loop turns."""
        return JSONResponse({"status": "ok"}, headers=NO_STORE)

    async def readyz(self, _request: Request) -> Response:
        """Answer 200 once warm and registered, until the container drains."""
        if self._is_ready():
            return JSONResponse({"status": "ready"}, headers=NO_STORE)
        return problem(503, "Service Unavailable", "Not warm, not registered, or shutting down.", headers=NO_STORE)
