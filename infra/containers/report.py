"""What was checked, how it ended and how long it took."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from infra.containers.docker import StepFailed


class Report:
    """Counts steps and prints a line for each as it ends."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Count what happens inside; a StepFailed is noted and goes no further."""
        started = time.monotonic()
        try:
            yield
        except StepFailed as failure:
            self.failed += 1
            self.note(f"FAIL  {name} ({time.monotonic() - started:.1f} s)\n      {failure}")
        else:
            self.passed += 1
            self.note(f"ok    {name} ({time.monotonic() - started:.1f} s)")

    def has_failed(self) -> bool:
        """Whether anything failed so far."""
        return self.failed > 0

    def note(self, text: str) -> None:
        """Print a line at once."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def end(self) -> int:
        """Print the sum and return the exit code."""
        self.note(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
