"""How much memory the process of a workshop has used at most."""

from pathlib import Path

import pytest

from gateway.pictures.workshop import Workshop


def pid_of(workshop: Workshop) -> int:
    """The process that answers for it now."""
    assert workshop._process is not None
    return workshop._process.pid


def peak_bytes(pid: int) -> int:
    """The most memory that it ever held, as Linux counts it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        pytest.skip("only Linux tells")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024
