"""Read the platform: our key, the run's organization, explicit time limits, bounded answers, and pauses it asks for."""

import logging
import math
import time
from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from gateway.chat.errors import PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from gateway.platform.paths import Query
from gateway.platform.unpacking import ACCEPTED, read_body
from shared.ids import OrganizationId

TIMEOUT_SECONDS = 10.0
CONNECT_SECONDS = 2.0
# A hundred interactions of 64 kB, and what JSON in JSON adds to them.
MAX_BYTES = 16_777_216
MAX_CONNECTIONS = 64
# CROW counts 200 requests in two minutes: no pause that it asks for is longer than that.
LONGEST_PAUSE_SECONDS = 120.0
# More is told to nobody: whoever waits has a turn that ends before.
LONGEST_WAIT_SECONDS = 86_400
MAX_DIGITS = 9
PAUSED_BODY = b'{"error":"Too many requests","message":"The platform has asked for a pause."}'

log = logging.getLogger(__name__)


class Unanswered(Exception):
    """Something that had to be known first is not answered now: this is the answer to whoever waits for it."""

    def __init__(self, answer: PlatformAnswer) -> None:
        super().__init__()
        self.answer = answer


def open_platform_client(base_url: str) -> httpx.AsyncClient:
    """The HTTP client for the platform."""
    return httpx.AsyncClient(
        base_url=base_url,
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=20),
        timeout=httpx.Timeout(TIMEOUT_SECONDS, connect=CONNECT_SECONDS),
        trust_env=False,
        # One client speaks for all organizations: what the platform lets one of them keep is not shown for another.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


class Platform:
    """The platform, as one organization or another. What may be asked is decided elsewhere."""

    def __init__(
        self, client: httpx.AsyncClient, internal_key: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds."""
        self._client = client
        self._internal_key = internal_key
        self._clock = clock
        self._paused_until = -math.inf

    async def get(self, path: str, query: Query, organization_id: OrganizationId) -> PlatformAnswer:
        """GET a path for that organization. Raises PlatformUnavailable.

        Its limit counts all organizations together: while it asks for a pause, nobody's request is sent.
        """
        left = self._paused_until - self._clock()
        if left > 0:
            headers = {"content-type": "application/json", "retry-after": str(math.ceil(left))}
            return PlatformAnswer(HTTPStatus.TOO_MANY_REQUESTS, headers, PAUSED_BODY)
        answer = await self._ask(path, query, organization_id)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._pause(answer.headers.get("retry-after"))
        if answer.status == HTTPStatus.UNAUTHORIZED:
            log.error("the platform refuses INTERNAL_GATEWAY_KEY")
            raise PlatformUnavailable
        if 300 <= answer.status < 400:
            # It is not followed: where it leads is not what was configured.
            raise PlatformUnavailable("The platform sent us elsewhere.")
        return answer

    async def _ask(self, path: str, query: Query, organization_id: OrganizationId) -> PlatformAnswer:
        headers = {
            "x-internal-key": self._internal_key,
            "x-organization-id": organization_id,
            # CROW's gateway caches every GET for 300 s and shares it inside an organization.
            "cache-control": "no-cache",
            "accept-encoding": ACCEPTED,
        }
        try:
            async with self._client.stream("GET", path, params=list(query), headers=headers) as response:
                body = await read_body(response, MAX_BYTES)
        except httpx.HTTPError as error:
            raise PlatformUnavailable from error
        return PlatformAnswer(response.status_code, _kept(response.headers), body.removeprefix(BOM_UTF8))

    def _pause(self, retry_after: str | None) -> None:
        """Note how long it wants to be left alone, if it says so."""
        if retry_after is not None:
            seconds = min(int(retry_after), LONGEST_PAUSE_SECONDS)
            self._paused_until = max(self._paused_until, self._clock() + seconds)


def _kept(headers: httpx.Headers) -> dict[str, str]:
    """What of the headers is handed on: what kind of body it is, and a pause in seconds."""
    kept: dict[str, str] = {}
    kind = headers.get("content-type", "")
    if kind and kind.isascii() and kind.isprintable():
        kept["content-type"] = kind
    seconds = seconds_of(headers.get("retry-after", ""))
    if seconds is not None:
        kept["retry-after"] = str(seconds)
    return kept


def seconds_of(retry_after: str) -> int | None:
    """Return the pause that a `Retry-After` asks for, be it in seconds or a date (RFC 9110, 10.2.3), else None."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return min(int(text[:MAX_DIGITS]), LONGEST_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return min(max(0, math.ceil((at - datetime.now(UTC)).total_seconds())), LONGEST_WAIT_SECONDS)
