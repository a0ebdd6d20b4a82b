"""The committed events of open turns, kept in memory so that readers need not ask the database.

Nothing enters a feed before its commit. A reader holds only its own place in the list; a slow one delays nobody.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from gateway.chat.model import StoredEvent, Turn
from shared.events import TurnFinished, TurnStarted
from shared.ids import TurnId


class Feed:
    """The events of one open turn, in order, from the first."""

    def __init__(self) -> None:
        self._events: list[StoredEvent] = []
        self._is_closed = False
        self._changed = asyncio.Event()

    @property
    def events(self) -> Sequence[StoredEvent]:
        """What is in it so far."""
        return self._events

    @property
    def last_seq(self) -> int:
        """The number of the newest event."""
        return len(self._events)

    def extend(self, events: Sequence[StoredEvent]) -> None:
        """Add committed events and wake every reader."""
        self._events.extend(events)
        self._wake()

    def close(self) -> None:
        """Say that nothing more will come."""
        self._is_closed = True
        self._wake()

    async def follow(self, after: int) -> AsyncIterator[Sequence[StoredEvent]]:
        """Yield the events after `after`: all that there are at each wake, until the feed is closed."""
        at = after
        while True:
            if at < len(self._events):
                batch = self._events[at:]
                at += len(batch)
                yield batch
            elif self._is_closed:
                return
            else:
                await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Feeds:
    """The feeds of all open turns of this gateway."""

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
        """The feed, or None when the turn is not open (any more)."""
        return self._feeds.get(turn_id)

    def close(self, turn_id: TurnId) -> None:
        """Forget the feed; readers get what is in it and end."""
        feed = self._feeds.pop(turn_id, None)
        if feed is not None:
            feed.close()

    def abandon(self, turn_id: TurnId, end: TurnFinished) -> None:
        """Close the feed of a turn that no longer exists: readers are told, nothing is stored."""
        feed = self._feeds.get(turn_id)
        if feed is not None:
            feed.extend([StoredEvent(feed.last_seq + 1, end)])
            self.close(turn_id)


def started(turn: Turn) -> TurnStarted:
    """The first event of every log, stored when the turn is accepted."""
    return TurnStarted(turn_id=turn.id, session_id=turn.session_id, message_id=turn.message_id, at=turn.created_at)
