"""One product for all tests that only look at it: a start costs seconds."""

from collections.abc import Generator

import pytest

from tests.infra.launcher.launched import Launched, launched


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Generator[Launched]:
    """The product, ready."""
    with launched(tmp_path_factory.mktemp("product")) as run:
        run.wait_until_ready()
        yield run
