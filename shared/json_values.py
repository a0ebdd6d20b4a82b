"""JSON values from outside, made harmless for every client that will read them."""

from pydantic import JsonValue

# The AI SDK's parser refuses a whole stream for one of these keys (its guard against prototype pollution). It refuses
# `constructor` with a `prototype` in it; version 5.0.0 stumbles over null there too.
FORBIDDEN_KEYS = frozenset({"__proto__"})
MAX_DEPTH = 64
# Beyond this JavaScript takes a whole number for another one.
LARGEST_INTEGER = 2**53


def harmless(value: JsonValue, depth: int = 0) -> JsonValue:
    """The same value without NaN and infinities (null instead), without polluting keys and without endless depth."""
    if depth > MAX_DEPTH:
        return None
    match value:
        case dict():
            cleaned = {key: harmless(item, depth + 1) for key, item in value.items() if key not in FORBIDDEN_KEYS}
            return {key: item for key, item in cleaned.items() if not _is_polluting(key, item)}
        case list():
            return [harmless(item, depth + 1) for item in value]
        case float():
            return value if value - value == 0 else None
        case _:
            return value


def has_nul(value: JsonValue) -> bool:
    """Tell whether U+0000 is in any of its texts: some stores end a text there."""
    match value:
        case str():
            return "\0" in value
        case dict():
            return any("\0" in key or has_nul(item) for key, item in value.items())
        case list():
            return any(has_nul(item) for item in value)
        case _:
            return False


def _is_polluting(key: str, item: JsonValue) -> bool:
    return key == "constructor" and (item is None or (isinstance(item, dict) and "prototype" in item))
