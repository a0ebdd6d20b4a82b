"""The UI message stream of the Vercel AI SDK 5, 6 and 7 (https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol).

Rules kept here, each of which some released client enforces:

1. Only keys that the strict parsers of 5.0.0, 6.0.0 and 7.0.0 know; never `null` for an optional key. Therefore no
   `finishReason` on `finish`: it travels as message metadata.
2. One `start`, first, with the id under which the answer is stored.
3. Tools run on our side: `providerExecuted` on every tool part, and text after tools begins a new step. Otherwise a
   client with `sendAutomaticallyWhen` sends the conversation again for ever.
4. Text is ended before its step; nothing is open when `finish`, `abort` or `error` comes. (The log itself sees to the
   latter: it closes every part before an abnormal end.)
5. A stream ends with `finish`, `abort` or `error`, then `[DONE]`. A clean end without one of them would look like
   success.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from pydantic import JsonValue
from pydantic_core import to_json

from gateway.chat.agent_states import AgentStates
from gateway.chat.feed import News
from gateway.chat.queue import Place
from gateway.chat.steps import Steps
from gateway.chat.transcript import references_part
from gateway.chat.usage import Usage
from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    ReferencesCited,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
    TurnFinished,
    TurnStarted,
)

Chunk = dict[str, JsonValue]

HEADERS: Final = {
    "content-type": "text/event-stream",
    "cache-control": "private, no-cache, no-store, no-transform",
    "x-accel-buffering": "no",
    "x-vercel-ai-ui-message-stream": "v1",
}
DONE = b"data: [DONE]\n\n"
NEW_STEP: Final[tuple[Chunk, ...]] = ({"type": "finish-step"}, {"type": "start-step"})
INTERRUPTED = "The answer was interrupted."


class UiStreamEncoder:
    """Encodes one reader's view of a turn. SSE ids are the event numbers, for readers that resume."""

    headers = HEADERS
    keep_alive = b": keep-alive\n\n"
    end = DONE

    def __init__(self) -> None:
        self._agents = AgentStates()
        self._usage = Usage()
        self._steps = Steps()

    def encode(self, news: Sequence[News]) -> bytes:
        """SSE frames of the news; those of one event share its id."""
        frames: list[bytes] = []
        for stored in news:
            if isinstance(stored, Place):
                frames.append(b"data: %b\n\n" % _json(_place(stored)))
                continue
            chunks = self._chunks(stored.event)
            frames += [b"data: %b\n\n" % _json(chunk) for chunk in chunks[:-1]]
            if chunks:
                frames.append(b"id: %d\ndata: %b\n\n" % (stored.seq, _json(chunks[-1])))
        return b"".join(frames)

    def broken(self) -> bytes:
        """An error frame and the end."""
        return b"data: %b\n\n" % _json({"type": "error", "errorText": INTERRUPTED}) + DONE

    def _chunks(self, event: TurnEvent) -> list[Chunk]:  # noqa: C901, PLR0911, PLR0912 - a match that is a table
        match event:
            case TurnStarted():
                metadata: JsonValue = {"sessionId": event.session_id, "turnId": event.turn_id, "createdAt": event.at}
                return [
                    {"type": "start", "messageId": event.message_id, "messageMetadata": metadata},
                    {"type": "start-step"},
                ]
            case AgentStarted():
                return [self._agents.start(event)]
            case AgentFinished():
                return [self._agents.finish(event)]
            case LlmCalled():
                self._usage.add(event)
                return []
            case ToolCalled():
                return self._tool_call(event)
            case ToolReturned(call_id=call_id, output=output):
                return [_tool("tool-output-available", call_id, {"output": output})]
            case ToolFailed(call_id=call_id, message=message):
                return [_tool("tool-output-error", call_id, {"errorText": message})]
            case TextStarted(part_id=part_id):
                self._agents.speak(event)
                start: list[Chunk] = [{"type": "text-start", "id": part_id}]
                return [*NEW_STEP, *start] if self._steps.start_text() else start
            case TextDelta(part_id=part_id, text=text):
                return [{"type": "text-delta", "id": part_id, "delta": text}]
            case TextEnded(part_id=part_id):
                self._steps.end_text()
                return [{"type": "text-end", "id": part_id}]
            case ReferencesCited(references=references):
                return [references_part(references)]
            case TurnFinished():
                return self._end(event)
            case _:
                assert_never(event)

    def _tool_call(self, event: ToolCalled) -> list[Chunk]:
        self._steps.call_tool()
        input_: Chunk = {"toolName": event.tool, "input": dict(event.input)}
        chunks = [_tool("tool-input-available", event.call_id, input_)]
        if (agent := self._agents.note_call(event)) is not None:
            chunks.append(agent)
        return chunks

    def _end(self, event: TurnFinished) -> list[Chunk]:
        metadata: JsonValue = {**self._usage.metadata(event.finish_reason), **self._agents.metadata()}
        match event.outcome:
            case "done":
                return [{"type": "finish-step"}, {"type": "finish", "messageMetadata": metadata}]
            case "stopped":
                return [{"type": "message-metadata", "messageMetadata": metadata}, {"type": "abort"}]
            case "failed" | "interrupted":
                return [
                    {"type": "message-metadata", "messageMetadata": metadata},
                    {"type": "error", "errorText": event.error_message or INTERRUPTED},
                ]
            case _:
                assert_never(event.outcome)


def _place(place: Place) -> Chunk:
    # Transient: told to whoever looks, never part of the message.
    data: Chunk = {"position": place.position}
    if place.eta_seconds is not None:
        data["etaSeconds"] = place.eta_seconds
    return {"type": "data-queue", "data": data, "transient": True}


def _tool(kind: str, call_id: str, rest: Chunk) -> Chunk:
    return {"type": kind, "toolCallId": call_id, **rest, "providerExecuted": True}


def _json(chunk: Chunk) -> bytes:
    # One line always: JSON escapes line breaks inside strings, so no text can end a frame.
    return to_json(chunk, inf_nan_mode="null")
