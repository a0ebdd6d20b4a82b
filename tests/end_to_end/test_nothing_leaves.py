"""The whole product, sealed off: nothing in it even tries to reach another machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.launcher.launched import ROOT
from tests.requirements import requirement

ASK = """
import sys
from pathlib import Path
from tests.end_to_end.conftest import NO_DELAY
from tests.infra.launcher.launched import launched
with launched(Path(sys.argv[1]), environment=NO_DELAY) as run:
    run.wait_until_ready()
    for question in ("hi", "How many interactions per channel do we have?", "Why did checkout conversion drop?"):
        assert '"type":"finish"' in run.ask(question)
"""
TRY_TO_LEAVE = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), 1)
except OSError:
    pass
"""


def sealed(*program: str) -> dict[str, object]:
    """Run a program sealed; how it ended and how much it tried to send out."""
    # Without the trap of the other tests, which would refuse before the kernel can count.
    command = [sys.executable, "-m", "tests.support.sealed", "env", "-u", "PYTHONPATH", *program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    if "cannot_seal" in result:
        pytest.skip(f"no network namespace here: {result['cannot_seal']}")
    return result


@requirement("loopback")
def test_the_product_answers_without_any_network_and_never_tries_to_leave(tmp_path: Path) -> None:
    assert sealed(sys.executable, "-c", ASK, str(tmp_path)) == {"status": 0, "left": 0}


def test_an_attempt_to_leave_is_counted() -> None:
    result = sealed(sys.executable, "-c", TRY_TO_LEAVE)

    assert result["status"] == 0
    assert result["left"] != 0
