"""The data stream of the Vercel AI SDK 4, version 1: a code, a colon and JSON on each line.

Rules kept here, each of which the released parser enforces:

1. `2` (custom data) and `8` (annotations of the message) are lists, `3` (error) is a string, `9` (tool call) has
   `args`. One line that is not so ends the chat with an error, and takes the good lines of the same read with it.
2. `a` (tool result) comes after the `9` of its call; there is no form for a failed tool, so the failure is the result.
3. `f` begins a step and gives the message its stored id; a new one begins as soon as tools have answered: otherwise a
   client with `maxSteps` sends the conversation again, after an error and a broken connection too.
4. `e` ends a step, `d` the message; tokens are `promptTokens` and `completionTokens`, any other name is dropped.
5. There is no abort: a stopped answer finishes with the reason `other`, and its annotation says `stopped`.
6. Comments are errors; a blank line is none. Nothing to resume is an empty body with status 200: 204 is an error.

The content type is that of server-sent events, which this is not: no client looks at it, and unlike plain text no proxy
and no middleware compresses it, that is, holds it back.
"""

from typing import ClassVar, Final, assert_never

from pydantic import JsonValue

from gateway.chat.agent_states import AgentStates, Part
from gateway.chat.approval_states import DENIED, ApprovalStates
from gateway.chat.queue import Place
from gateway.chat.skips import Skips
from gateway.chat.steps import Steps
from gateway.chat.transcript import artifact_part, memory_part, references_part, window_data
from gateway.chat.usage import Usage
from gateway.protocols.encoder import EVENT_STREAM, STREAMING, Encoder, place_data, why
from gateway.protocols.paragraphs import Paragraphs
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

TEXT: Final = "0"
DATA: Final = "2"
ERROR: Final = "3"
ANNOTATIONS: Final = "8"
TOOL_CALL: Final = "9"
TOOL_RESULT: Final = "a"
FINISH_MESSAGE: Final = "d"
FINISH_STEP: Final = "e"
START_STEP: Final = "f"


class DataStreamEncoder(Encoder):
    """Encodes one reader's view of a turn."""

    headers: ClassVar = {"content-type": EVENT_STREAM, **STREAMING, "x-vercel-ai-data-stream": "v1"}
    keep_alive = b"\n"
    nothing = 200

    def __init__(self) -> None:
        super().__init__()
        self._agents = AgentStates()
        self._usage = Usage()
        self._skips = Skips()
        self._steps = Steps()
        self._paragraphs = Paragraphs()
        self._approvals = ApprovalStates()
        self._message_id = ""

    def _event(self, event: TurnEvent) -> list[bytes]:  # noqa: C901, PLR0911, PLR0912 - a match that is a table
        match event:
            case TextDelta(text=text):
                return [_line(TEXT, self._paragraphs.add(text))]
            case TurnStarted():
                return self._start(event)
            case TurnAssessed():
                self._skips.note(event)
                return []
            case MemoryUsed():
                self._skips.note(event)
                return [_line(DATA, [_told(memory_part(event))])]
            case AgentStarted():
                return [_agent(self._agents.start(event))]
            case AgentFinished():
                return [_agent(self._agents.finish(event))]
            case WindowFitted():
                return [_line(DATA, [{"type": "window", **window_data(event)}])]
            case LlmStarted():
                return []
            case LlmCalled():
                self._usage.add(event)
                return []
            case ToolCalled():
                return self._tool_call(event)
            case ToolReturned(call_id=call_id, output=output):
                told = _line(TOOL_RESULT, {"toolCallId": call_id, "result": output})
                return [told, *self._note_return(event), *self._leave_tools()]
            case ToolFailed(call_id=call_id, message=message):
                failure: Part = {"toolCallId": call_id, "result": {"error": message}}
                return [_line(TOOL_RESULT, failure), *self._note_return(event), *self._leave_tools()]
            case ApprovalRequested():
                return [_line(DATA, [_told(self._approvals.ask(event))])]
            case ApprovalDecided():
                return self._decide(event)
            case TextStarted():
                self._agents.speak(event)
                self._paragraphs.start()
                return self._new_step() if self._steps.start_text() else []
            case TextEnded():
                return self._new_step() if self._steps.end_text() else []
            case ReferencesCited(references=references):
                return [_line(ANNOTATIONS, [_told(references_part(references))])]
            case ArtifactCreated():
                return [_line(ANNOTATIONS, [_told(artifact_part(event))])]
            case TurnFinished():
                return self._end(event)
            case _:
                assert_never(event)

    def _place(self, place: Place) -> bytes:
        return _line(DATA, [{"type": "queue", **place_data(place)}])

    def _error(self, message: str) -> bytes:
        return _line(ERROR, message)

    def _start(self, event: TurnStarted) -> list[bytes]:
        self._message_id = event.message_id
        named: Part = {"chatId": event.session_id, "turnId": event.turn_id}
        return [
            _line(ANNOTATIONS, [{**named, "messageId": event.message_id, "createdAt": event.at}]),
            _line(DATA, [{"type": "chat-id", **named}]),
            self._start_step(),
        ]

    def _start_step(self) -> bytes:
        return _line(START_STEP, {"messageId": self._message_id})

    def _new_step(self) -> list[bytes]:
        return [_line(FINISH_STEP, {"finishReason": "tool-calls", "isContinued": False}), self._start_step()]

    def _decide(self, event: ApprovalDecided) -> list[bytes]:
        told = _line(DATA, [_told(self._approvals.decide(event))])
        self._agents.note_decision(event)
        if event.approved:
            return [told]
        denied: Part = {"toolCallId": event.call_id, "result": {"error": DENIED}}
        return [told, _line(TOOL_RESULT, denied), *self._leave_tools()]

    def _note_return(self, event: ToolReturned | ToolFailed) -> list[bytes]:
        agent = self._agents.note_return(event)
        return [] if agent is None else [_agent(agent)]

    def _leave_tools(self) -> list[bytes]:
        return self._new_step() if self._steps.return_tool() else []

    def _tool_call(self, event: ToolCalled) -> list[bytes]:
        self._steps.call_tool()
        self._approvals.note_call(event)
        call: Part = {"toolCallId": event.call_id, "toolName": event.tool, "args": dict(event.input)}
        agent = self._agents.note_call(event)
        return [_line(TOOL_CALL, call), *([_agent(agent)] if agent is not None else [])]

    def _end(self, event: TurnFinished) -> list[bytes]:
        metadata: Part = {
            **self._usage.metadata(event.finish_reason),
            **self._agents.metadata(),
            **self._skips.metadata(),
        }
        told = _line(ANNOTATIONS, [{"outcome": event.outcome, **metadata}])
        match event.outcome:
            case "done" | "stopped":
                end: Part = {"finishReason": event.finish_reason, "usage": self._tokens()}
                last_step = _line(FINISH_STEP, {**end, "isContinued": False})
                return [told, last_step, _line(FINISH_MESSAGE, end)]
            case "failed" | "interrupted":
                return [told, self._error(why(event))]
            case _:
                assert_never(event.outcome)

    def _tokens(self) -> JsonValue:
        return {"promptTokens": self._usage.input_tokens, "completionTokens": self._usage.output_tokens}


def _agent(part: Part) -> bytes:
    return _line(DATA, [_told(part)])


def _told(part: Part) -> JsonValue:
    """A part of ours as custom data: its name is that of the part without `data-`."""
    name, data = part["type"], part["data"]
    assert isinstance(name, str)
    assert isinstance(data, dict)
    return {"type": name.removeprefix("data-"), **data}


def _line(code: str, value: JsonValue) -> bytes:
    return b"%b:%b\n" % (code.encode(), strict_json(value))
