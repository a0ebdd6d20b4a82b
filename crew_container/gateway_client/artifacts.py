"""Hand what a tool has made to the gateway, which keeps it: once a tool call, however often it is sent."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from pydantic import ValidationError

from crew_container.gateway_client.platform import PROBLEM, PlatformError, TurnOver
from shared.artifacts import PATH, ArtifactReceipt, NewArtifact
from shared.ids import ToolCallId

CALL_TIMEOUT_SECONDS = 10.0
ATTEMPTS = 3
RETRY_PAUSE_SECONDS = 0.2
RETRYABLE_STATUS = frozenset({429, 502, 503, 504})
BUDGET = "tool_budget"


class Artifacts:
    """The gateway's store of artifacts as one run may use it."""

    def __init__(self, http: httpx.AsyncClient, *, base_url: str, grant: str, credentials: Mapping[str, str]) -> None:
        """`credentials` are the headers by which the gateway knows this container."""
        self._http = http
        self._url = base_url.rstrip("/") + PATH
        self._headers = {"authorization": f"Bearer {grant}", "content-type": "application/json", **credentials}

    async def keep(self, new: NewArtifact, call_id: ToolCallId) -> ArtifactReceipt:
        """Raises PlatformError with a safe sentence, TurnOver."""
        headers = self._headers | {"idempotency-key": call_id}
        try:
            async with asyncio.timeout(CALL_TIMEOUT_SECONDS):
                response = await self._post(new.model_dump_json(exclude_none=True).encode(), headers)
        except TimeoutError as exc:
            raise PlatformError("timeout", "The artifact could not be kept in time.") from exc
        if not response.is_success:
            raise _refusal(response)
        try:
            return ArtifactReceipt.model_validate_json(response.content)
        except ValidationError as exc:
            raise PlatformError("unavailable", "The answer to the artifact could not be read.") from exc

    async def _post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = await self._http.post(self._url, content=body, headers=headers)
            except httpx.TransportError as exc:
                if attempt == ATTEMPTS:
                    raise PlatformError("unavailable", "Artifacts cannot be kept at the moment.") from exc
            else:
                if not _may_pass(response) or attempt == ATTEMPTS:
                    return response
            # The same key again: it is kept once.
            await asyncio.sleep(RETRY_PAUSE_SECONDS * attempt)
        raise AssertionError


@dataclass(frozen=True, slots=True)
class CallArtifacts:
    """The same for one tool call; `on_made` hears of what was kept."""

    artifacts: Artifacts
    call_id: ToolCallId
    on_made: Callable[[ArtifactReceipt], None]

    async def keep(self, new: NewArtifact) -> ArtifactReceipt:
        """Raises PlatformError, TurnOver."""
        receipt = await self.artifacts.keep(new, self.call_id)
        self.on_made(receipt)
        return receipt


def _may_pass(response: httpx.Response) -> bool:
    return response.status_code in RETRYABLE_STATUS and _member(response, "code") != BUDGET


def _refusal(response: httpx.Response) -> Exception:  # noqa: PLR0911 - a match that is a table
    match response.status_code:
        case 410:
            return TurnOver()
        case 401 | 403:
            return PlatformError("forbidden", "This run may not make artifacts.")
        case 404:
            return PlatformError("bad_request", "This conversation has no artifact of that id.")
        case 429 if _member(response, "code") == BUDGET:
            return PlatformError("budget", "This question has made as many artifacts as it may.")
        case 429:
            return PlatformError("rate_limited", "Too many artifacts are being made at the moment.")
        case status if status < 500:
            why = _member(response, "detail") or f"status {status}"
            return PlatformError("bad_request", f"The artifact was refused: {why[:200]}")
        case _:
            return PlatformError("unavailable", "Artifacts cannot be kept at the moment.")


def _member(response: httpx.Response, name: str) -> str | None:
    """Return a text of the gateway's problem document."""
    if not response.headers.get("content-type", "").startswith(PROBLEM):
        return None
    value = response.json().get(name)
    return value if isinstance(value, str) else None
