"""Serve an ASGI app with real uvicorn on a free loopback port, in the test's own loop."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from crew_container.server import listen


@asynccontextmanager
async def serving(
    app: ASGIApp, *, lifespan: bool = False, listener: socket.socket | None = None
) -> AsyncGenerator[str]:
    """Yield the server's URL. Started and stopped by hand: uvicorn's own loop ticks ten times a second."""
    listener = listener or listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app, lifespan="on" if lifespan else "off", access_log=False, log_config=None, timeout_graceful_shutdown=1
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    assert not server.should_exit
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await _close(server)
        listener.close()


async def _close(server: uvicorn.Server) -> None:
    """Do what uvicorn does at its end, without its waiting: three servers a test would make a minute of it."""
    for listening in server.servers:
        listening.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    if tasks := list(server.server_state.tasks):
        _, left = await asyncio.wait(tasks, timeout=0.2)
        # A scripted answer that waits for ever does not listen for its client.
        for task in left:
            task.cancel()
    await server.lifespan.shutdown()
