"""Read the platform's report of a period: anomalies with severity, patterns, correlations."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, JsonValue

from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import Row, id_of, iso_time_of, number_of, object_of, rows_of, scalars_of, text_of
from crew_container.tools.patterns import read_all
from crew_container.tools.results import Found, ToolContext, shown
from shared.times import milliseconds_of
from shared.tools import ToolResult

NAME = "get_pattern_report"
DESCRIPTION = (
    "The platform's latest report of a period (hour, day, week, month or year): its anomalies with metric, value, "
    "severity and channel, and what else it found. Use it for 'anomalies this week', 'what happened today', reports."
)
MAX_TEXT = 400
_NOT_FACTS = frozenset({"title", "description", "insights", "type"})
# How grave first.
SEVERITIES = ("critical", "high", "medium", "low")


class GetPatternReport(Arguments):
    """Which report."""

    period: Literal["1h", "daily", "weekly", "monthly", "yearly"] = Field(description="what the report covers")
    latest: int = Field(default=1, ge=1, le=3, description="how many of the newest reports")


async def get_pattern_report(context: ToolContext, arguments: GetPatternReport) -> ToolResult:
    """Find the newest: reports come in no order."""
    read = await read_all(context.platform, "results", {"period": arguments.period})
    newest = sorted(read.rows, key=lambda row: milliseconds_of(row.get("generatedAt")) or 0, reverse=True)
    chosen = newest[: arguments.latest]
    notes = [] if chosen else [f"There is no {arguments.period} report."]
    notes += [read.shortfall] if read.shortfall else []
    return shown(
        context,
        NAME,
        [thing for row in chosen for thing in _things(row, arguments.period)],
        total=len(chosen),
        partial=bool(read.missing),
        window="; ".join(_covered(row) for row in chosen) or None,
        note=" ".join(notes) or None,
    )


def _things(row: Row, period: str) -> Iterator[Found]:
    """The report as a whole, then its anomalies, gravest first, then the rest of its findings."""
    report, name, at = object_of(row.get("report")), id_of(row), iso_time_of(row.get("generatedAt"))
    anomalies = sorted(rows_of(report, "anomalies"), key=_gravity)
    facts: dict[str, JsonValue] = {"period": period, "anomalies": len(anomalies)}
    if (confidence := number_of(object_of(report.get("metadata")), "overall_confidence")) is not None:
        facts["confidence"] = confidence
    told = text_of(report, "summary", limit=MAX_TEXT)
    yield Found(type="pattern", id=name, title=f"Report ({period}) of {_covered(row)}", text=told, at=at, facts=facts)
    for part, found in (
        ("anomaly", anomalies),
        ("pattern", rows_of(report, "patterns")),
        ("correlation", rows_of(report, "correlations")),
    ):
        for number, one in enumerate(found, start=1):
            yield Found(
                type="pattern",
                id=f"{name}#{part}-{number}",
                title=text_of(one, "title", "type", limit=120) or part,
                text=text_of(one, "description", "insights", limit=MAX_TEXT),
                at=at,
                facts={"type": part, **scalars_of(one, without=_NOT_FACTS, limit=8)},
            )


def _gravity(anomaly: Row) -> int:
    severity = (text_of(anomaly, "severity", limit=20) or "").casefold()
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _covered(row: Row) -> str:
    """The days that a report tells of, or when it was made."""
    window = object_of(object_of(row.get("report")).get("window"))
    first, last = text_of(window, "from", limit=40), text_of(window, "to", limit=40)
    return (
        f"{first} to {last}" if first and last else f"until {iso_time_of(row.get('generatedAt')) or 'an unknown time'}"
    )
