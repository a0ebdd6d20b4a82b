"""The bytes of a completion: SSE chunks for a stream, one object otherwise.

Every answer names `simulator/analyst` as its model, whatever was asked for, so that nobody who reads an
answer's metadata can take it for a real model's.
"""

import json
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from infra.simulators.model.reply import (
    ArgumentsDelta,
    CallOpened,
    Delta,
    Finish,
    Performance,
    TextDelta,
)
from infra.simulators.model.request import JsonObject

MODEL = "simulator/analyst"
FINGERPRINT = "simulator"
DONE = b"data: [DONE]\n\n"

UsageMode = Literal["none", "final", "every"]


def usage_of(prompt_tokens: int, completion_tokens: int) -> JsonObject:
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


@dataclass(frozen=True, slots=True)
class ChunkWriter:
    """Renders the chunks of one streamed completion."""

    id: str
    created: int
    prompt_tokens: int
    usage: UsageMode

    def role(self) -> bytes:
        return self._chunk({"role": "assistant", "content": ""}, finish=None, spoken=0)

    def delta(self, delta: Delta, spoken: int) -> bytes:
        return self._chunk(_delta_json(delta), finish=None, spoken=spoken)

    def null_call(self) -> bytes:
        """The empty last word on tool calls that some providers send."""
        function: JsonObject = {"name": None, "arguments": None}
        call: JsonObject = {"index": 0, "id": None, "type": None, "function": function}
        return self._chunk({"role": None, "content": None, "tool_calls": [call]}, finish=None, spoken=0)

    def finish(self, finish: Finish, spoken: int, *, null_delta: bool) -> bytes:
        return self._chunk(None if null_delta else {}, finish=finish, spoken=spoken)

    def final_usage(self, spoken: int) -> bytes:
        body = {**self._head(), "choices": [], "usage": usage_of(self.prompt_tokens, spoken)}
        return _event(body)

    def _chunk(self, delta: JsonObject | None, *, finish: Finish | None, spoken: int) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        body: dict[str, object] = {**self._head(), "choices": [choice]}
        if self.usage == "every":
            body["usage"] = usage_of(self.prompt_tokens, spoken)
        elif self.usage == "final":
            body["usage"] = None
        return _event(body)

    def _head(self) -> dict[str, object]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": MODEL,
            "system_fingerprint": FINGERPRINT,
        }


def whole_completion(performance: Performance, *, reply_id: str, created: int, usage: JsonObject | None) -> JsonObject:
    """`{id, object: "chat.completion", choices: [{message, finish_reason}], usage?}`."""
    text = "".join(delta.text for delta in performance.deltas if isinstance(delta, TextDelta))
    calls = _whole_calls(performance)
    message: JsonObject = {"role": "assistant", "content": text if text or not calls else None}
    if calls:
        message["tool_calls"] = calls
    choice: JsonObject = {"index": 0, "message": message, "logprobs": None, "finish_reason": performance.finish}
    body: JsonObject = {
        "id": reply_id,
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "system_fingerprint": FINGERPRINT,
        "choices": [choice],
    }
    return body if usage is None else {**body, "usage": usage}


def _whole_calls(performance: Performance) -> list[JsonValue]:
    calls: list[JsonValue] = []
    for opened in performance.deltas:
        if not isinstance(opened, CallOpened):
            continue
        arguments = "".join(
            delta.text
            for delta in performance.deltas
            if isinstance(delta, ArgumentsDelta) and delta.index == opened.index
        )
        calls.append(
            {
                "id": opened.id,
                "type": "function",
                "function": {"name": opened.tool, "arguments": arguments},
            }
        )
    return calls


def _delta_json(delta: Delta) -> JsonObject:
    match delta:
        case TextDelta(text=text):
            return {"content": text}
        case CallOpened(index=index, id=call_id, tool=tool):
            function: JsonObject = {"name": tool, "arguments": ""}
            return {"tool_calls": [{"index": index, "id": call_id, "type": "function", "function": function}]}
        case ArgumentsDelta(index=index, text=text):
            return {"tool_calls": [{"index": index, "function": {"arguments": text}}]}


def _event(body: dict[str, object]) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
