"""The platform's error bodies: text in most services, an object in the organization service."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

ORGANIZATION_SERVICE = "/api/v1/organizations"
TOO_MANY_REQUESTS = "Too many requests"
HTTP_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass
class ApiError(Exception):
    """A refusal with its status and the sentence for `message`."""

    status: int
    message: str


def bad_request() -> ApiError:
    return ApiError(400, "Invalid request parameters")


def forbidden() -> ApiError:
    return ApiError(403, "You do not have access to this organization")


def not_found(what: str) -> ApiError:
    return ApiError(404, f"{what} not found")


def error_response(path: str, status: int, message: str | None = None) -> JSONResponse:
    """Return the body that the service behind `path` gives for this status."""
    if path.startswith(ORGANIZATION_SERVICE) and status in {404, 500}:
        code = "NOT_FOUND" if status == 404 else "INTERNAL_ERROR"
        timestamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        detail = {"code": code, "message": message or HTTPStatus(status).phrase, "timestamp": timestamp}
        return JSONResponse({"error": detail}, status)
    if status == 429:
        return JSONResponse({"error": TOO_MANY_REQUESTS, "message": message or "Try again later"}, status)
    if status == 500:
        return JSONResponse({"error": "Internal Server Error"}, status)
    if status == 503:
        service = path.removeprefix("/api/v1/").split("/")[0]
        return JSONResponse({"error": "Service Unavailable", "message": f"{service} is not responding"}, status)
    phrase = HTTP_PHRASES.get(status, "Error")
    return JSONResponse({"error": phrase, "message": message or phrase}, status)


async def render_api_error(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, ApiError)
    return error_response(request.url.path, exc.status, exc.message)


async def render_http_exception(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    message = "Route not found" if exc.status_code == 404 else None
    response = error_response(request.url.path, exc.status_code, message)
    response.headers.update(exc.headers or {})
    return response
