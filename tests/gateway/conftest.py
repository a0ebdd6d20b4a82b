"""Fixtures of the gateway's tests."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from tests.support.running_gateway import RunningGateway, running_gateway


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncGenerator[RunningGateway]:
    """A running gateway without workers."""
    async with running_gateway(tmp_path) as running:
        yield running


@pytest.fixture
async def alice(gateway: RunningGateway) -> httpx.AsyncClient:
    """A user of organization A."""
    return await gateway.client()
