"""Examples, made from the schemas: a value that fits, in the words of the shop where a name is known."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Json = Any

# By the name of the field or parameter; a route that brings new names needs nothing here, but reads better with it.
WORDS: Final[Mapping[str, Json]] = {
    "agent": "products",
    "agent_id": "agt_products",
    "agent_name": "Product analyst",
    "at": "message",
    "code": "not_found",
    "comment": "The numbers are those of last month.",
    "chatId": "ses_01kb2m4v7q8w3x5y6z7a8b9c0d",
    "description": "Knows what is sold and returned",
    "detail": "There is no such object, or it is not yours.",
    "examples": ["Which products are returned most?"],
    "id": "ses_01kb2m4v7q8w3x5y6z7a8b9c0d",
    "label": "Interaction 4711",
    "message": "How many interactions per channel do we have?",
    "message_id": "msg_01kb2m4v7r1n2p3q4r5s6t7v8w",
    "metadata": {"finishReason": "stop"},
    "name": "Product analyst",
    "parts": [{"type": "text", "text": "Email leads with 412 interactions [1]."}],
    "q": "returns",
    "reason": "other",
    "session_id": "ses_01kb2m4v7q8w3x5y6z7a8b9c0d",
    "session_title": "Returns in October",
    "share_id": "shr_01kb2m4v8a1b2c3d4e5f6g7h8j",
    "slug": "products",
    "snippet": "Returns rose in October",
    "text": "Email leads with 412 interactions [1].",
    "title": "Returns in October",
    "token": "sh_Zm9yIGV4YW1wbGVzIG9ubHksIG5vdCBhIHRva2VuIGF",
    "tools": ["search_products"],
    "turn_id": "turn_01kb2m4v7t9v8w7x6y5z4a3b2c",
    "url": "/api/v1/shared/sh_Zm9yIGV4YW1wbGVzIG9ubHksIG5vdCBhIHRva2VuIGF",
    "user_id": "usr_alice",
    "version": "1",
}
DAY: Final = "2026-11-02"
TIME: Final = "2026-11-02T09:30:00.000Z"
SAMPLE_ID: Final = "id_01kb2m4v7q8w3x5y6z7a8b9c0d"
DEPTH: Final = 8


class Samples:
    """Examples for the schemas of one document."""

    def __init__(self, components: Mapping[str, Json]) -> None:
        self._components = components

    def of(self, schema: Json, name: str = "", depth: int = DEPTH) -> Json:
        """A value of this schema, for the field of this name."""
        schema = self._resolved(schema)
        for given in _given(schema, name):
            return given
        match schema:
            case {"allOf": [*parts]}:
                return {key: value for part in parts for key, value in self.of(part, name, depth).items()}
            case {"anyOf": [*choices]} | {"oneOf": [*choices]}:
                return self.of(_best(choices), name, depth)
            case {"type": "object"}:
                return self._object(schema, depth - 1)
            case {"type": "array"}:
                return self._array(schema, name, depth - 1)
            case _:
                return _scalar(schema)

    def _object(self, schema: Json, depth: int) -> Json:
        fields: Mapping[str, Json] = schema.get("properties", {})
        required = schema.get("required", [])
        return {
            field: self.of(fields[field], field, depth)
            for field in fields
            if field in required or (depth > 0 and fields[field].get("default", 0) is not None)
        }

    def _array(self, schema: Json, name: str, depth: int) -> Json:
        if "prefixItems" in schema:
            return [self.of(item, depth=depth) for item in schema["prefixItems"]]
        return [self.of(schema["items"], name, depth)] if depth > 0 and "items" in schema else []

    def _resolved(self, schema: Json) -> Json:
        reference = schema.get("$ref")
        if reference is None:
            return schema
        return {**self._components[reference.rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}


def _given(schema: Json, name: str) -> Iterator[Json]:
    """Values that the schema or the name brings along, the best first."""
    yield from (schema[key] for key in ("example", "const") if key in schema)
    yield from (schema[key][0] for key in ("examples", "enum") if schema.get(key))
    if name in WORDS and schema.get("type") == _kind(WORDS[name]) and "format" not in schema:
        yield WORDS[name]


def _kind(value: Json) -> str | None:
    match value:
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return None


def _best(choices: list[Json]) -> Json:
    return next((choice for choice in choices if choice.get("type") != "null"), choices[0])


def _scalar(schema: Json) -> Json:
    match schema.get("type"):
        case "string" if schema.get("format") == "date-time":
            return TIME
        case "string" if schema.get("format") == "date":
            return DAY
        case "string":
            return SAMPLE_ID if "pattern" in schema else "text"
        case "integer" | "number":
            return schema.get("default", schema.get("minimum", 1))
        case "boolean":
            return schema.get("default", False)
        case _:
            return None
