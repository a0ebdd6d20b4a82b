"""Ask a supervisord of this machine about its programs, over XML-RPC on its Unix socket.

The standard library's client waits for ever by default and knows no Unix sockets; here every wait has an end, and every
call is made in a thread.
"""

import asyncio
import http.client
import socket
import xmlrpc.client
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from gateway.chat.errors import LauncherUnavailable

ANSWER_SECONDS = 1.0
# https://supervisord.org/subprocess.html#process-states; one that ended by itself is about to be started again.
UP_STATES = frozenset({"STARTING", "RUNNING", "BACKOFF", "EXITED"})
# Faults that say that there is nothing to do: ALREADY_STARTED, NOT_RUNNING.
DONE_ALREADY = frozenset({60, 70})


class Program(BaseModel):
    """One program as supervisord knows it; `start` is the Unix time in seconds at which its process was started."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    group: str
    statename: str
    pid: int
    start: int

    @property
    def is_up(self) -> bool:
        """It runs or starts, without anybody's doing."""
        return self.statename in UP_STATES

    @property
    def is_given_up(self) -> bool:
        """It ended too often and is not started again by itself."""
        return self.statename == "FATAL"


PROGRAMS = TypeAdapter(list[Program])


@dataclass(frozen=True, slots=True)
class Supervisord:
    """The calls. Each raises LauncherUnavailable."""

    socket: Path

    async def programs(self) -> dict[str, Program]:
        """All programs by name."""
        answer = await self._call(lambda proxy: proxy.supervisor.getAllProcessInfo())
        try:
            return {program.name: program for program in PROGRAMS.validate_python(answer)}
        except ValidationError as error:
            raise LauncherUnavailable("The supervisor's answer cannot be read.") from error

    async def start(self, program: Program) -> None:
        """Start it; returns before it is up."""
        await self._call(lambda proxy: proxy.supervisor.startProcess(_full_name(program), False))

    async def stop(self, program: Program) -> None:
        """Send SIGTERM to its process group, SIGKILL when it takes too long; returns before it has ended."""
        await self._call(lambda proxy: proxy.supervisor.stopProcess(_full_name(program), False))

    async def _call(self, call: Callable[[xmlrpc.client.ServerProxy], object]) -> object:
        return await asyncio.to_thread(self._call_and_wait, call)

    def _call_and_wait(self, call: Callable[[xmlrpc.client.ServerProxy], object]) -> object:
        try:
            with xmlrpc.client.ServerProxy("http://supervisord/RPC2", transport=_Transport(self.socket)) as proxy:
                return call(proxy)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode in DONE_ALREADY:
                return None
            raise LauncherUnavailable(f"The supervisor refused: {fault.faultString}.") from fault
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            raise LauncherUnavailable(f"The supervisor does not answer ({type(error).__name__}).") from error


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("supervisord", timeout=ANSWER_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(ANSWER_SECONDS)
        self.sock.connect(str(self._path))


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:  # noqa: ANN401 - the library's type is private
        connection = _Connection(self._path)
        # Where the library looks for what it has to close.
        self._connection = host, connection
        return connection


def _full_name(program: Program) -> str:
    return f"{program.group}:{program.name}"
