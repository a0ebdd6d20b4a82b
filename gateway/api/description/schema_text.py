"""Schemas in words: what a person reads of a type, as HTML."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

Json = dict[str, Any]

LIMITS: Final[Mapping[str, str]] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} of them",
    "maxItems": "at most {} of them",
}
FORMATS: Final[Mapping[str, str]] = {"date-time": "time", "date": "day"}


def type_text(schema: Json) -> str:  # noqa: PLR0911 - a match that is a table
    """The type in a few words, with links to the schemas that it names."""
    match schema:
        case {"$ref": reference}:
            name = escape(reference.rpartition("/")[2])
            return f'<a href="#schema-{name}">{name}</a>'
        case {"const": value}:
            return _value(value)
        case {"enum": values}:
            return " | ".join(map(_value, values))
        case {"anyOf": choices} | {"oneOf": choices} if "properties" not in schema:
            return " or ".join(dict.fromkeys(map(type_text, choices)))
        case {"allOf": [first, *_]}:
            return type_text(first)
        case {"prefixItems": items}:
            return f"[{', '.join(map(type_text, items))}]"
        case {"type": "array", "items": items}:
            return f"list of {type_text(items)}"
        case {"type": "array"}:
            return "list"
        case {"type": str() as kind}:
            return escape(FORMATS.get(schema.get("format", ""), kind))
        case _:
            return "anything"


def limits_text(schema: Json) -> str:
    """Bounds, pattern and default."""
    return ", ".join(dict.fromkeys(_limits(schema)))


def text(words: str) -> str:
    """A sentence with `code` in it, as HTML."""
    pieces = escape(words).split("`")
    return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))


def json_text(value: object) -> str:
    """JSON to be shown."""
    return escape(json.dumps(value, indent=2, ensure_ascii=False))


def _limits(schema: Json) -> Iterator[str]:
    for choice in (schema, *schema.get("anyOf", ())):
        yield from (words.format(f"{choice[key]:,}") for key, words in LIMITS.items() if key in choice)
        if "pattern" in choice:
            yield f"<code>{escape(choice['pattern'])}</code>"
    if schema.get("default") is not None:
        yield f"by default {_value(schema['default'])}"


def _value(value: object) -> str:
    return f"<code>{escape(json.dumps(value, ensure_ascii=False))}</code>"
