"""Ports of loopback: is one free, and which one may a part take?"""

import random
import socket

from infra.launcher.errors import CannotStart

# Below what systems give to outgoing connections: a port chosen now is still free when a crew container starts later.
FIRST_PORT, LAST_PORT = 20_000, 31_999
TRIES = 200


def require_free(setting: str, host: str, port: int) -> None:
    """Raise `CannotStart` where the gateway could not listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as exc:
        # Python puts the address behind the system's words.
        why = (exc.strerror or str(exc)).partition(" (")[0].lower()
        reason = f"cannot listen on {host}:{port}: {why}; set {setting} to a free one"
        raise CannotStart.because_of(setting, reason) from exc


def free_ports(count: int) -> list[int]:
    """Return different ports on which nobody listens."""
    chosen: list[int] = []
    for port in random.sample(range(FIRST_PORT, LAST_PORT + 1), TRIES + count):
        if len(chosen) == count:
            break
        if _is_free(port):
            chosen.append(port)
    if len(chosen) < count:
        raise CannotStart(f"no {count} free ports between {FIRST_PORT} and {LAST_PORT}")
    return chosen


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
