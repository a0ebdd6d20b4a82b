"""The internal key, compared in constant time. The only credential that the simulator knows."""

import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.simulators.platform.errors import error_response


class KeyCheck:
    """Answer 401 to a request without the internal key."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        refusal = error_response(scope["path"], 401, "Authentication is required")
        await refusal(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        return hmac.compare_digest(Headers(scope=scope).get("x-internal-key", "").encode("latin-1"), self._key)
