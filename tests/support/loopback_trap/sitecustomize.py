"""Loaded by every Python process that a test starts: a connection or look-up that leaves this machine is refused.

Found through PYTHONPATH, which tests/conftest.py sets. What was tried is written to the file LOOPBACK_TRAP_LOG, so
that a refused connection which a library swallowed still fails the run.
"""

import ipaddress
import os
import sys

LOOPBACK_NAMES = {"localhost", "ip6-localhost", None, "", b"", b"localhost"}


def _trap(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        # Unix sockets have a path for an address and never leave the machine.
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            _refuse(event, address)
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"} and not _is_loopback(arguments[0]):
        _refuse(event, arguments[0])


def _is_loopback(host: object) -> bool:
    if host in LOOPBACK_NAMES or host in _own_names():
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _own_names() -> set[object]:
    name = os.uname().nodename
    return {name, name.encode()}


def _refuse(event: str, what: object) -> None:
    log = os.environ.get("LOOPBACK_TRAP_LOG")
    if log:
        with open(log, "a", encoding="utf-8") as opened:  # noqa: PTH123 - nothing more may be imported here
            opened.write(f"{os.getpid()} {' '.join(sys.argv)[:200]} {event} {what!r}\n")
    raise PermissionError(f"tests may not leave this machine: {event} {what!r}")


sys.addaudithook(_trap)
