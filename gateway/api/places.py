"""Places that responses hold, a bounded number of them: each is given back once."""

from collections import Counter
from collections.abc import Callable, Hashable
from functools import partial
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.chat.errors import TryAgain


class Places:
    """So many for each who asks, and so many altogether."""

    def __init__(self, *, each: int, total: int, too_many: type[TryAgain], full: type[TryAgain]) -> None:
        """`too_many` is the refusal of one more for somebody, `full` that of one more for anybody."""
        self._each = each
        self._total = total
        self._too_many = too_many
        self._full = full
        self._taken: Counter[Hashable] = Counter()
        self.count = 0

    def take(self, who: Hashable) -> "Place":
        """A place. Raises the refusals."""
        if self._taken[who] >= self._each:
            raise self._too_many
        if self.count >= self._total:
            raise self._full
        self._taken[who] += 1
        self.count += 1
        return Place(partial(self._give_back, who))

    def _give_back(self, who: Hashable) -> None:
        self.count -= 1
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]


class Place:
    """A place from the check to the last byte: leaving the context gives it back, unless a response took it over."""

    __slots__ = ("_give_back", "_is_taken_over")

    def __init__(self, give_back: Callable[[], None]) -> None:
        self._give_back = give_back
        self._is_taken_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._is_taken_over:
            self._give_back()

    def held_by(self, response: ASGIApp) -> ASGIApp:
        """The response, which gives the place back at its end, whatever that is."""
        self._is_taken_over = True

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await response(scope, receive, send)
            finally:
                self._give_back()

        return counted
