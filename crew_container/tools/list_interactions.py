"""List and count interactions by channel, text, product and time.

CROW gives the oldest first, at most 100 a page, and knows no dates. So the newest are the last pages read backwards,
and a period is found by reading towards it. Both have a page budget; what it cuts off is said (`partial`).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, model_validator

from crew_container.tools.arguments import Arguments, Since, SourceType, Until
from crew_container.tools.fields import Row, count_of, iso_time_of, rows_of, text_of
from crew_container.tools.interaction_facts import interaction, is_analysed
from crew_container.tools.results import ToolContext, shown
from shared.times import milliseconds_of
from shared.tools import ToolResult

NAME = "list_interactions"
DESCRIPTION = (
    "List and count single interactions (web sessions, orders, in-store cameras, social posts), by channel, text, "
    "product and period; `total` is the count of all matches. Use it for 'how many … from/with …', 'the latest …' "
    "and every question with dates."
)
PATH = "/api/v1/interactions/organization/{organization}"
PAGE_SIZE = 100
MAX_PAGES = 10


class ListInteractions(Arguments):
    """Which interactions, and how many of them to show."""

    source_type: SourceType | None = Field(default=None, description="only this channel")
    q: str | None = Field(
        default=None, max_length=256, description="only those whose data or summary contain this text"
    )
    product_id: str | None = Field(default=None, max_length=128, description="only those about this product id")
    since: Since | None = Field(default=None, description="only from this day or time on, ISO 8601 UTC")
    until: Until | None = Field(default=None, description="only up to this day (inclusive) or time, ISO 8601 UTC")
    order: Literal["newest", "oldest"] = Field(default="newest", description="which come first")
    limit: int = Field(default=10, ge=1, le=50, description="how many to show at most; the count is not limited by it")

    @model_validator(mode="after")
    def _check_period(self) -> "ListInteractions":
        if self.since and self.until and self.since > self.until:
            msg = "since is after until"
            raise ValueError(msg)
        return self


@dataclass(slots=True)
class _Reading:
    """What was read: rows in the wanted order, out of how many seen, and whether everything needed was seen."""

    platform_total: int = 0
    seen: int = 0
    complete: bool = True
    rows: list[Row] = field(default_factory=list)


async def list_interactions(context: ToolContext, arguments: ListInteractions) -> ToolResult:
    """Read the pages that are needed, merge the two rows of a web session, and count honestly."""
    reading = await _read(context, arguments)
    distinct = _one_per_session(reading.rows)
    has_window = bool(arguments.since or arguments.until)
    merged = len(reading.rows) - len(distinct)
    notes = [f"{merged} more rows belong to web sessions shown here; total counts rows."] if merged else []
    if not reading.complete:
        notes.append(f"Only the {arguments.order} {reading.seen} of {reading.platform_total} rows could be read.")
    return shown(
        context,
        NAME,
        [interaction(row) for row in distinct[: arguments.limit]],
        total=len(reading.rows) if has_window else reading.platform_total,
        partial=not reading.complete,
        window=_window(arguments),
        note=" ".join(notes) or None,
    )


async def _read(context: ToolContext, arguments: ListInteractions) -> _Reading:
    reading = _Reading()
    since, until = _milliseconds(arguments)
    newest = arguments.order == "newest"
    wanted = None if since is not None or until is not None else arguments.limit
    async with aclosing(_pages(context, arguments, reading)) as pages:
        async for page in pages:
            times = [time for row in page if (time := milliseconds_of(row.get("timestamp"))) is not None]
            reading.seen += len(page)
            inside = [row for row in page if _is_inside(row, since, until)]
            reading.rows.extend(reversed(inside) if newest else inside)
            if wanted is not None and len(_one_per_session(reading.rows)) >= wanted:
                return reading
            beyond = (
                (since is not None and min(times, default=since) < since)
                if newest
                else (until is not None and max(times, default=until) > until)
            )
            if beyond:
                return reading
    return reading


async def _pages(context: ToolContext, arguments: ListInteractions, reading: _Reading) -> AsyncGenerator[list[Row]]:
    """Yield pages in the order in which they are wanted; the first request also tells how many there are."""
    first = await _page(context, arguments, 1)
    reading.platform_total = count_of(first, "total") or 0
    requests = 1
    last = max(1, -(-reading.platform_total // PAGE_SIZE))
    order = range(last, 0, -1) if arguments.order == "newest" else range(1, last + 1)
    for number in order:
        if number == 1:
            yield rows_of(first, "interactions")
        elif requests >= MAX_PAGES:
            reading.complete = False
            return
        else:
            requests += 1
            yield rows_of(await _page(context, arguments, number), "interactions")


async def _page(context: ToolContext, arguments: ListInteractions, number: int) -> Row:
    return await context.platform.get(
        PATH,
        {
            "page": number,
            "limit": PAGE_SIZE,
            "sourceType": arguments.source_type,
            "q": arguments.q,
            "productId": arguments.product_id,
        },
    )


def _one_per_session(rows: list[Row]) -> list[Row]:
    """Keep one row per web session, in its first place: the analysis rather than the raw record."""
    places: dict[str, int] = {}
    kept: list[Row] = []
    for row in rows:
        session = text_of(row, "sessionId", limit=200)
        if session is None or session not in places:
            if session is not None:
                places[session] = len(kept)
            kept.append(row)
        elif is_analysed(row) and not is_analysed(kept[places[session]]):
            kept[places[session]] = row
    return kept


def _milliseconds(arguments: ListInteractions) -> tuple[int | None, int | None]:
    since = int(arguments.since.timestamp() * 1000) if arguments.since else None
    until = int(arguments.until.timestamp() * 1000) if arguments.until else None
    return since, until


def _is_inside(row: Row, since: int | None, until: int | None) -> bool:
    if since is None and until is None:
        return True
    time = milliseconds_of(row.get("timestamp"))
    return time is not None and (since is None or time >= since) and (until is None or time <= until)


def _window(arguments: ListInteractions) -> str:
    since, until = _milliseconds(arguments)
    if since is None and until is None:
        return "all time"
    return f"{iso_time_of(since) or 'the beginning'} to {iso_time_of(until) or 'now'}"
