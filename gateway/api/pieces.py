"""A response that is written piece by piece and never ended as if it were whole when it is not."""

import logging
from collections.abc import AsyncGenerator, Mapping

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.api.bodies import PRIVATE
from gateway.chat.errors import ChatError

log = logging.getLogger(__name__)


class Pieces(StreamingResponse):
    """The pieces, as fast as the client takes them. An error in the middle cuts the connection."""

    def __init__(
        self, pieces: AsyncGenerator[bytes], media_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(pieces, 200, {**PRIVATE, **(headers or {})}, media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it; of a HEAD request the headers alone."""
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            await super().__call__(scope, receive, send)
        except ChatError:
            log.exception("response cut short")
