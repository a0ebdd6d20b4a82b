"""Count the events of the analytics service."""

from pydantic import JsonValue

from crew_container.gateway_client.platform import Unreadable
from crew_container.tools.arguments import NoArguments
from crew_container.tools.fields import Row, count_of, object_of
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "get_analytics_overview"
DESCRIPTION = (
    "How the dashboard and its apps are used: all recorded usage events, by type (login, export, …) and by source, "
    "over all time. Not visits or orders: those are interactions."
)
PATH = "/api/v1/analytics/overview"
MOST_KEYS = 20


async def get_analytics_overview(context: ToolContext, arguments: NoArguments) -> ToolResult:  # noqa: ARG001 - one signature for all tools
    """Read the platform's own counters."""
    body = await context.platform.get(PATH, {"organizationId": context.platform.organization_id})
    total = count_of(body, "total")
    if total is None and not any(isinstance(body.get(name), dict) for name in ("byType", "bySource")):
        raise Unreadable
    found = [
        Found(type="analytics", id=f"usage-events-{name}", title=f"Usage events by {name}", facts=_counts(body, field))
        for name, field in (("type", "byType"), ("source", "bySource"))
    ]
    return shown(context, NAME, [thing for thing in found if thing.facts], total=total, window="all time")


def _counts(body: Row, field: str) -> dict[str, JsonValue]:
    given = object_of(body.get(field))
    counts = {name: count for name in given if (count := count_of(given, name)) is not None}
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return dict(ranked[:MOST_KEYS])
