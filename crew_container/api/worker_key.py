"""Let only the gateway in: every route but the probes needs the shared key."""

import hmac

from starlette.types import ASGIApp, Receive, Scope, Send

from crew_container.api.problems import problem
from shared.runs import WORKER_KEY_HEADER

OPEN_PATHS = frozenset({"/livez", "/readyz"})


class WorkerKeyGuard:
    """Pure ASGI: it neither reads nor wraps the body."""

    def __init__(self, app: ASGIApp, *, worker_key: str) -> None:
        self._app = app
        self._key = worker_key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 without the key."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS and not self._is_gateway(scope):
            refusal = problem(401, "Unauthorized", f"The header {WORKER_KEY_HEADER} is missing or wrong.")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_gateway(self, scope: Scope) -> bool:
        name = WORKER_KEY_HEADER.encode()
        given = [value for key, value in scope["headers"] if key == name]
        return len(given) == 1 and hmac.compare_digest(given[0], self._key)
