"""The small size of the proof: the same scenarios, a few rounds of each."""

from pathlib import Path

import pytest

from tests.crash.processes import copy_product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gateway's sources as they are now."""
    return copy_product(tmp_path_factory.mktemp("product"))
