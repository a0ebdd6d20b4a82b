"""The process that reads images from outside and writes them anew: only what is seen comes through.

What a file holds beside its picture (places, names, comments, profiles, other files) is not carried over; how it is to
be turned is done to it first.
"""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, ImageSequence

from gateway.pictures.confined import Refused, serve

MEMORY_BYTES: Final = 536_870_912
CPU_SECONDS: Final = 10
# Of all frames together: each of them is decoded.
MAX_PIXELS: Final = 25_000_000
MAX_FRAMES: Final = 200
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
ANIMATED: Final = frozenset({"PNG", "GIF", "WEBP"})
# A photo of a phone may have a second one behind it; the first one is meant.
SAVED_AS: Final = {"MPO": "JPEG"}
OPTIONS: Final[dict[str, dict[str, object]]] = {
    "PNG": {},
    "JPEG": {"quality": 88, "progressive": True},
    "GIF": {},
    "WEBP": {"quality": 88},
}
NO_IMAGE: Final = "It is not a whole image in PNG, JPEG, GIF or WEBP."
TOO_LARGE: Final = f"An image may have {MAX_PIXELS // 1_000_000} million pixels, all its frames together."


def clean(data: bytes) -> bytes:
    """`format width height` in one line, then the image anew. Raises Refused."""
    try:
        return _clean(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Refused(TOO_LARGE) from error
    except Refused:
        raise
    except Exception as error:
        # The decoders of hostile bytes raise anything.
        raise Refused(NO_IMAGE) from error


def _clean(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Refused(TOO_LARGE)
        saved_as = SAVED_AS.get(image.format or "", image.format or "")
        frames, durations = _frames(image, is_one=saved_as not in ANIMATED)
        loop = image.info.get("loop")
    first, *rest = frames
    options = dict(OPTIONS[saved_as])
    if rest:
        options |= {"save_all": True, "append_images": rest, "duration": durations}
        if isinstance(loop, int):
            options["loop"] = loop
    written = io.BytesIO()
    first.save(written, saved_as, **options)
    return f"{saved_as.lower()} {first.width} {first.height}\n".encode() + written.getvalue()


def _frames(image: Image.Image, *, is_one: bool) -> tuple[list[Image.Image], list[int]]:
    frames: list[Image.Image] = []
    durations: list[int] = []
    most = min(MAX_FRAMES, MAX_PIXELS // max(1, image.width * image.height))
    for frame in ImageSequence.Iterator(image):
        if len(frames) == most:
            raise Refused(TOO_LARGE)
        frame.load()
        durations.append(int(frame.info.get("duration", 0)))
        frames.append(_bare(frame))
        if is_one:
            break
    return frames, durations


def _bare(frame: Image.Image) -> Image.Image:
    """The pixels, turned as they are to be seen, and nothing else."""
    turned = ImageOps.exif_transpose(frame)
    if turned.mode in {"I;16", "I;16B", "I;16L", "I"}:
        # Sixteen bits of grey: the upper eight are what a screen shows.
        turned = turned.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    bare = turned.convert("RGBA" if turned.has_transparency_data else "L" if turned.mode in {"1", "L"} else "RGB")
    bare.info.clear()
    return bare


def prepare() -> None:
    """Set the limits of the decoders; they and the encoders are loaded by using them."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for name in FORMATS:
        written = io.BytesIO()
        Image.new("RGB", (1, 1)).save(written, name)
        clean(written.getvalue())


def main() -> None:
    """Answer until nobody asks any more."""
    serve(clean, prepare=prepare, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)


if __name__ == "__main__":
    main()
