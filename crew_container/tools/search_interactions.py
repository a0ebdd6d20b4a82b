"""Find interactions by meaning."""

from pydantic import Field

from crew_container.gateway_client.platform import Limited
from crew_container.tools.arguments import Arguments, SourceType
from crew_container.tools.fields import id_of, iso_time_of, list_of, number_of, text_of
from crew_container.tools.interaction_facts import MAX_SUMMARY, TITLES, interaction
from crew_container.tools.interaction_pages import Wanted, read_interactions, window_of
from crew_container.tools.results import Found, ToolContext, shown
from crew_container.tools.word_search import best_by_words
from shared.tools import ToolResult

NAME = "search_interactions"
DESCRIPTION = (
    "Find interactions by meaning: what visitors and customers did or said about a subject, best match first. "
    "Use it for 'what do people say about …' and 'why do people …' questions. To count, use list_interactions."
)
PATH = "/api/v1/interactions/organization/{organization}/search"


class SearchInteractions(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=512, description="what to look for, in plain words")
    limit: int = Field(default=10, ge=1, le=20, description="how many at most")
    source_type: SourceType | None = Field(default=None, description="only this channel")


async def search_interactions(context: ToolContext, arguments: SearchInteractions) -> ToolResult:
    """Ask CROW's vector search; the channel is chosen afterwards, because CROW cannot."""
    asked = 50 if arguments.source_type else arguments.limit
    try:
        body = await context.platform.get(PATH, {"q": arguments.query, "limit": asked})
    except Limited as limited:
        if limited.limits.since is None:
            raise
        return await _look_through(context, arguments, limited.limits.since)
    rows = list_of(body, "results")
    wanted = [row for row in rows if arguments.source_type in {None, row.get("sourceType")}][: arguments.limit]
    found = [
        Found(
            type="interaction",
            id=id_of(row),
            title=TITLES.get(str(row.get("sourceType")), "Interaction"),
            text=text_of(row, "summary", limit=MAX_SUMMARY),
            score=number_of(row, "score", "_score"),
            at=iso_time_of(row.get("timestamp")),
            source=text_of(row, "sourceType", limit=20),
        )
        for row in wanted
    ]
    return shown(context, NAME, found, total=None, note="Best matches, not a count.")


async def _look_through(context: ToolContext, arguments: SearchInteractions, since: int) -> ToolResult:
    """What the platform finds has no time: under a limit of time the rows themselves are looked through."""
    read = await read_interactions(context.platform, Wanted(source_type=arguments.source_type, since=since))
    found = best_by_words(arguments.query, [interaction(row) for row in read.distinct])[: arguments.limit]
    note = " ".join(filter(None, ["Matches of words, not a count.", read.shortfall]))
    window = window_of(context.platform, since, None)
    return shown(context, NAME, found, total=None, partial=not read.complete, window=window, note=note)
