"""The order that the events of a run must keep (the rules of shared/events.py), checked before anything is stored."""

from collections.abc import Collection
from typing import assert_never

from gateway.chat.errors import RunLost
from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalRequested,
    ArtifactCreated,
    LlmCalled,
    LlmStarted,
    ReferencesCited,
    RunEvent,
    RunFailed,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    WindowFitted,
)
from shared.ids import ToolCallId


class Grammar:
    """Feed it every event of one run. A run that breaks the rules is lost: its words could not be shown in order."""

    def __init__(self, approved: Collection[ToolCallId] = ()) -> None:
        """`approved` are calls that began in an earlier run, and are made in this one."""
        self._open: set[str] = {f"call {call_id}" for call_id in approved}
        self._seen: set[str] = set()
        self._text: str | None = None
        self._is_over = False

    def check(self, event: RunEvent) -> None:
        """Raises RunLost."""
        if self._is_over or not self._allows(event):
            raise RunLost(f"The worker sent {event.type} out of order.")

    def _allows(self, event: RunEvent) -> bool:  # noqa: PLR0911 - a match that is a table
        match event:
            case AgentStarted(agent=agent):
                return self._begin(f"agent {agent}")
            case AgentFinished(agent=agent):
                return self._end(f"agent {agent}")
            case ToolCalled(call_id=call_id):
                return self._begin(f"call {call_id}")
            case ToolReturned(call_id=call_id) | ToolFailed(call_id=call_id) | ApprovalRequested(call_id=call_id):
                return self._end(f"call {call_id}")
            case TextStarted(part_id=part_id):
                is_first, self._text = self._text is None, part_id
                return self._begin(f"text {part_id}") and is_first
            case TextDelta(part_id=part_id):
                return part_id == self._text
            case TextEnded(part_id=part_id):
                is_open, self._text = part_id == self._text, None
                return is_open
            case LlmStarted(call_id=call_id):
                return self._begin(f"model {call_id}")
            case LlmCalled(call_id=call_id):
                # A container of an earlier version does not announce its calls.
                return self._end(f"model {call_id}") or f"model {call_id}" not in self._seen
            case ReferencesCited() | ArtifactCreated() | WindowFitted():
                return True
            case RunFinished() | RunFailed():
                self._is_over = True
                return True
            case _:
                assert_never(event)

    def _begin(self, name: str) -> bool:
        is_new = name not in self._seen
        self._seen.add(name)
        self._open.add(name)
        return is_new

    def _end(self, name: str) -> bool:
        is_open = name in self._open
        self._open.discard(name)
        return is_open
