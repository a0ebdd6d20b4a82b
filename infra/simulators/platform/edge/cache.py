"""The gateway's shared GET cache: per path, query and organization – not per user, which is its trap."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HIT_CACHE_CONTROL: Final = "public, max-age=300, s-maxage=600"
MAX_ENTRIES: Final = 5_000

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    media_type: str
    body: bytes
    stored_at: float


class SharedCache:
    """Keep every GET 2xx that is not `no-store` or `private`; `clock` returns seconds."""

    def __init__(self, app: ASGIApp, *, seconds: float, clock: Callable[[], float]) -> None:
        self._app = app
        self._seconds = seconds
        self._clock = clock
        self._answers: dict[Key, _Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        key = (scope["path"], scope["query_string"].decode("latin-1"), headers.get("x-organization-id", ""))
        if not _says(headers, "no-cache", "no-store"):
            answer = self._fresh(key)
            if answer is not None:
                await self._replay(answer)(scope, receive, send)
                return
        await self._app(scope, receive, _Recording(self, key, send))

    def _fresh(self, key: Key) -> _Answer | None:
        answer = self._answers.get(key)
        if answer is not None and self._clock() - answer.stored_at >= self._seconds:
            del self._answers[key]
            return None
        return answer

    def _replay(self, answer: _Answer) -> Response:
        age = int(self._clock() - answer.stored_at)
        headers = {"Cache-Control": HIT_CACHE_CONTROL, "X-Cache": "HIT", "X-Cache-Age": str(age)}
        return Response(answer.body, answer.status, headers, media_type=answer.media_type)

    def keep(self, key: Key, status: int, headers: Headers, body: bytes) -> None:
        """Store an answer that may be stored; the oldest one leaves when there is no room."""
        if not 200 <= status < 300 or _says(headers, "no-store", "private"):
            return
        if len(self._answers) >= MAX_ENTRIES:
            del self._answers[next(iter(self._answers))]
        media_type = headers.get("content-type", "application/json")
        self._answers[key] = _Answer(status, media_type, body, self._clock())


class _Recording:
    """A send that passes everything on and stores the whole answer at its end."""

    def __init__(self, cache: SharedCache, key: Key, send: Send) -> None:
        self._cache = cache
        self._key = key
        self._send = send
        self._status = 0
        self._headers = Headers()
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                self._cache.keep(self._key, self._status, self._headers, bytes(self._body))
        await self._send(message)


def _says(headers: Headers, *directives: str) -> bool:
    given = {part.strip().lower() for part in headers.get("cache-control", "").split(",")}
    return not given.isdisjoint(directives)
