"""A process that does what it is told to: nothing for ever, too much, or the answer to something else."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.pictures.confined import Refused, serve


def obey(asked: bytes) -> bytes:
    """Do it."""
    match asked.partition(b" "):
        case (b"sleep", _, _):
            time.sleep(600)
        case (b"spin", _, _):
            while True:
                pass
        case (b"take", _, size):
            bytearray(int(size))
        case (b"die", _, _):
            os._exit(3)
        case (b"refuse", _, _):
            raise Refused("Not this one.")
        case (b"print", _, _):
            print("a library says something")  # noqa: T201 - that is the point
        case (b"open", _, name):
            return _opened(lambda: Path(name.decode()).open("rb"))
        case (b"connect", _, _):
            return _opened(socket.socket)
        case (b"environment", _, _):
            return ",".join(sorted(os.environ)).encode()
    return asked


def _opened(opening: Callable[[], Any]) -> bytes:
    try:
        opening().close()
    except OSError as error:
        return str(error.strerror).encode()
    return b"opened"


if __name__ == "__main__":
    serve(obey, prepare=list, memory_bytes=200_000_000, cpu_seconds=0)
