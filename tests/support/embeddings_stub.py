"""A server of embeddings on loopback: texts that share words lie near. It answers when the test lets it."""

import asyncio
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.servers import serve

DIMENSIONS = 96


def by_words(text: str) -> list[float]:
    """One dimension for each word, as far as there are enough."""
    vector = [0.01] * DIMENSIONS
    for word in text.lower().split():
        vector[zlib.crc32(word.strip(".,?!").encode()) % DIMENSIONS] += 1
    return vector


@dataclass(slots=True)
class EmbeddingsStub:
    """What was asked, and how it is answered."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)
    status: int = 200
    url: str = ""

    async def embed(self, request: Request) -> Response:
        """`POST /v1/embeddings`."""
        texts = (await request.json())["input"]
        self.asked += texts
        gone = asyncio.ensure_future(request.receive())
        opened = asyncio.ensure_future(self.gate.wait())
        try:
            await asyncio.wait({opened, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            opened.cancel()
            gone.cancel()
        items = [{"index": n, "embedding": by_words(text)} for n, text in enumerate(texts)]
        return JSONResponse({"data": items}, self.status)


@asynccontextmanager
async def embeddings_stub() -> AsyncGenerator[EmbeddingsStub]:
    """The server, answering at once until the test clears `gate`."""
    stub = EmbeddingsStub()
    stub.gate.set()
    async with serve(Starlette(routes=[Route("/v1/embeddings", stub.embed, methods=["POST"])])) as url:
        stub.url = f"{url}/v1"
        yield stub
