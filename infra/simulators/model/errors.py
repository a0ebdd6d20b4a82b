"""Errors in the shape OpenAI gives them."""

from collections.abc import Mapping

from pydantic import ValidationError
from starlette.responses import JSONResponse

_KINDS: dict[int, tuple[str, str | None]] = {
    400: ("invalid_request_error", None),
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("permission_error", "forbidden"),
    404: ("invalid_request_error", "unknown_url"),
    405: ("invalid_request_error", "method_not_supported"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


def error_response(
    status: int, message: str, *, param: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """`{"error": {"message", "type", "param", "code"}}`."""
    kind, code = _KINDS.get(status, ("server_error" if status >= 500 else "invalid_request_error", None))
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return JSONResponse(body, status_code=status, headers=headers)


def invalid_request(exc: ValidationError) -> JSONResponse:
    first = exc.errors(include_url=False, include_context=False)[0]
    param = ".".join(str(step) for step in first["loc"]) or None
    return error_response(400, f"{param or 'body'}: {first['msg']}", param=param)
