"""A real server on loopback, and a client for it."""

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn

from infra.simulators.model.app import build_app
from infra.simulators.model.settings import ModelSimulatorSettings

# Loopback speaks plain HTTP; reading the list of authorities would take most of a test's time.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
FAST = ModelSimulatorSettings(first_token_ms=0, token_ms=0)
Serve = Callable[[ModelSimulatorSettings], str]


@contextmanager
def serving(settings: ModelSimulatorSettings) -> Iterator[str]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    config = uvicorn.Config(build_app(settings), lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with serving(FAST) as url:
        yield url


@pytest.fixture
async def client(url: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server without delays, without script and with an empty log."""
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False, verify=NO_AUTHORITIES) as client:
        await client.delete("/_sim/script")
        assert (await client.get("/_sim/open", params={"until": 0})).json() == {"open": 0}
        await client.delete("/_sim/log")
        yield client
