"""Print which of the `host:port` arguments accept a connection from here, as a JSON list."""

import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

TIMEOUT_SECONDS = 1.0
AT_ONCE = 16


def accepts(target: str) -> bool:
    """Whether something listens there and we get through."""
    host, _, port = target.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(accepts, sys.argv[1:]))
    sys.stdout.write(json.dumps([target for target, answer in zip(sys.argv[1:], answers, strict=True) if answer]))
