"""The two commands on a machine without a Docker engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.containers.files import ROOT


def run(module: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a module where `path` is all that is on PATH."""
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def client_without_engine(tmp_path: Path) -> Path:
    """A folder with a docker client that finds no engine and has no plugins."""
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n")
    client.chmod(0o700)
    return tmp_path


def test_the_check_needs_no_docker(tmp_path: Path) -> None:
    checked = run("infra.containers.check", tmp_path)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no docker client with compose here" in checked.stdout


def test_the_compose_test_does_not_pretend(tmp_path: Path, client_without_engine: Path) -> None:
    for path in (tmp_path / "empty", client_without_engine):
        tried = run("infra.containers.compose_test", path)

        assert (tried.returncode, tried.stdout) == (2, "")
        assert tried.stderr.startswith("compose-test: no Docker engine, nothing was tested: ")
