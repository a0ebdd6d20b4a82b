"""What a request carries beside its body: path, query and headers."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from gateway.api.description.traits import (
    compares_versions,
    completes,
    is_stream,
    parameters_in,
    requires_version,
    takes_key,
    tells_on_request,
)
from gateway.api.endpoint import Endpoint
from shared.ids import ID_PATTERN

Json = dict[str, Any]

# Of parameters that are no ids.
PATTERNS: Final[Mapping[str, str]] = {
    "token": r"^sh_[A-Za-z0-9_-]{43}$",
    "version": r"^[1-9][0-9]{0,8}$",
    "file": r"^[A-Za-z0-9._-]{1,128}$",
}
IDEMPOTENCY_KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key is the same request: it is done once, and told again. Quotes around it are left out.",
    "schema": {"type": "string", "pattern": r'^"?[!#-\[\]-~]{1,255}"?$'},
    "example": "0b5f2d8e-1f6c-4c58-9f0e-2f6a4b7f9c11",
}
LAST_EVENT_ID: Final[Json] = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "Only what comes after the event of this number is told, byte for byte as before.",
    "schema": {"type": "string", "pattern": r"^[0-9]{1,15}$"},
    "example": "12",
}
SESSION: Final[Json] = {
    "name": "X-Chat-Session-Id",
    "in": "header",
    "required": False,
    "description": "The session to ask in, by our id or a name of yours; without it a new one is made.",
    "schema": {"type": "string", "pattern": ID_PATTERN},
    "example": "ses_01kb2m4v7q8w3x5y6z7a8b9c0d",
}
IF_MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "description": "The `etag` of what was changed: nothing is stored when there is another one by now. `*` is any.",
    "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'},
    "example": '"3"',
}
PREFER: Final[Json] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`return=representation`: say what was removed (RFC 7240).",
    "schema": {"type": "string", "pattern": r"^[!-~ ]{1,100}$"},
    "example": "return=representation",
}


def parameters_of(endpoint: Endpoint, query: Json) -> list[Json]:
    """The parameters of a route; `query` is the schema of its query's model."""
    return [*_path(endpoint), *_query(query), *_headers(endpoint)]


def _path(endpoint: Endpoint) -> Iterable[Json]:
    for name in parameters_in(endpoint.path):
        pattern = PATTERNS.get(name, ID_PATTERN)
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}


def _query(schema: Json) -> Iterable[Json]:
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        parameter = {"name": name, "in": "query", "required": name in required}
        if "description" in field:
            parameter["description"] = field["description"]
        yield {**parameter, "schema": _without_null(field)}


def _without_null(field: Mapping[str, Any]) -> Json:
    """What is absent from a query is left out; there is no null in it."""
    rest = {key: value for key, value in field.items() if key not in {"title", "description", "anyOf"}}
    choices = [choice for choice in field.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        rest |= choices[0]
    elif choices:
        rest["anyOf"] = choices
    return {key: value for key, value in rest.items() if not (key == "default" and value is None)}


def _headers(endpoint: Endpoint) -> Iterable[Json]:
    if completes(endpoint):
        yield SESSION
    if takes_key(endpoint):
        yield IDEMPOTENCY_KEY
    elif is_stream(endpoint):
        yield LAST_EVENT_ID
    if compares_versions(endpoint):
        yield {**IF_MATCH, "required": requires_version(endpoint)}
    if tells_on_request(endpoint):
        yield PREFER
