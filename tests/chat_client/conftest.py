"""Fixtures of the client's tests."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.support.running_gateway import RunningGateway, running_gateway


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncGenerator[RunningGateway]:
    """A running gateway without workers."""
    async with running_gateway(tmp_path) as running:
        yield running
