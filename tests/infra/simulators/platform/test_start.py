"""The process: what it prints, what it refuses, and when it builds its file anew."""

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.simulators.platform.__main__ import main
from infra.simulators.platform.app import open_simulator
from infra.simulators.platform.orders.lines import COLUMNS
from tests.infra.simulators.platform.server import KEY, settings_in

COMMAND = (sys.executable, "-m", "infra.simulators.platform")
GOOD = "1,A1,RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany"


def test_a_second_start_reuses_the_file_and_its_report(tmp_path: Path) -> None:
    first = open_simulator(settings_in(tmp_path))
    inode = first.database.path.stat().st_ino
    second = open_simulator(settings_in(tmp_path, product_shape="B", cache_enabled=True))
    assert second.database.path.stat().st_ino == inode
    assert second.load_report == first.load_report | {"reused": True}


def test_another_seed_date_or_file_builds_anew(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    reused = []
    for change in ({}, {"seed": 1}, {"now": "today"}, {"product_owner": "better_auth"}, {"csv": orders}):
        orders.write_text(f"{','.join(COLUMNS)}\n{GOOD}\n", encoding="utf-8")
        reused.append(open_simulator(settings_in(tmp_path, **change)).load_report["reused"])
    orders.write_text(f"{','.join(COLUMNS)}\n{GOOD}\n{GOOD}\n", encoding="utf-8")
    reused.append(open_simulator(settings_in(tmp_path, csv=orders)).load_report["reused"])
    assert reused == [False] * 6
    assert [path.name for path in tmp_path.glob("*.building*")] == []


def test_a_file_that_is_no_database_is_built_anew(tmp_path: Path) -> None:
    (tmp_path / "platform-sim.sqlite").write_bytes(b"this is not a database, but it is long enough to look" * 40)
    assert open_simulator(settings_in(tmp_path)).load_report["interactions"] == 2510


def test_the_same_seed_gives_the_same_data(tmp_path: Path) -> None:
    dumps = []
    for name in ("a", "b"):
        with open_simulator(settings_in(tmp_path / name)).database.connect() as connection:
            dumps.append(list(map(tuple, connection.execute("SELECT * FROM interaction ORDER BY n"))))
    assert dumps[0] == dumps[1]


def test_today_ends_at_the_last_midnight(tmp_path: Path) -> None:
    end_ms = settings_in(tmp_path, now="today").timeline().end_ms
    assert 0 <= datetime.now(UTC).timestamp() * 1000 - end_ms < 86_400_000 + 60_000


@pytest.mark.parametrize(
    "arguments",
    [
        ["--csv", "absent.csv"],
        ["--csv", "wrong.csv"],
        ["--port", "99999"],
        ["--product-shape", "C"],
        ["--now", "someday"],
    ],
)
def test_what_cannot_be_used_is_one_line_and_a_status(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLATFORM_SIM_INTERNAL_KEY", KEY)
    Path("wrong.csv").write_text("a,b\n", encoding="utf-8")
    status = main([*arguments, "--data-dir", str(tmp_path / "data")])
    printed = capsys.readouterr()
    assert (status, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert KEY not in printed.err


def test_a_missing_key_is_one_line_and_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PLATFORM_SIM_INTERNAL_KEY", raising=False)
    assert main([]) == 2
    assert capsys.readouterr().err == "platform simulator: internal_key: Field required\n"


def test_the_process_names_bad_lines_serves_and_stops_on_sigterm(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(f"{','.join(COLUMNS)}\n{GOOD}\nnonsense\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    command = [*COMMAND, "--port", port, "--data-dir", str(tmp_path), "--csv", str(orders)]
    environment = {**os.environ, "PLATFORM_SIM_INTERNAL_KEY": KEY}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [json.loads(process.stdout.readline()) for _ in range(3)]
        with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as connection:
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = connection.makefile("rb").read()
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert lines[0] == {"event": "line_not_loaded", "line": 3, "reason": "1 cells instead of 8"}
    assert (lines[1]["event"], lines[1]["orders"]["bad"], lines[1]["orders"]["printed"]) == ("loaded", 1, 1)
    assert lines[2] == {"event": "ready", "url": f"http://127.0.0.1:{port}"}
    assert answer.endswith(b'{"status":"ok"}')
    assert process.returncode in {0, -signal.SIGTERM}
