"""Count all interactions per channel."""

from crew_container.tools.arguments import NoArguments
from crew_container.tools.fields import count_of
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
    body = await context.platform.get(PATH)
    counts = {name: count for name in CHANNELS if (count := count_of(body, name)) is not None}
    found = Found(type="analytics", id="interaction-summary", title="Interactions per channel", facts={**counts})
    return shown(context, NAME, [found], total=counts.get("total"), window="all time")
