"""Events into the log, each write with its fence."""

from collections.abc import Sequence

from gateway.chat.errors import FenceLost
from gateway.chat.model import ClaimedTurn, StoredEvent
from gateway.storage.database import Statement, Value
from shared.events import TURN_EVENT

# One statement for the fence and the write: a run that was overtaken changes nothing. A turn that is ended while it is
# queued was taken first, which raised its fence.
INSERT_EVENT = """
INSERT INTO turn_event (turn_id, seq, data)
SELECT id, :seq, :data FROM turn
WHERE organization_id = :organization_id AND id = :turn_id AND fence = :fence AND status IN ('queued', 'running')
"""


def fenced(claimed: ClaimedTurn) -> dict[str, Value]:
    """The values by which a write finds its turn, or no turn."""
    return {
        "organization_id": claimed.turn.organization_id,
        "turn_id": claimed.turn.id,
        "fence": claimed.fence,
    }


def insert_events(claimed: ClaimedTurn, events: Sequence[StoredEvent]) -> list[Statement]:
    """The statements that commit these events."""
    common = fenced(claimed)
    return [
        Statement(
            INSERT_EVENT,
            {**common, "seq": stored.seq, "data": TURN_EVENT.dump_json(stored.event, exclude_none=True).decode()},
            otherwise=FenceLost,
        )
        for stored in events
    ]
