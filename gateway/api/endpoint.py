"""One line of the route table: enough to route a request and to describe the route."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

Handler = Callable[[Request], Awaitable[ASGIApp]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL, a method, and what goes in and out. `answer` is a model, or a media type where it is not JSON.

    `other_answers` are further media types, which the query chooses.
    """

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
    other_answers: tuple[str, ...] = ()


def routes_of(endpoints: Iterable[Endpoint]) -> list[Route]:
    """One Starlette route a path, in the table's order: only so does a 405 name all the methods that there are."""
    by_path: dict[str, dict[str, Handler]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint.handler
    return [Route(path, _by_method(handlers), methods=list(handlers)) for path, handlers in by_path.items()]


def _by_method(handlers: Mapping[str, Handler]) -> Handler:
    async def handle(request: Request) -> ASGIApp:
        # Starlette answers HEAD wherever GET is, by the same handler.
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return handle
