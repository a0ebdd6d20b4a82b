"""A model's server on loopback that says what the test tells it to, when the test lets it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.models.providers import Providers
from shared.providers import Provider
from tests.support.servers import serve

# Given what was asked: the text of the answer, or a response of any kind.
Say = Callable[[dict[str, Any]], str | Response]


@dataclass(slots=True)
class ModelStub:
    """What was asked, how much at once, and what is said."""

    say: Say
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    open_now: int = 0
    most_at_once: int = 0
    left: int = 0
    url: str = ""

    async def complete(self, request: Request) -> Response:
        """`POST /v1/chat/completions`."""
        asked = await request.json()
        self.asked.append(asked)
        self.keys.append(request.headers.get("authorization"))
        self.open_now += 1
        self.most_at_once = max(self.most_at_once, self.open_now)
        try:
            await self._let_through(request)
            said = self.say(asked)
        finally:
            self.open_now -= 1
        if isinstance(said, Response):
            return said
        return JSONResponse({"model": "stub/writer", "choices": [{"message": {"role": "assistant", "content": said}}]})

    async def _let_through(self, request: Request) -> None:
        """Wait for the gate, or for the client to leave."""
        opened = asyncio.ensure_future(self.gate.wait())
        gone = asyncio.ensure_future(request.receive())
        try:
            await asyncio.wait({opened, gone}, return_when=asyncio.FIRST_COMPLETED)
            self.left += not opened.done()
        finally:
            opened.cancel()
            gone.cancel()


@asynccontextmanager
async def model_stub(say: Say, *, is_open: bool = True) -> AsyncGenerator[ModelStub]:
    """The server; with `is_open` false every answer waits until the test sets `gate`."""
    stub = ModelStub(say)
    if is_open:
        stub.gate.set()
    async with serve(Starlette(routes=[Route("/v1/chat/completions", stub.complete, methods=["POST"])])) as url:
        stub.url = f"{url}/v1"
        yield stub


def providers_at(*urls: str, key: str = "", name: str = "tiny") -> Providers:
    """Providers of one model, in that order."""
    return Providers([Provider(base_url=url, api_key=SecretStr(key)) for url in urls], model=name)


def elsewhere(url: str) -> str:
    """The same server under another name."""
    return url.replace("127.0.0.1", "localhost")


def is_title(asked: dict[str, Any]) -> bool:
    """Whether a title was asked for, and not suggestions."""
    return "title" in asked["messages"][0]["content"]
