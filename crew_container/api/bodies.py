"""Read a request's body with a limit that holds before the body is in memory."""

from starlette.datastructures import Headers
from starlette.types import Receive, Scope


class BodyTooLarge(Exception):
    """The body has more bytes than the limit."""


class ClientGone(Exception):
    """The client closed the request before its body was complete."""


async def read_body(scope: Scope, receive: Receive, *, max_bytes: int) -> bytes:
    """Return the whole body. Raises BodyTooLarge or ClientGone."""
    declared = Headers(scope=scope).get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise BodyTooLarge
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > max_bytes:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return bytes(body)
