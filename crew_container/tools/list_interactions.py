"""List and count interactions by channel, text, product and time."""

from datetime import datetime
from typing import Literal

from pydantic import Field, model_validator

from crew_container.tools.arguments import Arguments, Since, SourceType, Until
from crew_container.tools.interaction_facts import interaction
from crew_container.tools.interaction_pages import Wanted, read_interactions, window_of
from crew_container.tools.results import ToolContext, shown
from shared.tools import ToolResult

NAME = "list_interactions"
DESCRIPTION = (
    "List and count single interactions (web sessions, orders, in-store cameras, social posts), by channel, text, "
    "product and period; `total` is the count of all matches. Use it for 'how many … from/with …', 'the latest …' "
    "and every question with dates. For counts per day or per product use interaction_timeseries."
)


class Period(Arguments):
    """Which interactions: their channel, text, product and time."""

    source_type: SourceType | None = Field(default=None, description="only this channel")
    q: str | None = Field(
        default=None, max_length=256, description="only those whose data or summary contain this text"
    )
    product_id: str | None = Field(default=None, max_length=128, description="only those about this product id")
    since: Since | None = Field(default=None, description="only from this day or time on, ISO 8601 UTC")
    until: Until | None = Field(default=None, description="only up to this day (inclusive) or time, ISO 8601 UTC")

    @model_validator(mode="after")
    def _check_period(self) -> "Period":
        if self.since and self.until and self.since > self.until:
            msg = "since is after until"
            raise ValueError(msg)
        return self


class ListInteractions(Period):
    """Which interactions, and how many of them to show."""

    order: Literal["newest", "oldest"] = Field(default="newest", description="which come first")
    limit: int = Field(default=10, ge=1, le=50, description="how many to show at most; the count is not limited by it")


async def list_interactions(context: ToolContext, arguments: ListInteractions) -> ToolResult:
    """Read the pages that are needed, merge the two rows of a web session, and count honestly."""
    since, until = milliseconds(arguments.since), milliseconds(arguments.until)
    has_window = since is not None or until is not None
    found = await read_interactions(
        context.platform,
        Wanted(
            source_type=arguments.source_type,
            q=arguments.q,
            product_id=arguments.product_id,
            since=since,
            until=until,
            newest=arguments.order == "newest",
            enough=None if has_window or context.platform.limits.since is not None else arguments.limit,
        ),
    )
    # What the gateway left out of the pages is in the platform's total.
    has_window = has_window or context.platform.limits.since is not None
    distinct = found.distinct
    merged = len(found.rows) - len(distinct)
    notes = [f"{merged} more rows belong to web sessions shown here; total counts rows."] if merged else []
    notes += [found.shortfall] if found.shortfall else []
    return shown(
        context,
        NAME,
        [interaction(row) for row in distinct[: arguments.limit]],
        total=len(found.rows) if has_window else found.total,
        partial=not found.complete,
        window=window_of(context.platform, since, until),
        note=" ".join(notes) or None,
    )


def milliseconds(moment: datetime | None) -> int | None:
    """Unix milliseconds."""
    return int(moment.timestamp() * 1000) if moment is not None else None
