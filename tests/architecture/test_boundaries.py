"""The house keeps its walls, and the walls bite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements import requirement

ROOT = Path(__file__).parents[2]
SOURCES = ("gateway", "crew_container", "shared", "infra", "chat_client")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, to be spoilt."""
    folder = tmp_path_factory.mktemp("house")
    for source in SOURCES:
        shutil.copytree(ROOT / source, folder / source, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over a copy."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("gateway/chat/feed.py", "import gateway.storage.database"),
        ("gateway/storage/rows.py", "import gateway.crews.pool"),
        ("gateway/protocols/encoder.py", "import gateway.api.problems"),
        ("gateway/chat/feed.py", "import time"),
        ("gateway/crews/crew.py", "import crewai"),
        ("gateway/wiring/gateway.py", "import infra.simulators.model.app"),
        ("crew_container/policy/citations.py", "import crew_container.tools.results"),
        ("crew_container/tools/results.py", "import crewai"),
        ("crew_container/settings.py", "import gateway.settings"),
        ("shared/events.py", "import httpx"),
        ("chat_client/errors.py", "import shared.ids"),
        ("chat_client/models.py", "import chat_client.transport"),
        ("gateway/wiring/gateway.py", "import chat_client.client"),
        ("gateway/newcomer.py", '"""A module without a place."""'),
    ],
)
@requirement("import-contracts")
def test_a_forbidden_import_is_caught(copy: Path, file: str, line: str) -> None:
    spoilt = copy / file
    before = spoilt.read_text() if spoilt.exists() else None
    spoilt.write_text(f"{before or ''}\n{line}\n")
    try:
        checked = lint(copy)
    finally:
        if before is None:
            spoilt.unlink()
        else:
            spoilt.write_text(before)

    assert checked.returncode == 1, checked.stdout
    assert "BROKEN" in checked.stdout


def test_the_house_as_it_is_keeps_its_contracts(copy: Path) -> None:
    checked = lint(copy)

    assert checked.returncode == 0, checked.stdout


@requirement("no-crewai")
def test_the_gateway_loads_neither_crewai_nor_a_simulator() -> None:
    program = (
        "import sys, gateway.app; unwanted = {'crewai', 'litellm', 'infra', 'crew_container'};"
        "print([name for name in sys.modules if name.partition('.')[0] in unwanted])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), 1)",
        "socket.getaddrinfo('example.invalid', 80)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
@requirement("loopback")
def test_a_process_that_tries_to_leave_the_machine_is_refused_and_recorded(tmp_path: Path, attempt: str) -> None:
    log = tmp_path / "log"
    program = f"import socket\ntry:\n    {attempt}\nexcept PermissionError:\n    print('refused')"

    tried = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "LOOPBACK_TRAP_LOG": str(log)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert tried.stdout == "refused\n"
    assert "192.0.2.1" in log.read_text() or "example.invalid" in log.read_text()
