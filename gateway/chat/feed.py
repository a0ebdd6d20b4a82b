"""The committed events of open turns, kept in memory so that readers need not ask the database.

Nothing enters a feed before its commit. A reader holds only its own place in the list; a slow one delays nobody.
Beside the events a feed tells its queued turn's place: that is news for those who look, and no part of the log.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from gateway.chat.model import StoredEvent, Turn
from gateway.chat.queue import Place
from shared.events import TurnFinished, TurnStarted
from shared.ids import TurnId

News = StoredEvent | Place


class Feed:
    """The events of one open turn, in order, from the first."""

    def __init__(self) -> None:
        self._events: list[StoredEvent] = []
        self._place: Place | None = None
        self._is_closed = False
        self._changed = asyncio.Event()
        self.readers = 0

    @property
    def events(self) -> Sequence[StoredEvent]:
        """What is in it so far."""
        return self._events

    @property
    def last_seq(self) -> int:
        """The number of the newest event."""
        return len(self._events)

    def extend(self, events: Sequence[StoredEvent]) -> None:
        """Add committed events and wake every reader. What was here before, as after a restart, is not added twice."""
        fresh = [stored for stored in events if stored.seq > len(self._events)]
        if fresh:
            self._events.extend(fresh)
            self._place = None
            self._wake()

    def tell_place(self, place: Place) -> None:
        """Tell readers where the turn stands in the queue, when that changed."""
        if place != self._place:
            self._place = place
            self._wake()

    def close(self) -> None:
        """Say that nothing more will come."""
        self._is_closed = True
        self._wake()

    async def follow(self, after: int) -> AsyncIterator[Sequence[News]]:
        """Yield the events after `after`, all that there are at each wake, and places, until the feed is closed."""
        at = after
        told: Place | None = None
        self.readers += 1
        try:
            while True:
                batch: list[News] = list(self._events[at:])
                at = max(at, len(self._events))
                if self._place is not None and self._place != told:
                    told = self._place
                    batch.append(self._place)
                if batch:
                    yield batch
                elif self._is_closed:
                    return
                else:
                    await self._changed.wait()
        finally:
            self.readers -= 1

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Feeds:
    """The feeds of the open turns that this gateway knows."""

    def __init__(self) -> None:
        self._feeds: dict[TurnId, Feed] = {}

    def open(self, turn: Turn) -> Feed:
        """The feed of an open turn, begun with its first event when it is new."""
        feed = self._feeds.get(turn.id)
        if feed is None:
            feed = self._feeds[turn.id] = Feed()
            feed.extend([StoredEvent(1, started(turn))])
        return feed

    def find(self, turn_id: TurnId) -> Feed | None:
        """The feed, or None when the turn is not open (any more), or open at another gateway only."""
        return self._feeds.get(turn_id)

    def watched(self) -> list[tuple[TurnId, Feed]]:
        """The feeds that somebody reads."""
        return [(turn_id, feed) for turn_id, feed in self._feeds.items() if feed.readers]

    def close(self, turn_id: TurnId) -> None:
        """Forget the feed; readers get what is in it and end."""
        feed = self._feeds.pop(turn_id, None)
        if feed is not None:
            feed.close()

    def forget(self, turn_id: TurnId, feed: Feed) -> None:
        """Close this very feed; one that was opened since for the same turn stays."""
        if self._feeds.get(turn_id) is feed:
            self.close(turn_id)

    def close_all(self) -> None:
        """Let every reader go: this gateway is leaving, the turns are not."""
        for turn_id in list(self._feeds):
            self.close(turn_id)

    def abandon(self, turn_id: TurnId, end: TurnFinished) -> None:
        """Close the feed of a turn that no longer exists: readers are told, nothing is stored."""
        feed = self._feeds.get(turn_id)
        if feed is not None:
            feed.extend([StoredEvent(feed.last_seq + 1, end)])
            self.close(turn_id)


def started(turn: Turn) -> TurnStarted:
    """The first event of every log, stored when the turn is accepted."""
    return TurnStarted(turn_id=turn.id, session_id=turn.session_id, message_id=turn.message_id, at=turn.created_at)
