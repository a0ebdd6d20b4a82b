"""Read the platform through the gateway's façade: CROW's paths, the run's own grant, bounded time and retries."""

import asyncio
import copy
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote

import httpx
from pydantic import JsonValue

from shared.ids import OrganizationId, ToolCallId
from shared.loose_json import parse_loosely
from shared.tools import ToolErrorCode

FACADE = "/internal/platform"
PROBLEM = "application/problem+json"
CHANNELS_HEADER = "x-chat-channels"
SINCE_HEADER = "x-chat-since"
SHARED_HEADER = "x-chat-shared"
CALL_TIMEOUT_SECONDS = 10.0
MAX_RETRIES = 2
RETRY_PAUSE_SECONDS = 0.15
RETRYABLE_STATUS = frozenset({429, 502, 503, 504})
MAX_CALLS_AT_ONCE = 4
LIMITS = httpx.Limits(max_connections=128, max_keepalive_connections=64, keepalive_expiry=30.0)
TIMEOUT = httpx.Timeout(CALL_TIMEOUT_SECONDS, connect=2.0)


class PlatformError(Exception):
    """The platform did not answer this call. `str()` is a safe sentence for the model and the event log."""

    def __init__(self, code: ToolErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class Unreadable(PlatformError):
    """What the platform answered is not what it says it answers: whatever it means, it does not mean nothing."""

    def __init__(self) -> None:
        super().__init__("unavailable", "The platform's answer could not be read.")


class NotThere(PlatformError):
    """The platform has no object of that id, or none that this organization may see."""

    def __init__(self) -> None:
        super().__init__("bad_request", "There is nothing with that id.")


class Limited(PlatformError):
    """This cannot be read under the limits of this user: what can is listed by channel and time."""

    def __init__(self, limits: "Limits") -> None:
        super().__init__("forbidden", "This user may not read that part of the platform's data.")
        self.limits = limits


@dataclass(slots=True)
class Limits:
    """What the user of a run may see, as far as the gateway has told: channels, and the earliest time.

    None where there is no limit. `since` is Unix milliseconds.
    """

    channels: tuple[str, ...] | None = None
    since: int | None = None


@dataclass(slots=True)
class Reads:
    """How many answers a tool call got, and how many of them the gateway had at hand."""

    answers: int = 0
    shared: int = 0

    @property
    def are_shared(self) -> bool:
        """The platform itself was not asked for any of them."""
        return 0 < self.answers == self.shared


class TurnOver(Exception):
    """The gateway says that this run has lost its turn: nothing it does counts any more."""


class Platform:
    """The platform as one run may see it. One per run; the HTTP client is shared."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str,
        organization_id: OrganizationId,
        grant: str,
        credentials: Mapping[str, str],
    ) -> None:
        """`credentials` are the headers by which the gateway knows this container."""
        self.organization_id = organization_id
        self._http = http
        self._base_url = base_url.rstrip("/") + FACADE
        self._headers = {"authorization": f"Bearer {grant}", **credentials}
        self._places = asyncio.Semaphore(MAX_CALLS_AT_ONCE)
        # Shared by all calls of the run: what one of them was told holds for the others.
        self.limits = Limits()
        # One for each request, where requests have keys.
        self.keys: Iterator[str] | None = None
        self.reads = Reads()

    def of_call(self, call_id: ToolCallId) -> "Platform":
        """Return the platform as one tool call sees it: each of its requests has a key, so that none counts twice."""
        platform = copy.copy(self)
        platform.keys = (f"{call_id}-{number}" for number in count(1))
        platform.reads = Reads()
        return platform

    async def get(self, path: str, parameters: Mapping[str, str | int | None] | None = None) -> dict[str, JsonValue]:
        """Return the JSON object behind one of CROW's paths; `{organization}` in it becomes the run's organization.

        Raises PlatformError, or TurnOver when the run may go home.
        """
        headers = self._headers | self._key()
        url = self._base_url + path.replace("{organization}", quote(self.organization_id, safe=""))
        given = {name: str(value) for name, value in (parameters or {}).items() if value is not None}
        try:
            async with asyncio.timeout(CALL_TIMEOUT_SECONDS), self._places:
                response = await self._get(url, given, headers)
        except Limited as exc:
            self.limits.channels, self.limits.since = exc.limits.channels, exc.limits.since
            raise
        except TimeoutError as exc:
            raise PlatformError("timeout", "The platform did not answer in time.") from exc
        self._note_limits(response)
        self.reads.answers += 1
        self.reads.shared += SHARED_HEADER in response.headers
        return _json_object(response)

    def _note_limits(self, response: httpx.Response) -> None:
        if channels := response.headers.get(CHANNELS_HEADER):
            self.limits.channels = tuple(channels.split(","))
        if (since := response.headers.get(SINCE_HEADER, "")).isdecimal():
            self.limits.since = int(since)

    def _key(self) -> dict[str, str]:
        """Return the header that names the next request; trying again is the same request."""
        return {} if self.keys is None else {"idempotency-key": next(self.keys)}

    async def _get(self, url: str, parameters: dict[str, str], headers: dict[str, str]) -> httpx.Response:
        for attempt in range(MAX_RETRIES + 1):
            last = attempt == MAX_RETRIES
            try:
                response = await self._http.get(url, params=parameters, headers=headers)
            except httpx.TimeoutException as exc:
                if last or not isinstance(exc, httpx.ConnectTimeout):
                    raise PlatformError("timeout", "The platform did not answer in time.") from exc
                pause = None
            except httpx.TransportError as exc:
                if last:
                    raise PlatformError("unavailable", "The platform cannot be reached at the moment.") from exc
                pause = None
            else:
                if response.status_code not in RETRYABLE_STATUS or last or _code(response) == "tool_budget":
                    return _answered(response)
                pause = _retry_after_seconds(response)
                if pause is not None and pause >= CALL_TIMEOUT_SECONDS:
                    return _answered(response)
            await asyncio.sleep(_backoff_seconds(attempt) if pause is None else pause)
        raise AssertionError


def _backoff_seconds(attempt: int) -> float:
    return RETRY_PAUSE_SECONDS * float(2**attempt) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret


def _retry_after_seconds(response: httpx.Response) -> float | None:
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _answered(response: httpx.Response) -> httpx.Response:
    match response.status_code:
        case status if status < 300:
            return response
        case 410:
            raise TurnOver
        case 403 if _code(response) == "limits_apply":
            raise Limited(_limits_in(_json_object(response)))
        case 403 if _code(response) == "tool_not_granted":
            raise PlatformError("forbidden", "The tools of this run do not read that.")
        case 401 | 403:
            raise PlatformError("forbidden", "This user may not read that part of the platform's data.")
        case 404 if _code(response) == "not_found":
            raise NotThere
        case 429 if _code(response) == "tool_budget":
            message = "This question has read as much of the platform as it may: answer with what you already have."
            raise PlatformError("budget", message)
        case 429:
            raise PlatformError("rate_limited", "The platform refuses more requests at the moment.")
        case status if status < 500:
            raise PlatformError("bad_request", f"The platform refused the request: {_reason(response)}")
        case _:
            raise PlatformError("unavailable", "The platform is out of order at the moment.")


def _code(response: httpx.Response) -> str | None:
    """Return the code of the gateway's own refusals; the platform's have none."""
    if not response.headers.get("content-type", "").startswith(PROBLEM):
        return None
    code = _json_object(response).get("code")
    return code if isinstance(code, str) else None


def _limits_in(problem: Mapping[str, JsonValue]) -> Limits:
    channels, since = problem.get("channels"), problem.get("since")
    return Limits(
        channels=tuple(name for name in channels if isinstance(name, str)) if isinstance(channels, list) else None,
        since=since if isinstance(since, int) else None,
    )


def _reason(response: httpx.Response) -> str:
    """Read CROW's two error shapes: `{"error": "…", "message": "…"}` and `{"error": {"code": "…", "message": "…"}}`."""
    try:
        body = _json_object(response)
    except PlatformError:
        return f"status {response.status_code}"
    error = body.get("error")
    message = error.get("message") if isinstance(error, dict) else body.get("message") or body.get("detail") or error
    return message[:200] if isinstance(message, str) else f"status {response.status_code}"


def _json_object(response: httpx.Response) -> dict[str, JsonValue]:
    try:
        body = parse_loosely(response.content)
    except ValueError as exc:
        raise Unreadable from exc
    if not isinstance(body, dict):
        raise Unreadable
    return body
