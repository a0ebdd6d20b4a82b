"""Processes of a measurement: started with an environment of their own, ended with it, and what they cost."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
END_SECONDS: Final = 10.0
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Measured:
    """A running process, seen from outside."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def resident_kb(self) -> float:
        """Memory that it holds now."""
        return int(self._read("statm").split()[1]) * PAGE / 1024

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has used."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def open_files(self) -> int:
        """Files and sockets that it holds."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def tell(self, signal_number: int) -> None:
        """Send it a signal."""
        self.process.send_signal(signal_number)

    def require(self) -> None:
        """Raise when it has ended."""
        if self.process.returncode is not None:
            raise RuntimeError(f"ended: {self.log.read_text('utf-8', 'replace')[-2000:]}")

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text("utf-8")


@asynccontextmanager
async def started(module: str, *arguments: str, environment: Mapping[str, str], log: Path) -> AsyncGenerator[Measured]:
    """`python -m module` in the sources that this was started from."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            cwd=ROOT,
            env={**clean_environment(), **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield Measured(process, log)
    finally:
        await _end(process)


def clean_environment() -> dict[str, str]:
    """This process's environment without what could be meant for a part of the product."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
