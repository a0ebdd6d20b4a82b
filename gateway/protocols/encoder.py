"""What every wire protocol does with the events of a turn. One encoder object serves one reader."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from pydantic import JsonValue

from gateway.chat.feed import News
from gateway.chat.open_parts import OpenParts
from gateway.chat.queue import Place
from shared.events import TextDelta, TurnEvent, TurnFinished

EVENT_STREAM: Final = "text/event-stream"
NDJSON: Final = "application/x-ndjson"
JSON: Final = "application/json"
# Kept by no cache, changed and collected by no proxy on the way.
STREAMING: Final = {
    "cache-control": "private, no-cache, no-store, no-transform",
    "x-accel-buffering": "no",
}
INTERRUPTED: Final = "The answer was interrupted."
STOPPED: Final = "The answer was stopped."


class Encoder(ABC):
    """Feed it every event once, in order.

    Whatever happens, a stream ends with the protocol's finish, abort or error, and before that everything is ended that
    was begun: a client stops reading there, and a part that is open then would spin for ever.
    """

    headers: ClassVar[Mapping[str, str]]
    """Response headers of the protocol."""
    keep_alive: ClassVar[bytes]
    """Bytes that keep a silent connection open and mean nothing."""
    end: ClassVar[bytes] = b""
    """What closes the protocol after the last event of a turn."""
    nothing: ClassVar[int] = 204
    """The status that says that there is nothing to follow, with an empty body."""
    has_rest: ClassVar[bool] = True
    """Whether it makes sense to be told only what comes after an event."""

    def __init__(self, *, goes_on: bool = False) -> None:
        """`goes_on`: the reader has the beginning of this answer from an earlier turn, and goes on with it."""
        self._open = OpenParts()
        self.goes_on = goes_on

    def encode(self, news: Sequence[News]) -> bytes:
        """The frames of these events and places."""
        pieces: list[bytes] = []
        for item in news:
            if isinstance(item, Place):
                pieces.append(self._place(item))
                continue
            event = item.event
            match event:
                case TextDelta():
                    # Almost all events are this: here and in the tables of the protocols it comes first.
                    pass
                case TurnFinished():
                    # The log closes what is open, but not for readers of a turn that was deleted.
                    is_whole = event.outcome == "done"
                    pieces.append(self._close(event.at, event.error_message or event.outcome, is_whole=is_whole))
                case _:
                    self._open.note(event)
            frames = self._event(event)
            if frames:
                frames[-1] = self._numbered(item.seq, frames[-1])
                pieces += frames
        return b"".join(pieces)

    def broken(self) -> bytes:
        """Frames for a reader whose turn cannot be followed any further: never a clean end without an error."""
        return self._close(self._open.at, INTERRUPTED) + self._error(INTERRUPTED) + self.end

    def _close(self, at: int, reason: str, *, is_whole: bool = False) -> bytes:
        closing = self._open.closing_events(at, reason, is_whole=is_whole)
        return b"".join([frame for event in closing for frame in self._event(event)])

    def _numbered(self, seq: int, frame: bytes) -> bytes:  # noqa: ARG002 - most protocols have no place for it
        """The last frame of an event with the number of that."""
        return frame

    @abstractmethod
    def _event(self, event: TurnEvent) -> list[bytes]:
        """The frames of one event."""

    @abstractmethod
    def _place(self, place: Place) -> bytes:
        """The frames that tell a place in the queue."""

    @abstractmethod
    def _error(self, message: str) -> bytes:
        """The protocol's error, after which it has nothing to say but `end`."""


def why(end: TurnFinished) -> str:
    """A safe sentence about an end that is none of a whole answer."""
    return end.error_message or (STOPPED if end.outcome == "stopped" else INTERRUPTED)


def place_data(place: Place) -> dict[str, JsonValue]:
    """A place in the queue as most protocols tell it; 1 is next."""
    data: dict[str, JsonValue] = {"position": place.position}
    if place.eta_seconds is not None:
        data["etaSeconds"] = place.eta_seconds
    return data
