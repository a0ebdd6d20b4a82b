"""Fold the chunks of one chat completion into what was said. Pure; tolerant of what real providers send.

Seen and understood: usage in every chunk, a plain JSON answer to a stream request, null deltas and null tool calls,
tool arguments as object, tool calls without id or index, a first chunk without choices.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from shared.events import FinishReason
from shared.tokens import estimated_tokens


class ChunkError(Exception):
    """The provider reports an error inside the stream, or a chunk is no chunk."""


@dataclass(slots=True)
class CalledFunction:
    """One function call of the model; `arguments` is JSON text as the model wrote it."""

    id: str | None = None
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Completion:
    """What the model has said so far."""

    model: str | None = None
    text: list[str] = field(default_factory=list)
    calls: dict[int, CalledFunction] = field(default_factory=dict)
    finish_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    # Who answers, by which key, and who was asked before.
    provider: str | None = None
    asked_model: str | None = None
    byok: bool = False
    failed_providers: list[str] = field(default_factory=list)

    @property
    def has_begun(self) -> bool:
        """Something of the answer is there: text, or a call that is being made."""
        return bool(self.text or self.calls)

    def pass_on(self) -> None:
        """Note that who was asked failed, and forget what it said: it did not come to its first word."""
        if self.provider is not None:
            self.failed_providers.append(self.provider)
        self.model = self.finish_reason = None
        self.input_tokens = self.output_tokens = self.cached_tokens = self.reasoning_tokens = None

    def fold(self, chunk: JsonValue) -> str:
        """Add one chunk (or a whole answer) and return the text that it brought, often none."""
        if not isinstance(chunk, dict) or chunk.get("error"):
            raise ChunkError
        if isinstance(model := chunk.get("model"), str) and model:
            self.model = model
        self._note_usage(chunk.get("usage"))
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return ""
        if isinstance(reason := choice.get("finish_reason"), str) and reason:
            self.finish_reason = reason
        delta = choice.get("delta") or choice.get("message")
        return self._fold_delta(delta) if isinstance(delta, dict) else ""

    @property
    def whole_text(self) -> str:
        """Everything said, as one text."""
        return "".join(self.text)

    @property
    def estimated_output_tokens(self) -> int:
        """Estimate of the tokens produced, for providers that do not count and for calls cut short."""
        called = sum(len(call.name) + len(call.arguments.encode()) for call in self.calls.values())
        return estimated_tokens(len(self.whole_text.encode()) + called)

    def _note_usage(self, usage: JsonValue) -> None:
        if not isinstance(usage, dict):
            return
        read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(read, int) and isinstance(written, int) and read >= 0 and written >= 0:
            self.input_tokens, self.output_tokens = read, written
            self.cached_tokens = _detail(usage, "prompt_tokens_details", "cached_tokens", read)
            self.reasoning_tokens = _detail(usage, "completion_tokens_details", "reasoning_tokens", written)

    def _fold_delta(self, delta: dict[str, JsonValue]) -> str:
        calls = delta.get("tool_calls")
        for position, call in enumerate(calls if isinstance(calls, list) else ()):
            if isinstance(call, dict):
                self._fold_call(call, position)
        content = delta.get("content")
        if not isinstance(content, str) or not content:
            return ""
        self.text.append(content)
        return content

    def _fold_call(self, delta: dict[str, Any], position: int) -> None:
        index = delta.get("index")
        call = self.calls.setdefault(index if isinstance(index, int) else position, CalledFunction())
        if isinstance(identifier := delta.get("id"), str) and identifier:
            call.id = identifier
        function = delta.get("function")
        if not isinstance(function, dict):
            return
        if isinstance(name := function.get("name"), str):
            call.name = call.name or name
        match function.get("arguments"):
            case str() as more:
                call.arguments += more
            case dict() as whole:
                call.arguments = json.dumps(whole)


def _detail(usage: dict[str, JsonValue], group: str, name: str, most: int) -> int | None:
    """Return one of the counts inside a count, where the provider tells it and it can be true."""
    details = usage.get(group)
    count = details.get(name) if isinstance(details, dict) else None
    return count if isinstance(count, int) and 0 <= count <= most else None


def finish_reason_of(reason: str | None) -> FinishReason:
    """Translate the provider's word into ours."""
    match reason:
        case "stop" | "tool_calls" | "function_call" | "end_turn":
            return "stop"
        case "length" | "max_tokens":
            return "length"
        case "content_filter":
            return "content-filter"
        case "error":
            return "error"
        case _:
            return "other"
