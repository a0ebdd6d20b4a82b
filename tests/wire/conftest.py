"""One world and one process per client library, for the tests of one file."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.wire.driver import Driver, driver
from tests.wire.lanes import Lane
from tests.wire.world import World, world


class Clients:
    """The drivers of the lanes, each started when it is asked for."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._drivers: dict[Lane, Driver] = {}

    async def of(self, lane: Lane) -> Driver:
        """The lane's process."""
        if lane not in self._drivers:
            self._drivers[lane] = await self._stack.enter_async_context(driver(lane))
        return self._drivers[lane]


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="world")
async def _world(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[World]:
    async with world(tmp_path_factory.mktemp("wire")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clients() -> AsyncGenerator[Clients]:
    """The client libraries."""
    async with AsyncExitStack() as stack:
        yield Clients(stack)
