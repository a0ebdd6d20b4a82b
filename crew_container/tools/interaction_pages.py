"""Read interactions page by page, newest or oldest first, as far as is wanted and affordable.

CROW gives the oldest first, at most 100 a page, and knows no dates. So the newest are the last pages read backwards,
and where a period begins or ends is looked for with single rows (a page of one). A user who may see two of three
channels reads each by itself. Pages are counted; what could not be read, or was not given, is said (`shortfall`).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from crew_container.gateway_client.platform import Limited, Platform, PlatformError, Unreadable
from crew_container.tools.fields import Row, count_of, iso_time_of, list_of, rows_of, text_of
from crew_container.tools.interaction_facts import is_analysed
from shared.times import milliseconds_of

PATH = "/api/v1/interactions/organization/{organization}"
PAGE_SIZE = 100
MAX_PAGES = 10
# Enough to halve 4,096 pages down to one.
MAX_PROBES = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which interactions, in which order, and how many sessions of them are enough. Times are Unix milliseconds."""

    source_type: str | None = None
    q: str | None = None
    product_id: str | None = None
    since: int | None = None
    until: int | None = None
    newest: bool = True
    enough: int | None = None

    def is_inside(self, row: Row) -> bool:
        """Whether the row is of the period."""
        if self.since is None and self.until is None:
            return True
        time = milliseconds_of(row.get("timestamp"))
        return (
            time is not None
            and (self.since is None or time >= self.since)
            and (self.until is None or time <= self.until)
        )

    def is_past(self, page: list[Row]) -> bool:
        """Whether everything after this page is outside of the period."""
        times = [time for row in page if (time := milliseconds_of(row.get("timestamp"))) is not None]
        if not times:
            return False
        if self.newest:
            return self.since is not None and min(times) < self.since
        return self.until is not None and max(times) > self.until


@dataclass(slots=True)
class Found:
    """What was read: rows in the wanted order out of `seen`, of `total` that there are, and why it is not all."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    seen: int = 0
    complete: bool = True
    interruption: PlatformError | None = None

    @property
    def distinct(self) -> list[Row]:
        """One row a web session."""
        return one_per_session(self.rows)

    @property
    def shortfall(self) -> str | None:
        """What is missing, as a sentence."""
        if self.complete:
            return None
        reason = f" {self.interruption}" if self.interruption is not None else ""
        return f"Only {self.seen} of {self.total} rows could be read.{reason}"


@dataclass(slots=True)
class _Budget:
    """Pages that may still be asked for."""

    left: int = MAX_PAGES

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


async def read_interactions(platform: Platform, wanted: Wanted) -> Found:
    """Read. Raises PlatformError when nothing at all could be read."""
    budget = _Budget()
    try:
        return await _read(platform, wanted, budget)
    except Limited as limited:
        limits = limited.limits
        if limits.channels is None or wanted.source_type is not None:
            raise
    parts: list[Found] = []
    for channel in limits.channels:
        budget.left = max(budget.left, 1)
        parts.append(await _read(platform, replace(wanted, source_type=channel), budget))
    return _merged(parts, newest=wanted.newest)


async def _read(platform: Platform, wanted: Wanted, budget: _Budget) -> Found:
    found = Found()
    try:
        async with aclosing(_pages(platform, wanted, budget, found)) as pages:
            async for page in pages:
                wanted = _within_limits(wanted, platform)
                found.seen += len(page)
                inside = [row for row in page if wanted.is_inside(row)]
                found.rows.extend(reversed(inside) if wanted.newest else inside)
                if wanted.is_past(page) or (wanted.newest and not page):
                    return found
                if wanted.enough is not None and len(found.distinct) >= wanted.enough:
                    return found
    except PlatformError as exc:
        if not found.seen:
            raise
        found.complete, found.interruption = False, exc
    return found


async def _pages(platform: Platform, wanted: Wanted, budget: _Budget, found: Found) -> AsyncGenerator[list[Row]]:
    """Yield pages in the order in which they are wanted."""
    # A page can be megabytes large: how many rows there are is asked with the smallest.
    total = count_of(await _page(platform, wanted, 1, size=1), "total")
    if total is None:
        raise PlatformError("unavailable", "The platform does not say how many interactions there are.")
    found.total = total
    size, is_given = PAGE_SIZE, False
    while not is_given:
        is_given = True
        for number in await _order(platform, _within_limits(wanted, platform), total, size):
            if not budget.take():
                found.complete = False
                return
            body = await _page(platform, wanted, number, size=size)
            rows = list_of(body, "interactions")
            expected = max(0, min(size, total - (number - 1) * size))
            given = _size_given(platform, body, rows, size=size, expected=expected)
            if given < size:
                # Its pages are smaller than CROW's: they are counted anew.
                size, is_given = given, False
                break
            yield rows


def _size_given(platform: Platform, body: Row, rows: list[Row], *, size: int, expected: int) -> int:
    """Return how large the platform really makes its pages, as it says or else as can be seen.

    Raises Unreadable when a page is empty that it has counted rows for.
    """
    is_limited = platform.limits.channels is not None or platform.limits.since is not None
    if not rows and expected and not is_limited:
        raise Unreadable
    told = count_of(body, "limit")
    if told:
        return min(told, size)
    return size if is_limited or len(rows) == expected else min(len(rows), size)


async def _order(platform: Platform, wanted: Wanted, total: int, size: int) -> range:
    """Return the numbers of the pages, from the one where the period begins or ends."""
    last = -(-total // size)
    if wanted.newest:
        start = last if wanted.until is None else await _page_of(platform, wanted, wanted.until, total, size)
        return range(min(start, last), 0, -1)
    start = 1 if wanted.since is None else await _page_of(platform, wanted, wanted.since - 1, total, size)
    return range(start, last + 1)


def _within_limits(wanted: Wanted, platform: Platform) -> Wanted:
    """The gateway gives nothing older than a user may see: it is not looked for, and all that is given counts."""
    earliest = platform.limits.since
    if earliest is None or (wanted.since is not None and wanted.since >= earliest):
        return wanted
    return replace(wanted, since=earliest, enough=None)


async def _page_of(platform: Platform, wanted: Wanted, moment: int, total: int, size: int) -> int:
    """Return the page in which, or right after which, the rows later than `moment` begin."""
    low, high = 1, max(1, -(-total // size))
    if high > 1 and ((newest := await _time_of(platform, wanted, total)) is None or newest <= moment):
        return high
    for _ in range(MAX_PROBES):
        if low == high:
            break
        middle = (low + high) // 2
        time = await _time_of(platform, wanted, middle * size + 1)
        # Without a time: older than this user may see.
        low, high = (middle + 1, high) if time is None or time <= moment else (low, middle)
    return high if wanted.newest else low


async def _time_of(platform: Platform, wanted: Wanted, place: int) -> int | None:
    """Return when the row at this place (from 1, the oldest) happened."""
    rows = rows_of(await _page(platform, wanted, place, size=1), "interactions")
    return milliseconds_of(rows[0].get("timestamp")) if rows else None


async def _page(platform: Platform, wanted: Wanted, number: int, *, size: int = PAGE_SIZE) -> Row:
    return await platform.get(
        PATH,
        {
            "page": number,
            "limit": size,
            "sourceType": wanted.source_type,
            "q": wanted.q,
            "productId": wanted.product_id,
        },
    )


def _merged(parts: list[Found], *, newest: bool) -> Found:
    rows = [row for part in parts for row in part.rows]
    rows.sort(key=lambda row: milliseconds_of(row.get("timestamp")) or 0, reverse=newest)
    return Found(
        rows,
        total=sum(part.total for part in parts),
        seen=sum(part.seen for part in parts),
        complete=all(part.complete for part in parts),
        interruption=next((part.interruption for part in parts if part.interruption is not None), None),
    )


def one_per_session(rows: list[Row]) -> list[Row]:
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


def window_of(platform: Platform, since: int | None, until: int | None) -> str:
    """The period that was really looked at, in words."""
    earliest = platform.limits.since
    if earliest is not None:
        since = max(earliest, since or earliest)
    if since is None and until is None:
        return "all time"
    return f"{iso_time_of(since) or 'the beginning'} to {iso_time_of(until) or 'now'}"
