"""AG-UI 1.0 (https://docs.ag-ui.com): server-sent events, each a JSON object with a `type`.

Rules kept here, each of which the released client enforces:

1. `RUN_STARTED` first, `RUN_FINISHED` or `RUN_ERROR` last, nothing after it.
2. A message or tool call is started before it grows, and ended; nothing is open when `RUN_FINISHED` comes, no step
   either. A message id is used once: the first text has the id under which the answer is stored, others a number after
   it.
3. A step has a name, and no two of a name are open at once: ours are the agents at work.
4. Keys that may be absent are absent, never `null`; `value` of `CUSTOM` is any JSON.

A stopped run is finished with the outcome `cancelled`, one that waits for a person with `interrupt`; clients from
before 1.0 know neither and take it for finished.
"""

from typing import ClassVar, assert_never

from pydantic import JsonValue

from gateway.chat.agent_states import AgentStates, Part
from gateway.chat.approval_states import DENIED, ApprovalStates
from gateway.chat.queue import Place
from gateway.chat.skips import Skips
from gateway.chat.transcript import artifact_part, memory_part, references_part, window_data
from gateway.chat.usage import Usage
from gateway.protocols.commands import AguiRun
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
from shared.ids import ToolCallId

PROTOCOL_VERSION = "1.0"


class AguiEncoder(Encoder):
    """Encodes one reader's view of a turn. SSE ids are the event numbers, for readers that resume."""

    headers: ClassVar = {"content-type": EVENT_STREAM, **STREAMING}
    keep_alive = b": keep-alive\n\n"

    def __init__(self, run: AguiRun | None = None, *, goes_on: bool = False) -> None:
        """`run` is what the client calls session and turn, if it is the one that asked."""
        super().__init__(goes_on=goes_on)
        self._approvals = ApprovalStates()
        self._agents = AgentStates()
        self._usage = Usage()
        self._skips = Skips()
        self._run = run
        self._message_id = ""
        self._text_ids: dict[str, str] = {}
        self._texts = 0

    def _event(self, event: TurnEvent) -> list[bytes]:
        return [_frame(told) for told in self._events(event)]

    def _numbered(self, seq: int, frame: bytes) -> bytes:
        return b"id: %d\n%b" % (seq, frame)

    def _place(self, place: Place) -> bytes:
        return _frame(_custom("queue", place_data(place)))

    def _error(self, message: str) -> bytes:
        return _frame({"type": "RUN_ERROR", "message": message, "code": "interrupted"})

    def _events(self, event: TurnEvent) -> list[Part]:  # noqa: C901, PLR0911, PLR0912 - a match that is a table
        match event:
            case TextDelta(part_id=part_id, text=text):
                return [{"type": "TEXT_MESSAGE_CONTENT", "messageId": self._text_ids[part_id], "delta": text}]
            case TurnStarted():
                return self._start(event)
            case TurnAssessed():
                self._skips.note(event)
                return []
            case MemoryUsed():
                self._skips.note(event)
                return [_custom("memory", memory_part(event)["data"])]
            case AgentStarted():
                return [{"type": "STEP_STARTED", "stepName": event.agent}, _agent(self._agents.start(event))]
            case AgentFinished():
                return [_agent(self._agents.finish(event)), {"type": "STEP_FINISHED", "stepName": event.agent}]
            case WindowFitted():
                return [_custom("window", window_data(event))]
            case LlmStarted():
                return []
            case LlmCalled():
                self._usage.add(event)
                return []
            case ToolCalled():
                return self._tool_call(event)
            case ToolReturned(call_id=call_id, output=output):
                return [self._result(call_id, output), *self._note_return(event)]
            case ToolFailed(call_id=call_id, message=message):
                return [self._result(call_id, {"error": message}), *self._note_return(event)]
            case ApprovalRequested():
                return [_custom("approval", self._approvals.ask(event)["data"])]
            case ApprovalDecided():
                return self._decide(event)
            case TextStarted(part_id=part_id):
                self._agents.speak(event)
                return [{"type": "TEXT_MESSAGE_START", "messageId": self._new_text(part_id), "role": "assistant"}]
            case TextEnded(part_id=part_id):
                return [{"type": "TEXT_MESSAGE_END", "messageId": self._text_ids[part_id]}]
            case ReferencesCited(references=references):
                return [_custom("references", references_part(references)["data"])]
            case ArtifactCreated():
                return [_custom("artifact", artifact_part(event)["data"])]
            case TurnFinished():
                return self._end(event)
            case _:
                assert_never(event)

    def _start(self, event: TurnStarted) -> list[Part]:
        self._message_id = event.message_id
        if self._run is None:
            self._run = AguiRun(event.session_id, event.turn_id)
        turn: JsonValue = {
            "sessionId": event.session_id,
            "turnId": event.turn_id,
            "messageId": event.message_id,
            "createdAt": event.at,
        }
        return [
            {"type": "RUN_STARTED", **self._names(), "protocolVersion": PROTOCOL_VERSION},
            _custom("turn", turn),
        ]

    def _names(self) -> Part:
        assert self._run is not None
        return {"threadId": self._run.thread_id, "runId": self._run.run_id}

    def _new_text(self, part_id: str) -> str:
        self._texts += 1
        text_id = self._message_id if self._texts == 1 else f"{self._message_id}-{self._texts}"
        self._text_ids[part_id] = text_id
        return text_id

    def _decide(self, event: ApprovalDecided) -> list[Part]:
        told = _custom("approval", self._approvals.decide(event)["data"])
        self._agents.note_decision(event)
        return [told] if event.approved else [told, self._result(event.call_id, {"error": DENIED})]

    def _result(self, call_id: ToolCallId, output: JsonValue) -> Part:
        self._approvals.end(call_id)
        return _result(call_id, output)

    def _note_return(self, event: ToolReturned | ToolFailed) -> list[Part]:
        agent = self._agents.note_return(event)
        return [] if agent is None else [_agent(agent)]

    def _interrupt(self, approval_id: str, call_id: ToolCallId) -> Part:
        message = f"May the tool {self._approvals.tool_of(call_id)} be used?"
        return {"id": approval_id, "reason": "tool_call", "toolCallId": call_id, "message": message}

    def _tool_call(self, event: ToolCalled) -> list[Part]:
        self._approvals.note_call(event)
        named: Part = {"toolCallId": event.call_id}
        told: list[Part] = [
            {"type": "TOOL_CALL_START", **named, "toolCallName": event.tool},
            {"type": "TOOL_CALL_ARGS", **named, "delta": strict_json(dict(event.input)).decode()},
            {"type": "TOOL_CALL_END", **named},
        ]
        if (agent := self._agents.note_call(event)) is not None:
            told.append(_agent(agent))
        return told

    def _end(self, event: TurnFinished) -> list[Part]:
        error: Part = {"type": "RUN_ERROR", "message": why(event)}
        error["code"] = event.error_code or event.outcome
        if not self._message_id:
            # The turn went with its session before this reader was told its beginning.
            return [error]
        metadata: Part = {
            **self._usage.metadata(event.finish_reason),
            **self._agents.metadata(),
            **self._skips.metadata(),
        }
        finished: Part = {"type": "RUN_FINISHED", **self._names(), "result": metadata, "usage": [self._tokens()]}
        match event.outcome:
            case "done" if self._approvals.waiting:
                interrupts: JsonValue = [self._interrupt(*asked) for asked in self._approvals.waiting]
                return [{**finished, "outcome": {"type": "interrupt", "interrupts": interrupts}}]
            case "done":
                return [finished]
            case "stopped":
                return [{**finished, "outcome": {"type": "cancelled"}}]
            case "failed" | "interrupted":
                return [_custom("metadata", metadata), error]
            case _:
                assert_never(event.outcome)

    def _tokens(self) -> Part:
        counts = self._usage
        total = counts.input_tokens + counts.output_tokens
        return {"inputTokens": counts.input_tokens, "outputTokens": counts.output_tokens, "totalTokens": total}


def _agent(part: Part) -> Part:
    return _custom("agent", part["data"])


def _custom(name: str, value: JsonValue) -> Part:
    return {"type": "CUSTOM", "name": name, "value": value}


def _result(call_id: str, output: JsonValue) -> Part:
    content = strict_json(output).decode()
    return {
        "type": "TOOL_CALL_RESULT",
        "messageId": f"{call_id}-result",
        "toolCallId": call_id,
        "content": content,
        "role": "tool",
    }


def _frame(told: Part) -> bytes:
    return b"data: %b\n\n" % strict_json(told)
