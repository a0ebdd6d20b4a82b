"""The description of this API: for programs, and as a page for people."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

# The page needs its style sheet and nothing else, from nobody else.
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


async def describe(request: Request) -> Response:
    """The API as an OpenAPI 3.1 document."""
    return Response(request.app.state.description, media_type="application/json")


async def show_docs(request: Request) -> Response:
    """The same as a page for people."""
    return HTMLResponse(request.app.state.docs, headers=HEADERS)


async def show_style(request: Request) -> Response:
    """The style sheet of that page."""
    style = files("gateway.api.description").joinpath("docs.css").read_bytes()
    return Response(style, media_type="text/css", headers=HEADERS)
