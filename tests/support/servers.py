"""Real uvicorn servers on loopback, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from gateway.api.guard import ConnectionLimits
from gateway.app import Listener, config

START_SECONDS = 10.0
TICK_SECONDS = 0.01
# Between looks whether the last connection is closed.
END_SECONDS = 0.001


class QuickListener(Listener):
    """The gateway's server; it looks ten times as often whether it is to end, for which a thousand tests wait."""

    async def main_loop(self) -> None:
        """Look, and look again."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End as uvicorn does, in its order and within its grace, but without its waits of a tenth of a second."""
        for server in self.servers:
            server.close()
        for bound in sockets or []:
            bound.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(END_SECONDS)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()


@asynccontextmanager
async def serve(
    app: ASGIApp, stopping: asyncio.Event | None = None, limits: ConnectionLimits | None = None
) -> AsyncGenerator[str]:
    """Serve `app` as the gateway does, on a free port; yields its base URL.

    Servers that share `stopping` end together, which is quicker.
    """
    # TCP by its number: otherwise asyncio sets no TCP_NODELAY, and an answer in two writes takes 40 ms.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", 0))
    bound.listen(1024)
    server = QuickListener(config(app, limits or ConnectionLimits(), grace_seconds=1))
    leaving = asyncio.create_task(_leave(server, stopping)) if stopping is not None else None
    task = asyncio.create_task(server.serve([bound]))
    try:
        async with asyncio.timeout(START_SECONDS):
            while not server.started:
                await asyncio.sleep(0.001)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        if stopping is not None and leaving is not None:
            stopping.set()
            await leaving
        await task


async def _leave(server: QuickListener, stopping: asyncio.Event) -> None:
    await stopping.wait()
    server.should_exit = True


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
