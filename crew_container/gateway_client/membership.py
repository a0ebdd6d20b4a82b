"""Keep this container known to the gateway: register, send heartbeats, register again when forgotten, say goodbye.

The gateway may be away at any time: every failure is retried for ever with a short pause, and told to the log once
per change, not once per attempt.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from shared.runs import WORKER_ID_HEADER, WORKER_KEY_HEADER
from shared.workers import HeartbeatReceipt, RegistrationReceipt, WorkerHeartbeat, WorkerRegistration

PATH = "/internal/workers"
REQUEST_TIMEOUT_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
FAREWELL_TIMEOUT_SECONDS = 1.0
Receipt = TypeVar("Receipt", bound=HeartbeatReceipt)

log = logging.getLogger(__name__)


class GatewayUnreachable(Exception):
    """The gateway did not answer, or not as agreed."""


class NotRegistered(Exception):
    """The gateway does not know this container (any more)."""


class Membership:
    """This container's place in the gateway's pool."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        gateway_url: str,
        worker_key: str,
        registration: WorkerRegistration,
        heartbeat: Callable[[], WorkerHeartbeat],
    ) -> None:
        self.is_registered = False
        self._http = http
        self._url = gateway_url.rstrip("/") + PATH
        self._key = worker_key
        self._token: str | None = None
        self._registration = registration
        self._heartbeat = heartbeat
        self._reachable = True
        self._has_left = False
        self._hurried = asyncio.Event()

    @property
    def credentials(self) -> dict[str, str]:
        """The headers by which the gateway knows this container; those of nobody before it registered."""
        return {WORKER_ID_HEADER: self._registration.worker_id, WORKER_KEY_HEADER: self._token or ""}

    async def run(self) -> None:
        """Register and send heartbeats until cancelled."""
        pause = FIRST_PAUSE_SECONDS
        while not self._has_left:
            try:
                receipt = await (self._beat() if self.is_registered else self._register())
            except NotRegistered:
                log.info("the gateway has forgotten this container; registering again")
                self.is_registered = False
                continue
            except GatewayUnreachable as exc:
                self._note_unreachable(exc)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                self._note_reachable()
                pause = FIRST_PAUSE_SECONDS
                await self._rest(receipt.next_heartbeat_seconds)

    def hurry(self) -> None:
        """Send the next heartbeat now: it says something new."""
        self._hurried.set()

    async def farewell(self) -> None:
        """Send the last heartbeat; a gateway that is away misses it and finds out by its own clock."""
        self._has_left = True
        if not self.is_registered:
            return
        try:
            async with asyncio.timeout(FAREWELL_TIMEOUT_SECONDS):
                await self._beat()
        except (TimeoutError, GatewayUnreachable, NotRegistered):
            log.info("the gateway did not take the last heartbeat")

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurried.wait()
        self._hurried.clear()

    async def _register(self) -> HeartbeatReceipt:
        receipt = await self._post(
            self._url, self._registration, RegistrationReceipt, credentials={WORKER_KEY_HEADER: self._key}
        )
        self._token = receipt.token
        self.is_registered = True
        log.info("registered with the gateway", extra={"worker_id": self._registration.worker_id})
        return receipt

    async def _beat(self) -> HeartbeatReceipt:
        url = f"{self._url}/{self._registration.worker_id}/heartbeat"
        return await self._post(url, self._heartbeat(), HeartbeatReceipt, credentials=self.credentials)

    async def _post(self, url: str, body: BaseModel, receipt: type[Receipt], *, credentials: dict[str, str]) -> Receipt:
        try:
            response = await self._http.post(
                url,
                content=body.model_dump_json(exclude_none=True),
                headers=credentials | {"content-type": "application/json"},
                timeout=REQUEST_TIMEOUT_SECONDS,
            )
        except httpx.TransportError as exc:
            raise GatewayUnreachable(type(exc).__name__) from exc
        # 401: the token is not the one that this gateway would give.
        if response.status_code in {401, 404} and self.is_registered:
            raise NotRegistered
        if not response.is_success:
            raise GatewayUnreachable(f"status {response.status_code}")
        try:
            return receipt.model_validate_json(response.content)
        except ValidationError as exc:
            raise GatewayUnreachable("an answer that is not a receipt") from exc

    def _note_unreachable(self, error: GatewayUnreachable) -> None:
        if self._reachable:
            log.warning("the gateway does not answer (%s); trying again until it does", error)
        self._reachable = False

    def _note_reachable(self) -> None:
        if not self._reachable:
            log.info("the gateway answers again")
        self._reachable = True
