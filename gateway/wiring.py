"""Which adapter stands behind which port. Everything that is opened here is closed here, in reverse order."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from gateway.api.services import InternalServices, PublicServices, Readiness
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.feed import Feeds
from gateway.chat.model import Principal
from gateway.chat.service import ChatService
from gateway.crews.crew import HttpCrew, open_worker_client
from gateway.crews.pool import Pool
from gateway.identity.api_keys import ApiKeys
from gateway.identity.grants import Grants
from gateway.identity.local_key import keep_local_key
from gateway.identity.secrets import is_same
from gateway.platform.upstream import Platform, open_platform_client
from gateway.settings import GatewaySettings
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import Database, open_database
from gateway.storage.event_log import SqliteEventLog
from gateway.storage.history import SqliteHistory
from gateway.storage.turns import SqliteTurns
from shared.ids import OrganizationId, UserId

MOST_SLOTS_PER_WORKER = 64


@dataclass(frozen=True, slots=True)
class Gateway:
    """What the process needs of the inside: services for each listener, and how to end the runs."""

    public: PublicServices
    internal: InternalServices
    stop_runs: Callable[[], Awaitable[None]]


@asynccontextmanager
async def open_gateway(settings: GatewaySettings) -> AsyncGenerator[Gateway]:
    """Open the store, recover open turns, start dispatching. Leaving interrupts running turns and closes all."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database_file, settings.database_durability))
        pepper = settings.key_pepper.get_secret_value().encode()
        credentials = SqliteCredentials(database)
        api_keys = ApiKeys(credentials, pepper, clock)
        if settings.local_organization_id is not None:
            local = Principal(OrganizationId(settings.local_organization_id), UserId(settings.local_user_id))
            await keep_local_key(api_keys, local, settings.local_key_file)
        grants = Grants(credentials, pepper)
        pool = Pool(max_workers=settings.crew_max_instances, clock=clock)
        worker_client = await stack.enter_async_context(
            open_worker_client(max_runs=settings.crew_max_instances * MOST_SLOTS_PER_WORKER)
        )
        platform_client = await stack.enter_async_context(open_platform_client(str(settings.api_gateway_url)))
        turns, event_log, feeds = SqliteTurns(database), SqliteEventLog(database), Feeds()
        dispatcher = Dispatcher(
            turns=turns,
            event_log=event_log,
            crew=HttpCrew(pool, worker_client, settings.worker_key.get_secret_value()),
            feeds=feeds,
            clock=clock,
            mint_grant=grants.mint,
            turn_seconds=settings.turn_seconds,
            queue_seconds=settings.queue_seconds,
        )
        pool.on_room(dispatcher.wake)
        await stack.enter_async_context(dispatcher.open())
        chat = ChatService(
            history=SqliteHistory(database),
            turns=turns,
            event_log=event_log,
            feeds=feeds,
            dispatcher=dispatcher,
            clock=clock,
        )
        worker_key = settings.worker_key.get_secret_value()
        yield Gateway(
            public=PublicServices(
                chat=chat,
                authenticate=api_keys.authenticate,
                readiness=partial(readiness, database, pool),
            ),
            internal=InternalServices(
                is_worker_key=partial(is_same, worker_key),
                verify_grant=grants.verify,
                read_platform=Platform(platform_client, settings.internal_gateway_key.get_secret_value()).get,
                register_worker=pool.register,
                hear_worker=pool.hear,
            ),
            stop_runs=dispatcher.close,
        )


async def readiness(database: Database, pool: Pool) -> Readiness:
    """Ready when the store can be written; the pool is only counted."""
    state = pool.state()
    is_writable = await database.is_writable()
    return Readiness(is_writable, is_writable, state.workers, state.slots, state.free)


def clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000
