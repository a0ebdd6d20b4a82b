"""`python -m infra.simulators.platform`: fill or reuse the file, then serve it until told to stop."""

import argparse
import json
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any

import uvicorn
from pydantic import ValidationError

from infra.simulators.platform.app import create_app, open_simulator
from infra.simulators.platform.orders.problems import CsvRefused
from infra.simulators.platform.settings import PlatformSimSettings

PRINTED_PROBLEMS = 100
BACKLOG = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 2 for settings or an orders file that cannot be used."""
    started = time.monotonic()
    try:
        settings = PlatformSimSettings(**_overrides(arguments))
        simulator = open_simulator(settings)
    except ValidationError as exc:
        return _refuse("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in exc.errors()))
    except (CsvRefused, OSError) as exc:
        return _refuse(str(exc))
    _print_load(simulator.load_report, time.monotonic() - started)
    config = uvicorn.Config(
        create_app(simulator), access_log=False, log_level="warning", lifespan="off", timeout_graceful_shutdown=2
    )
    try:
        with _listen(settings.host, settings.port) as listener:
            _print({"event": "ready", "url": f"http://{settings.host}:{listener.getsockname()[1]}"})
            uvicorn.Server(config).run(sockets=[listener])
    except OSError as exc:
        return _refuse(f"{settings.host}:{settings.port}: {exc.strerror}")
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # TCP by its number: asyncio sets TCP_NODELAY only on sockets that name it, and an answer in two writes takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _overrides(arguments: Sequence[str] | None) -> dict[str, Any]:
    """Return the settings given on the command line; the key is only taken from the environment."""
    parser = argparse.ArgumentParser(prog="python -m infra.simulators.platform", description=__doc__)
    for option in ("host", "port", "data-dir", "csv", "csv-currency", "seed", "now", "product-shape", "product-owner"):
        parser.add_argument(f"--{option}", default=argparse.SUPPRESS)
    for switch in ("cache-enabled", "rate-limit-enabled"):
        parser.add_argument(f"--{switch}", action="store_true", default=argparse.SUPPRESS)
    return vars(parser.parse_args(arguments))


def _print_load(report: dict[str, Any], seconds: float) -> None:
    """Print the lines that were not loaded, then one summary, all as JSON lines."""
    orders = report.get("orders", {})
    bad = orders.get("bad_lines", [])
    for entry in bad[:PRINTED_PROBLEMS]:
        _print({"event": "line_not_loaded", **entry})
    summary = {key: value for key, value in orders.items() if key not in {"bad_lines", "conflicts"}}
    counts = (
        {"printed": min(len(bad), PRINTED_PROBLEMS), "conflicts": len(orders.get("conflicts", []))} if orders else {}
    )
    _print(
        {"event": "loaded", **report, **({"orders": summary | counts} if orders else {}), "seconds": round(seconds, 3)}
    )


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _refuse(reason: str) -> int:
    sys.stderr.write(f"platform simulator: {reason}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
