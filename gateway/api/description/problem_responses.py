"""Problems as responses of the document: their schema, headers and an example of each code."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from gateway.api.problems import CODES, MEDIA_TYPE, STATUS

Json = dict[str, Any]

SCHEMA: Final[Json] = {"$ref": "#/components/schemas/Problem"}
EXAMPLE: Final = "#/components/examples/{code}"
RETRY_AFTER: Final[Json] = {
    "description": "Seconds",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
}
HEADERS: Final[Mapping[int, Json]] = {
    401: {"WWW-Authenticate": {"description": "How to authenticate", "required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": RETRY_AFTER},
    503: {"Retry-After": RETRY_AFTER},
}


def problem_responses(codes: Mapping[int, set[str]]) -> dict[str, Json]:
    """The responses of a route that may refuse with these codes, by status."""
    return {str(status): _response(status, sorted(codes[status])) for status in sorted(codes)}


def problem_examples(used: set[str]) -> Json:
    """An example of each of these codes."""
    told = {code: (status, HTTPStatus(status).phrase) for status, code in CODES.items()}
    told |= {code: (status, (error.__doc__ or "").splitlines()[0]) for error, (status, code) in STATUS.items()}
    told["invalid_request"] = (422, "message: Field required")
    return {code: {"value": _example(code, *told[code])} for code in sorted(used)}


def _response(status: int, codes: Sequence[str]) -> Json:
    said = {"status": {"const": status}, "code": {"enum": list(codes)}}
    content = {
        "schema": {"allOf": [SCHEMA, {"type": "object", "properties": said}]},
        "examples": {code: {"$ref": EXAMPLE.format(code=code)} for code in codes},
    }
    response: Json = {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes),
        "content": {MEDIA_TYPE: content},
    }
    if status in HEADERS:
        response["headers"] = HEADERS[status]
    return response


def _example(code: str, status: int, detail: str) -> Json:
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
