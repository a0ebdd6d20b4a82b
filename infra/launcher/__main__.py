"""`python -m infra.launcher [--data FILE]`: start everything, say how to use it, end everything."""

import signal
import sys
from types import FrameType

from infra.launcher.modules import missing_modules


def main() -> int:
    """Return the exit status: 0 when it was told to stop, 1 when it could not start or go on, 2 for a wrong call."""
    # Told to stop before there is anything to end: the imports below take a moment.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    missing = missing_modules()
    if missing:
        sys.stderr.write(f"cannot start: missing module: {', '.join(missing)} (`make run` installs what it needs)\n")
        return 1
    # Here and not above: it imports some of the modules that may be missing.
    from infra.launcher.command import run_command  # noqa: PLC0415

    return run_command(sys.argv[1:])


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
