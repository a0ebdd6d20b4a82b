"""Read the platform's fields as they really come: JSON in strings, nulls, milliseconds or ISO times, odd types."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pydantic import JsonValue

from crew_container.gateway_client.platform import Unreadable
from shared.loose_json import parse_loosely
from shared.times import milliseconds_of

Row = Mapping[str, JsonValue]
# A larger number counts nothing, and no float holds every whole one.
LARGEST_NUMBER = 2.0**53
MAX_ID = 128


def list_of(body: Row, *names: str) -> list[Row]:
    """Return the rows of an answer, under the first of these names that there is. Raises Unreadable without any.

    Some servers leave an empty list out, or write null: that is nothing only if they do not count something.
    """
    if not any(isinstance(body.get(name), list) for name in names) and (
        count_of(body, "total") or not ("total" in body or any(name in body for name in names))
    ):
        raise Unreadable
    return rows_of(body, *names)


def rows_of(body: Row, *names: str) -> list[Row]:
    """Return the rows under the first of these names that holds a list; what is not a row is left out."""
    for name in names:
        value = body.get(name)
        if isinstance(value, list):
            return [row for row in value if isinstance(row, dict)]
    return []


def text_of(row: Row, *names: str, limit: int) -> str | None:
    """Return the first of these fields that holds text, cut to `limit` characters."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return cut(value.strip(), limit)
        if (number := number_of(row, name)) is not None:
            return str(number)
    return None


def id_of(row: Row) -> str:
    """Return the id of a row; one without an id is still a thing that was found."""
    return text_of(row, "id", limit=MAX_ID) or "unknown"


def number_of(row: Row, *names: str) -> float | None:
    """Return the first of these fields that holds a number that can be counted with."""
    for name in names:
        value = row.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER:
            return value
    return None


def count_of(row: Row, name: str) -> int | None:
    """Return the field as a whole number that is not negative, else None."""
    value = number_of(row, name)
    return int(value) if value is not None and value >= 0 else None


def json_of(value: JsonValue) -> JsonValue:
    """Return the JSON inside a string field (CROW stores objects as text); null and broken JSON are None."""
    if not isinstance(value, str):
        return value
    try:
        return parse_loosely(value)
    except ValueError:
        return None


def object_of(value: JsonValue) -> Row:
    """Return the field, or the JSON in it, as an object; an empty one when it is anything else."""
    parsed = json_of(value)
    return parsed if isinstance(parsed, dict) else {}


def strings_of(value: JsonValue, *, limit: int) -> list[str]:
    """Return the field, or the JSON in it, as at most `limit` short texts."""
    parsed = json_of(value)
    return [cut(item, 80) for item in parsed if isinstance(item, str)][:limit] if isinstance(parsed, list) else []


def iso_time_of(value: JsonValue) -> str | None:
    """Return a time as ISO 8601 in UTC, or None when it is none."""
    milliseconds = milliseconds_of(value)
    if milliseconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def scalars_of(row: Row, *, without: Iterable[str], limit: int) -> dict[str, JsonValue]:
    """Return the short plain values of an object (numbers, yes/no, short texts), at most `limit` of them."""
    left_out = set(without)
    found: dict[str, JsonValue] = {}
    for name, value in row.items():
        if len(found) == limit:
            break
        if name not in left_out and _is_short_scalar(value):
            found[name] = value
    return found


def _is_short_scalar(value: JsonValue) -> bool:
    if isinstance(value, int | float):
        return abs(value) <= LARGEST_NUMBER
    return isinstance(value, str) and 0 < len(value) <= 80


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
