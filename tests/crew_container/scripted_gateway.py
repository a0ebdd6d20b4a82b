"""The gateway's internal listener as a crew container sees it: registration, heartbeats, and CROW-shaped data."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Answer = Callable[[Request], Awaitable[Any] | Any]
FACADE = "/internal/platform"
TOKEN = "token-of-this-container"


@dataclass
class ScriptedGateway:
    """`data` answers by the end of the path, the longest that fits: JSON, a Response, or a function of the request."""

    heartbeat_seconds: float = 30.0
    knows_worker: bool = True
    is_away: bool = False
    registrations: list[dict[str, Any]] = field(default_factory=list)
    heartbeats: list[dict[str, Any]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[Response] = field(default_factory=list)
    registered: asyncio.Event = field(default_factory=asyncio.Event)
    beaten: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.data = {
            "/summary": {"web": 1500, "cctv": 600, "social": 230, "total": 2330},
            "/search": {"results": [], "total": 0},
            "/context": {
                "id": "ctx_1",
                "structuredData": {"summary": "A shop."},
                "generatedAt": "2026-10-01T00:00:00Z",
            },
        } | self.data

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/internal/workers", self._register, methods=["POST"]),
                Route("/internal/workers/{worker}/heartbeat", self._heartbeat, methods=["POST"]),
                Route(FACADE + "/{path:path}", self._facade, methods=["GET"]),
                Route("/internal/artifacts", self._artifacts, methods=["POST"]),
            ]
        )

    async def _register(self, request: Request) -> Response:
        if self.is_away:
            return Response(status_code=503)
        self.registrations.append({**await request.json(), "key": request.headers.get("x-worker-key")})
        self.knows_worker = True
        self.registered.set()
        return JSONResponse({"next_heartbeat_seconds": self.heartbeat_seconds, "token": TOKEN})

    async def _heartbeat(self, request: Request) -> Response:
        if not self.knows_worker:
            return Response(status_code=404)
        if request.headers.get("x-worker-key") != TOKEN or request.headers.get("x-worker-id") is None:
            return Response(status_code=401)
        self.heartbeats.append(await request.json())
        self.beaten.set()
        return JSONResponse({"next_heartbeat_seconds": self.heartbeat_seconds})

    async def _artifacts(self, request: Request) -> Response:
        self.requests.append(request)
        asked = await request.json()
        self.kept.append(asked)
        if self.refusals:
            return self.refusals.pop(0)
        receipt = {
            "artifact_id": asked.get("artifact_id") or "art_new",
            "version": 2 if "artifact_id" in asked else 1,
            "kind": asked["content"]["kind"],
            "title": asked["title"],
            "media_type": "application/json",
            "bytes": 1,
        }
        return JSONResponse(receipt, 201)

    async def _facade(self, request: Request) -> Response:
        self.requests.append(request)
        path = request.url.path.removeprefix(FACADE)
        ends = sorted((end for end in self.data if path.endswith(end)), key=len)
        found = self.data[ends[-1]] if ends else None
        answer = found(request) if callable(found) and not isinstance(found, Response) else found
        if inspect.isawaitable(answer):
            answer = await answer
        if isinstance(answer, Response):
            return answer
        return JSONResponse(answer) if answer is not None else JSONResponse({"error": "Not Found"}, 404)
