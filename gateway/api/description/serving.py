"""The description of this API: for programs, and as a page for people."""

import asyncio
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
    document, _ = await _described(request)
    return Response(document, media_type="application/json")


async def show_docs(request: Request) -> Response:
    """The same as a page for people."""
    _, page = await _described(request)
    return HTMLResponse(page, headers=HEADERS)


async def show_style(request: Request) -> Response:
    """The style sheet of that page."""
    style = files("gateway.api.description").joinpath("docs.css").read_bytes()
    return Response(style, media_type="text/css", headers=HEADERS)


async def _described(request: Request) -> tuple[bytes, bytes]:
    # Made when it is first asked for: a tenth of a second that neither the start nor the streams should wait for.
    described: tuple[bytes, bytes] = await asyncio.to_thread(request.app.state.described)
    return described
