"""Find detected patterns: trends, anomalies and drops with their causes."""

from pydantic import Field

from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import Row, cut, iso_time_of, number_of, object_of, rows_of, scalars_of, text_of
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "search_patterns"
DESCRIPTION = (
    "Find what the platform has detected over time: trends, anomalies, drops and their causes, severity, "
    "and aggregates over orders and sales, best match first."
)
PATH = "/api/v1/patterns/organization/{organization}/search"
MAX_TEXT = 600
_NOT_FACTS = frozenset({"organizationId", "type", "title", "description", "insights"})


class SearchPatterns(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=512, description="what to look for, in plain words")
    limit: int = Field(default=5, ge=1, le=20, description="how many at most")


async def search_patterns(context: ToolContext, arguments: SearchPatterns) -> ToolResult:
    """Ask CROW's vector search; what it knows of a pattern is under `metadata`."""
    body = await context.platform.get(PATH, {"q": arguments.query, "topK": arguments.limit})
    found = [_pattern(row) for row in rows_of(body, "results")[: arguments.limit]]
    return shown(context, NAME, found, total=None, note="Best matches, not a count.")


def _pattern(row: Row) -> Found:
    # Older rows have the fields beside the id, newer ones under `metadata`: the newer win.
    fields = {**row, **object_of(row.get("metadata"))}
    kind = text_of(fields, "type", limit=40) or "pattern"
    told = [text for name in ("description", "insights") if (text := text_of(fields, name, limit=MAX_TEXT))]
    return Found(
        type="pattern",
        id=str(row.get("id")),
        title=text_of(fields, "title", limit=120) or kind,
        text=cut("\n".join(dict.fromkeys(told)), MAX_TEXT) or None,
        score=number_of(row, "score", "_score"),
        at=iso_time_of(fields.get("detectedAt")),
        facts={"type": kind, **scalars_of(object_of(row.get("metadata")), without=_NOT_FACTS, limit=8)},
    )
