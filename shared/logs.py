"""Logs as one JSON object a line. Texts of people and secrets never go into them: log ids, codes and figures."""

import json
import logging
from datetime import UTC, datetime
from typing import Final

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Time, level, logger, event, and whatever `extra` carried."""

    def format(self, record: logging.LogRecord) -> str:
        line = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line |= {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send all logs of this process to standard error. Called once, by the program's entry point."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A line per request of the HTTP client would repeat what the turn's own events say.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    # It says at length that it started and ended, which its supervisor knows.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
