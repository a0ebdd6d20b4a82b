"""Logs as one JSON object a line. Texts of people and secrets never go into them: log ids, codes and figures.

What is logged here is written with care; two things are not, and are held back:

- messages of exceptions often quote what they stumbled over. Of those that are not ours, nor the system's, the type and
  the places are told, and no message;
- messages of other packages quote whatever they like. Of those that are not known to be harmless the place is told.
"""

import json
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Whose messages and exceptions are written with care.
_OURS: Final = ("gateway", "crew_container", "shared", "infra", "__main__")
# These say what failed and no more; what asyncio shows of a task is behind its first line.
_HARMLESS: Final = ("uvicorn", "asyncio")
MAX_CAUSES: Final = 8
_TELLING: Final = (OSError, sqlite3.Error, ImportError, MemoryError)


class JsonLines(logging.Formatter):
    """Time, level, logger, event, and whatever `extra` carried."""

    def format(self, record: logging.LogRecord) -> str:
        line = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line |= {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = "\n".join(_told(record.exc_info[1]))
        return json.dumps(line, default=_unknown)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send all logs of this process to standard error. Called once, by the program's entry point."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    leave_out_chatter()


def leave_out_chatter() -> None:
    """Silence what other packages say of every request."""
    # A line per request of the HTTP client would repeat what the turn's own events say.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    # It says at length that it started and ended, which its supervisor knows.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def _event(record: logging.LogRecord) -> str:
    package = record.name.partition(".")[0]
    if package in _OURS:
        return record.getMessage()
    if package in _HARMLESS:
        return record.getMessage().partition("\n")[0]
    return f"said in {record.module}, line {record.lineno}"


def _told(error: BaseException, depth: int = 0) -> Iterator[str]:
    """Types and places of an exception and its causes, outermost last; messages where they quote nothing."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth < MAX_CAUSES:
        yield from _told(cause, depth + 1)
        yield "which led to:"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    kind = type(error)
    is_telling = isinstance(error, _TELLING) or kind.__module__.partition(".")[0] in _OURS
    yield f"{kind.__module__}.{kind.__qualname__}{f': {error}' if is_telling else ''}"
    if isinstance(error, BaseExceptionGroup) and depth < MAX_CAUSES:
        for number, inner in enumerate(error.exceptions, start=1):
            yield f"of these number {number}:"
            yield from _told(inner, depth + 1)


def _unknown(value: object) -> str:
    """What `extra` carries and JSON does not know is told by its kind."""
    return f"({type(value).__name__})"
