"""A log of the requests that reached the platform, for tests. Never holds the key."""

from collections import deque
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

MAX_ENTRIES: Final = 10_000


class RequestLog:
    """The last `MAX_ENTRIES` requests."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, str | None]] = deque(maxlen=MAX_ENTRIES)

    def add(self, *, method: str, path: str, query: str, organization: str | None) -> None:
        self._entries.append({"method": method, "path": path, "query": query, "organization": organization})

    def entries(self) -> list[dict[str, str | None]]:
        return list(self._entries)

    def clear(self) -> None:
        self._entries.clear()


class RequestRecorder:
    """Write every request into the log before anything can refuse it."""

    def __init__(self, app: ASGIApp, log: RequestLog, key: str) -> None:
        self._app = app
        self._log = log
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            organization = Headers(scope=scope).get("x-organization-id")
            self._log.add(
                method=scope["method"],
                path=self._clean(scope["path"]),
                query=self._clean(scope["query_string"].decode("latin-1")),
                organization=None if organization is None else self._clean(organization),
            )
        await self._app(scope, receive, send)

    def _clean(self, text: str) -> str:
        # A caller that puts the key where it does not belong must not find it in a log.
        return text.replace(self._key, "***")
