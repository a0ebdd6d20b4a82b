"""The questions of an organization that wait or are being answered, for its administrators."""

from dataclasses import dataclass

from gateway.chat.model import Principal, Turn
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.turns import Queue
from gateway.chat.queue import Place, places


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn with its place; `place` is None once it runs, or when it is about to end. `started_at` is of its run."""

    turn: Turn
    started_at: int | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class OpenTurns:
    """The open turns of an organization, oldest first, and the pace: seconds a turn takes of late, slots there are."""

    turns: tuple[OpenTurn, ...]
    turn_seconds: float | None
    slots: int


class QueueView:
    """Looks at the queue."""

    def __init__(self, queue: Queue, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    async def look(self, by: Principal) -> OpenTurns:
        """The queue of the administrator's organization; of others only how many are ahead."""
        # In this order whoever is listed has a place, unless it has begun meanwhile.
        listed = await self._queue.list_open(by.organization_id)
        waiting, turn_seconds, slots = await self._queue.look(self._clock())
        found = places(waiting, turn_seconds=turn_seconds, slots=slots)
        turns = tuple(OpenTurn(turn, started_at, found.get(turn.id)) for turn, started_at in listed)
        return OpenTurns(turns, turn_seconds, slots)
