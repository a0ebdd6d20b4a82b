"""One line of the route table: enough to route a request and to describe the route."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pydantic import BaseModel
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

Handler = Callable[[Request], Awaitable[ASGIApp]]

MAX_BODY_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL, a method, and what goes in and out. `answer` is a model, or a media type where it is not JSON."""

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel] | str | None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    errors: tuple[int, ...] = ()
    needs_key: bool = True
    max_body_bytes: int = field(default=MAX_BODY_BYTES)

    def route(self) -> Route:
        """The Starlette route."""
        return Route(self.path, self.handler, methods=[self.method], max_body_size=self.max_body_bytes)
