"""Errors before the first byte of an answer, as RFC 9457 `application/problem+json`."""

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int, title: str, detail: str, *, code: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    """Return a problem document; `title` names the kind, `detail` says what to do, `code` is for programs."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if code is not None:
        body["code"] = code
    return Response(json.dumps(body), status, headers=headers, media_type=MEDIA_TYPE)


async def not_served(_request: Request, error: Exception) -> Response:
    """Render what Starlette refuses: unknown paths and wrong methods."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    served = "This container serves /livez, /readyz, POST /runs and DELETE /runs/{run_id}."
    return problem(error.status_code, error.detail, served, headers=headers)
