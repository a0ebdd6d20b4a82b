"""Errors before the first byte of an answer, as RFC 9457 `application/problem+json`."""

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, *, headers: dict[str, str] | None = None) -> Response:
    """Return a problem document; `title` names the kind, `detail` says what to do."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(json.dumps(body), status, headers=headers, media_type=MEDIA_TYPE)


async def not_served(_request: Request, error: Exception) -> Response:
    """Render what Starlette refuses: unknown paths and wrong methods."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    return problem(
        error.status_code, error.detail, "This container serves /livez, /readyz and POST /runs.", headers=headers
    )
