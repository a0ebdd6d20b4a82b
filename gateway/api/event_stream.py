"""A response that tells the events of a turn to one reader, and only reads.

The turn does not notice when the reader leaves: it is owned by the dispatcher, not by this response.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from starlette.types import Message, Receive, Scope, Send

from gateway.chat.feed import News
from gateway.chat.model import StoredEvent
from gateway.protocols.encoder import Encoder
from shared.crashpoints import reach
from shared.events import TurnFinished

KEEP_ALIVE_SECONDS = 10.0


class EventStream:
    """An ASGI response. What is committed at one moment goes out in one write."""

    def __init__(
        self,
        batches: AsyncIterator[Sequence[News]],
        encoder: Encoder,
        headers: Mapping[str, str],
        *,
        after: int = 0,
    ) -> None:
        """`batches` begins with the first event; what is not after event `after` is taken in but not told again."""
        self._after = after
        self._batches = batches
        self._encoder = encoder
        self._headers = {**encoder.headers, **headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the turn is over or the reader is gone."""
        telling = asyncio.ensure_future(self._tell(send))
        leaving = asyncio.ensure_future(_hang_up(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, leaving):
                task.cancel()
            await asyncio.wait({telling, leaving})
        if telling.done() and not telling.cancelled():
            telling.result()

    async def _tell(self, send: Send) -> None:
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self._headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        is_over = False
        following = asyncio.ensure_future(_next(self._batches))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=KEEP_ALIVE_SECONDS)
                if not done:
                    await send(_chunk(self._encoder.keep_alive))
                    continue
                batch = following.result()
                if batch is None:
                    break
                is_over = is_over or _is_end(batch[-1])
                if frames := self._encode(batch):
                    reach("before_send")
                    await send(_chunk(frames))
                    reach("after_send")
                following = asyncio.ensure_future(_next(self._batches))
        finally:
            following.cancel()
        await send(_chunk(b"" if is_over else self._encoder.broken(), more=False))

    def _encode(self, batch: Sequence[News]) -> bytes:
        if not self._after:
            return self._encoder.encode(batch)
        # The encoder has a memory: it must have seen what this reader has seen elsewhere.
        known = [item for item in batch if isinstance(item, StoredEvent) and item.seq <= self._after]
        self._encoder.encode(known)
        return self._encoder.encode(batch[len(known) :])


def _is_end(item: News) -> bool:
    return isinstance(item, StoredEvent) and isinstance(item.event, TurnFinished)


def _chunk(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def _next(batches: AsyncIterator[Sequence[News]]) -> Sequence[News] | None:
    return await anext(batches, None)


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
