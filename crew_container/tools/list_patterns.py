"""List detected patterns, newest first, by kind, text, confidence and time."""

from typing import Literal

from pydantic import Field

from crew_container.tools.arguments import Arguments, Since
from crew_container.tools.fields import Row, number_of, object_of, text_of
from crew_container.tools.list_interactions import milliseconds
from crew_container.tools.patterns import pattern, read_all
from crew_container.tools.results import ToolContext, shown
from shared.times import milliseconds_of
from shared.tools import ToolResult

NAME = "list_patterns"
DESCRIPTION = (
    "List what the platform has detected, newest first: all patterns, or those of one kind, severity, text, confidence "
    "or since a day; `total` counts all matches. Use it for 'which/how many anomalies …', 'latest patterns'."
)


class ListPatterns(Arguments):
    """Which patterns, and how many of them to show."""

    query: str | None = Field(default=None, max_length=256, description="only those that contain this text")
    type: str | None = Field(
        default=None, max_length=40, description="only this kind, such as anomaly, trend, engagement, general"
    )
    severity: Literal["high", "medium", "low"] | None = Field(default=None, description="only this severity")
    min_confidence: float | None = Field(default=None, ge=0, le=1, description="only at least so certain, 0 to 1")
    since: Since | None = Field(default=None, description="only detected from this day or time on, ISO 8601 UTC")
    limit: int = Field(default=10, ge=1, le=50, description="how many to show at most")


async def list_patterns(context: ToolContext, arguments: ListPatterns) -> ToolResult:
    """Read them all: the platform neither sorts nor filters by more than text."""
    read = await read_all(context.platform, "patterns", {"query": arguments.query})
    wanted = [row for row in read.rows if _is_wanted(row, arguments)]
    wanted.sort(key=lambda row: milliseconds_of(row.get("detectedAt")) or 0, reverse=True)
    return shown(
        context,
        NAME,
        [pattern(row) for row in wanted[: arguments.limit]],
        total=len(wanted),
        partial=bool(read.missing),
        note=read.shortfall,
    )


def _is_wanted(row: Row, arguments: ListPatterns) -> bool:
    data = object_of(row.get("data"))
    confidence = number_of(row, "confidence")
    detected = milliseconds_of(row.get("detectedAt"))
    since = milliseconds(arguments.since)
    return (
        _is_same(arguments.type, text_of(row, "type", limit=40))
        and _is_same(arguments.severity, text_of(data, "severity", limit=20))
        and (arguments.min_confidence is None or (confidence is not None and confidence >= arguments.min_confidence))
        and (since is None or (detected is not None and detected >= since))
    )


def _is_same(wanted: str | None, given: str | None) -> bool:
    return wanted is None or (given is not None and given.casefold() == wanted.casefold())
