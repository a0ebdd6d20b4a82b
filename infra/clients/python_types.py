"""Schemas as Python annotations."""

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

Json = dict[str, Any]

# Before a capital that follows a small letter.
HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PRIMITIVES: Final[Mapping[str, str]] = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
}


def annotation_of(schema: Json, prefix: str = "") -> str:
    """A schema as an annotation; models are named with `prefix`."""
    name: str
    match schema:
        case {"$ref": reference}:
            name = prefix + reference.rpartition("/")[2]
        case {"const": value}:
            name = f"Literal[{value!r}]"
        case {"enum": values}:
            name = f"Literal[{', '.join(map(repr, values))}]"
        case {"anyOf": choices} | {"oneOf": choices}:
            name = " | ".join(dict.fromkeys(annotation_of(choice, prefix) for choice in choices))
        case {"prefixItems": items}:
            name = f"tuple[{', '.join(annotation_of(item, prefix) for item in items)}]"
        case {"type": "array", "items": items}:
            name = f"list[{annotation_of(items, prefix)}]"
        case {"type": "array"}:
            name = "list[JsonValue]"
        case {"type": "string", "format": "date-time"}:
            name = "datetime"
        case {"type": "object"}:
            name = "dict[str, JsonValue]"
        case {"type": str() as kind}:
            name = PRIMITIVES[kind]
        case _:
            name = "JsonValue"
    return name


def reachable(document: Json, schema: Json) -> set[str]:
    """The names of all schemas that this one needs, itself included."""
    components = document["components"]["schemas"]
    waiting, seen = [schema], set[str]()
    while waiting:
        fresh = named_in(waiting.pop()) - seen
        seen |= fresh
        waiting += [components[name] for name in fresh]
    return seen


def named_in(schema: Json) -> set[str]:
    """The names of the schemas that this one names."""
    return set(_named(schema))


def name_of(word: str) -> str:
    """A name for Python: `Last-Event-ID` is `last_event_id`, `a.b` `a_b`, `chatId` `chat_id`; none that is taken."""
    name = HUMP.sub("_", word).replace("-", "_").replace(".", "_").lower()
    return f"{name}_" if keyword.iskeyword(name) or hasattr(BaseModel, name) else name


def _named(part: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference.rpartition("/")[2]
        part = list(part.values())
    if isinstance(part, list):
        yield from (name for value in part for name in _named(value))
