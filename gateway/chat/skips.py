"""What helps with an answer and was not there for this one: told with it, so that nobody wonders."""

from pydantic import JsonValue

from shared.events import MemoryUsed


class Skips:
    """The helpers that failed so far, each once. The last run of a turn counts."""

    def __init__(self) -> None:
        self._memory: str | None = None

    def note(self, event: MemoryUsed) -> None:
        """Take in what the event says about it."""
        self._memory = event.skipped

    def metadata(self) -> dict[str, JsonValue]:
        """What clients get as message metadata; nothing when all was there."""
        return {} if self._memory is None else {"skipped": [self._memory]}
