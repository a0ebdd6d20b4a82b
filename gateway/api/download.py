"""A response that is saved as a file: written piece by piece, never ended as if it were whole when it is not."""

import logging
import re
import unicodedata
from collections.abc import AsyncGenerator
from urllib.parse import quote

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.api.bodies import PRIVATE
from gateway.chat.errors import ChatError

log = logging.getLogger(__name__)

MAX_NAME_BYTES = 120
# What a file system, a shell or a header takes for something else.
UNSAFE = re.compile(r'[\\/:*?"<>|;%\x7f]')
NOT_ASCII = re.compile(r"[^ -~]")
# Windows opens a device for these, whatever follows the dot.
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class Download(StreamingResponse):
    """The pieces as an attachment. An error in the middle cuts the connection: no client takes a part for the whole."""

    def __init__(self, pieces: AsyncGenerator[bytes], *, name: str, extension: str, media_type: str) -> None:
        headers = {
            **PRIVATE,
            "content-disposition": attachment(name, extension),
            "x-content-type-options": "nosniff",
            "content-security-policy": "sandbox; default-src 'none'",
        }
        super().__init__(pieces, 200, headers, media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it, as fast as the client takes it."""
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            await super().__call__(scope, receive, send)
        except ChatError:
            log.exception("download cut short")


def attachment(name: str, extension: str) -> str:
    """A `Content-Disposition` (RFC 6266): the name in ASCII, and as it is (RFC 8187) where that differs."""
    clean = file_name(name)
    ascii_name = file_name(NOT_ASCII.sub("_", clean))
    plain = f'attachment; filename="{ascii_name}.{extension}"'
    return plain if ascii_name == clean else f"{plain}; filename*=UTF-8''{quote(clean, safe='')}.{extension}"


def file_name(text: str) -> str:
    """The text as a name of a file in any folder, without its extension."""
    seen = "".join(" " if char.isspace() else char for char in text if _is_seen(char))
    name = " ".join(UNSAFE.sub("_", seen).split()).encode()[:MAX_NAME_BYTES].decode(errors="ignore").strip(" .")
    return f"_{name}" if DEVICES.match(name) else name or "session"


def _is_seen(char: str) -> bool:
    # Nothing that hides, and nothing that turns the direction of what follows: `exe.fdp` must not look like a PDF.
    return char.isspace() or unicodedata.category(char) not in INVISIBLE
