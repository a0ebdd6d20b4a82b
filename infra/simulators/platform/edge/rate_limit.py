"""The gateway's rate limit: requests per address in a sliding window, 429 above it."""

import math
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.simulators.platform.errors import error_response


class RateLimit:
    """`clock` returns seconds; it is a parameter so that tests need not wait."""

    def __init__(self, app: ASGIApp, *, requests: int, window_seconds: float, clock: Callable[[], float]) -> None:
        self._app = app
        self._requests = requests
        self._window = window_seconds
        self._clock = clock
        self._seen: defaultdict[str, deque[float]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = self._seconds_to_wait(scope) if scope["type"] == "http" else 0.0
        if wait <= 0:
            await self._app(scope, receive, send)
            return
        response = error_response(scope["path"], 429, "Rate limit exceeded")
        response.headers["Retry-After"] = str(math.ceil(wait))
        await response(scope, receive, send)

    def _seconds_to_wait(self, scope: Scope) -> float:
        client = scope.get("client") or ("", 0)
        times = self._seen[Headers(scope=scope).get("cf-connecting-ip", str(client[0]))]
        now = self._clock()
        while times and times[0] <= now - self._window:
            times.popleft()
        if len(times) >= self._requests:
            return times[0] + self._window - now
        times.append(now)
        return 0.0
