"""The gateway process: two listeners, one inside."""

import asyncio
import contextlib
import functools
import gc
import signal
import socket
import sys
from collections.abc import Generator, Iterable

import uvicorn
from pydantic_core import to_json
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from gateway.agents.declaration import DeclarationError
from gateway.api.description.document import describe_endpoints
from gateway.api.description.page import render_page
from gateway.api.endpoint import Endpoint, routes_of
from gateway.api.guard import ConnectionLimits, guarded
from gateway.api.last_resort import LastResort
from gateway.api.problems import HANDLERS
from gateway.api.routes import INTERNAL, PUBLIC
from gateway.api.services import InternalServices, PublicServices
from gateway.chat.errors import StorageDamaged
from gateway.identity.issuer_keys import IssuerKeysUnusable
from gateway.models.price_book import PricesUnusable
from gateway.protocols import routing_headers
from gateway.settings import GatewaySettings
from gateway.storage.name_lock import NameTaken
from gateway.wiring.gateway import open_gateway
from shared.logs import log_to_stderr

BACKLOG = 4_096
GRACE_SECONDS = 2
# An event wakes all its readers at once, which makes some objects for each of them for a moment. With Python's own 700,
# every few events all objects of all streams would be looked through, for a second with 10,000 of them.
GARBAGE_THRESHOLD = 100_000
EXPOSED_HEADERS = (
    "Content-Disposition",
    "Idempotency-Replayed",
    "Location",
    "Preference-Applied",
    "Retry-After",
    "X-Chat-Ignored",
    "X-Chat-Session-Id",
    "X-Chat-Turn-Id",
)


def public_app(services: PublicServices, cors_origins: Iterable[str] = ()) -> Starlette:
    """The application that browsers and programs reach."""
    origins = list(cors_origins)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=sorted({endpoint.method for endpoint in PUBLIC}),
        # SDKs send headers of their own. No cookie counts here: a page that is let in must know a key in any case.
        allow_headers=["*"],
        # CROW's dashboard asks for everything with them (`credentials: "include"`); its browser insists on this word.
        allow_credentials=True,
        expose_headers=(*EXPOSED_HEADERS, *routing_headers.NAMES),
    )
    app = _app(PUBLIC, [cors] if origins else [])
    app.state.services = services
    app.state.described = _described
    return app


@functools.cache
def _described() -> tuple[bytes, bytes]:
    document = describe_endpoints(PUBLIC)
    return to_json(document), render_page(document).encode()


def internal_app(services: InternalServices) -> Starlette:
    """The application that crew containers reach."""
    app = _app(INTERNAL, [])
    app.state.services = services
    return app


async def serve(settings: GatewaySettings) -> None:
    """Serve until SIGTERM or SIGINT. Runs are ended before the listeners, so that readers hear of it."""
    public_socket = _bind(settings.gateway_host, settings.gateway_port, "GATEWAY_PORT")
    internal_socket = _bind(settings.gateway_internal_host, settings.gateway_internal_port, "GATEWAY_INTERNAL_PORT")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_gateway(settings) as gateway:
        _spare_garbage_collection()
        limits = connection_limits(settings)
        listeners = [
            (Listener(config(public_app(gateway.public, settings.cors_origins), limits)), public_socket),
            (Listener(config(internal_app(gateway.internal), limits)), internal_socket),
        ]
        async with asyncio.TaskGroup() as group:
            for listener, bound in listeners:
                group.create_task(listener.serve([bound]))
            await stop.wait()
            await gateway.drain(settings.drain_seconds)
            for listener, _ in listeners:
                listener.should_exit = True


class Listener(uvicorn.Server):
    """A uvicorn server that leaves signals to the process: there are two of them in it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Install nothing."""
        yield


def main(settings: GatewaySettings) -> None:
    """Serve until told to stop. What cannot be served is one line on standard error."""
    log_to_stderr()
    _allow_many_connections()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(settings))
    except (DeclarationError, IssuerKeysUnusable, NameTaken, PricesUnusable, StorageDamaged) as error:
        sys.exit(f"gateway: {error}")


def _app(endpoints: Iterable[Endpoint], middleware: list[Middleware]) -> Starlette:
    middleware = [*middleware, Middleware(LastResort)]
    app = Starlette(routes=routes_of(endpoints), exception_handlers=HANDLERS, middleware=middleware)
    # A redirect would name the host that the client claimed.
    app.router.redirect_slashes = False
    return app


def connection_limits(settings: GatewaySettings) -> ConnectionLimits:
    """The same for both listeners."""
    return ConnectionLimits(
        head_seconds=settings.http_head_seconds,
        head_bytes=settings.http_head_bytes,
        body_seconds=settings.http_body_seconds,
        stall_seconds=settings.http_stall_seconds,
    )


def config(app: ASGIApp, limits: ConnectionLimits, *, grace_seconds: int = GRACE_SECONDS) -> uvicorn.Config:
    """How both listeners are served."""
    return uvicorn.Config(
        app,
        http=guarded(limits),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=grace_seconds,
    )


def _bind(host: str, port: int, setting: str) -> socket.socket:
    # TCP by its number: asyncio sets TCP_NODELAY only on sockets that name it, and tokens are small writes.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as error:
        sys.exit(f"gateway: {setting}: cannot listen on {host}:{port}: {error.strerror}")
    return bound


def _spare_garbage_collection() -> None:
    # What is there now stays: it need not be looked through again.
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    gc.enable()


def _allow_many_connections() -> None:
    # Shells give 1,024 where the system allows many more; every stream is one.
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):  # macOS says "unlimited" and means a number of its own
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _loop_factory() -> "type[asyncio.AbstractEventLoop] | None":
    try:
        from uvloop import Loop  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return None
    return Loop
