"""Starting and ending the server as a process."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

COMMAND = (sys.executable, "-m", "infra.simulators.model", "--host", "127.0.0.1")
ROOT = Path(__file__).resolve().parents[4]


def start(port: int, **settings: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_serves_and_ends_on_a_signal(ending: signal.Signals) -> None:
    with start(0, MODEL_SIM_FIRST_TOKEN_MS="0", MODEL_SIM_TOKEN_MS="0") as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("model simulator: ")
        body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
        try:
            answer = httpx.post(f"{url}/v1/chat/completions", json=body, trust_env=False)
        finally:
            process.send_signal(ending)
        _, errors = process.communicate(timeout=10)

    assert answer.json()["model"] == "simulator/analyst"
    assert (process.returncode, errors) == (0, "")


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start(port) as process:
            _, errors = process.communicate(timeout=10)

    assert process.returncode == 1
    assert errors == f"model simulator: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_a_wrong_setting_is_one_clear_line() -> None:
    with start(0, MODEL_SIM_TOKEN_MS="fast") as process:
        _, errors = process.communicate(timeout=10)

    assert process.returncode == 1
    assert errors.startswith("model simulator: MODEL_SIM_TOKEN_MS: ")
    assert errors.count("\n") == 1
