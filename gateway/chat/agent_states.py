"""What every agent of a turn is doing, as the part that tells it to clients."""

from pydantic import JsonValue

from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalDecided,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
)

Part = dict[str, JsonValue]


class AgentStates:
    """One `data-agent` part an agent: the same id replaces the earlier state, in clients and in the stored message."""

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}
        self._data: dict[str, dict[str, JsonValue]] = {}
        self._calls: dict[str, list[JsonValue]] = {}
        self._times: dict[str, dict[str, JsonValue]] = {}
        self._callers: dict[str, str] = {}
        self._speaker: str | None = None

    def start(self, event: AgentStarted) -> Part:
        """The part of an agent that begins."""
        calls = self._calls[event.agent] = []
        times = self._times[event.agent] = {}
        data: dict[str, JsonValue] = {
            "agent": event.agent,
            "name": event.name,
            "state": "running",
            "startedAt": event.at,
            "toolCallIds": calls,
            "toolTimes": times,
        }
        if event.agent_id is not None:
            data["agentId"] = event.agent_id
        self._data[event.agent] = data
        # The same part again when an agent begins anew, in a second run.
        part = self._parts.setdefault(event.agent, {"type": "data-agent", "id": f"agent-{event.agent}"})
        part["data"] = data
        return part

    def finish(self, event: AgentFinished) -> Part:
        """The part of an agent that has ended."""
        data = self._data[event.agent]
        data["state"], data["finishedAt"] = event.outcome, event.at
        if event.note is not None:
            data["note"] = event.note
        return self._parts[event.agent]

    def note_call(self, event: ToolCalled) -> Part | None:
        """The part of the agent that called a tool, now naming the call."""
        if (calls := self._calls.get(event.agent)) is None:
            return None
        calls.append(event.call_id)
        self._times[event.agent][event.call_id] = {"startedAt": event.at}
        self._callers[event.call_id] = event.agent
        return self._parts[event.agent]

    def note_decision(self, event: ApprovalDecided) -> None:
        """Count a call that a person approved of from then on."""
        if (times := self._times_of(event.call_id)) is not None:
            times["startedAt"] = event.at

    def note_return(self, event: ToolReturned | ToolFailed) -> Part | None:
        """The part of the agent whose call is over, now telling when.

        `repeated` is what was known already, `fromCache` what the gateway had at hand.
        """
        if (times := self._times_of(event.call_id)) is None:
            return None
        times["finishedAt"] = event.at
        if isinstance(event, ToolReturned) and event.deduplicated:
            times["repeated"] = True
        if isinstance(event, ToolReturned) and event.from_cache:
            times["fromCache"] = True
        return self._parts[self._callers[event.call_id]]

    def speak(self, event: TextStarted) -> None:
        """Note whose words the answer is made of; the last one counts."""
        self._speaker = event.agent

    def metadata(self) -> dict[str, JsonValue]:
        """Who answered, as message metadata; nothing before the first word."""
        if self._speaker is None or (data := self._data.get(self._speaker)) is None:
            return {}
        agent: dict[str, JsonValue] = {"slug": self._speaker, "name": data["name"]}
        if "agentId" in data:
            agent["id"] = data["agentId"]
        return {"agent": agent}

    def _times_of(self, call_id: str) -> dict[str, JsonValue] | None:
        # An agent that began anew knows nothing of the calls before.
        times = self._times.get(self._callers.get(call_id, ""), {}).get(call_id)
        return times if isinstance(times, dict) else None
