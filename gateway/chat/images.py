"""Images from outside, once they were read and written anew."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image of which only the picture is left. The type is that of the bytes, whatever was said of them."""

    data: bytes
    media_type: str
    extension: str
    width: int
    height: int
