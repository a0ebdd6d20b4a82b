"""The platform façade (internal listener): CROW's paths, read for the organization of the run's grant."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import grant_of
from gateway.api.services import internal

# The id of the tool call and the number of the request that it makes.
CALL_KEY = re.compile(r"[A-Za-z0-9_-]{1,160}")


async def read_platform(request: Request) -> Response:
    """Pass one GET on, or replay it; status and body come back as the platform gave them."""
    grant = await grant_of(request)
    key = request.headers.get("idempotency-key")
    if key is not None and CALL_KEY.fullmatch(key) is None:
        raise HTTPException(400, "Idempotency-Key must be 1 to 160 letters, digits, hyphens or underscores.")
    path = f"/{request.path_params['path']}"
    answer = await internal(request).read_platform(grant, path, request.query_params.multi_items(), key)
    return Response(answer.body, answer.status, answer.headers)
