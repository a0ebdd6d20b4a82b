"""What only the ledger itself shows: a caller that is cancelled, and its end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.responses import JSONResponse

from gateway.chat.errors import StorageUnavailable
from gateway.chat.model import Grant, PlatformAnswer
from gateway.platform.ledger import Ledger, ToolCalls, open_ledger
from gateway.platform.paths import Query
from gateway.platform.upstream import Platform, open_platform_client
from gateway.storage.database import open_database
from gateway.storage.tool_calls import SqliteToolCalls
from tests.contracts.test_tool_calls import Calls
from tests.gateway.api.test_tool_calls import HeldAnswer
from tests.support.platform_stub import PlatformStub, platform_stub

PATH = "/api/v1/interactions/organization/org_a/summary"


@dataclass
class Unguarded:
    """The platform without a façade in front of it."""

    platform: Platform

    async def get(self, grant: Grant, path: str, query: Query) -> PlatformAnswer:
        return await self.platform.get(path, query, grant.organization_id)


@asynccontextmanager
async def ledger_over(stub: PlatformStub, calls: ToolCalls) -> AsyncGenerator[Ledger]:
    async with (
        open_platform_client(stub.url) as client,
        open_ledger(Unguarded(Platform(client, "key")), calls) as ledger,
    ):
        yield ledger


@pytest.fixture
async def calls(tmp_path: Path) -> AsyncGenerator[Calls]:
    async with open_database(tmp_path / "store.db", "normal") as database:
        yield Calls(SqliteToolCalls(database), database)


async def test_a_cancelled_caller_does_not_take_the_answer_with_it(calls: Calls) -> None:
    grant = await calls.turn("turn_1")
    async with platform_stub() as stub, ledger_over(stub, calls.port) as ledger, asyncio.timeout(10):
        held = HeldAnswer()
        stub.answer = held
        asking = asyncio.create_task(ledger.get(grant, PATH, [], "call_1-1"))
        await held.asked.wait()
        asking.cancel()
        await asyncio.wait([asking])
        held.gate.set()
        answer = await ledger.get(grant, PATH, [], "call_1-1")

        assert asking.cancelled()
        assert (answer.body, answer.headers["idempotency-replayed"]) == (b'{"total":7}', "true")
        assert len(stub.asked) == 1


async def test_leaving_ends_what_is_under_way(calls: Calls) -> None:
    grant = await calls.turn("turn_1")
    async with platform_stub() as stub, asyncio.timeout(10):
        held = HeldAnswer()
        stub.answer = held
        async with ledger_over(stub, calls.port) as ledger:
            asking = asyncio.create_task(ledger.get(grant, PATH, [], "call_1-1"))
            await held.asked.wait()
        await asyncio.wait([asking])
        held.gate.set()

        assert asking.cancelled()


class FullStore(SqliteToolCalls):
    """Finds what was stored before and cannot store anything."""

    async def keep(self, grant: Grant, call_id: str, fingerprint: str, answer: PlatformAnswer) -> PlatformAnswer:
        raise StorageUnavailable(f"{grant.turn_id} {call_id} {fingerprint} {answer.status}")


async def test_a_full_disk_costs_the_memory_and_not_the_answer(calls: Calls) -> None:
    grant = await calls.turn("turn_1")
    async with platform_stub() as stub, ledger_over(stub, FullStore(calls.database)) as ledger:
        stub.answer = JSONResponse({"total": 9})
        answers = [await ledger.get(grant, PATH, [], "call_1-1") for _ in range(2)]

        assert [answer.body for answer in answers] == [b'{"total":9}'] * 2
        assert len(stub.asked) == 2
