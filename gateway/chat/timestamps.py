"""Times as clients read them."""

from datetime import UTC, datetime


def iso(milliseconds: int) -> str:
    """Unix milliseconds as ISO 8601 UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
