"""Faults that a test switches on: a delay, a status, for a path prefix, a number of times."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.simulators.platform.errors import error_response


class Fault(BaseModel):
    """`status` None only delays; `times` None lasts until replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path_prefix: str = "/"
    status: int | None = Field(default=None, ge=200, le=599)
    times: int | None = Field(default=None, ge=1)
    delay_ms: int = Field(default=0, ge=0, le=600_000)
    retry_after_seconds: int | None = Field(default=None, ge=0)


class FaultRequest(BaseModel):
    """The body of PUT /_sim/faults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    faults: list[Fault]

    @staticmethod
    def parse(body: bytes) -> list[Fault]:
        """Return the faults of a list body or of a single bare fault."""
        parsed = _BODY.validate_json(body)
        return parsed.faults if isinstance(parsed, FaultRequest) else [parsed]


_BODY: TypeAdapter[FaultRequest | Fault] = TypeAdapter(FaultRequest | Fault)


@dataclass(slots=True)
class _Armed:
    fault: Fault
    left: int | None


class FaultList:
    """The armed faults; the first whose prefix fits is used."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def replace(self, faults: Sequence[Fault]) -> None:
        self._armed = [_Armed(fault, fault.times) for fault in faults]

    def describe(self) -> list[dict[str, object]]:
        """Return the armed faults; `times` is what is left of them."""
        return [armed.fault.model_dump() | {"times": armed.left} for armed in self._armed]

    def take(self, path: str) -> Fault | None:
        """Return the fault for this path and use it up once."""
        for armed in self._armed:
            if path.startswith(armed.fault.path_prefix):
                if armed.left is not None:
                    armed.left -= 1
                    if armed.left == 0:
                        self._armed.remove(armed)
                return armed.fault
        return None


class FaultInjector:
    """Delay or answer in place of the application."""

    def __init__(self, app: ASGIApp, faults: FaultList) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._faults.take(scope["path"]) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.delay_ms:
            await asyncio.sleep(fault.delay_ms / 1000)
        if fault.status is None:
            await self._app(scope, receive, send)
            return
        response = error_response(scope["path"], fault.status)
        if fault.retry_after_seconds is not None:
            response.headers["Retry-After"] = str(fault.retry_after_seconds)
        await response(scope, receive, send)
