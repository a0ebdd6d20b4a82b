"""What waits for a person, as the part that tells it to clients without a word of their own for it."""

from typing import Final, Literal

from gateway.chat.agent_states import Part
from shared.events import ApprovalDecided, ApprovalRequested, ToolCalled
from shared.ids import ToolCallId

DENIED: Final = "A person has refused this call."
State = Literal["requested", "approved", "denied"]


class ApprovalStates:
    """One `data-approval` part an approval: the same id replaces the earlier state."""

    def __init__(self) -> None:
        self._tools: dict[ToolCallId, str] = {}
        self._waiting: dict[ToolCallId, str] = {}

    @property
    def waiting(self) -> list[tuple[str, ToolCallId]]:
        """The approvals that are asked for and not decided, with their calls."""
        return [(approval_id, call_id) for call_id, approval_id in self._waiting.items()]

    def note_call(self, event: ToolCalled) -> None:
        """A tool is called."""
        self._tools[event.call_id] = event.tool

    def tool_of(self, call_id: ToolCallId) -> str:
        """The name of the tool that a call is of."""
        return self._tools[call_id]

    def ask(self, event: ApprovalRequested) -> Part:
        """The part of a call that waits now."""
        self._waiting[event.call_id] = event.approval_id
        return self._part(event, "requested")

    def decide(self, event: ApprovalDecided) -> Part:
        """The part of a call that was decided."""
        self._waiting.pop(event.call_id, None)
        return self._part(event, "approved" if event.approved else "denied")

    def end(self, call_id: ToolCallId) -> None:
        """The call is over: nobody will decide about it."""
        self._waiting.pop(call_id, None)

    def _part(self, event: ApprovalRequested | ApprovalDecided, state: State) -> Part:
        return {
            "type": "data-approval",
            "id": event.approval_id,
            "data": {
                "approvalId": event.approval_id,
                "toolCallId": event.call_id,
                "toolName": self._tools[event.call_id],
                "state": state,
            },
        }
