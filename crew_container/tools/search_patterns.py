"""Find detected patterns: trends, anomalies and drops with their causes."""

from pydantic import Field

from crew_container.gateway_client.platform import Limited
from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import list_of
from crew_container.tools.patterns import SEARCH_PATH, pattern, read_all
from crew_container.tools.results import ToolContext, shown
from crew_container.tools.word_search import best_by_words
from shared.tools import ToolResult

NAME = "search_patterns"
DESCRIPTION = (
    "Find what the platform has detected over time: trends, anomalies, drops and their causes, severity, "
    "and aggregates over orders and sales, best match first."
)


class SearchPatterns(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=512, description="what to look for, in plain words")
    limit: int = Field(default=5, ge=1, le=20, description="how many at most")


async def search_patterns(context: ToolContext, arguments: SearchPatterns) -> ToolResult:
    """Ask CROW's vector search; under limits that it does not know, look through what may be seen."""
    try:
        body = await context.platform.get(SEARCH_PATH, {"q": arguments.query, "topK": arguments.limit})
    except Limited:
        return await _look_through(context, arguments)
    found = [pattern(row) for row in list_of(body, "results")[: arguments.limit]]
    return shown(context, NAME, found, total=None, note="Best matches, not a count.")


async def _look_through(context: ToolContext, arguments: SearchPatterns) -> ToolResult:
    read = await read_all(context.platform, "patterns", {})
    found = best_by_words(arguments.query, [pattern(row) for row in read.rows])[: arguments.limit]
    note = " ".join(filter(None, ["Matches of words, not a count.", read.shortfall]))
    return shown(context, NAME, found, total=None, partial=bool(read.missing), note=note)
