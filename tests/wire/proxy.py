"""A proxy that a test holds in its hand: it passes everything on, cuts a connection, or rewrites an answer."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.support.servers import serve

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "host", "keep-alive"}


class Cut(Exception):
    """Raised inside a response: the server breaks the connection here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, as it may be rewritten; `asked` is the body of its request."""

    status: int
    headers: dict[str, str]
    body: bytes
    asked: bytes = b""
    is_cut: bool = False  # the connection breaks behind the body
    piece_bytes: int | None = None  # so many bytes at a time


Rewrite = Callable[[Answer], Answer]


@dataclass(slots=True)
class Passage:
    """One way through the proxy. With `rewrite` it collects each streamed answer and gives the rewritten one."""

    url: str
    rewrite: Rewrite | None = None
    _cut: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """Break the answer that is under way; those that come later pass."""
        self._cut.set()
        self._cut = asyncio.Event()

    async def pass_on(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The chunks until they end or are cut. Raises Cut."""
        cut = asyncio.create_task(self._cut.wait())
        try:
            while True:
                coming = asyncio.ensure_future(anext(chunks, None))
                await asyncio.wait((coming, cut), return_when=asyncio.FIRST_COMPLETED)
                if cut.done():
                    coming.cancel()
                    await asyncio.wait((coming,))
                    raise Cut
                if (chunk := await coming) is None:
                    return
                yield chunk
        finally:
            cut.cancel()


class Proxy:
    """Passages to one origin, told apart by the first piece of their paths."""

    def __init__(self, origin: str, client: httpx.AsyncClient) -> None:
        self.url = ""
        self._origin = origin
        self._client = client
        self._passages: dict[str, Passage] = {}
        self._numbers = count(1)

    def passage(self, rewrite: Rewrite | None = None) -> Passage:
        """A new way through."""
        name = f"way{next(self._numbers)}"
        made = self._passages[name] = Passage(f"{self.url}/{name}", rewrite)
        return made

    async def handle(self, request: Request) -> Response:
        """Any request."""
        passage = self._passages[request.path_params["passage"]]
        query = f"?{request.url.query}" if request.url.query else ""
        asked = self._client.build_request(
            request.method,
            f"{self._origin}/{request.path_params['path']}{query}",
            headers={name: value for name, value in request.headers.items() if name not in HOP_BY_HOP},
            content=(body := await request.body()),
        )
        answer = await self._client.send(asked, stream=True)
        headers = {name: value for name, value in answer.headers.items() if name not in HOP_BY_HOP}
        if answer.status_code == 204:
            await answer.aclose()
            return Response(None, 204, headers)
        if passage.rewrite is None:
            return StreamingResponse(_passed_on(passage, answer), answer.status_code, headers)
        made = passage.rewrite(Answer(answer.status_code, headers, await answer.aread(), body))
        return StreamingResponse(_whole(made), made.status, made.headers)


async def _whole(answer: Answer) -> AsyncGenerator[bytes]:
    size = answer.piece_bytes or len(answer.body) or 1
    for at in range(0, len(answer.body), size):
        yield answer.body[at : at + size]
    if answer.is_cut:
        raise Cut


async def _passed_on(passage: Passage, answer: httpx.Response) -> AsyncGenerator[bytes]:
    try:
        async for chunk in passage.pass_on(answer.aiter_raw()):
            yield chunk
    finally:
        await answer.aclose()


@asynccontextmanager
async def proxy(origin: str, stopping: asyncio.Event | None = None) -> AsyncGenerator[Proxy]:
    """The proxy before `origin` until the context is left."""
    async with httpx.AsyncClient(timeout=None, trust_env=False) as client:  # noqa: S113 - a stream may be silent
        made = Proxy(origin, client)
        methods = ["GET", "POST", "PUT", "DELETE"]
        app = Starlette(routes=[Route("/{passage}/{path:path}", made.handle, methods=methods)])
        async with serve(app, stopping) as url:
            made.url = url
            yield made
