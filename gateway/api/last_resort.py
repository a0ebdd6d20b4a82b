"""The boundary of a request: a bug becomes one problem document and one log line, inside CORS and everything else.

Starlette's own handler for exceptions stands outside all middleware, so its answer would lack the headers that let a
page of another origin read it, and it raises the exception once more for the server to log.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.problems import on_bug


class LastResort:
    """The innermost middleware but for the handlers of named errors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; when that raises, answer 500 if nothing was sent, else let the connection break."""
        has_begun = False

        async def note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:
            response = await on_bug(Request(scope), error)
            if has_begun:
                raise
            await response(scope, receive, send)
