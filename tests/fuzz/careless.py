"""A gateway as it must not be: it lets everybody who has any key read the sessions of one user."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fuzz.stage import Stage
from tests.support.servers import serve

ONE_SESSION: Final = re.compile(r"/api/v1/chat/sessions/ses_\w+")
METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
# What belongs to one connection.
HOPS: Final = frozenset({"connection", "content-length", "date", "transfer-encoding", "host"})


@asynccontextmanager
async def careless(stage: Stage) -> AsyncGenerator[str]:
    """In front of the stage's gateway; yields its URL."""
    keys = set(stage.keys.values())

    async def forward(request: Request) -> Response:
        headers = {name: value for name, value in request.headers.items() if name not in HOPS}
        if request.method == "GET" and ONE_SESSION.fullmatch(request.url.path) and headers.get("x-api-key") in keys:
            headers["x-api-key"] = stage.keys["owner"]
        answer = await behind.request(
            request.method, request.url.path, params=request.url.query, headers=headers, content=await request.body()
        )
        told = {name: value for name, value in answer.headers.items() if name not in HOPS}
        return Response(answer.content, answer.status_code, told)

    async with httpx.AsyncClient(base_url=stage.gateway.public_url, trust_env=False, timeout=20) as behind:
        app = Starlette(routes=[Route("/{path:path}", forward, methods=METHODS)])
        async with serve(app) as url:
            yield url
