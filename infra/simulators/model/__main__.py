"""Start the model simulator: `python -m infra.simulators.model --host 127.0.0.1 --port 8200`."""

import argparse
import signal
import socket
import sys
from types import FrameType

import uvicorn
from pydantic import ValidationError

from infra.simulators.model.app import build_app
from infra.simulators.model.settings import ModelSimulatorSettings


def main() -> int:
    parser = argparse.ArgumentParser(prog="infra.simulators.model", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8200, help="0 takes any free port")
    asked = parser.parse_args()
    try:
        settings = ModelSimulatorSettings()
        listener = _listen(asked.host, asked.port)
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "_".join(map(str, first["loc"])).upper()
        return _give_up(f"MODEL_SIM_{name}: {first['msg']}")
    except OSError as exc:
        return _give_up(f"cannot listen on {asked.host}:{asked.port}: {exc.strerror}")
    sys.stdout.write(f"model simulator: http://{asked.host}:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        build_app(settings),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    for ending in (signal.SIGINT, signal.SIGTERM):
        # The server raises the signal again once it has shut down; being told to end is no failure.
        signal.signal(ending, _end)
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    """Let the process end by returning."""


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # TCP by its number: asyncio sets TCP_NODELAY only on sockets that name it, and tokens are small writes.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Listening here and not in the server makes a taken port one clear line.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def _give_up(reason: str) -> int:
    sys.stderr.write(f"model simulator: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
