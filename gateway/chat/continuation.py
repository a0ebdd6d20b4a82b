"""How a turn goes on that waited for a person: what its log begins with, and what its run is told. Pure.

A continuation is a turn of its own that answers the same question again, in place of the one that waited. Its log
begins with what that one did, then come the decisions: so whoever reads it from the beginning sees the whole answer.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.chat.errors import ApprovalNotOpen, ApprovalsMissing
from gateway.chat.model import StoredEvent
from shared.events import (
    ApprovalDecided,
    LlmCalled,
    LlmStarted,
    MemoryUsed,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    WindowFitted,
)
from shared.ids import ToolCallId
from shared.runs import Continuation, DecidedCall, EarlierCall

MAX_REASON_CHARACTERS = 500
MAX_DECISIONS = 32
WAITING = "approval-requested"
# What each turn says of itself: tokens count for the turn that spent them.
OWN = TurnStarted | TurnFinished | LlmStarted | LlmCalled | MemoryUsed | WindowFitted


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says to one approval."""

    approval_id: str
    approved: bool
    reason: str | None = None


def beginning(told: Sequence[StoredEvent], parts: str, decisions: Sequence[Decision], at: int) -> list[TurnEvent]:
    """The first events of a continuation after its own start: what the turn that waited told, then the decisions.

    `told` is that turn from its first event, `parts` its stored answer. Raises ApprovalNotOpen, ApprovalsMissing.
    """
    waiting: dict[str, dict[str, Any]] = {
        part["approval"]["id"]: part for part in json.loads(parts) if part.get("state") == WAITING
    }
    by_id = {decision.approval_id: decision for decision in decisions}
    if not by_id.keys() <= waiting.keys() or len(by_id) != len(decisions):
        raise ApprovalNotOpen
    if by_id.keys() != waiting.keys():
        raise ApprovalsMissing
    events = [stored.event for stored in told if not isinstance(stored.event, OWN)]
    decided = [_decided(part, by_id[name], at) for name, part in waiting.items()]
    return [*events, *decided]


def continuation_of(events: Sequence[TurnEvent]) -> Continuation | None:
    """What the run of a turn with this log is told; None where no person has decided anything."""
    calls: dict[ToolCallId, ToolCalled] = {event.call_id: event for event in events if isinstance(event, ToolCalled)}
    last: dict[ToolCallId, ApprovalDecided] = {}
    ends: dict[ToolCallId, ToolReturned | ToolFailed] = {}
    for event in events:
        match event:
            case ApprovalDecided():
                last[event.call_id] = event
            case ToolReturned() | ToolFailed():
                ends[event.call_id] = event
            case _:
                pass
    decided = {call_id: event for call_id, event in last.items() if call_id not in ends}
    if not decided:
        return None
    return Continuation(
        decided=tuple(_decided_call(calls[call_id], event) for call_id, event in decided.items()),
        earlier=tuple(_earlier(calls[call_id], end) for call_id, end in ends.items()),
    )


def _decided(part: Mapping[str, Any], decision: Decision, at: int) -> ApprovalDecided:
    return ApprovalDecided(
        call_id=part["toolCallId"],
        approval_id=part["approval"]["id"],
        approved=decision.approved,
        reason=decision.reason,
        at=at,
    )


def _decided_call(call: ToolCalled, event: ApprovalDecided) -> DecidedCall:
    return DecidedCall(
        call_id=call.call_id,
        agent=call.agent,
        tool=call.tool,
        input=call.input,
        approved=event.approved,
        reason=event.reason,
    )


def _earlier(call: ToolCalled, end: ToolReturned | ToolFailed) -> EarlierCall:
    if isinstance(end, ToolFailed):
        return EarlierCall(tool=call.tool, input=call.input, failure=end.message)
    return EarlierCall(tool=call.tool, input=call.input, output=end.output)
