"""Processes that a test starts, kills, pauses and starts again; nothing of them is left when the test ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("gateway", "shared")
# What is large and not run, and what a process that compiles renames in a moment.
LEFT_OUT = shutil.ignore_patterns("node_modules", "*.pyc.*")
DEATH_SECONDS = 10.0


def copy_product(into: Path) -> Path:
    """A copy of the gateway's sources: what is proven must not change under the proof, and mutants need their own.

    What was compiled of them comes along; Python compiles anew what is newer than that, as a mutant's files are.
    """
    for package in PRODUCT:
        shutil.copytree(ROOT / package, into / package, ignore=LEFT_OUT)
    return into


def found_first(*folders: Path) -> str:
    """A PYTHONPATH on which these folders come before those that this process was given."""
    return os.pathsep.join([*map(str, folders), *filter(None, [os.environ.get("PYTHONPATH")])])


class Process:
    """One program that may be started again and again; its output goes to one file."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
        self._arguments = [sys.executable, *arguments]
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self._log = log
        self._running: subprocess.Popen[bytes] | None = None
        self.is_paused = False

    @property
    def is_alive(self) -> bool:
        """It was started and has not ended."""
        return self._running is not None and self._running.poll() is None

    @property
    def output(self) -> str:
        """Everything it has written, in all its lives."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def start(self, arguments: Sequence[str] = (), **environment: str) -> None:
        """Start it, with these added."""
        assert not self.is_alive
        self.is_paused = False
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [*self._arguments, *arguments],
                cwd=self._folder,
                env={**self._environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._running is not None:
            self._running.kill()
            self._running.wait(DEATH_SECONDS)
            self.is_paused = False

    def pause(self) -> None:
        """SIGSTOP."""
        self._signal(signal.SIGSTOP)
        self.is_paused = True

    def resume(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)
        self.is_paused = False

    def died_of(self) -> int | None:
        """The signal or status it ended with; None while it lives."""
        return None if self._running is None else self._running.poll()

    def _signal(self, number: signal.Signals) -> None:
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(number)


def now() -> float:
    """The one clock of all histories: this host's, in seconds."""
    return time.time()
