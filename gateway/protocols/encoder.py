"""What every wire protocol does with the events of a turn. One encoder object serves one reader."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gateway.chat.feed import News


class Encoder(Protocol):
    """Feed it every event once, in order."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Response headers of the protocol."""
        ...

    @property
    def keep_alive(self) -> bytes:
        """Bytes that keep a silent connection open and mean nothing."""
        ...

    def encode(self, news: Sequence[News]) -> bytes:
        """The frames of these events and places."""
        ...

    @property
    def end(self) -> bytes:
        """What closes the protocol after the last event of a turn."""
        ...

    def broken(self) -> bytes:
        """Frames for a reader whose turn cannot be followed any further: never a clean end without an error."""
        ...
