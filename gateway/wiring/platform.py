"""The platform that tools read."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gateway.platform.facade import Facade
from gateway.platform.fresh_answers import open_fresh_answers
from gateway.platform.upstream import Platform, open_platform_client
from gateway.settings import GatewaySettings
from gateway.storage.grants import SqliteGrants
from gateway.wiring.clock import clock


@asynccontextmanager
async def open_facade(settings: GatewaySettings, grants: SqliteGrants) -> AsyncGenerator[Facade]:
    """What runs may read of the platform, with the answers that are still fresh."""
    async with (
        open_platform_client(str(settings.api_gateway_url)) as client,
        open_fresh_answers(seconds=settings.platform_cache_seconds) as fresh,
    ):
        yield Facade(
            Platform(client, settings.internal_gateway_key.get_secret_value()),
            fresh,
            grants,
            clock,
            unknown_may_read=settings.unknown_users_may_read,
        )
