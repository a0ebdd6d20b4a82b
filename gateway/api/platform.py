"""The platform façade (internal listener): CROW's paths, read for the organization of the run's grant."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import grant_of
from gateway.api.services import internal


async def read_platform(request: Request) -> Response:
    """Pass one GET on; status and body come back as the platform gave them."""
    grant = await grant_of(request)
    path = f"/{request.path_params['path']}"
    answer = await internal(request).read_platform(path, request.query_params.multi_items(), grant.organization_id)
    return Response(answer.body, answer.status, answer.headers)
