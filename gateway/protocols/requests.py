"""Which language a body speaks, and what it asks: nothing when it is our own, which has its own strict model."""

from typing import Any, Final

from pydantic import TypeAdapter

from gateway.protocols.agui_requests import is_agui_body, parse_agui_body
from gateway.protocols.commands import Command
from gateway.protocols.errors import TooManyValues
from gateway.protocols.sdk_requests import is_sdk_body, parse_sdk_body

JSON_OBJECT: Final[TypeAdapter[dict[str, Any]]] = TypeAdapter(dict[str, Any])
# Each may begin one more value. So many are read in about 0.1 s, in which nobody else is served.
MARKS: Final = (b",", b"[", b"{")
MAX_MARKS: Final = 300_000


def parse_foreign(raw: bytes) -> Command | None:
    """What a body asks that is not one of our own.

    Raises ValidationError, TooManyValues, BodyRefused, FilesNotSupported, NothingToContinue.
    """
    body = json_object(raw)
    if is_agui_body(body):
        return parse_agui_body(body)
    if is_sdk_body(body):
        return parse_sdk_body(body)
    return None


def json_object(raw: bytes) -> dict[str, Any]:
    """A body that must be an object. Raises ValidationError, TooManyValues."""
    check_values(raw)
    return JSON_OBJECT.validate_json(raw)


def check_values(raw: bytes) -> None:
    """Raises TooManyValues for JSON that would take too long to read."""
    if sum(raw.count(mark) for mark in MARKS) > MAX_MARKS:
        raise TooManyValues
