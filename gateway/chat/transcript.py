"""Fold the events of a turn into the message that will be stored. Pure: no clock, no I/O.

The parts of a message are stored in the shape of the AI SDK's `UIMessage` (https://ai-sdk.dev, `parts`), because every
client of ours reads it: what a client assembles from the stream and what history returns are then the same JSON.
"""

from typing import assert_never

from pydantic import JsonValue
from pydantic_core import to_json

from gateway.chat.agent_states import AgentStates, Part
from gateway.chat.model import Answer, MessageStatus
from gateway.chat.open_parts import OpenParts
from gateway.chat.skips import Skips
from gateway.chat.steps import Steps
from gateway.chat.usage import Usage
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
    TurnOutcome,
    TurnStarted,
    WindowFitted,
)
from shared.tools import Reference

MESSAGE_STATUS: dict[TurnOutcome, MessageStatus] = {
    "done": "complete",
    "failed": "failed",
    "stopped": "stopped",
    "interrupted": "interrupted",
}


class Transcript:
    """The message as far as the events tell it. Apply every event once, in order."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.references: tuple[Reference, ...] = ()
        self._texts: dict[str, list[str]] = {}
        self._text_parts: dict[str, Part] = {}
        self._tools: dict[str, Part] = {}
        self._artifacts: dict[str, Part] = {}
        self._open = OpenParts()
        self._agents = AgentStates()
        self._steps = Steps()
        self.usage = Usage()
        self._skips = Skips()
        self._end: TurnFinished | None = None

    def apply(self, event: TurnEvent) -> None:  # noqa: C901, PLR0912 - a match that is a table
        """Take one more event into the message."""
        self._open.note(event)
        match event:
            case TurnStarted():
                self.parts.append({"type": "step-start"})
            case TurnAssessed():
                self._skips.note(event)
            case MemoryUsed():
                self._remember(event)
            case AgentStarted():
                self._start_agent(event)
            case AgentFinished():
                self._agents.finish(event)
            case LlmStarted() | WindowFitted():
                # Told while it happens; of no use in a message.
                pass
            case LlmCalled():
                self.usage.add(event)
            case ToolCalled():
                self._call_tool(event)
            case ToolReturned(call_id=call_id, output=output):
                self._agents.note_return(event)
                self._close_tool(call_id, {"state": "output-available", "output": output})
            case ToolFailed(call_id=call_id, message=message):
                self._agents.note_return(event)
                self._close_tool(call_id, {"state": "output-error", "errorText": message})
            case ApprovalRequested(call_id=call_id, approval_id=approval_id):
                self._tools[call_id].update({"state": "approval-requested", "approval": {"id": approval_id}})
            case ApprovalDecided():
                self._decide(event)
            case TextStarted(part_id=part_id):
                self._agents.speak(event)
                self._start_text(part_id)
            case TextDelta(part_id=part_id, text=text):
                self._texts[part_id].append(text)
            case TextEnded(part_id=part_id):
                self._text_parts[part_id]["state"] = "done"
                self._step(begins=self._steps.end_text())
            case ReferencesCited(references=references):
                self.references = references
                self.parts.append(references_part(references))
            case ArtifactCreated():
                self._show_artifact(event)
            case TurnFinished():
                self._end = event
            case _:
                assert_never(event)

    @property
    def text(self) -> str:
        """The whole answer as text: all text parts, separated by a blank line."""
        return "\n\n".join("".join(pieces) for pieces in self._texts.values() if pieces)

    @property
    def has_text(self) -> bool:
        """Some of the answer is there. (Asked at every batch: it must not join the whole answer.)"""
        return any(self._texts.values())

    def closing_events(self, at: int, reason: str, *, is_whole: bool = False) -> list[TurnEvent]:
        """The events that end what is still open, to be logged before an abnormal end.

        A client stops reading at an error: a part that is open then would spin for ever.
        """
        return self._open.closing_events(at, reason, is_whole=is_whole)

    def answer(self) -> Answer:
        """The message as it is stored, once the turn has finished."""
        if self._end is None:
            raise ValueError("the turn has not finished")
        for part_id, part in self._text_parts.items():
            part["text"] = "".join(self._texts[part_id])
        metadata = {
            **self.usage.metadata(self._end.finish_reason),
            **self._agents.metadata(),
            **self._skips.metadata(),
        }
        return Answer(
            status=MESSAGE_STATUS[self._end.outcome],
            text=self.text,
            parts=to_json(self.parts, inf_nan_mode="null").decode(),
            references=to_json(self.references, exclude_none=True).decode(),
            metadata=to_json(metadata).decode(),
        )

    def _remember(self, event: MemoryUsed) -> None:
        self._skips.note(event)
        part = memory_part(event)
        earlier = next((known for known in self.parts if known["type"] == part["type"]), None)
        if earlier is None:
            self.parts.append(part)
        else:
            # Of a run that was lost: clients replace a part by its id, too.
            earlier["data"] = part["data"]

    def _start_agent(self, event: AgentStarted) -> None:
        part = self._agents.start(event)
        if not any(known is part for known in self.parts):
            self.parts.append(part)

    def _call_tool(self, event: ToolCalled) -> None:
        part: Part = {
            "type": f"tool-{event.tool}",
            "toolCallId": event.call_id,
            "state": "input-available",
            "input": dict(event.input),
            "providerExecuted": True,
        }
        self._tools[event.call_id] = part
        self._steps.call_tool()
        self.parts.append(part)
        self._agents.note_call(event)

    def _decide(self, event: ApprovalDecided) -> None:
        approval: dict[str, JsonValue] = {"id": event.approval_id, "approved": event.approved}
        if event.reason is not None:
            approval["reason"] = event.reason
        self._tools[event.call_id]["approval"] = approval
        self._agents.note_decision(event)
        if event.approved:
            self._tools[event.call_id]["state"] = "approval-responded"
        else:
            self._close_tool(event.call_id, {"state": "output-denied"})

    def _close_tool(self, call_id: str, outcome: dict[str, JsonValue]) -> None:
        self._tools[call_id].update(outcome)
        self._step(begins=self._steps.return_tool())

    def _step(self, *, begins: bool) -> None:
        if begins:
            self.parts.append({"type": "step-start"})

    def _show_artifact(self, event: ArtifactCreated) -> None:
        part = artifact_part(event)
        known = self._artifacts.setdefault(event.artifact_id, part)
        if known is part:
            self.parts.append(part)
        else:
            # Clients replace a part by one of the same id, where it stands.
            known.update(part)

    def _start_text(self, part_id: str) -> None:
        self._step(begins=self._steps.start_text())
        part: Part = {"type": "text", "text": "", "state": "streaming"}
        self._text_parts[part_id] = part
        self._texts[part_id] = []
        self.parts.append(part)


def window_data(event: WindowFitted) -> Part:
    """What was done to make what was said before fit; told to whoever looks, never part of the message."""
    data: Part = {
        "windowTokens": event.window_tokens,
        "estimatedTokens": event.estimated_tokens,
        "summarisedTurns": event.summarised_turns,
        "shortenedMessages": event.shortened_messages,
        "omittedTurns": event.omitted_turns,
        "prunedResults": event.pruned_results,
    }
    return data if event.agent is None else {**data, "agent": event.agent}


def artifact_part(event: ArtifactCreated) -> Part:
    """The part that names an artifact and its newest version; the bytes are elsewhere."""
    data: dict[str, JsonValue] = {
        "artifactId": event.artifact_id,
        "version": event.version,
        "kind": event.kind,
        "title": event.title,
        "mediaType": event.media_type,
        "toolCallId": event.call_id,
    }
    return {"type": "data-artifact", "id": event.artifact_id, "data": data}


def memory_part(event: MemoryUsed) -> Part:
    """The part that names what was remembered."""
    named: list[JsonValue] = [memory.model_dump(mode="json") for memory in event.memories]
    data: dict[str, JsonValue] = {"memories": named, "matched": event.matched}
    if event.skipped is not None:
        data["skipped"] = event.skipped
    return {"type": "data-memory", "id": "memory", "data": data}


def references_part(references: tuple[Reference, ...]) -> Part:
    """The part that lists the cited sources."""
    listed: list[JsonValue] = [reference.model_dump(mode="json", exclude_none=True) for reference in references]
    return {"type": "data-references", "id": "references", "data": {"references": listed}}
