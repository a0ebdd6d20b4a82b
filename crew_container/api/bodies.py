"""Read a request's body with a limit that holds before the body is in memory."""

from starlette.types import Receive

DISCARD_FACTOR = 8


class BodyTooLarge(Exception):
    """The body has more bytes than the limit."""


class ClientGone(Exception):
    """The client closed the request before its body was complete."""


async def read_body(receive: Receive, *, max_bytes: int) -> bytes:
    """Return the whole body. Raises BodyTooLarge or ClientGone."""
    body = bytearray()
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        more: bytes = message.get("body", b"")
        size += len(more)
        if size <= max_bytes:
            body += more
        # What is too large is thrown away as it comes, within reason: a connection that is closed with unread bytes
        # takes the answer with it.
        is_complete = not message.get("more_body", False)
        if size > max_bytes and (is_complete or size > DISCARD_FACTOR * max_bytes):
            raise BodyTooLarge
        if is_complete:
            return bytes(body)
