"""How often shared sessions are read here: anybody with a link may, so it is bounded, each share and altogether."""

from gateway.api.places import Place, Places
from gateway.chat.errors import SharedReadsFull, TooManySharedReads
from gateway.chat.ports.clock import Clock
from shared.ids import ShareId

# Each holds a snapshot in memory until its reader has taken it.
AT_ONCE = 32
MINUTE = 60_000


class SharedReads:
    """Gives out places for readers, and counts the reads of each share by minutes that begin with a first read."""

    def __init__(self, *, per_minute: int, clock: Clock) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._counted: dict[ShareId, tuple[int, int]] = {}
        self._looked_through_at = 0
        self._places = Places(each=AT_ONCE, total=AT_ONCE, too_many=SharedReadsFull, full=SharedReadsFull)

    def take(self) -> Place:
        """A place for one reader, whatever it is going to find. Raises SharedReadsFull."""
        return self._places.take(None)

    def count(self, share_id: ShareId) -> None:
        """Count one read of a share. Raises TooManySharedReads."""
        now = self._clock()
        self._forget(now)
        begun_at, reads = self._counted.get(share_id, (now, 0))
        if now - begun_at >= MINUTE:
            begun_at, reads = now, 0
        if reads >= self._per_minute:
            refusal = TooManySharedReads()
            refusal.retry_after_seconds = (begun_at + MINUTE - now) // 1000 + 1
            raise refusal
        self._counted[share_id] = (begun_at, reads + 1)

    def _forget(self, now: int) -> None:
        if now - self._looked_through_at < MINUTE:
            return
        self._looked_through_at = now
        self._counted = {share_id: seen for share_id, seen in self._counted.items() if now - seen[0] < MINUTE}
