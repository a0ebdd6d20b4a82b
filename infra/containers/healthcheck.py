"""Ask the server of this container whether it is well: `healthcheck.py HOST:PORT/PATH`, exit 0 for status 200.

Names like `$GATEWAY_HOST` are taken from the environment: a health check in exec form has no shell to do it. It runs
every few seconds in each container, so it imports only `socket`; an HTTP client would cost several times its CPU.
"""

import os
import socket
import sys

TIMEOUT_SECONDS = 2.0
ENOUGH_BYTES = 64


def is_well(target: str) -> bool:
    """Whether a GET of `target` is answered with 200."""
    address, _, path = os.path.expandvars(target).partition("/")
    host, _, port = address.rpartition(":")
    request = f"GET /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS) as connection:
            connection.sendall(request.encode())
            status_line = _read_line(connection)
    except (OSError, ValueError):
        return False
    return status_line.split()[1:2] == [b"200"]


def _read_line(connection: socket.socket) -> bytes:
    line = b""
    while b"\r\n" not in line and len(line) < ENOUGH_BYTES:
        data = connection.recv(ENOUGH_BYTES)
        if not data:
            break
        line += data
    return line.partition(b"\r\n")[0]


if __name__ == "__main__":
    sys.exit(0 if is_well(sys.argv[1]) else 1)
