"""What the person at the terminal reads. Nothing of it goes into a log: the key is in it."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from infra.launcher.errors import CannotStart, LauncherError

QUESTION: Final = "How many interactions per channel do we have?"
ORDERS_QUESTION: Final = "Which five products sold most units?"
# curl would ask a proxy for our loopback address too.
PROXIES: Final = ("http_proxy", "all_proxy", "ALL_PROXY")


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(error: LauncherError) -> None:
    """Print why it ended: one line, and the end of the log that says more."""
    what = "cannot start" if isinstance(error, CannotStart) else "ended"
    sys.stdout.flush()
    sys.stderr.write("".join([f"{what}: {error.reason}\n", *(f"  | {line}\n" for line in error.log_tail)]))


def say_ready(url: str, *, key: str, key_file: str, has_orders: bool, environment: Mapping[str, str]) -> None:
    """Print what one needs to try it."""
    say(f"ready: {url}")
    say(f"API key: {key} (also in {key_file})")
    # What stands behind the # is never sent to a server.
    say(f"open it in a browser: {url}/#key={key}")
    say("or ask from another terminal (Ctrl-C here ends everything):")
    say(curl_command(url, key, ORDERS_QUESTION if has_orders else QUESTION, environment))


def curl_command(url: str, key: str, question: str, environment: Mapping[str, str]) -> str:
    """Return a command that works in another terminal as it stands."""
    words = ["curl", "-N"]
    if any(environment.get(name) for name in PROXIES):
        words += ["--noproxy", "*"]
    words += [f"{url}/api/v1/chat/messages", "-H", f"X-API-Key: {key}", "-H", "Content-Type: application/json"]
    return shlex.join([*words, "-d", f'{{"message":"{question}"}}'])


def load_line(report: Mapping[str, object]) -> str:
    """Return the platform simulator's load report as one line."""
    line = f"loaded {report['file']}: {report['loaded']} of {report['rows']} rows, {report['bad']} refused"
    refused = report.get("bad_lines")
    return f"{line} ({_refused(refused)})" if isinstance(refused, Sequence) and refused else line


def _refused(lines: Sequence[Mapping[str, object]]) -> str:
    first = "; ".join(f"line {line['line']}: {line['reason']}" for line in lines[:3])
    return f"{first}; …" if len(lines) > 3 else first
