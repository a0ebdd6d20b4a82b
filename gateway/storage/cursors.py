"""Cursors of paged lists: opaque to clients, a few integers and ids to us."""

import base64
import binascii

from gateway.chat.errors import InvalidCursor
from shared.ids import is_id

MAX_CURSOR = 256
MAX_INTEGER = 2**63 - 1


def pack(number: int, name: str = "") -> str:
    """A cursor that stands at (`number`, `name`)."""
    return base64.urlsafe_b64encode(f"{number}.{name}".encode()).decode().rstrip("=")


def unpack(cursor: str) -> tuple[int, str]:
    """Where the cursor stands. Raises InvalidCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        number, _, name = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii").partition(".")
        position = int(number)
    except (ValueError, binascii.Error, UnicodeError):
        raise InvalidCursor from None
    if len(cursor) > MAX_CURSOR or not 0 <= position <= MAX_INTEGER or (name and not is_id(name)):
        raise InvalidCursor
    return position, name
