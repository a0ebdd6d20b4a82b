"""A response that tells the events of a turn to one reader, and only reads.

The turn does not notice when the reader leaves: it is owned by the dispatcher, not by this response.
Two tasks a stream: the server's own waits for the client to hang up, one of ours tells.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing

from starlette.types import Message, Receive, Scope, Send

from gateway.chat.errors import ChatError
from gateway.chat.feed import News
from gateway.chat.model import StoredEvent
from gateway.protocols.encoder import Encoder
from shared.crashpoints import reach
from shared.events import TurnFinished

log = logging.getLogger(__name__)

MAX_WRITE_BYTES = 65_536


class EventStream:
    """An ASGI response. What is committed at one moment goes out in one write, as long as that is not too much."""

    __slots__ = ("_after", "_batches", "_encoder", "_headers")

    def __init__(
        self,
        batches: AsyncGenerator[Sequence[News]],
        encoder: Encoder,
        headers: Mapping[str, str],
        *,
        after: int = 0,
    ) -> None:
        """`batches` begins with the first event; what is not after event `after` is taken in but not told again.

        An empty batch stands for a silence in which the connection is to be kept open.
        """
        self._after = after
        self._batches = batches
        self._encoder = encoder
        self._headers = {**encoder.headers, **headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the turn is over or the reader is gone."""
        await send(self._start())
        if scope["method"] == "HEAD":
            await send(_chunk(b"", more=False))
            return
        async with asyncio.TaskGroup() as group:
            telling = group.create_task(self._tell(send))
            # After the last write the server says "disconnected" too, so this ends in any case.
            await hang_up(receive)
            telling.cancel()

    def _start(self) -> Message:
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self._headers.items()]
        # Ten thousand streams have other things to remember.
        self._headers = {}
        return {"type": "http.response.start", "status": 200, "headers": headers}

    async def _tell(self, send: Send) -> None:
        is_over = False
        try:
            async with aclosing(self._batches) as batches:
                async for batch in batches:
                    for frames in self._writes(batch):
                        if frames:
                            reach("before_send")
                            await send(_chunk(frames))
                            reach("after_send")
                        # A send that does not have to wait does not let others run either.
                        await asyncio.sleep(0)
                    is_over = is_over or _is_end(batch)
        except ChatError:
            log.exception("turn cannot be followed")
        await send(_chunk(self._encoder.end if is_over else self._encoder.broken(), more=False))

    def _tells(self, early: StoredEvent) -> bool:
        """Who goes on with an answer is told that this turn began, and then only what is new."""
        return self._encoder.goes_on and early.seq == 1

    def _writes(self, batch: Sequence[News]) -> Iterator[bytes]:
        """The bytes of a batch in pieces of about the most that is written at once; never a frame in two pieces."""
        if not batch:
            yield self._encoder.keep_alive
            return
        pieces: list[bytes] = []
        size = 0
        for item in batch:
            # The encoder has a memory: it must have seen what this reader has seen elsewhere.
            frames = self._encoder.encode((item,))
            if isinstance(item, StoredEvent) and item.seq <= self._after and not self._tells(item):
                continue
            pieces.append(frames)
            size += len(frames)
            if size >= MAX_WRITE_BYTES:
                yield b"".join(pieces)
                pieces, size = [], 0
        # Even when there is nothing to write: each batch is a moment for others to run.
        yield b"".join(pieces)


def _is_end(batch: Sequence[News]) -> bool:
    last = batch[-1] if batch else None
    return isinstance(last, StoredEvent) and isinstance(last.event, TurnFinished)


def _chunk(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def hang_up(receive: Receive) -> None:
    """Wait until the reader is gone, or the server has sent the whole response."""
    while (await receive())["type"] != "http.disconnect":
        pass
