"""How many event streams are open in this process, of each organization and altogether."""

from collections import Counter
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.chat.errors import StreamsFull, TooManyStreams
from shared.ids import OrganizationId


class OpenStreams:
    """Gives out places for streams, each of which is given back once."""

    def __init__(self, *, per_organization: int, total: int) -> None:
        self._per_organization = per_organization
        self._total = total
        self._taken: Counter[OrganizationId] = Counter()
        self.count = 0

    def take(self, organization_id: OrganizationId) -> "StreamPlace":
        """A place for one stream. Raises TooManyStreams, StreamsFull."""
        if self._taken[organization_id] >= self._per_organization:
            raise TooManyStreams
        if self.count >= self._total:
            raise StreamsFull
        self._taken[organization_id] += 1
        self.count += 1
        return StreamPlace(self, organization_id)

    def give_back(self, organization_id: OrganizationId) -> None:
        """Count one less."""
        self.count -= 1
        self._taken[organization_id] -= 1
        if not self._taken[organization_id]:
            del self._taken[organization_id]


class StreamPlace:
    """A place from the check to the last byte: leaving the context gives it back, unless a response took it over."""

    __slots__ = ("_is_taken_over", "_organization_id", "_streams")

    def __init__(self, streams: OpenStreams, organization_id: OrganizationId) -> None:
        self._streams = streams
        self._organization_id = organization_id
        self._is_taken_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._is_taken_over:
            self._streams.give_back(self._organization_id)

    def held_by(self, response: ASGIApp) -> ASGIApp:
        """The response, which gives the place back at its end, whatever that is."""
        self._is_taken_over = True

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await response(scope, receive, send)
            finally:
                self._streams.give_back(self._organization_id)

        return counted
