"""An answer as it comes: events in their order, each once, whatever happens to the connection.

When it breaks, the stream is asked for again after the last event that was read (`Last-Event-ID`). An attempt that
brought something new does not count against the limit of attempts.
"""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, aclosing, suppress
from typing import Final

import httpx

from chat_client.errors import ChatClientError, StreamLost, TransportFailed
from chat_client.lines import Event, parse_line
from chat_client.models import BrokenLine, KeepAliveLine, TextDelta, TextStarted, TurnBody, TurnFinished
from chat_client.transport import Transport, quoted

NDJSON: Final = {"protocol": "ndjson"}
TURNS: Final = "/api/v1/chat/turns"

Opened = AbstractAsyncContextManager[httpx.Response]


class TurnFailed(ChatClientError):
    """The turn ended without a whole answer; `code` is for programs, the message may be shown to people."""

    def __init__(self, end: TurnFinished) -> None:
        super().__init__(end.error_message or f"The answer was {end.outcome}.")
        self.outcome = end.outcome
        self.code = end.error_code or end.outcome


class Answer:
    """One turn, to be iterated over once. `end` is there when the iteration is over."""

    def __init__(self, transport: Transport, response: httpx.Response, *, after: int = 0) -> None:
        self.session_id: str = response.headers["x-chat-session-id"]
        self.turn_id: str = response.headers["x-chat-turn-id"]
        self.is_replay: bool = response.headers.get("idempotency-replayed") == "true"
        self.last_seq: int = after
        self.end: TurnFinished | None = None
        self._transport = transport
        self._response = response

    async def __aiter__(self) -> AsyncGenerator[Event]:
        """The events of the log and the places in the queue. Raises StreamLost, ApiError, NotUnderstood."""
        async with aclosing(self._events(self._response)) as events:
            async for event in events:
                yield event
        failures = 0
        while self.end is None:
            failures += 1
            if failures >= self._transport.attempts:
                raise StreamLost(self.turn_id, self.last_seq)
            await self._transport.pause(failures)
            before = self.last_seq
            async with aclosing(self._rest()) as events:
                async for event in events:
                    yield event
            if self.last_seq > before:
                failures = 0

    async def text(self) -> str:
        """The whole answer, its parts with a blank line between them. Raises TurnFailed, and what iterating raises."""
        pieces: list[str] = []
        async for event in self:
            if isinstance(event, TextStarted) and pieces:
                pieces.append("\n\n")
            elif isinstance(event, TextDelta):
                pieces.append(event.text)
        assert self.end is not None
        if self.end.outcome != "done":
            raise TurnFailed(self.end)
        return "".join(pieces)

    async def stop(self) -> TurnBody:
        """Stop the turn; iterating goes on to its end. Raises ApiError, TransportFailed."""
        return await self._transport.fetch(TurnBody, "POST", f"{TURNS}/{quoted(self.turn_id)}/stop")

    async def _rest(self) -> AsyncGenerator[Event]:
        """What a new connection brings."""
        with suppress(TransportFailed):
            async with (
                follow(self._transport, self.turn_id, after=self.last_seq) as response,
                aclosing(self._events(response)) as events,
            ):
                async for event in events:
                    yield event

    async def _events(self, response: httpx.Response) -> AsyncGenerator[Event]:
        """What one connection brings, until it ends or breaks."""
        with suppress(httpx.TransportError):
            async for line in response.aiter_lines():
                event = parse_line(line)
                if isinstance(event, KeepAliveLine):
                    continue
                if isinstance(event, BrokenLine):
                    return
                self.last_seq = max(self.last_seq, getattr(event, "seq", None) or 0)
                if isinstance(event, TurnFinished):
                    self.end = event
                yield event


def follow(transport: Transport, turn_id: str, *, after: int) -> Opened:
    """The stream of a turn after an event."""
    header = {"Last-Event-ID": after} if after else None
    return transport.stream("GET", f"{TURNS}/{quoted(turn_id)}/stream", query=NDJSON, header=header)
