"""Read a UI message stream the way a client does: frames by bytes, then JSON."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(slots=True)
class Frame:
    """One SSE frame: its id if it has one, and its JSON, or the text `[DONE]`."""

    id: int | None
    chunk: dict[str, Any]
    is_done: bool = False


@dataclass(slots=True)
class FrameReader:
    """Bytes in, frames out; comments are counted."""

    rest: bytes = b""
    comments: int = 0
    frames: list[Frame] = field(default_factory=list)

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""
        *blocks, self.rest = (self.rest + data).split(b"\n\n")
        fresh = [frame for block in blocks if (frame := self._frame(block)) is not None]
        self.frames += fresh
        return fresh

    def _frame(self, block: bytes) -> Frame | None:
        number, payload = None, None
        for line in block.split(b"\n"):
            name, _, value = line.partition(b": ")
            match name:
                case b"id":
                    number = int(value)
                case b"data":
                    payload = value
                case b"":
                    self.comments += 1
                case _:
                    raise AssertionError(f"unexpected line {line!r}")
        if payload is None:
            return None
        if payload == b"[DONE]":
            return Frame(number, {}, is_done=True)
        return Frame(number, json.loads(payload))


async def read_frames(response: httpx.Response) -> AsyncIterator[Frame]:
    """The frames of a streamed response, as they come."""
    reader = FrameReader()
    async for data in response.aiter_raw():
        for frame in reader.feed(data):
            yield frame
    assert reader.rest == b"", "the stream ended inside a frame"


def frames_of(body: bytes) -> list[Frame]:
    """The frames of a whole body."""
    reader = FrameReader()
    reader.feed(body)
    assert reader.rest == b"", "the stream ended inside a frame"
    return reader.frames


def chunks_of(body: bytes) -> list[dict[str, Any]]:
    """The JSON chunks of a whole body, which must end with `[DONE]`."""
    *frames, last = frames_of(body)
    assert last.is_done
    return [frame.chunk for frame in frames]


def text_of(chunks: list[dict[str, Any]]) -> str:
    """The text that a person reads."""
    return "".join(chunk["delta"] for chunk in chunks if chunk["type"] == "text-delta")
