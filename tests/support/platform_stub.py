"""A platform of a few lines, for tests of what is asked of it rather than of what it answers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.servers import serve

HEADERS = ("x-internal-key", "x-organization-id", "authorization", "cache-control")


@dataclass(slots=True)
class PlatformStub:
    """Notes every request but those for permissions; answers with what the test put here."""

    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answer: Response = field(default_factory=lambda: JSONResponse({"total": 7}))
    answers: dict[str, Response] = field(default_factory=dict)
    permissions: Response = field(default_factory=lambda: JSONResponse({"error": "Not Found"}, 404))
    asked_for: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    async def handle(self, request: Request) -> Response:
        """Any GET; a path with an answer of its own gets that."""
        self.cookies += request.headers.getlist("cookie")
        if request.url.path.endswith("/permissions"):
            self.asked_for.append(request.url.path)
            return self.permissions
        named = {name: request.headers.get(name, "") for name in HEADERS}
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        self.asked.append((path, named))
        return self.answers.get(request.url.path, self.answer)


@asynccontextmanager
async def platform_stub(stopping: asyncio.Event | None = None) -> AsyncGenerator[PlatformStub]:
    """The platform on a free port."""
    stub = PlatformStub()
    async with serve(Starlette(routes=[Route("/{path:path}", stub.handle)]), stopping) as url:
        stub.url = url
        yield stub
