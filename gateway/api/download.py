"""A response that is saved as a file."""

import re
import unicodedata
from collections.abc import AsyncGenerator
from urllib.parse import quote

from gateway.api.pieces import Pieces

MAX_NAME_BYTES = 120
# What a file system, a shell or a header takes for something else.
UNSAFE = re.compile(r'[\\/:*?"<>|;%\x7f]')
NOT_ASCII = re.compile(r"[^ -~]")
# Windows opens a device for these, whatever follows the dot.
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

# Whatever the bytes are: no browser guesses what they could be, runs them, or lets a page of another origin have them.
HARMLESS = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Download(Pieces):
    """The pieces as an attachment: no client takes a part for the whole."""

    def __init__(
        self,
        pieces: AsyncGenerator[bytes],
        *,
        name: str,
        extension: str,
        media_type: str,
        byte_count: int | None = None,
    ) -> None:
        length = {} if byte_count is None else {"content-length": str(byte_count)}
        headers = {**HARMLESS, **length, "content-disposition": attachment(name, extension)}
        super().__init__(pieces, media_type, headers)


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
    return f"_{name}" if DEVICES.match(name) else name or "file"


def _is_seen(char: str) -> bool:
    # Nothing that hides, and nothing that turns the direction of what follows: `exe.fdp` must not look like a PDF.
    return char.isspace() or unicodedata.category(char) not in INVISIBLE
