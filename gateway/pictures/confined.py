"""The inside of a process that makes pictures: confine itself, then answer one request after another.

It has no secret in its environment, opens neither a file nor a connection from its first request on, and gets so much
memory, and so much processor time for each request. When it may not go on, it dies: the gateway starts another one.
"""

import os
import resource
import sys
from collections.abc import Callable
from typing import BinaryIO, Final

from gateway.pictures.frames import HEAD, MADE, REFUSED, frame

# Behind everything that people wait for.
NICENESS: Final = 10


class Refused(Exception):
    """Nothing can be made of this; the message says why."""


def serve(
    work: Callable[[bytes], bytes], *, prepare: Callable[[], object], memory_bytes: int, cpu_seconds: int
) -> None:
    """Answer what is asked on standard input until it ends. `work` raises Refused.

    `prepare` opens all that work will ever need: nothing can be opened after it.
    """
    answers = _own_output()
    prepare()
    _confine(memory_bytes)
    while head := sys.stdin.buffer.read(HEAD.size):
        body = sys.stdin.buffer.read(HEAD.unpack(head)[1])
        _allow(cpu_seconds)
        try:
            answer = frame(MADE, work(body))
        except Refused as refused:
            answer = frame(REFUSED, str(refused).encode())
        answers.write(answer)
        answers.flush()


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what libraries print goes where errors go."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _confine(memory_bytes: int) -> None:
    # Of what is written to, not of addresses: V8 reserves 64 gigabytes of those and uses few. Linux keeps to this.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays open, and there will be no more: neither files nor sockets, whatever a library would fetch.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    os.nice(NICENESS)


def _allow(cpu_seconds: int) -> None:
    """From now on so much; the gateway's clock is the other limit, but the gateway may be gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
