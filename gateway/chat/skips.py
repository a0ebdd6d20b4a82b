"""How much effort was thought right, and what helps with an answer and was not there: told with it."""

from pydantic import JsonValue

from shared.events import MemoryUsed, TurnAssessed


class Skips:
    """The assessment, and the helpers that failed so far, each once. The last run of a turn counts."""

    def __init__(self) -> None:
        self._memory: str | None = None
        self._assessed: TurnAssessed | None = None

    def note(self, event: MemoryUsed | TurnAssessed) -> None:
        """Take in what the event says about it."""
        if isinstance(event, MemoryUsed):
            self._memory = event.skipped
        else:
            self._assessed = event

    def metadata(self) -> dict[str, JsonValue]:
        """What clients get as message metadata; nothing of what nobody looked at, no `skipped` when all was there."""
        found: dict[str, JsonValue] = {}
        skipped: list[JsonValue] = []
        if (assessed := self._assessed) is not None:
            skipped += assessed.skipped
            found["assessment"] = {
                "level": assessed.level,
                "action": assessed.action,
                "confidence": assessed.confidence,
                "assessedBy": assessed.assessed_by,
                "routedBy": assessed.routed_by,
                **({} if assessed.agent_id is None else {"agentId": assessed.agent_id}),
                **({} if assessed.first_tools is None else {"firstTools": [*assessed.first_tools]}),
            }
        if self._memory is not None and self._memory not in skipped:
            skipped.append(self._memory)
        return {**found, "skipped": skipped} if skipped else found
