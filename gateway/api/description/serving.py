"""The description of this API."""

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response


async def describe(request: Request) -> Response:
    """The API as an OpenAPI 3.1 document."""
    return Response(to_json(request.app.state.description), media_type="application/json")
