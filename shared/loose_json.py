"""Read JSON as other systems write it, so that what is read can be stored and sent on."""

import json
import re
from typing import Final

from pydantic import JsonValue
from pydantic_core import from_json

# Half of a character, and what some stores take for the end of a text.
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"


def parse_loosely(raw: str | bytes) -> JsonValue:
    """Return the JSON value, with U+FFFD for what is no character. Raises ValueError, whatever is wrong."""
    try:
        value = _parse(raw)
        # Neither can be in a valid text but by its escape; an unescaped one is not decoded in the first place.
        is_suspect = b"\\u" in raw if isinstance(raw, bytes) else "\\u" in raw
        return _storable(value) if is_suspect else value
    except RecursionError as error:
        raise ValueError("too deep") from error


def _parse(raw: str | bytes) -> JsonValue:
    value: JsonValue
    try:
        value = from_json(raw)
    except ValueError:
        # Slower, and less strict about characters, depth and a mark of the byte order.
        value = json.loads(raw)
    return value


def _storable(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return _UNSTORABLE.sub(_REPLACEMENT, value)
        case list():
            return [_storable(item) for item in value]
        case dict():
            return {_UNSTORABLE.sub(_REPLACEMENT, name): _storable(item) for name, item in value.items()}
        case _:
            return value
