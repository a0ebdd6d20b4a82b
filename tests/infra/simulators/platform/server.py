"""A simulator on a real socket, in a thread of the test process."""

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from infra.simulators.platform.app import create_app, open_simulator
from infra.simulators.platform.organizations import FIRST_ORGANIZATION
from infra.simulators.platform.settings import PlatformSimSettings

KEY = "a-key-for-tests"
FIRST = FIRST_ORGANIZATION.id
START_SECONDS = 10


class _Server(uvicorn.Server):
    """Says when it listens, so that nobody has to ask again and again."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def settings_in(data_dir: Path, **overrides: object) -> PlatformSimSettings:
    return PlatformSimSettings(data_dir=data_dir, **{"internal_key": KEY, **overrides})  # type: ignore[arg-type] # pydantic parses them


@contextmanager
def serve(settings: PlatformSimSettings, clock: Callable[[], float] | None = None) -> Generator[httpx.Client]:
    """Yield a client that speaks for the first organization with the right key."""
    app = create_app(open_simulator(settings), clock=clock or Clock())
    server = _Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    # By its number: only so asyncio sets TCP_NODELAY.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert server.listening.wait(START_SECONDS)
            headers = {"X-Internal-Key": KEY, "X-Organization-Id": FIRST}
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx.Client(base_url=base_url, headers=headers, trust_env=False, timeout=10) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)
