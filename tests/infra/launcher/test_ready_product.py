"""What `make run` prints and leaves on the disk, and that what it prints works."""

import json
import os
import shlex
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.infra.launcher.launched import COMMAND, Launched, eventually, launched
from tests.requirements import requirement

PARTS = ("platform-simulator", "model-simulator", "gateway", "crew-1")
QUESTION = "How many interactions per channel do we have?"


def test_every_part_is_announced_and_then_the_product(product: Launched) -> None:
    first, *parts, ready, key, page, hint, curl = product.lines[: len(PARTS) + 6]
    assert first == f"starting {', '.join(PARTS)} (logs: {product.data_dir}/logs)"
    assert sorted(line.partition(": ready after ")[0] for line in parts) == sorted(PARTS)
    assert ready == f"ready: {product.url}"
    assert key.endswith(f"(also in {product.data_dir}/local.key)")
    assert page == f"open it in a browser: {product.url}/#key={product.key}"
    assert hint.startswith("or ask from another terminal")
    assert curl.startswith("curl ")
    assert [line for line in product.lines if line.startswith("ready:")] == [ready]


@requirement("ready")
def test_the_printed_command_gets_an_answer(product: Launched) -> None:
    words = shlex.split(product.wait_for("curl "))
    assert words[:2] == ["curl", "-N"]
    if shutil.which("curl"):
        done = subprocess.run([*words, "-sS", "--fail"], capture_output=True, text=True, check=True, timeout=60)
        stream = done.stdout
    else:
        stream = product.ask(json.loads(words[-1])["message"])
    assert '"type":"text-delta"' in stream
    assert stream.endswith("data: [DONE]\n\n")


def test_the_printed_key_is_the_one_of_the_file(product: Launched) -> None:
    assert (product.data_dir / "local.key").read_text() == f"{product.key}\n"


@pytest.mark.parametrize("name", ["secrets.json", "local.key"])
def test_only_the_owner_reads_what_is_secret(product: Launched, name: str) -> None:
    assert stat.S_IMODE((product.data_dir / name).stat().st_mode) == 0o600


def test_neither_logs_nor_the_supervisors_files_hold_a_secret(product: Launched) -> None:
    secrets = [product.key, *json.loads((product.data_dir / "secrets.json").read_text()).values()]
    files = [*(product.data_dir / "logs").iterdir(), product.data_dir / "run" / "supervisord.conf"]
    assert {path.name for path in files} >= {f"{name}.log" for name in PARTS}
    assert [path.name for path in files if any(secret.encode() in path.read_bytes() for secret in secrets)] == []


def test_a_part_sees_only_the_secrets_that_it_needs(product: Launched) -> None:
    names = {"WORKER_KEY", "KEY_PEPPER", "INTERNAL_GATEWAY_KEY", "PLATFORM_SIM_INTERNAL_KEY"}
    seen = {name: names & _environment(pid).keys() for name, pid in product.pids().items() if name in PARTS}
    assert seen == {
        "gateway": {"WORKER_KEY", "KEY_PEPPER", "INTERNAL_GATEWAY_KEY"},
        "crew-1": {"WORKER_KEY"},
        "platform-simulator": {"PLATFORM_SIM_INTERNAL_KEY"},
        "model-simulator": set(),
    }


def test_further_crew_containers_are_known_to_the_supervisor_but_not_started(product: Launched) -> None:
    config = (product.data_dir / "run" / "supervisord.conf").read_text()
    assert [f"[program:crew-{number}]" in config for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert {"crew-2", "crew-3"}.isdisjoint(product.pids())


def test_a_second_launcher_says_who_has_the_folder(product: Launched) -> None:
    with launched(product.data_dir) as second:
        assert second.status() == 1
    pid = product.process.pid
    reason = f"is used by another `make run` (process {pid}): end it with `kill {pid}`, or choose another folder"
    assert second.lines == [f"cannot start: DATA_DIR: {product.data_dir} {reason}"]
    assert "data: [DONE]" in product.ask(QUESTION)


@requirement("taken-port")
def test_a_taken_port_is_one_line(product: Launched, tmp_path: Path) -> None:
    port = int(product.url.rpartition(":")[2])
    with launched(tmp_path, port=port) as second:
        assert second.status() == 1
    reason = f"cannot listen on 127.0.0.1:{port}: address already in use; set GATEWAY_PORT to a free one"
    assert second.lines == [f"cannot start: GATEWAY_PORT: {reason}"]


def test_a_part_that_is_killed_comes_back_and_the_product_answers_again(product: Launched) -> None:
    before = product.pids()
    os.kill(before["gateway"], signal.SIGKILL)
    assert product.wait_for("gateway: ended and was started again")
    assert eventually(lambda: _workers(product) > 0, 30)
    after = product.pids()
    assert after["gateway"] != before["gateway"]
    assert {**after, "gateway": 0} == {**before, "gateway": 0}
    assert "data: [DONE]" in product.ask(QUESTION)


def test_the_command_is_the_one_of_the_makefile() -> None:
    recipe = subprocess.run(["make", "-n", "-o", ".venv/run.stamp", "run"], capture_output=True, text=True, check=True)
    assert f"{Path(COMMAND[0]).name} -m {COMMAND[2]} --parent $PPID" in recipe.stdout


def _workers(product: Launched) -> int:
    try:
        return int(httpx.get(f"{product.url}/readyz", trust_env=False).json()["workers"])
    except httpx.TransportError:
        return 0


def _environment(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
