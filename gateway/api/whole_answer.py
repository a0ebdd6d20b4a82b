"""A response that comes when a turn is over, with a status that tells how it ended.

Nothing can be sent until then, so a proxy between may grow tired of waiting: streams are for long answers. The turn
does not notice when the reader leaves.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.api.event_stream import hang_up
from gateway.chat.errors import ChatError
from gateway.chat.feed import News
from gateway.protocols.openai_chat import Completion

log = logging.getLogger(__name__)

# SDKs try again by themselves after a 409 or 5xx; the question would be asked a second time.
FINAL = {"x-should-retry": "false"}


class WholeAnswer:
    """An ASGI response."""

    def __init__(
        self, batches: AsyncGenerator[Sequence[News]], completion: Completion, headers: Mapping[str, str]
    ) -> None:
        self._batches = batches
        self._completion = completion
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer when the turn is over, unless the reader is gone before."""
        async with asyncio.TaskGroup() as group:
            answering = group.create_task(self._answer(scope, receive, send))
            # After the answer the server says "disconnected" too, so this ends in any case.
            await hang_up(receive)
            answering.cancel()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with aclosing(self._batches) as batches:
                async for batch in batches:
                    self._completion.take(batch)
        except ChatError:
            log.exception("turn cannot be followed")
        status, body = self._completion.answer()
        headers = {**self._headers, **({} if status == 200 else FINAL)}
        await Response(body, status, headers, "application/json")(scope, receive, send)
