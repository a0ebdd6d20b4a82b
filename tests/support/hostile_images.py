"""Files that say to be images, and images as they are sent."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image

SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://127.0.0.1:1/x"/></svg>'


def picture(image_format: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A picture that is red on the left and blue on the right."""
    image = Image.new("RGB", size, (204, 0, 0))
    image.paste((0, 0, 204), (size[0] // 2, 0, *size))
    written = io.BytesIO()
    image.convert(mode).save(written, image_format, **options)
    return written.getvalue()


def animation(image_format: str, frames: int, size: tuple[int, int] = (32, 24)) -> bytes:
    """A picture that moves."""
    images = [Image.new("RGB", size, (number * 7 % 256, number * 31 % 256, 0)) for number in range(frames)]
    written = io.BytesIO()
    images[0].save(written, image_format, save_all=True, append_images=images[1:], duration=40, loop=0)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes and many pixels, all black."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    squeeze = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def claiming(width: int, height: int) -> bytes:
    """A PNG that says to be so large and has nothing."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A small picture with a comment that unfolds to 70 megabytes."""
    whole = picture()
    folded = zlib.compress(bytes(70_000_000), 1)
    comment = _chunk(b"zTXt", b"Comment\0\0" + folded)
    return whole[:33] + comment + whole[33:]


def refused() -> Iterator[tuple[str, bytes]]:
    """What is not taken in, each with a name."""
    png, jpeg = picture("PNG"), picture("JPEG")
    yield "empty", b""
    yield "text", b"only words"
    yield "svg", SVG
    yield "html", b"<!doctype html>" + SCRIPT
    yield "html behind a header of PNG", b"\x89PNG\r\n\x1a\n" + SCRIPT
    yield "html behind a header of JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + SCRIPT
    yield "html behind a header of GIF", b"GIF89a" + SCRIPT
    yield "half a PNG", png[: len(png) // 2]
    yield "half a JPEG", jpeg[: len(jpeg) // 2]
    yield "half a WEBP", picture("WEBP")[:40]
    yield "a bitmap", picture("BMP")
    yield "a TIFF", picture("TIFF")
    yield "an icon", picture("ICO")
    yield "a PDF", picture("PDF")
    yield "a bomb of 144 million pixels", bomb(12_000, 12_000)
    yield "a claim of 400 million pixels", claiming(20_000, 20_000)
    yield "a claim of four billion pixels", claiming(2**31 - 1, 2**31 - 1)
    yield "a claim of no pixels", claiming(0, 0)
    yield "a comment that unfolds", text_bomb()
    yield "too many frames", animation("GIF", 250, (8, 8))
    yield "frames that are too large together", animation("GIF", 3, (3000, 3000))
    yield "zeros", bytes(100_000)


def polyglots() -> Iterator[tuple[str, bytes, bytes]]:
    """Images with something else in them, and what that is."""
    archive = b"PK\x03\x04" + b"zip" * 20 + b"PK\x05\x06" + bytes(18)
    yield "a script behind a PNG", picture() + SCRIPT, SCRIPT
    yield "an archive behind a JPEG", picture("JPEG") + archive, archive
    yield "a comment in a JPEG", picture("JPEG", comment=SCRIPT), SCRIPT
    yield "a comment in a GIF", picture("GIF", mode="P", comment=SCRIPT), SCRIPT
    yield "a text in a PNG", picture()[:33] + _chunk(b"tEXt", b"Comment\0" + SCRIPT) + picture()[33:], SCRIPT
    yield "a profile in a PNG", picture(icc_profile=b"profile" * 30), zlib.compress(b"profile" * 30)[2:20]
    yield "a profile in a WEBP", picture("WEBP", icc_profile=b"profile" * 30), b"profile" * 30
    yield "places in a JPEG", picture("JPEG", exif=_exif()), b"Somewhere 7"
    yield "places in a PNG", picture("PNG", exif=_exif()), b"Somewhere 7"
    yield "places in a WEBP", picture("WEBP", exif=_exif()), b"Somewhere 7"


def turned() -> bytes:
    """A photo that is to be turned by a quarter: 64 by 48 as it lies there."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif.tobytes())


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Somewhere 7"
    return exif.tobytes()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
