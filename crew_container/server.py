"""Serve the container with uvicorn: bind first (the port may be any free one), drain before the connections close."""

import os
import signal
import socket
import threading
from types import FrameType

import uvicorn

from crew_container.app import Container
from crew_container.settings import WILDCARD_HOSTS, CrewSettings

BACKLOG = 256
# After draining: what is left are idle connections.
CLOSE_SECONDS = 1
# A tool of another package may hold its thread for ever; the process does not wait for it.
THREADS_GRACE_SECONDS = 0.5


class CannotListen(Exception):
    """The address is taken or not ours; `str()` says which."""


class DrainingServer(uvicorn.Server):
    """Uvicorn that lets the container say goodbye before it closes connections."""

    def __init__(self, config: uvicorn.Config, container: Container) -> None:
        super().__init__(config)
        self._container = container
        container.on_retired = self._retire

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then close."""
        await self._container.drain()
        await super().shutdown(sockets)
        exit_soon = threading.Timer(THREADS_GRACE_SECONDS, os._exit, (0,))
        exit_soon.daemon = True
        exit_soon.start()

    def _retire(self) -> None:
        self.should_exit = True


def serve(settings: CrewSettings) -> None:
    """Serve until SIGTERM or SIGINT. Raises CannotListen, or ToolMissing for an extra tool that is not there."""
    listener = listen(settings.crew_host, settings.crew_port)
    port = listener.getsockname()[1]
    container = Container(settings, url=settings.crew_url or reachable_url(settings.crew_host, port))
    # Uvicorn puts these back when it is done and raises the signal again: then it is answered already. It also
    # replaces whatever a library installed at import.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _already_answered)
    DrainingServer(server_config(container), container).run(sockets=[listener])


def server_config(container: Container) -> uvicorn.Config:
    """Return how uvicorn serves the container."""
    return uvicorn.Config(
        container.app,
        lifespan="on",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=CLOSE_SECONDS,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, because asyncio turns Nagle's algorithm off only for sockets that say they are TCP;
    # `socket.create_server` does not, and every small write would then wait 40 ms for the reader's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as exc:
        listener.close()
        message = f"cannot listen on {host}:{port}: {exc.strerror or exc}"
        raise CannotListen(message) from exc
    return listener


def reachable_url(host: str, port: int) -> str:
    """Return where others find what listens here; behind a wildcard it is this machine's (or container's) name."""
    name = socket.gethostname() if host in WILDCARD_HOSTS else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _already_answered(_number: int, _frame: FrameType | None) -> None:
    return
