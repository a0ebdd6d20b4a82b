"""The whole product, started as a person starts it; the model simulator answers without delay unless a test says so."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.infra.launcher.launched import ROOT, Launched, launched

NO_DELAY = {"MODEL_SIM_FIRST_TOKEN_MS": "0", "MODEL_SIM_TOKEN_MS": "0"}
ORDERS = ROOT.parent / "shared" / "data" / "online-retail.csv"


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Generator[Launched]:
    """Everything on generated data; the model's log keeps what it was asked."""
    environment = {**NO_DELAY, "MODEL_SIM_KEEP_REQUESTS": "true"}
    with launched(tmp_path_factory.mktemp("generated"), environment=environment) as run:
        run.wait_until_ready()
        yield run


@pytest.fixture(scope="package")
def orders() -> Path:
    """The real orders file beside the project."""
    if not ORDERS.exists():
        pytest.skip("online-retail.csv is not beside the project")
    return ORDERS


@pytest.fixture(scope="package")
def shop(orders: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Launched]:
    """Everything on the real orders file."""
    with launched(tmp_path_factory.mktemp("orders"), "--data", str(orders), environment=NO_DELAY) as run:
        run.wait_until_ready()
        yield run
