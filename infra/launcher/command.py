"""The command: what it is called with, and what becomes of a signal or an error."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.launcher.errors import CannotStart, LauncherError
from infra.launcher.launch import launch
from infra.launcher.parent import Parent
from infra.launcher.settings import read_settings
from infra.launcher.terminal import complain

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PARENT_SECONDS = 0.5


def run_command(arguments: Sequence[str]) -> int:
    """Run the product until a signal; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.launcher", description="Start the product on this machine.")
    parser.add_argument("--data", default="", metavar="FILE", help="an orders file (CSV) instead of generated data")
    parser.add_argument("--parent", type=int, metavar="PID", help="end when this process, which started us, ends")
    asked = parser.parse_args(arguments)
    try:
        orders = _orders_file(asked.data) if asked.data else ""
        with asyncio.Runner() as runner:
            runner.run(_until_told(orders, Parent(asked.parent)))
    except LauncherError as error:
        complain(error)
        return 1
    except BrokenPipeError:
        # Whoever read what we print is gone (`make run | head`), and so is the product by now. Python flushes again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except asyncio.CancelledError:
        # Only a signal cancels the launcher, and all that it opened is closed by now.
        return 0
    return 0


async def _until_told(orders: str, parent: Parent) -> None:
    """Launch; the first signal, or the parent's end, cancels it; further ones do not disturb the ending."""
    task = asyncio.current_task()
    assert task is not None
    is_told = False

    def stop() -> None:
        nonlocal is_told
        if not is_told:
            is_told = True
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        # Left alone where somebody wants us to outlive the terminal (nohup).
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            loop.add_signal_handler(number, stop)

    def look_after_parent() -> None:
        if parent.is_ending():
            stop()
        else:
            loop.call_later(PARENT_SECONDS, look_after_parent)

    look_after_parent()
    await launch(read_settings(), orders=orders, environment=os.environ)


def _orders_file(name: str) -> str:
    path = Path(name).absolute()
    if not path.is_file():
        raise CannotStart(f"--data {name}: there is no such file")
    if not os.access(path, os.R_OK):
        raise CannotStart(f"--data {name}: the file cannot be read")
    return str(path)
