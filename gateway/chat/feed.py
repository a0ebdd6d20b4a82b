"""The committed events of open turns, kept in memory so that readers need not ask the database.

Nothing enters a feed before its commit. A reader holds only its own place in the list; a slow one delays nobody.
Beside the events a feed tells its queued turn's place: that is news for those who look, and no part of the log.

One timer serves all readers of all feeds: where nothing has come for a while, it wakes them with an empty batch.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from itertools import islice

from gateway.chat.model import StoredEvent, Turn
from gateway.chat.queue import Place
from shared.events import TurnFinished
from shared.ids import TurnId

News = StoredEvent | Place

# A reader far behind takes the log in pieces, so that it never holds more than one of them.
MAX_BATCH = 256
TICK_SECONDS = 1.0
SILENT_TICKS = 10
# Of feeds that fell silent together, so many at a tick; the others follow with the next ones and stay apart.
MAX_REMINDED = 1_000


class Feed:
    """The events of one open turn, in order, from the first."""

    __slots__ = ("_events", "_is_closed", "_on_reader", "_place", "_silent_ticks", "_waiting", "readers")

    def __init__(self, on_reader: Callable[[], None]) -> None:
        """`on_reader` is called when a reader comes."""
        self._events: list[StoredEvent] = []
        self._place: Place | None = None
        self._is_closed = False
        self._on_reader = on_reader
        # One future a reader, True for news: an Event for each of many silent feeds would be most of their memory.
        self._waiting: set[asyncio.Future[bool]] = set()
        self._silent_ticks = 0
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

    def tick(self) -> bool:
        """Count a tick of silence; True when that is enough of it."""
        self._silent_ticks += 1
        return self._silent_ticks >= SILENT_TICKS

    def remind(self) -> None:
        """Wake the readers without news."""
        self._wake(is_news=False)

    async def follow(self, after: int) -> AsyncGenerator[Sequence[News]]:
        """Yield the events after `after` in batches as they come, and places, until the feed is closed.

        An empty batch says that there is nothing new for a while.
        """
        at = after
        told: Place | None = None
        self.readers += 1
        self._on_reader()
        try:
            while True:
                batch: list[News] = list(self._events[at : at + MAX_BATCH])
                at += len(batch)
                if self._place is not None and self._place != told:
                    told = self._place
                    batch.append(self._place)
                if batch:
                    yield batch
                elif self._is_closed:
                    return
                elif not await self._news():
                    yield ()
        finally:
            self.readers -= 1

    async def _news(self) -> bool:
        waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            return await waiting
        finally:
            self._waiting.discard(waiting)

    def _wake(self, *, is_news: bool = True) -> None:
        self._silent_ticks = 0
        waiting, self._waiting = self._waiting, set()
        for reader in waiting:
            # Of two wakes before the reader has its turn the first counts: it looks at everything anyway.
            if not reader.done():
                reader.set_result(is_news)


class Feeds:
    """The feeds of the open turns that this gateway knows."""

    def __init__(self) -> None:
        self._feeds: dict[TurnId, Feed] = {}
        self._timer: asyncio.TimerHandle | None = None

    def open(self, turn: Turn) -> Feed:
        """The feed of an open turn, begun with its first event when it is new."""
        feed = self._feeds.get(turn.id)
        if feed is None:
            feed = self._feeds[turn.id] = Feed(self._keep_time)
            feed.extend([StoredEvent(1, turn.started())])
        return feed

    def find(self, turn_id: TurnId) -> Feed | None:
        """The feed, or None when the turn is not open (any more), or open at another gateway only."""
        return self._feeds.get(turn_id)

    def listed(self) -> list[tuple[TurnId, Feed]]:
        """Every feed that there is."""
        return list(self._feeds.items())

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

    def _keep_time(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._timer = None
        watched = [feed for _, feed in self.watched()]
        if not watched:
            return
        self._keep_time()
        silent = [feed for feed in watched if feed.tick()]
        for feed in islice(silent, MAX_REMINDED):
            feed.remind()
