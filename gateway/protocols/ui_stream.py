"""The UI message stream of the Vercel AI SDK 5, 6 and 7 (https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol).

Rules kept here, each of which some released client enforces:

1. Only keys that the strict parsers of 5.0.0, 6.0.0 and 7.0.0 know; never `null` for an optional key. Therefore no
   `finishReason` on `finish`: it travels as message metadata.
2. One `start`, first, with the id under which the answer is stored.
3. Tools run on our side: `providerExecuted` on every tool part, and a new step as soon as they have answered. Otherwise
   a client with `sendAutomaticallyWhen` sends the conversation again for ever; 5.0.0 does not look at
   `providerExecuted`, and does so after an error and a broken connection too.
4. Text is ended before its step; nothing is open when `finish`, `abort` or `error` comes.
5. A stream ends with `finish`, `abort` or `error`, then `[DONE]`. A clean end without one of them would look like
   success.
6. A client that goes on with its last message gets no id: another one would show the message twice, and an older one
   makes some clients send it again for ever.
7. Approvals are chunks that AI SDK 6 and 7 know (`ui6`); all others would end the chat there, and get custom data.
"""

from typing import ClassVar, Final, assert_never

from pydantic import JsonValue

from gateway.chat.agent_states import AgentStates
from gateway.chat.approval_states import DENIED, ApprovalStates
from gateway.chat.queue import Place
from gateway.chat.skips import Skips
from gateway.chat.steps import Steps
from gateway.chat.transcript import artifact_part, memory_part, references_part, window_data
from gateway.chat.usage import Usage
from gateway.protocols.encoder import EVENT_STREAM, STREAMING, Encoder, place_data, why
from gateway.protocols.strict_json import strict_json
from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalDecided,
    ApprovalRequested,
    ArtifactCreated,
    LlmCalled,
    LlmStarted,
    MemoryUsed,
    ReferencesCited,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnAssessed,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    WindowFitted,
)

Chunk = dict[str, JsonValue]

NEW_STEP: Final[tuple[Chunk, ...]] = ({"type": "finish-step"}, {"type": "start-step"})


class UiStreamEncoder(Encoder):
    """Encodes one reader's view of a turn. SSE ids are the event numbers, for readers that resume."""

    headers: ClassVar = {"content-type": EVENT_STREAM, **STREAMING, "x-vercel-ai-ui-message-stream": "v1"}
    keep_alive = b": keep-alive\n\n"
    end = b"data: [DONE]\n\n"

    def __init__(self, *, knows_approvals: bool = False, goes_on: bool = False) -> None:
        """`knows_approvals`: the client is an AI SDK 6 or 7."""
        super().__init__(goes_on=goes_on)
        self._knows_approvals = knows_approvals
        self._approvals = ApprovalStates()
        self._agents = AgentStates()
        self._usage = Usage()
        self._skips = Skips()
        self._steps = Steps()
        self._is_in_step = True

    def _event(self, event: TurnEvent) -> list[bytes]:
        return [_frame(chunk) for chunk in self._chunks(event)]

    def _numbered(self, seq: int, frame: bytes) -> bytes:
        return b"id: %d\n%b" % (seq, frame)

    def _place(self, place: Place) -> bytes:
        # Transient: told to whoever looks, never part of the message.
        return _frame({"type": "data-queue", "data": place_data(place), "transient": True})

    def _error(self, message: str) -> bytes:
        return _frame({"type": "error", "errorText": message})

    def _chunks(self, event: TurnEvent) -> list[Chunk]:  # noqa: C901, PLR0911, PLR0912 - a match that is a table
        match event:
            case TextDelta(part_id=part_id, text=text):
                return [{"type": "text-delta", "id": part_id, "delta": text}]
            case TurnStarted():
                metadata: JsonValue = {"sessionId": event.session_id, "turnId": event.turn_id, "createdAt": event.at}
                if self.goes_on:
                    return [{"type": "start", "messageMetadata": metadata}]
                return [
                    {"type": "start", "messageId": event.message_id, "messageMetadata": metadata},
                    {"type": "start-step"},
                ]
            case TurnAssessed():
                self._skips.note(event)
                return []
            case MemoryUsed():
                self._skips.note(event)
                return [memory_part(event)]
            case AgentStarted():
                return [self._agents.start(event)]
            case AgentFinished():
                return [self._agents.finish(event)]
            case WindowFitted():
                return [{"type": "data-window", "data": window_data(event), "transient": True}]
            case LlmStarted():
                return []
            case LlmCalled():
                self._usage.add(event)
                return []
            case ToolCalled():
                return self._tool_call(event)
            case ToolReturned(call_id=call_id, output=output):
                told = _tool("tool-output-available", call_id, {"output": output})
                return [told, *self._note_return(event), *self._leave_tools()]
            case ToolFailed(call_id=call_id, message=message):
                told = _tool("tool-output-error", call_id, {"errorText": message})
                return [told, *self._note_return(event), *self._leave_tools()]
            case ApprovalRequested():
                return self._ask(event)
            case ApprovalDecided():
                return self._decide(event)
            case TextStarted(part_id=part_id):
                self._agents.speak(event)
                start: list[Chunk] = [{"type": "text-start", "id": part_id}]
                return [*self._new_step(), *start] if self._steps.start_text() else start
            case TextEnded(part_id=part_id):
                end: Chunk = {"type": "text-end", "id": part_id}
                return [end, *self._new_step()] if self._steps.end_text() else [end]
            case ReferencesCited(references=references):
                return [references_part(references)]
            case ArtifactCreated():
                return [artifact_part(event)]
            case TurnFinished():
                return self._end(event)
            case _:
                assert_never(event)

    def _tool_call(self, event: ToolCalled) -> list[Chunk]:
        self._steps.call_tool()
        self._approvals.note_call(event)
        input_: Chunk = {"toolName": event.tool, "input": dict(event.input)}
        chunks = [_tool("tool-input-available", event.call_id, input_)]
        if (agent := self._agents.note_call(event)) is not None:
            chunks.append(agent)
        return chunks

    def _ask(self, event: ApprovalRequested) -> list[Chunk]:
        part = self._approvals.ask(event)
        if not self._knows_approvals:
            return [part]
        return [{"type": "tool-approval-request", "approvalId": event.approval_id, "toolCallId": event.call_id}]

    def _decide(self, event: ApprovalDecided) -> list[Chunk]:
        part = self._approvals.decide(event)
        self._agents.note_decision(event)
        self._is_in_step = not self.goes_on
        told: list[Chunk] = [] if self._knows_approvals else [part]
        if event.approved:
            return told
        denied: Chunk = {"type": "tool-output-denied", "toolCallId": event.call_id}
        if not self._knows_approvals:
            denied = _tool("tool-output-error", event.call_id, {"errorText": DENIED})
        return [*told, denied, *self._leave_tools()]

    def _note_return(self, event: ToolReturned | ToolFailed) -> list[Chunk]:
        agent = self._agents.note_return(event)
        return [] if agent is None else [agent]

    def _leave_tools(self) -> list[Chunk]:
        return self._new_step() if self._steps.return_tool() else []

    def _new_step(self) -> list[Chunk]:
        # The step in which a person was asked was ended when the answer waited.
        ended, begun = NEW_STEP
        is_open, self._is_in_step = self._is_in_step, True
        return [ended, begun] if is_open else [begun]

    def _end(self, event: TurnFinished) -> list[Chunk]:
        metadata: JsonValue = {
            **self._usage.metadata(event.finish_reason),
            **self._agents.metadata(),
            **self._skips.metadata(),
        }
        match event.outcome:
            case "done":
                return [{"type": "finish-step"}, {"type": "finish", "messageMetadata": metadata}]
            case "stopped":
                return [{"type": "message-metadata", "messageMetadata": metadata}, {"type": "abort"}]
            case "failed" | "interrupted":
                return [
                    {"type": "message-metadata", "messageMetadata": metadata},
                    {"type": "error", "errorText": why(event)},
                ]
            case _:
                assert_never(event.outcome)


def _tool(kind: str, call_id: str, rest: Chunk) -> Chunk:
    return {"type": kind, "toolCallId": call_id, **rest, "providerExecuted": True}


def _frame(chunk: Chunk) -> bytes:
    return b"data: %b\n\n" % strict_json(chunk)
