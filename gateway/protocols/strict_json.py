"""JSON as every client reads it: one line, no NaN, no key that a guard against prototype pollution refuses."""

from pydantic import JsonValue
from pydantic_core import to_json

from shared.json_values import harmless

# Only as a key or a whole value does either stand in JSON like this; inside a text the quotes are escaped.
SUSPECT = (b'"__proto__"', b'"constructor"')


def strict_json(value: JsonValue) -> bytes:
    """The value in one line: JSON escapes line breaks inside strings, so no text can end a frame."""
    encoded = to_json(value, inf_nan_mode="null")
    if any(suspect in encoded for suspect in SUSPECT):
        return to_json(harmless(value), inf_nan_mode="null")
    return encoded
