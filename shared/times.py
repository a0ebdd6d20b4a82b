"""Times as the platform writes them: seconds, milliseconds or ISO 8601."""

from datetime import UTC, datetime

from pydantic import JsonValue

# Later than this as a number of seconds would be the year 5138: such a number is milliseconds.
_FIRST_MILLISECONDS = 100_000_000_000
# The years 1 and 9999: Python's calendar has no others.
_EARLIEST_MILLISECONDS = -62_135_596_800_000
_LAST_MILLISECONDS = 253_402_300_000_000 - 1


def milliseconds_of(value: JsonValue) -> int | None:
    """Return a time as Unix milliseconds; None for what is no time."""
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return None
    try:
        if isinstance(value, int | float):
            found = int(value if abs(value) >= _FIRST_MILLISECONDS else value * 1000)
            return found if _EARLIEST_MILLISECONDS <= found <= _LAST_MILLISECONDS else None
        moment = datetime.fromisoformat(value)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        # Infinity and NaN, which some servers write into JSON, and years that no clock has.
        return None
