"""What of a turn has begun and not ended: texts, tool calls, model calls, agents; and the events that end it."""

from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalDecided,
    ApprovalRequested,
    LlmCalled,
    LlmStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
)
from shared.ids import ToolCallId
from shared.tokens import estimated_tokens

# The reason of a model call that nobody has reported the end of.
CUT = "cut"


class OpenParts:
    """Tell it of every event of a turn, in order."""

    __slots__ = ("_agents", "_calls", "_models", "_said", "_texts", "_waiting", "at")

    def __init__(self) -> None:
        # The open texts, and whose they are.
        self._texts: dict[str, str] = {}
        self._models: dict[str, LlmStarted] = {}
        # How many bytes each agent has said since its model was asked.
        self._said: dict[str, int] = {}
        self._calls: dict[ToolCallId, None] = {}
        self._waiting: dict[ToolCallId, None] = {}
        self._agents: dict[str, str] = {}
        self.at = 0
        """The newest time that an event named, in Unix milliseconds."""

    @property
    def is_waiting(self) -> bool:
        """A tool call waits for a person."""
        return bool(self._waiting)

    def note(self, event: TurnEvent) -> None:  # noqa: C901, PLR0912 - a match that is a table
        """Take one more event in."""
        match event:
            case TextDelta(part_id=part_id, text=text):
                speaker = self._texts.get(part_id, "")
                self._said[speaker] = self._said.get(speaker, 0) + len(text.encode(errors="replace"))
                return
            case TextStarted(part_id=part_id, agent=agent):
                self._texts[part_id] = agent
                return
            case TextEnded(part_id=part_id):
                self._texts.pop(part_id, None)
                return
            case ToolCalled(call_id=call_id):
                self._calls[call_id] = None
            case ToolReturned(call_id=call_id) | ToolFailed(call_id=call_id):
                self._calls.pop(call_id, None)
                self._waiting.pop(call_id, None)
            case ApprovalRequested(call_id=call_id):
                self._calls.pop(call_id, None)
                self._waiting[call_id] = None
            case ApprovalDecided(call_id=call_id, approved=approved):
                self._waiting.pop(call_id, None)
                if approved:
                    self._calls[call_id] = None
            case LlmStarted(call_id=call_id, agent=agent):
                self._models[call_id] = event
                self._said[agent] = 0
            case LlmCalled(call_id=call_id):
                self._models.pop(call_id, None)
            case AgentStarted(agent=agent, name=name):
                self._agents[agent] = name
            case AgentFinished(agent=agent):
                self._agents.pop(agent, None)
            case _:
                pass
        self.at = getattr(event, "at", self.at)

    def closing_events(self, at: int, reason: str, *, is_whole: bool = False) -> list[TurnEvent]:
        """The events that end what is open: texts, then model calls, then tool calls, then agents.

        Of a model call counts what is known here: what was asked, and what was said by then. Where the turn `is_whole`,
        calls that wait for a person go on waiting; else nobody will decide about them.
        """
        calls = [*self._calls, *([] if is_whole else self._waiting)]
        ended: list[TurnEvent] = [TextEnded(part_id=part_id) for part_id in self._texts]
        ended += [self._cut_short(started, at) for started in self._models.values()]
        ended += [ToolFailed(call_id=call_id, code="cut_short", message=reason, at=at) for call_id in calls]
        ended += [
            AgentFinished(agent=agent, name=name, outcome="stopped", at=at, note=reason)
            for agent, name in self._agents.items()
        ]
        return ended

    def _cut_short(self, started: LlmStarted, at: int) -> LlmCalled:
        return LlmCalled(
            call_id=started.call_id,
            agent=started.agent,
            model=started.model,
            asked_model=started.model,
            provider=started.provider,
            byok=started.byok,
            input_tokens=started.input_tokens,
            output_tokens=estimated_tokens(self._said.get(started.agent, 0)),
            estimated=True,
            duration_ms=max(0, at - started.at),
            finish_reason=CUT,
        )
