"""What cannot be started is one clear line, a status that is not 0, and nothing that stays."""

import os
import signal
from pathlib import Path

import pytest

from tests.infra.launcher.launched import END_SECONDS, eventually, gone, launched
from tests.requirements import requirement

HIDE = """\
import sys
from tests.requirements import requirement
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "{module}":
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hide())
"""


def test_a_missing_orders_file_is_named(tmp_path: Path) -> None:
    with launched(tmp_path, "--data", "nowhere/orders.csv") as run:
        assert run.status() == 1
    assert run.lines == ["cannot start: --data nowhere/orders.csv: there is no such file"]
    assert list(tmp_path.iterdir()) == []


@requirement("taken-port")
@pytest.mark.parametrize("module", ["crewai", "supervisor", "httpx"])
def test_a_missing_module_is_named(tmp_path: Path, module: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDE.format(module=module))
    with launched(tmp_path / "var", environment={"PYTHONPATH": str(tmp_path)}) as run:
        assert run.status() == 1
    assert run.lines == [f"cannot start: missing module: {module} (`make run` installs what it needs)"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("GATEWAY_PORT", "eight"), ("GATEWAY_PORT", "65535"), ("CREW_MAX_INSTANCES", "0"), ("DATA_DIR", "/dev/null/x")],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, name: str, value: str) -> None:
    with launched(tmp_path, environment={name: value}) as run:
        assert run.status() == 1
    assert [line.startswith("cannot start: ") for line in run.lines] == [True]
    assert name.removeprefix("GATEWAY_") in run.lines[0]


def test_spoiled_secrets_are_not_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with launched(tmp_path) as run:
        assert run.status() == 1
    assert run.lines == [
        f"cannot start: DATA_DIR: cannot read {tmp_path}/secrets.json: move it away to make new secrets"
    ]
    assert (tmp_path / "secrets.json").read_text() == "{"


def test_a_part_that_ends_while_starting_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with launched(tmp_path, environment={"QUEUE_SECONDS": "-1"}) as run:
        run.wait_for("starting ")
        assert run.status() == 1
    reason = run.lines.index("cannot start: gateway ended while starting")
    assert [line.startswith("  | ") for line in run.lines[reason + 1 :]] == [True]
    assert "gateway: QUEUE_SECONDS: " in run.lines[reason + 1]
    assert gone({"supervisor": run.supervisor_pid()})


def test_a_part_that_is_not_ready_in_time_is_named(tmp_path: Path) -> None:
    with launched(tmp_path, environment={"START_SECONDS": "0.3"}) as run:
        assert run.status() == 1
    assert run.wait_for("cannot start: platform-simulator is not ready after 0.3 s")
    assert gone({"supervisor": run.supervisor_pid()})


def test_a_deep_folder_with_an_odd_name_and_an_odd_environment_are_no_problem(tmp_path: Path) -> None:
    data_dir = tmp_path / ("deep" * 30) / '100% "mine" ; it\'s %(here)s # var'
    odd = {"LLM_API_KEY": "%s \"'; #", "SOMETHING": "100% of\nit", "no_proxy": "", "http_proxy": "http://127.0.0.1:9"}
    with launched(data_dir, environment=odd) as run:
        run.wait_for("gateway: ready")
        supervisor = run.supervisor_pid()
        assert (data_dir / "gateway.db").exists()
        assert (data_dir / "logs" / "gateway.log").exists()
        os.kill(run.process.pid, signal.SIGTERM)
        assert run.process.wait(END_SECONDS) == 0
        assert eventually(lambda: gone({"supervisor": supervisor}), 0.5)
