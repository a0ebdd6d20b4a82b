"""Bodies of clients that send the whole conversation with every question: larger than ours, but bounded.

So many are read at the same time, of one organization and altogether, and each within a time, that what they hold in
memory is bounded too.
"""

import asyncio
from collections import Counter
from contextlib import ExitStack
from functools import partial
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from gateway.api.bodies import MAX_BODY_BYTES, require_json
from gateway.api.places import Place
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
        self._taken: Counter[OrganizationId] = Counter()

    async def read(self, request: Request, organization_id: OrganizationId) -> bytes:
        """The body of a request, which must be JSON.

        Raises TooManyLargeBodies, LargeBodiesFull, HTTPException 408, 413 and 415.
        """
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
                            places.enter_context(self._take(organization_id))
                            limit.reschedule(asyncio.get_running_loop().time() + self._seconds)
                        size += len(piece)
                        if size > self._max_bytes:
                            raise self._too_large
                        pieces.append(piece)
        except TimeoutError as error:
            raise HTTPException(408, "The body took too long.") from error
        raw = b"".join(pieces)
        require_json(request, raw)
        return raw

    @property
    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"The body may have {self._max_bytes} bytes.")

    def _take(self, organization_id: OrganizationId) -> Place:
        if self._taken[organization_id] >= PER_ORGANIZATION:
            raise TooManyLargeBodies
        if self._taken.total() >= AT_ONCE:
            raise LargeBodiesFull
        self._taken[organization_id] += 1
        return Place(partial(self._give_back, organization_id))

    def _give_back(self, organization_id: OrganizationId) -> None:
        self._taken[organization_id] -= 1
        if not self._taken[organization_id]:
            del self._taken[organization_id]
