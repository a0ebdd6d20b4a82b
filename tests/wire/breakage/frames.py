"""The frames of a UI message stream, to be taken out, changed, moved."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.wire.proxy import Answer

Part = dict[str, Any]
Frames = list[bytes]
Edit = Callable[[Frames], Frames]
END = b"\n\n"
DATA = b"data: "


def edited(edit: Edit) -> Callable[[Answer], Answer]:
    """The same answer with other frames."""

    def rewrite(answer: Answer) -> Answer:
        frames = [block + END for block in answer.body.split(END)[:-1]]
        return replace(answer, body=b"".join(edit(frames)))

    return rewrite


def frame(part: Part) -> bytes:
    """A part as a frame."""
    return DATA + json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode() + END


def part_of(block: bytes) -> Part:
    """The part of a frame; nothing of one that has none."""
    for line in block.split(b"\n"):
        if line.startswith(DATA + b"{"):
            made: Part = json.loads(line.removeprefix(DATA))
            return made
    return {}


def kind_of(block: bytes) -> str:
    """The type of the frame's part."""
    return str(part_of(block).get("type", ""))


def without(*kinds: str) -> Edit:
    """Leave these out."""
    return lambda frames: [each for each in frames if kind_of(each) not in kinds]


def changed(kind: str, change: Callable[[Part], Part], *, times: int | None = None) -> Edit:
    """Change the parts of a kind, the first ones or all."""

    def edit(frames: Frames) -> Frames:
        left = len(frames) if times is None else times
        made = []
        for each in frames:
            if kind_of(each) == kind and left > 0:
                left -= 1
                made.append(frame(change(part_of(each))))
            else:
                made.append(each)
        return made

    return edit


def with_keys(kind: str, **keys: Any) -> Edit:
    """Give the parts of a kind these keys too."""
    return changed(kind, lambda part: {**part, **keys})


def without_key(kind: str, key: str) -> Edit:
    """Take a key from the parts of a kind."""
    return changed(kind, lambda part: {name: value for name, value in part.items() if name != key})


def before(kind: str, *parts: Part) -> Edit:
    """Put parts before the first of a kind."""

    def edit(frames: Frames) -> Frames:
        at = next(place for place, each in enumerate(frames) if kind_of(each) == kind)
        return [*frames[:at], *map(frame, parts), *frames[at:]]

    return edit


def until(kind: str) -> Edit:
    """Only what comes before the first of a kind."""
    return lambda frames: frames[: next(place for place, each in enumerate(frames) if kind_of(each) == kind)]


def each_frame(change: Callable[[bytes], bytes]) -> Edit:
    """Change every frame as bytes."""
    return lambda frames: [change(each) for each in frames]


def twice(kind: str) -> Edit:
    """Say the parts of a kind twice."""
    return lambda frames: [copy for each in frames for copy in [each] * (1 + (kind_of(each) == kind))]
