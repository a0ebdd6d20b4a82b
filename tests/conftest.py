"""For all tests: nothing leaves this machine, in this process or in any Python process that a test starts."""

import functools
import gc
import os
import runpy
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # the library has no types

# How long an example takes is the machine's affair.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

# Each HTTP client reads the list of authorities anew, which takes 70 ms and would be a third of the suite; here nobody
# speaks TLS, so one reading is enough.
httpx._transports.default.create_ssl_context = functools.cache(  # type: ignore[attr-defined]  # no public place
    httpx.create_ssl_context
)

# Files that take longest though they have few tests. They begin first, so that no worker is left with one at the end.
LONGEST = (
    "tests/crash/",
    "tests/end_to_end/",
    "tests/infra/launcher/",
    "tests/fuzz/",
    "tests/wire/",
    "tests/crew_container/test_lifetime.py",
    "tests/crew_container/",
)
# Files that ask one started product; each worker that has some of them starts one, with containers as they are needed.
SHARING = tuple(
    f"tests/end_to_end/test_{name}.py"
    for name in (
        "agents",
        "artifacts",
        "crowd",
        "memory",
        "questions",
        "small_jobs",
        "ten_questions",
        "transfers",
    )
)
TRAP_FOLDER = Path(__file__).parent / "support" / "loopback_trap"

# Nothing that is imported and collected is garbage: looking for it would take a third of the time.
gc.disable()
# What one of hundreds of processes has compiled, the others read, whatever the shell forbids.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_configure(config: pytest.Config) -> None:
    """Set the trap before any test module is imported."""
    log = Path(os.environ.setdefault("LOOPBACK_TRAP_LOG", str(Path(config.rootpath, ".pytest_cache", "left_loopback"))))
    if not hasattr(config, "workerinput"):
        log.parent.mkdir(exist_ok=True)
        log.unlink(missing_ok=True)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(TRAP_FOLDER), *_inherited_path()])
    runpy.run_path(str(TRAP_FOLDER / "sitecustomize.py"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; otherwise the order stays."""
    items.sort(
        key=lambda item: next((n for n, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))
    )


class FilesTogether(LoadFileScheduling):  # type: ignore[misc]  # it has none
    """All tests of a file are one worker's, and so are all files that share a product."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return SHARING[0] if file in SHARING else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """Deal out files as `--dist loadfile` does."""
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Look for garbage again, but never through what is there by now: that would be most of every look."""
    gc.freeze()
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when anything tried to leave, even if a library hid the refusal."""
    log = Path(os.environ["LOOPBACK_TRAP_LOG"])
    if log.exists():
        print(f"\nTried to leave this machine:\n{log.read_text()}")  # noqa: T201 - this is the report
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _inherited_path() -> list[str]:
    inherited = os.environ.get("PYTHONPATH", "")
    return [entry for entry in inherited.split(os.pathsep) if entry and entry != str(TRAP_FOLDER)]
