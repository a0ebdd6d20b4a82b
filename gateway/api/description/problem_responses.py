"""Problems as responses of the document: their schema, headers and an example of each code."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel

from gateway.api.description.schemas import TEMPLATE
from gateway.api.problems import CODES, MEDIA_TYPE, STATUS, openai_error

Json = dict[str, Any]

JSON: Final = "application/json"
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


def problem_responses(codes: Mapping[int, set[str]], other: type[BaseModel] | None) -> dict[str, Json]:
    """The responses of a route that may refuse with these codes, by status; `other` is told in place of a problem."""
    content = _problem if other is None else partial(_other, TEMPLATE.format(model=other.__name__))
    return {str(status): _response(status, sorted(codes[status]), content) for status in sorted(codes)}


def problem_examples(used: set[str]) -> Json:
    """An example of each of these codes."""
    said = _said()
    return {code: {"value": _example(code, *said[code])} for code in sorted(used)}


def _response(status: int, codes: Sequence[str], content: Callable[[int, Sequence[str]], Json]) -> Json:
    response: Json = {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes),
        "content": content(status, codes),
    }
    if status in HEADERS:
        response["headers"] = HEADERS[status]
    return response


def _problem(status: int, codes: Sequence[str]) -> Json:
    said = {"status": {"const": status}, "code": {"enum": list(codes)}}
    schema = {"allOf": [SCHEMA, {"type": "object", "properties": said}]}
    examples = {code: {"$ref": EXAMPLE.format(code=code)} for code in codes}
    return {MEDIA_TYPE: {"schema": schema, "examples": examples}}


def _other(reference: str, status: int, codes: Sequence[str]) -> Json:
    """An error as OpenAI's clients read it; the status is not in it."""
    error = {"type": "object", "properties": {"code": {"enum": list(codes)}}}
    said = {"type": "object", "properties": {"error": error}}
    sentences = _said()
    examples = {code: {"value": openai_error(status, code, sentences[code][1])} for code in codes}
    return {JSON: {"schema": {"allOf": [{"$ref": reference}, said]}, "examples": examples}}


def _said() -> dict[str, tuple[int, str]]:
    """A status and a sentence that each code may come with."""
    said = {code: (status, HTTPStatus(status).phrase) for status, code in CODES.items()}
    said |= {code: (status, (error.__doc__ or "").splitlines()[0]) for error, (status, code) in STATUS.items()}
    return {**said, "invalid_request": (422, "message: Field required")}


def _example(code: str, status: int, detail: str) -> Json:
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
