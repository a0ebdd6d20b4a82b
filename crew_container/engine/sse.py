"""Split a byte stream of server-sent events into the data of each event. Pure: it never sees a connection.

Works on bytes, because a text line reader also splits at U+2028 and its kin, which models do write. Only `data` fields
matter here; lines may end in LF, CR LF or CR, wherever the network cuts them.
"""

MAX_EVENT_BYTES = 4 * 1024 * 1024


class EventTooLarge(Exception):
    """One event is larger than any model's chunk can be."""


class EventReader:
    """Feed it bytes as they come, get the data of the events that are complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, received: bytes) -> list[bytes]:
        """Return the data of every event that these bytes complete."""
        text = self._rest + received
        # A CR at the very end may be half of a CR LF: it waits for the next bytes.
        held = text.endswith(b"\r")
        lines = (text[:-1] if held else text).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop() + (b"\r" if held else b"")
        events = [data for line in lines if (data := self._take(line)) is not None]
        if self._size + len(self._rest) > MAX_EVENT_BYTES:
            raise EventTooLarge
        return events

    def end(self) -> list[bytes]:
        """Return what the end of the stream completes: servers exist that leave out the last empty line."""
        rest, self._rest = self._rest.rstrip(b"\r"), b""
        return [data for line in (rest, b"") if (data := self._take(line)) is not None]

    def _take(self, line: bytes) -> bytes | None:
        if line.startswith(b"data:"):
            value = line[5:].removeprefix(b" ")
            self._data.append(value)
            self._size += len(value)
        elif not line and self._data:
            data = b"\n".join(self._data)
            self._data, self._size = [], 0
            return data
        return None
