"""Send one completion at the model's pace, and notice at once when the client hangs up.

Two tasks live as long as the response: one sends, one waits for the hang-up. Whichever ends first ends the
other, so a client that leaves is seen in the middle of a delay, of a hang, or of a full socket.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from infra.simulators.model.chunks import DONE, ChunkWriter, UsageMode, usage_of, whole_completion
from infra.simulators.model.log import Entry, RequestLog, now_ms
from infra.simulators.model.reply import CallOpened, Performance
from infra.simulators.model.script import Behaviour


@dataclass(frozen=True, slots=True)
class Pace:
    first_token_ms: float
    token_ms: float


class Clock:
    """Keeps the pace without drift: a late delta does not push the next ones."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._due = time.monotonic() + pace.first_token_ms / 1000

    async def wait(self) -> None:
        # Also with no delay: each delta is a write of its own, and other streams get their turn.
        await asyncio.sleep(max(0.0, self._due - time.monotonic()))
        self._due += self._pace.token_ms / 1000


class CompletionResponse(Response):
    """A completion that is being spoken; the log learns how far it came."""

    def __init__(
        self,
        performance: Performance,
        *,
        entry: Entry,
        log: RequestLog,
        pace: Pace,
        behaviour: Behaviour,
        include_usage: bool,
    ) -> None:
        self.status_code = 200
        self.background = None
        self._performance = performance
        self._entry = entry
        self._log = log
        self._pace = pace
        self._behaviour = behaviour
        self._include_usage = include_usage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's signature
        try:
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(self._send(send))
                leaving = group.create_task(_hang_up(receive))
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if not sending.done():
                    self._log.close(self._entry, "client_closed")
                sending.cancel()
                leaving.cancel()
        finally:
            self._log.close(self._entry, "error")

    async def _send(self, send: Send) -> None:
        if self._behaviour.hang:
            await asyncio.Event().wait()
        if self._entry.stream:
            await self._stream(send)
        else:
            await self._whole(send)

    async def _stream(self, send: Send) -> None:
        await send(_start(self._content_type("text/event-stream; charset=utf-8")))
        async for data in self._events():
            await send({"type": "http.response.body", "body": data, "more_body": True})
        if self._behaviour.cut_after_tokens is not None:
            return  # The response is never completed: the server closes the socket.
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        self._log.close(self._entry, "finished")

    async def _events(self) -> AsyncGenerator[bytes]:
        """The stream's events, each when it is due."""
        chunks = ChunkWriter(self._entry.id, int(time.time()), self._entry.prompt_tokens, self._usage_mode())
        clock = Clock(self._pace)
        malformed = self._behaviour.malformed
        await clock.wait()
        yield chunks.role()
        for delta in self._performance.deltas:
            await self._stand_still_if_told()
            if self._entry.tokens_sent == self._behaviour.cut_after_tokens:
                return
            if self._entry.tokens_sent:
                await clock.wait()
            if not isinstance(delta, CallOpened):
                self._count_token()
            data = chunks.delta(delta, self._entry.tokens_sent)
            if malformed == "truncated_json":
                yield data[: len(data) // 2] + b"\n\n"
                break
            yield data
        spoken = self._entry.tokens_sent
        null_delta = malformed == "null_finish_delta"
        if null_delta and self._performance.finish == "tool_calls":
            yield chunks.null_call()
        yield chunks.finish(self._performance.finish, spoken, null_delta=null_delta)
        if self._usage_mode() != "none":
            yield chunks.final_usage(spoken)
        if malformed != "no_done":
            yield DONE

    async def _whole(self, send: Send) -> None:
        tokens = self._performance.tokens
        seconds = (self._pace.first_token_ms + self._pace.token_ms * max(0, tokens - 1)) / 1000
        await asyncio.sleep(seconds)
        usage = None if self._behaviour.usage == "none" else usage_of(self._entry.prompt_tokens, tokens)
        body = whole_completion(self._performance, reply_id=self._entry.id, created=int(time.time()), usage=usage)
        data = json.dumps(body, ensure_ascii=False).encode()
        if self._behaviour.malformed == "truncated_json":
            data = data[: len(data) // 2]
        await send(_start(self._content_type("application/json"), length=len(data)))
        if self._behaviour.cut_after_tokens is not None:
            await send({"type": "http.response.body", "body": data[: len(data) // 2], "more_body": True})
            return
        for _ in range(tokens):
            self._count_token()
        await send({"type": "http.response.body", "body": data, "more_body": False})
        self._log.close(self._entry, "finished")

    def _count_token(self) -> None:
        self._entry.tokens_sent += 1
        if self._entry.first_token_at_ms is None:
            self._entry.first_token_at_ms = now_ms()

    async def _stand_still_if_told(self) -> None:
        if self._entry.tokens_sent == self._behaviour.hang_after_tokens:
            await asyncio.Event().wait()

    def _usage_mode(self) -> UsageMode:
        if self._behaviour.malformed == "usage_every_chunk":
            return "every"
        return self._behaviour.usage or ("final" if self._include_usage else "none")

    def _content_type(self, usual: str) -> str:
        return "text/plain" if self._behaviour.malformed == "wrong_content_type" else usual


def _start(content_type: str, *, length: int | None = None) -> dict[str, object]:
    headers = [(b"content-type", content_type.encode()), (b"cache-control", b"no-cache")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {"type": "http.response.start", "status": 200, "headers": headers}


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
