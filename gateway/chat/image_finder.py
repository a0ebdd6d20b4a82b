"""Find images that stand in a text as base64, `![…](data:image/png;base64,…)`, in whatever pieces the text comes. Pure.

Every character is looked at once. What may be the beginning of an image is held back until that is clear.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

MARK: Final = "](data:image/"
# What is said of the bytes: never longer than this.
HEAD: Final = re.compile(r"data:image/[A-Za-z0-9.+-]{1,30}(?:;[A-Za-z0-9=._-]{1,50}){0,2};base64,")
MAX_HEAD_CHARACTERS: Final = 160
NOT_IN_HEAD: Final = re.compile(r"[\s)(<>\"'\\]|,")
BASE64: Final = re.compile(r"[A-Za-z0-9+/=]*")


@dataclass(frozen=True, slots=True)
class FoundImage:
    """An image in base64, with what stood before it; without `encoded` it was too long to be held."""

    head: str
    encoded: str | None


class ImageFinder:
    """Feed it a text piece by piece; it gives the text back, the images taken out."""

    def __init__(self, max_characters: int) -> None:
        """Of longer images only that they were there is kept."""
        self._max_characters = max_characters
        self._state: Literal["text", "head", "image"] = "text"
        self._held = ""
        # The one that the text ends with which was given back, if it does.
        self._bracket = ""
        self._head = ""
        self._pieces: list[str] = []
        self._size = 0

    def feed(self, text: str) -> list[str | FoundImage]:
        """What is clear by now."""
        self._held += text
        found: list[str | FoundImage] = []
        while self._step(found):
            pass
        return found

    def end(self) -> list[str | FoundImage]:
        """What was held back: the text is over."""
        held, self._held = self._held, ""
        state, self._state = self._state, "text"
        if state == "image":
            return [self._image()]
        return [held] if held else []

    def _step(self, found: list[str | FoundImage]) -> bool:
        """Go on as far as the state lasts; whether it has changed."""
        match self._state:
            case "text":
                return self._read_text(found)
            case "head":
                return self._read_head()
            case "image":
                return self._read_image(found)

    def _read_text(self, found: list[str | FoundImage]) -> bool:
        text = self._bracket + self._held
        at = text.find(MARK)
        if at >= 0:
            at += MARK.index("data:") - len(self._bracket)
            self._state = "head"
        else:
            at = max(len(self._held) - _begun(text), 0)
        if at:
            found.append(self._held[:at])
            self._bracket = "]" if self._held[at - 1] == "]" else ""
        self._held = self._held[at:]
        return self._state == "head"

    def _read_head(self) -> bool:
        if (head := HEAD.match(self._held)) is not None:
            self._head, self._pieces, self._size = head[0], [], 0
            self._held = self._held[head.end() :]
            self._state = "image"
            return True
        if len(self._held) < MAX_HEAD_CHARACTERS and NOT_IN_HEAD.search(self._held) is None:
            return False
        # No image in base64: text like any other.
        self._state = "text"
        return True

    def _read_image(self, found: list[str | FoundImage]) -> bool:
        piece = BASE64.match(self._held)
        assert piece is not None
        self._size += len(piece[0])
        if self._size <= self._max_characters:
            self._pieces.append(piece[0])
        else:
            self._pieces.clear()
        self._held = self._held[piece.end() :]
        if not self._held:
            return False
        found.append(self._image())
        self._bracket = ""
        self._state = "text"
        return True

    def _image(self) -> FoundImage:
        encoded = "".join(self._pieces) if self._size <= self._max_characters else None
        self._pieces = []
        return FoundImage(self._head, encoded)


def _begun(text: str) -> int:
    """How many characters at the end of a text could be the beginning of an image.

    A bracket alone is none: many a piece ends with `[1]`, and nobody is to wait for its end.
    """
    for length in range(min(len(text), len(MARK) - 1), 1, -1):
        if MARK.startswith(text[-length:]):
            return length
    return 0
