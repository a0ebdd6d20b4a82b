"""Speak XML-RPC with the supervisor over its unix socket."""

import xmlrpc.client
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter

ANSWER_SECONDS: Final = 2.0


class ProcessInfo(BaseModel):
    """What the supervisor knows of a process; the other fields of `getAllProcessInfo` are of no use here."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str
    statename: str
    pid: int

    @property
    def is_down(self) -> bool:
        """It ended by itself, whether or not it will be started again."""
        return self.statename in {"BACKOFF", "EXITED", "FATAL", "UNKNOWN"}

    @property
    def is_stopped(self) -> bool:
        """It was told to end: the gateway stops crew containers that it does not need."""
        return self.statename == "STOPPED"

    @property
    def is_given_up(self) -> bool:
        """It ended too often and will not be started again."""
        return self.statename == "FATAL"


PROCESSES: Final = TypeAdapter(list[ProcessInfo])


class SupervisorUnreachable(Exception):
    """The supervisor does not listen yet, or not any more."""


@dataclass(frozen=True, slots=True)
class SupervisorRpc:
    """The calls that the launcher makes. Each raises `SupervisorUnreachable`."""

    _client: httpx.AsyncClient

    async def processes(self) -> dict[str, ProcessInfo]:
        """Return all processes by name, those that were never started included."""
        answer = await self._call("supervisor.getAllProcessInfo")
        return {process.name: process for process in PROCESSES.validate_python(answer)}

    async def shutdown(self) -> None:
        """Stop all processes and then the supervisor itself; returns before that is done."""
        await self._call("supervisor.shutdown")

    async def _call(self, method: str) -> object:
        body = xmlrpc.client.dumps((), method)
        try:
            response = await self._client.post("/RPC2", content=body, headers={"content-type": "text/xml"})
            response.raise_for_status()
            # The supervisor's own answer over a socket that only we may open.
            values, _ = xmlrpc.client.loads(response.text)
        except (httpx.HTTPError, xmlrpc.client.Error) as exc:
            raise SupervisorUnreachable from exc
        return values[0]


@asynccontextmanager
async def open_rpc(socket: Path) -> AsyncGenerator[SupervisorRpc]:
    """Open the client. The library's own (`SupervisorTransport`) blocks and has no time-outs."""
    transport = httpx.AsyncHTTPTransport(uds=str(socket))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://supervisor", timeout=ANSWER_SECONDS, trust_env=False
    ) as client:
        yield SupervisorRpc(client)
