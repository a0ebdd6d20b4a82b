"""Read a body that may be compressed, no further than it may be long: a few kilobytes of gzip can be gigabytes."""

import zlib

import httpx

from gateway.chat.errors import PlatformUnavailable

# What we say that we read (`Accept-Encoding`); anything else that comes is not read.
ACCEPTED = "gzip, deflate"
PLAIN = frozenset({"", "identity"})
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
# gzip or zlib, as the head of the bytes says (https://docs.python.org/3/library/zlib.html).
EITHER = 32 + zlib.MAX_WBITS


async def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the body as it was meant. Raises PlatformUnavailable when it is longer, broken, or packed otherwise."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in PLAIN:
        return await _read_plain(response, max_bytes)
    if coding not in PACKED:
        raise PlatformUnavailable("The platform's answer could not be read.")
    unpacker, body = zlib.decompressobj(EITHER), bytearray()
    try:
        async for chunk in response.aiter_raw():
            body += unpacker.decompress(chunk, max_bytes + 1 - len(body))
            _require_room(body, max_bytes)
    except zlib.error as error:
        raise PlatformUnavailable("The platform's answer could not be read.") from error
    if body and not unpacker.eof:
        raise PlatformUnavailable("The platform's answer broke off.")
    return bytes(body)


async def _read_plain(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        _require_room(body, max_bytes)
    return bytes(body)


def _require_room(body: bytearray, max_bytes: int) -> None:
    if len(body) > max_bytes:
        raise PlatformUnavailable("The platform's answer is too large.")
