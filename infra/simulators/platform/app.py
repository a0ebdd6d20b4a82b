"""The ASGI application: the simulator's own routes beside the platform behind its gateway."""

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.types import ASGIApp

from infra.simulators.platform.edge.cache import SharedCache
from infra.simulators.platform.edge.credentials import KeyCheck
from infra.simulators.platform.edge.faults import FaultInjector
from infra.simulators.platform.edge.rate_limit import RateLimit
from infra.simulators.platform.edge.request_log import RequestRecorder
from infra.simulators.platform.errors import ApiError, render_api_error, render_http_exception
from infra.simulators.platform.fill import open_filled_database
from infra.simulators.platform.routes import control_routes, platform_routes
from infra.simulators.platform.settings import PlatformSimSettings
from infra.simulators.platform.simulator import Simulator


def open_simulator(settings: PlatformSimSettings) -> Simulator:
    """Fill or reuse the database of these settings. Raises `CsvRefused` for an orders file that is no orders file."""
    database, report = open_filled_database(settings)
    return Simulator(settings=settings, database=database, load_report=report)


def create_app(simulator: Simulator, *, clock: Callable[[], float] = time.monotonic) -> Starlette:
    """Return the application; `clock` (seconds) drives the cache and the rate limit."""
    platform = _application(simulator)
    platform.router.routes.extend(platform_routes())
    outer = _application(simulator)
    outer.router.routes.extend([*control_routes(), Mount("/", _behind_gateway(platform, simulator, clock))])
    return outer


def _application(simulator: Simulator) -> Starlette:
    app = Starlette(exception_handlers={ApiError: render_api_error, HTTPException: render_http_exception})
    app.router.redirect_slashes = False
    app.state.simulator = simulator
    return app


def _behind_gateway(platform: ASGIApp, simulator: Simulator, clock: Callable[[], float]) -> ASGIApp:
    """Wrap the services, innermost first: cache, key, rate limit, faults, log."""
    settings = simulator.settings
    key = settings.internal_key.get_secret_value()
    app = platform
    if settings.cache_enabled:
        app = SharedCache(app, seconds=settings.cache_seconds, clock=clock)
    app = KeyCheck(app, key)
    if settings.rate_limit_enabled:
        requests, window = settings.rate_limit_requests, settings.rate_limit_window_seconds
        app = RateLimit(app, requests=requests, window_seconds=window, clock=clock)
    return RequestRecorder(FaultInjector(app, simulator.faults), simulator.requests, key)
