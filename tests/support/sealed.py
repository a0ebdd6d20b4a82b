"""A program run where there is no network but loopback, and what it tried to reach all the same.

The kernel counts packets for which it found no route, whoever sent them: Python, its event loop in C, any library. So
the count after the run is what tried to leave, DNS look-ups included, whether or not the program noticed the refusal.
"""

import ctypes
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 1


class CannotSeal(Exception):
    """This system gives no network namespace to this user."""


def seal() -> None:
    """Leave the network of this machine for an empty one with loopback. Raises CannotSeal."""
    libc = ctypes.CDLL(None, use_errno=True)
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWNET | CLONE_NEWUSER
    if not hasattr(libc, "unshare") or libc.unshare(flags) != 0:
        raise CannotSeal(os.strerror(ctypes.get_errno()))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def packets_without_a_route() -> int:
    """How many packets of this network found no way out."""
    lines = [line.split() for line in Path("/proc/self/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
    names, values = lines
    counted = int(values[names.index("OutNoRoutes")])
    for line in Path("/proc/self/net/snmp6").read_text().splitlines():
        name, _, value = line.partition(" ")
        if name == "Ip6OutNoRoutes":
            counted += int(value)
    return counted


def main() -> None:
    """`python -m tests.support.sealed PROGRAM …`: run it sealed; print `{status, left}` as the last line."""
    try:
        seal()
    except CannotSeal as error:
        print(json.dumps({"cannot_seal": str(error)}))  # noqa: T201 - the answer to the test
        return
    before = packets_without_a_route()
    status = subprocess.run(sys.argv[1:], check=False).returncode
    print(json.dumps({"status": status, "left": packets_without_a_route() - before}))  # noqa: T201


if __name__ == "__main__":
    main()
