"""One line of the route table: enough to route a request and to describe the route."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp

from gateway.chat.errors import ChatError

Handler = Callable[[Request], Awaitable[ASGIApp]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL, a method, and what goes in and out.

    `answer` is a model, or a media type where it is not JSON; `text/event-stream` stands for a turn told in whichever
    protocol. `also` names other statuses of success, or of no problem, and what they carry, `other_answers` further
    media types, which the request chooses, `other_bodies` what else is understood. `errors` are statuses, or
    errors of the core where they belong to this route alone; what every route with a key, a body or a query answers
    need not be listed (`description/refusals.py`). `refusal` is what errors are told as where that is no problem
    document.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel] | str | None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    errors: tuple[int | type[ChatError], ...] = ()
    needs_key: bool = True
    other_answers: tuple[str, ...] = ()
    other_bodies: tuple[type[BaseModel], ...] = ()
    also: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    refusal: type[BaseModel] | None = None


def routes_of(endpoints: Iterable[Endpoint]) -> list[Route]:
    """One Starlette route a path, in the table's order: only so does a 405 name all the methods that there are."""
    by_path: dict[str, dict[str, Handler]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {"OPTIONS": tell_methods})[endpoint.method] = endpoint.handler
    return [Route(path, _by_method(handlers), methods=list(handlers)) for path, handlers in by_path.items()]


async def tell_methods(request: Request) -> Response:
    """Answer OPTIONS: what may be done with this path, whether or not anything is there."""
    return Response(status_code=204, headers={"allow": allowed_methods(request)})


def allowed_methods(request: Request) -> str:
    """The methods of a path as an `Allow` header: those of every route that it fits."""
    fitting = (
        route.methods or set()
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    )
    return ", ".join(sorted(set().union(*fitting)))


def _by_method(handlers: Mapping[str, Handler]) -> Handler:
    async def handle(request: Request) -> ASGIApp:
        # Starlette answers HEAD wherever GET is, by the same handler.
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return handle
