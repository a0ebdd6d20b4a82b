"""A place that a response holds, out of a bounded number: it is given back once."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp, Receive, Scope, Send


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
