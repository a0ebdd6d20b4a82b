"""What the model says, and the deltas that it is said in."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from infra.simulators.model.request import JsonObject

Finish = Literal["stop", "length", "tool_calls"]

# Words and marks, each with the space that follows: joined they are the text again.
_PIECE = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call the model wants."""

    tool: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class Reply:
    """Either words or calls; with calls, the text is a preamble and usually empty."""

    text: str = ""
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class CallOpened:
    index: int
    id: str
    tool: str


@dataclass(frozen=True, slots=True)
class ArgumentsDelta:
    index: int
    text: str


Delta = TextDelta | CallOpened | ArgumentsDelta


@dataclass(frozen=True, slots=True)
class Performance:
    """A reply cut to the client's limits: its deltas in order and why it ends."""

    deltas: tuple[Delta, ...]
    finish: Finish

    @property
    def tokens(self) -> int:
        return sum(not isinstance(delta, CallOpened) for delta in self.deltas)


def pieces(text: str) -> list[str]:
    return _PIECE.findall(text)


def count_tokens(texts: Iterable[str]) -> int:
    return sum(1 for text in texts for _ in _PIECE.finditer(text))


def perform(reply: Reply, *, reply_id: str, stop: Iterable[str], limit: int | None) -> Performance:
    text = _before_stop(reply.text, stop)
    deltas: list[Delta] = [TextDelta(piece) for piece in pieces(text)]
    for index, call in enumerate(reply.calls):
        deltas.append(CallOpened(index, f"call_{reply_id}_{index}", call.tool))
        arguments = json.dumps(call.arguments, ensure_ascii=False)
        deltas.extend(ArgumentsDelta(index, piece) for piece in pieces(arguments))
    performance = Performance(tuple(deltas), "tool_calls" if reply.calls else "stop")
    if limit is None or performance.tokens <= limit:
        return performance
    return Performance(tuple(_first_tokens(deltas, limit)), "length")


def _before_stop(text: str, stop: Iterable[str]) -> str:
    ends = [at for at in (text.find(word) for word in stop if word) if at >= 0]
    return text[: min(ends)] if ends else text


def _first_tokens(deltas: Iterable[Delta], limit: int) -> Iterable[Delta]:
    left = limit
    for delta in deltas:
        if not isinstance(delta, CallOpened):
            if left == 0:
                return
            left -= 1
        yield delta
