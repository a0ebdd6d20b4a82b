"""The embedder that `make` built, for the tests that need one."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(sys.prefix) / "embedder"

needs_embedder = pytest.mark.skipif(
    not (FOLDER / "embedder.json").is_file(), reason="no embedder was built here: `make test` tries to"
)
