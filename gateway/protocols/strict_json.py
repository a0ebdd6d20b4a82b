"""JSON as every client reads it: one line, no NaN, no key that a guard against prototype pollution refuses."""

from pydantic import JsonValue
from pydantic_core import to_json

from shared.json_values import harmless


def strict_json(value: JsonValue) -> bytes:
    """The value in one line: JSON escapes line breaks inside strings, so no text can end a frame."""
    encoded = to_json(value, inf_nan_mode="null")
    # Only as a key or a whole value does either stand in JSON like this; inside a text the quotes are escaped.
    if b'"__proto__"' in encoded or b'"constructor"' in encoded:
        return to_json(harmless(value), inf_nan_mode="null")
    return encoded
