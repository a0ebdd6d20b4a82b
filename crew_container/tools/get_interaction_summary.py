"""Count all interactions per channel."""

from collections import Counter

from crew_container.gateway_client.platform import Limited, Unreadable
from crew_container.tools.arguments import NoArguments
from crew_container.tools.fields import count_of, text_of
from crew_container.tools.interaction_pages import Wanted, read_interactions, window_of
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "get_interaction_summary"
DESCRIPTION = (
    "How many interactions there are per channel (web, cctv, social) and in total, over all time. "
    "The right tool for every 'how many interactions' question without a period."
)
PATH = "/api/v1/interactions/organization/{organization}/summary"
CHANNELS = ("web", "cctv", "social", "total")


async def get_interaction_summary(context: ToolContext, arguments: NoArguments) -> ToolResult:  # noqa: ARG001 - one signature for all tools
    """Read the platform's own counters; a channel that this user may not see is not in them."""
    try:
        body = await context.platform.get(PATH)
    except Limited as limited:
        if limited.limits.since is None:
            raise
        return await _count_what_may_be_seen(context, limited.limits.since)
    counts = {name: count for name in CHANNELS if (count := count_of(body, name)) is not None}
    if not counts:
        raise Unreadable
    return shown(context, NAME, [_counted(counts)], total=counts.get("total"), window="all time")


async def _count_what_may_be_seen(context: ToolContext, since: int) -> ToolResult:
    """The platform's counters know no time: under a limit of time the rows themselves are counted."""
    read = await read_interactions(context.platform, Wanted(since=since))
    by_channel = Counter(text_of(row, "sourceType", limit=20) or "unknown" for row in read.rows)
    counts = {**by_channel, "total": len(read.rows)}
    return shown(
        context,
        NAME,
        [_counted(counts)],
        total=len(read.rows),
        partial=not read.complete,
        window=window_of(context.platform, since, None),
        note=read.shortfall,
    )


def _counted(counts: dict[str, int]) -> Found:
    return Found(type="analytics", id="interaction-summary", title="Interactions per channel", facts={**counts})
