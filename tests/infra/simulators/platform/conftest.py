"""One generated database for all tests that only read, and a served simulator over it."""

import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from infra.simulators.platform.app import open_simulator
from tests.infra.simulators.platform.server import serve, settings_in


@pytest.fixture(scope="session")
def generated_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("platform")
    open_simulator(settings_in(data_dir))
    return data_dir


@pytest.fixture(scope="session")
def client(generated_dir: Path) -> Generator[httpx.Client]:
    with serve(settings_in(generated_dir)) as served:
        yield served


@pytest.fixture
def rows(generated_dir: Path) -> Generator[sqlite3.Connection]:
    """The database itself, read past the simulator."""
    path = next(generated_dir.glob("*.sqlite"))
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.fixture(scope="session")
def online_retail() -> Path:
    path = Path(__file__).parents[5] / "shared" / "data" / "online-retail.csv"
    if not path.exists():
        pytest.skip("the online-retail.csv of ../shared/data is absent")
    return path
