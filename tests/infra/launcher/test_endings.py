"""However `make run` is ended, nothing that it started stays."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.infra.launcher.launched import COMMAND, END_SECONDS, ROOT, Launched, eventually, gone, launched, starting
from tests.requirements import requirement

ORDERS = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536366,22633,HAND WARMER UNION JACK,not a number,2010-12-01 08:28:00,1.85,17850.0,United Kingdom
536367,84879,ASSORTED COLOUR BIRD ORNAMENT,32,2010-12-01 08:34:00,1.69,13047.0,Germany
"""
# The recipe itself, without a look at the environment that the tests run in already.
MAKE = ("make", "-o", ".venv/run.stamp", f"BIN={Path(sys.executable).parent}", "run")


@requirement("ends")
def test_a_ready_product_ends_in_order_and_keeps_its_key_and_loads_orders(tmp_path: Path) -> None:
    with launched(tmp_path) as first:
        first.wait_until_ready()
        pids = first.pids()
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(END_SECONDS) == 0
        assert gone(pids)
    orders = tmp_path / "orders.csv"
    orders.write_text(ORDERS)
    with starting(tmp_path, "--data", os.path.relpath(orders, ROOT)) as second:
        assert second.wait_for("loaded ").startswith("loaded orders.csv: 2 of 3 rows, 1 refused (line 3: ")
        second.wait_for("gateway: ready")
        assert (tmp_path / "local.key").read_text() == f"{first.key}\n"
        pids = second.pids()
        os.killpg(second.process.pid, signal.SIGINT)
        assert second.process.wait(END_SECONDS) == 0
        assert gone(pids)


@pytest.mark.parametrize("beginning", ["starting ", "gateway: ready"])
def test_it_can_be_ended_while_it_starts(tmp_path: Path, beginning: str) -> None:
    with starting(tmp_path) as run:
        run.wait_for(beginning)
        pids = _pids_soon(run)
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(END_SECONDS) == 0
        assert gone(pids)
    assert [line for line in run.lines if line.startswith(("crew-1:", "ready:"))] == []


def test_a_launcher_whose_reader_is_gone_ends_without_a_word(tmp_path: Path) -> None:
    with starting(tmp_path, command=("sh", "-c", f"'{sys.executable}' -m infra.launcher | head -n 1")) as run:
        run.status()
    assert [line.partition(" ")[0] for line in run.lines] == ["starting"]
    assert gone({"supervisor": run.supervisor_pid()})


def test_nothing_outlives_a_launcher_that_is_killed(tmp_path: Path) -> None:
    with starting(tmp_path) as run:
        run.wait_for("gateway: ready")
        pids = run.pids()
        run.process.kill()
        with starting(tmp_path) as after:
            # It begins when the other one's parts are gone.
            after.wait_for("starting ")
            assert gone(pids)


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with starting(tmp_path) as run:
        run.wait_for("gateway: ready")
        pids = run.pids()
        os.kill(pids["supervisor"], signal.SIGKILL)
        assert run.status() == 1
        assert run.wait_for("cannot start: the supervisor ended")
        assert eventually(lambda: gone(pids))


@pytest.mark.parametrize("name", ["gateway", "supervisor"])
def test_a_process_that_does_not_listen_is_ended_all_the_same(tmp_path: Path, name: str) -> None:
    with starting(tmp_path) as run:
        run.wait_for("gateway: ready")
        pids = run.pids()
        os.kill(pids[name], signal.SIGSTOP)
        run.process.send_signal(signal.SIGTERM)
        assert run.process.wait(END_SECONDS) == 0
        assert eventually(lambda: gone(pids), 0.5)


def test_a_run_after_a_killed_one_says_how_to_end_what_stays(tmp_path: Path) -> None:
    with starting(tmp_path) as killed:
        killed.wait_for("gateway: ready")
        pids = killed.pids()
        # Deaf to the signal that the launcher's end sends.
        os.kill(pids["supervisor"], signal.SIGSTOP)
        killed.process.kill()
        killed.status()
        with starting(tmp_path) as run:
            assert run.status() == 1
            os.kill(pids["supervisor"], signal.SIGCONT)
            assert eventually(lambda: gone(pids))
    left = f"{tmp_path} is used by what a killed `make run` left: end it with `kill {pids['supervisor']}`"
    assert run.lines == [f"cannot start: DATA_DIR: {left}"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_ends_with_make_also_when_only_make_hears_of_it(tmp_path: Path, number: signal.Signals) -> None:
    with starting(tmp_path, command=MAKE) as run:
        run.wait_for("starting ")
        pids = _pids_soon(run)
        launcher = int((tmp_path / "run" / "launcher.lock").read_text())
        assert launcher != run.process.pid
        run.process.send_signal(number)
        run.process.wait(END_SECONDS)
        assert eventually(lambda: gone(pids | {"launcher": launcher}))


def _pids_soon(run: Launched) -> dict[str, int]:
    """The supervisor listens a moment after it is started."""
    found: dict[str, int] = {}

    def look() -> bool:
        try:
            found.update(run.pids())
        except (OSError, ValueError):
            return False
        return True

    assert eventually(look)
    return found


def test_the_command_of_these_tests_is_the_product() -> None:
    assert COMMAND[1:] == ("-m", "infra.launcher")
