"""Requests and their repetition.

A request is repeated only where that cannot do anything twice: when it never left, when its method is idempotent, when
it carries an `Idempotency-Key`, or when the API says that nothing was done (429 and 503 with `Retry-After`).
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from chat_client.errors import ApiError, NotUnderstood, TransportFailed
from chat_client.models import Problem

JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"
PROBLEM: Final = "application/problem+json"
IDEMPOTENT: Final = frozenset({"GET", "PUT", "DELETE"})
KEY: Final = "Idempotency-Key"
NOTHING: Final = 204
BUSY: Final = frozenset({429, 503})
# Longer than a stream keeps silent.
SILENCE_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
FIRST_PAUSE_SECONDS: Final = 0.25
LONGEST_PAUSE_SECONDS: Final = 30.0

Answered = TypeVar("Answered", bound=BaseModel)
Value = str | int | float | bool | None
Sleep = Callable[[float], Awaitable[None]]


class Transport:
    """One connection pool to one gateway, for one key."""

    def __init__(self, base_url: str, api_key: str, *, attempts: int = 4, sleep: Sleep = asyncio.sleep) -> None:
        self.attempts = attempts
        self._sleep = sleep
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"x-api-key": api_key},
            timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._http.aclose()

    async def fetch(
        self,
        model: type[Answered],
        method: str,
        path: str,
        *,
        query: Mapping[str, Value] | None = None,
        header: Mapping[str, Value] | None = None,
        body: BaseModel | bytes | None = None,
    ) -> Answered:
        """Send a request and read its answer as a model. Raises ApiError, TransportFailed, NotUnderstood."""
        response = await self.send(method, path, query=query, header=header, body=body)
        return _read(model, response)

    async def fetch_if_told(
        self, model: type[Answered], method: str, path: str, *, header: Mapping[str, Value] | None = None
    ) -> Answered | None:
        """The same where the answer may be nothing (204): None then."""
        response = await self.send(method, path, header=header)
        return None if response.status_code == NOTHING else _read(model, response)

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Value] | None = None,
        header: Mapping[str, Value] | None = None,
        body: BaseModel | bytes | None = None,
    ) -> httpx.Response:
        """Send a request; its whole answer. Raises ApiError, TransportFailed, NotUnderstood."""
        async with self.stream(method, path, query=query, header=header, body=body) as response:
            await response.aread()
            return response

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Value] | None = None,
        header: Mapping[str, Value] | None = None,
        body: BaseModel | bytes | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Send a request; an answer that is still to be read. Raises ApiError, TransportFailed, NotUnderstood."""
        request = self._http.build_request(
            method, path, params=_sent(query), headers=_sent(header) | _type_of(body), content=_content(body)
        )
        response = await self._sent_until_answered(request)
        try:
            yield response
        except httpx.TransportError as error:
            raise TransportFailed(f"{method} {path}") from error
        finally:
            await response.aclose()

    async def pause(self, attempt: int, wanted: float | None = None) -> None:
        """Wait after this attempt, which counts from 1: as long as was asked for, or longer each time."""
        # Many clients that lost the same gateway must not come back at once.
        chance = 0.5 + random.random()  # noqa: S311 - no secret
        own = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * chance
        await self._sleep(min(own if wanted is None else wanted, LONGEST_PAUSE_SECONDS))

    async def _sent_until_answered(self, request: httpx.Request) -> httpx.Response:
        is_repeatable = request.method in IDEMPOTENT or KEY in request.headers
        attempt = 1
        while True:
            wanted: float | None = None
            try:
                return await self._sent_once(request)
            except ApiError as error:
                if attempt == self.attempts or error.status not in BUSY or error.retry_after_seconds is None:
                    raise
                wanted = error.retry_after_seconds
            except httpx.TransportError as error:
                never_left = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
                if attempt == self.attempts or not (is_repeatable or never_left):
                    raise TransportFailed(f"{request.method} {request.url.path}") from error
            await self.pause(attempt, wanted)
            attempt += 1

    async def _sent_once(self, request: httpx.Request) -> httpx.Response:
        response = await self._http.send(request, stream=True)
        if response.is_success:
            return response
        try:
            await response.aread()
        finally:
            await response.aclose()
        raise _refusal(response)


def quoted(part: str) -> str:
    """A part of a path."""
    return quote(part, safe="")


def _refusal(response: httpx.Response) -> ApiError | NotUnderstood:
    if response.headers.get("content-type", "").partition(";")[0] != PROBLEM:
        return NotUnderstood(f"{response.request.method} {response.request.url.path}: {response.status_code}")
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return NotUnderstood(f"{response.request.method} {response.request.url.path}: {response.status_code}")
    retry_after = response.headers.get("retry-after", "")
    return ApiError(problem, retry_after_seconds=float(retry_after) if retry_after.isdecimal() else None)


def _sent(values: Mapping[str, Value] | None) -> dict[str, str]:
    """What there is of a query or of headers, as text."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in (values or {}).items()
        if value is not None
    }


def _type_of(body: BaseModel | bytes | None) -> dict[str, str]:
    return {} if body is None else {"content-type": BYTES if isinstance(body, bytes) else JSON}


def _content(body: BaseModel | bytes | None) -> bytes | None:
    # What was not said is not sent: null would be something else.
    return body.model_dump_json(exclude_unset=True, by_alias=True).encode() if isinstance(body, BaseModel) else body


def _read(model: type[Answered], response: httpx.Response) -> Answered:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise NotUnderstood(f"{response.request.method} {response.request.url.path}") from error
