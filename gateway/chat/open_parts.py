"""What of a turn has begun and not ended: texts, tool calls, agents; and the events that end it."""

from shared.events import (
    AgentFinished,
    AgentStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
)
from shared.ids import ToolCallId


class OpenParts:
    """Tell it of every event of a turn, in order."""

    __slots__ = ("_agents", "_calls", "_texts", "at")

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}
        self._calls: dict[ToolCallId, None] = {}
        self._agents: dict[str, str] = {}
        self.at = 0
        """The newest time that an event named, in Unix milliseconds."""

    def note(self, event: TurnEvent) -> None:
        """Take one more event in."""
        match event:
            case TextDelta():
                return
            case TextStarted(part_id=part_id):
                self._texts[part_id] = None
                return
            case TextEnded(part_id=part_id):
                self._texts.pop(part_id, None)
                return
            case ToolCalled(call_id=call_id):
                self._calls[call_id] = None
            case ToolReturned(call_id=call_id) | ToolFailed(call_id=call_id):
                self._calls.pop(call_id, None)
            case AgentStarted(agent=agent, name=name):
                self._agents[agent] = name
            case AgentFinished(agent=agent):
                self._agents.pop(agent, None)
            case _:
                pass
        self.at = getattr(event, "at", self.at)

    def closing_events(self, at: int, reason: str) -> list[TurnEvent]:
        """The events that end what is open: texts, then tool calls, then agents."""
        ended: list[TurnEvent] = [TextEnded(part_id=part_id) for part_id in self._texts]
        ended += [ToolFailed(call_id=call_id, code="cut_short", message=reason, at=at) for call_id in self._calls]
        ended += [
            AgentFinished(agent=agent, name=name, outcome="stopped", at=at, note=reason)
            for agent, name in self._agents.items()
        ]
        return ended
