"""One line of the route table: enough to route a request and to describe the route."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from gateway.chat.errors import ChatError

# Where a request's scope tells the path of its route: `{id}` in place of what somebody wrote there.
ROUTE = "chat.route"
# Where the URLs of the chat begin.
CHAT = "/api/v1/chat"

Handler = Callable[[Request], Awaitable[ASGIApp]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL, a method, and what goes in and out.

    `answer` is a model, or a media type where it is not JSON; `text/event-stream` stands for a turn told in whichever
    protocol. `also` names other statuses of success, or of no problem, and what they carry, `other_answers` further
    media types, which the request chooses, `other_bodies` what else is understood, `raw_bodies` the types of a body
    that is just bytes. `errors` are statuses, or errors of the core where they belong to this route alone; what every
    route with a key, a body or a query answers need not be listed (`description/refusals.py`). `refusal` is what errors
    are told as where that is no problem document.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel] | str | None
    status: int = 200
    body: type[BaseModel] | None = None
    raw_bodies: tuple[str, ...] = ()
    query: type[BaseModel] | None = None
    errors: tuple[int | type[ChatError], ...] = ()
    needs_key: bool = True
    other_answers: tuple[str, ...] = ()
    other_bodies: tuple[type[BaseModel], ...] = ()
    also: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    refusal: type[BaseModel] | None = None


def routes_of(endpoints: Iterable[Endpoint]) -> list[Route]:
    """One Starlette route a path, in the table's order; it owns its path, also the methods that it does not know."""
    by_path: dict[str, dict[str, Handler]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint.handler
    return [_resource(path, handlers) for path, handlers in by_path.items()]


def allowed_methods(handlers: Mapping[str, Handler]) -> str:
    """The methods of a path as an `Allow` header."""
    return ", ".join(sorted({*handlers, "OPTIONS", *(["HEAD"] if "GET" in handlers else [])}))


def _resource(path: str, handlers: Mapping[str, Handler]) -> Route:
    allow = {"allow": allowed_methods(handlers)}

    async def handle(request: Request) -> ASGIApp:
        request.scope[ROUTE] = path
        method = "GET" if request.method == "HEAD" else request.method
        if method in handlers:
            return await handlers[method](request)
        if method == "OPTIONS":
            return Response(status_code=204, headers=allow)
        raise HTTPException(405, "Method Not Allowed", headers=allow)

    route = Route(path, handle)
    # All methods: otherwise those that are not here would come to a later path with an `{id}` that this one fits too.
    route.methods = None
    return route
