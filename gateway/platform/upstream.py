"""Read the platform: our key, the run's organization, explicit time limits, bounded answers."""

from collections.abc import Sequence

import httpx

from gateway.chat.errors import PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from gateway.platform.paths import check_path
from shared.ids import OrganizationId

TIMEOUT_SECONDS = 10.0
CONNECT_SECONDS = 2.0
MAX_BYTES = 8_388_608
MAX_CONNECTIONS = 64
KEPT_HEADERS = ("content-type", "retry-after")


def open_platform_client(base_url: str) -> httpx.AsyncClient:
    """The HTTP client for the platform."""
    return httpx.AsyncClient(
        base_url=base_url,
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=20),
        timeout=httpx.Timeout(TIMEOUT_SECONDS, connect=CONNECT_SECONDS),
        trust_env=False,
    )


class Platform:
    """The platform as one organization may read it."""

    def __init__(self, client: httpx.AsyncClient, internal_key: str) -> None:
        self._client = client
        self._internal_key = internal_key

    async def get(self, path: str, query: Sequence[tuple[str, str]], organization_id: OrganizationId) -> PlatformAnswer:
        """GET one of CROW's paths for that organization. Raises NotFound, PlatformUnavailable."""
        check_path(path, query, organization_id)
        headers = {
            "x-internal-key": self._internal_key,
            "x-organization-id": organization_id,
            # CROW's gateway caches every GET for 300 s and shares it inside an organization.
            "cache-control": "no-cache",
        }
        try:
            async with self._client.stream("GET", path, params=list(query), headers=headers) as response:
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MAX_BYTES:
                        raise PlatformUnavailable("The platform's answer is too large.")
        except httpx.HTTPError as error:
            raise PlatformUnavailable from error
        kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        return PlatformAnswer(response.status_code, kept, body)
