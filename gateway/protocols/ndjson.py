"""Our own events, one JSON object a line, for programs that want all that there is to know of a turn.

The events of the log carry their number as `seq`. Lines without one are no part of the log: `queue` (a place in the
queue), `keep-alive`, `broken` (the stream cannot go on; the turn may), and events that end what this reader saw begin.
"""

from typing import ClassVar

from gateway.chat.agent_states import Part
from gateway.chat.queue import Place
from gateway.protocols.encoder import NDJSON, STREAMING, Encoder
from gateway.protocols.strict_json import strict_json
from shared.events import ToolReturned, TurnEvent


class NdjsonEncoder(Encoder):
    """Encodes one reader's view of a turn."""

    headers: ClassVar = {"content-type": NDJSON, **STREAMING}
    keep_alive = b'{"type":"keep-alive"}\n'

    def _event(self, event: TurnEvent) -> list[bytes]:
        dumped: Part = event.model_dump(mode="json", exclude_none=True)
        if isinstance(event, ToolReturned):
            # Null is an output like any other.
            dumped["output"] = event.output
        return [_line(dumped)]

    def _numbered(self, seq: int, frame: bytes) -> bytes:
        return b'{"seq":%d,%b' % (seq, frame[1:])

    def _place(self, place: Place) -> bytes:
        told: Part = {"type": "queue", "position": place.position}
        if place.eta_seconds is not None:
            told["eta_seconds"] = place.eta_seconds
        return _line(told)

    def _error(self, message: str) -> bytes:
        return _line({"type": "broken", "message": message})


def _line(value: Part) -> bytes:
    return strict_json(value) + b"\n"
