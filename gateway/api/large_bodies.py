"""Bodies of clients that send the whole conversation with every question: larger than ours, but bounded.

So many are read at the same time, of one organization and altogether, and each within a time, that what they hold in
memory is bounded too.
"""

import asyncio
from contextlib import ExitStack
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from gateway.api.bodies import MAX_BODY_BYTES, require_json, require_plain
from gateway.api.places import Places
from gateway.chat.errors import LargeBodiesFull, TooManyLargeBodies
from shared.ids import OrganizationId

PER_ORGANIZATION: Final = 4
AT_ONCE: Final = 16
SECONDS: Final = 60.0


class LargeBodies:
    """Reads bodies. Those that are larger than ours may be take one of a few places."""

    def __init__(self, max_bytes: int, *, seconds: float = SECONDS) -> None:
        self._max_bytes = max_bytes
        self._seconds = seconds
        self.places = Places(each=PER_ORGANIZATION, total=AT_ONCE, too_many=TooManyLargeBodies, full=LargeBodiesFull)

    async def read(self, request: Request, organization_id: OrganizationId) -> bytes:
        """The body of a request, which must be JSON.

        Raises TooManyLargeBodies, LargeBodiesFull, HTTPException 408, 413 and 415.
        """
        raw = await self.read_bytes(request, organization_id)
        require_json(request, raw)
        return raw

    async def read_bytes(self, request: Request, organization_id: OrganizationId) -> bytes:
        """The body of a request, whatever it is.

        Raises TooManyLargeBodies, LargeBodiesFull, HTTPException 408, 413 and 415.
        """
        require_plain(request)
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > self._max_bytes:
            raise self._too_large
        pieces: list[bytes] = []
        size = 0
        try:
            with ExitStack() as places:
                async with asyncio.timeout(None) as limit:
                    async for piece in request.stream():
                        if size <= MAX_BODY_BYTES < size + len(piece):
                            places.enter_context(self.places.take(organization_id))
                            limit.reschedule(asyncio.get_running_loop().time() + self._seconds)
                        size += len(piece)
                        if size > self._max_bytes:
                            raise self._too_large
                        pieces.append(piece)
        except TimeoutError as error:
            raise HTTPException(408, "The body took too long.") from error
        return b"".join(pieces)

    @property
    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"The body may have {self._max_bytes} bytes.")
