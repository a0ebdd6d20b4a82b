"""Limits of an HTTP connection that the server itself does not have: how long and how big, until a handler takes over.

1. A request's head is whole `head_seconds` after its first byte, a new connection has as long to send that, and a head
   has at most `head_bytes`. httptools would collect an endless header for ever.
2. A body that a handler waits for makes progress within `body_seconds`. Once the answer is complete, the rest of the
   body has that time altogether.
3. A client that does not take what was written is cut off after `stall_seconds`, also when we are closing.
4. Between requests an idle connection is uvicorn's affair (`timeout_keep_alive`), as long as no byte comes.
5. What is no HTTP is answered with 400, or cut off while another answer is being written: two never mix.
6. A head that two readers could understand in two ways is refused before a handler sees it: what the parser leaves
   open is closed here. What follows a request to upgrade is never read as a request.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# Less than this in `body_seconds` is no progress: a byte now and then would hold a handler for days.
PROGRESS_BYTES = 4_096
MAX_PIPELINED = 64
# What a header line has beside its name and value: colon, space, line end.
LINE_BYTES = 4


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """See the rules above."""

    head_seconds: float = 10.0
    head_bytes: int = 32_768
    body_seconds: float = 30.0
    stall_seconds: float = 30.0


class RequestRefused(Exception):
    """The request is too large or unclear; raised into the parser, which takes it for bad syntax."""


class _Phase(Enum):
    """What of a request the next byte belongs to."""

    BETWEEN = auto()
    HEAD = auto()
    BODY = auto()


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with an end to every wait. Use `guarded`."""

    limits = ConnectionLimits()
    # Slots: with these in it too, the instance's dictionary would no longer share its keys.
    __slots__ = ("_answering", "_arrived", "_changes", "_deadline", "_line_bytes", "_phase", "_stall", "_was_our_turn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's own arguments, handed on
        super().__init__(*args, **kwargs)
        self._answering: RequestResponseCycle | None = None
        self._phase = _Phase.BETWEEN
        self._changes = 0
        # Of the head or body that is coming: bytes of whole reads, and of a head those of the lines that were parsed.
        self._arrived = self._line_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._was_our_turn = False

    # --- the transport ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._set_deadline(self.limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._call_off_deadline()
        self._call_off_stall()
        super().connection_lost(exc)
        # uvicorn tells only the newest request, which may wait behind the one that is being answered.
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()
        self.pipeline.clear()

    def data_received(self, data: bytes) -> None:
        changes = self._changes
        super().data_received(data)
        is_new = changes != self._changes
        # Of a read that also ended something else nobody knows how much of it was the beginning of this.
        self._arrived = 0 if is_new else self._arrived + len(data)
        if self.transport.is_closing():
            self._close_soon()
        elif self._phase is _Phase.BODY:
            self._expect_body(is_new=is_new)
        elif self._phase is _Phase.HEAD or not self._is_busy():
            # Line ends before a request belong to none; uvicorn would wait behind them for ever.
            self._expect_head(is_new=is_new)
        else:
            self._call_off_deadline()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._close_soon()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._call_off_stall()

    # --- the parser ---

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._enter(_Phase.HEAD)
        self._line_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._count_line(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_line(len(name) + len(value) + LINE_BYTES)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= MAX_PIPELINED:
            raise RequestRefused
        _require_clear(self.parser.get_http_version(), self.headers)
        self._enter(_Phase.BODY)
        super().on_headers_complete()
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        self._enter(_Phase.BETWEEN)
        super().on_message_complete()

    # --- the answer ---

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's own type
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._close_soon()
        elif self._phase is _Phase.BODY and not self._is_busy():
            self._set_deadline(self.limits.body_seconds)

    def send_400_response(self, msg: str) -> None:
        if self._answering is not None and not self._answering.response_complete:
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._close_soon()

    def shutdown(self) -> None:
        super().shutdown()
        if self.transport.is_closing():
            self._close_soon()

    # --- the limits ---

    def _enter(self, phase: _Phase) -> None:
        self._phase = phase
        self._changes += 1

    def _newest(self) -> RequestResponseCycle | None:
        return self.cycle  # None before the first one

    def _is_busy(self) -> bool:
        newest = self._newest()
        return newest is not None and not newest.response_complete

    def _expect_head(self, *, is_new: bool) -> None:
        if self._arrived > self.limits.head_bytes:
            self.send_400_response("The request's head is too large.")
            self._close_soon()
        elif is_new or self._deadline is None:
            self._set_deadline(self.limits.head_seconds)

    def _count_line(self, size: int) -> None:
        self._line_bytes += size
        if self._line_bytes > self.limits.head_bytes:
            raise RequestRefused

    def _expect_body(self, *, is_new: bool) -> None:
        if is_new or self.flow.read_paused or (self._arrived >= PROGRESS_BYTES and self._is_busy()):
            self._arrived = 0
            self._set_deadline(self.limits.body_seconds)

    def _set_deadline(self, seconds: float) -> None:
        self._call_off_deadline()
        self._was_our_turn = self._is_our_turn()
        self._deadline = self.loop.call_later(seconds, self._miss_deadline)

    def _call_off_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _miss_deadline(self) -> None:
        # The client has had all of this time only if it was not waiting for us at the beginning either.
        if self._was_our_turn or self._is_our_turn():
            self._set_deadline(self.limits.body_seconds)
        else:
            self.transport.abort()

    def _is_our_turn(self) -> bool:
        """The handler does not read, or has not asked for the body yet: the client can do nothing about it."""
        if self._phase is not _Phase.BODY or not self._is_busy():
            return False
        return self.flow.read_paused or self.cycle.waiting_for_100_continue

    def _close_soon(self) -> None:
        """Cut the connection off unless the client takes what was written for it."""
        if self._stall is None:
            self._stall = self.loop.call_later(self.limits.stall_seconds, self.transport.abort)

    def _call_off_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None


def _require_clear(version: str, headers: Sequence[tuple[bytes, bytes]]) -> None:
    hosts = sum(name == b"host" for name, _ in headers)
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    match version:
        case "1.1":
            is_clear = hosts == 1 and codings in ([], [b"chunked"])
        case "1.0":
            is_clear = hosts <= 1 and not codings
        case _:
            is_clear = False
    if not is_clear:
        raise RequestRefused


def guarded(limits: ConnectionLimits) -> type[GuardedProtocol]:
    """The protocol with these limits, to be given to uvicorn as `http`."""

    class Guarded(GuardedProtocol):
        __slots__ = ()

    Guarded.limits = limits
    return Guarded
