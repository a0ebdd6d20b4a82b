"""Count interactions over time: per hour, day or week, by channel, tag, product, or what people did with a product."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import Field, JsonValue

from crew_container.tools.arguments import Since
from crew_container.tools.fields import Row, count_of, iso_time_of, object_of, rows_of, strings_of, text_of
from crew_container.tools.interaction_pages import Found as Read
from crew_container.tools.interaction_pages import Wanted, read_interactions, window_of
from crew_container.tools.list_interactions import Period, milliseconds
from crew_container.tools.results import Found, ToolContext, shown
from shared.times import milliseconds_of
from shared.tools import ToolResult

NAME = "interaction_timeseries"
DESCRIPTION = (
    "Count interactions of a period per hour, day or week, or all together, grouped by channel, tag, product, or by "
    "what people did with a product on camera (browsing, pickup, purchase, return). Visits are counted once; `people` "
    "adds up who the cameras saw. The right tool for busiest days, trends, comparisons of channels or products."
)
Bucket = Literal["hour", "day", "week", "all"]
Group = Literal["source_type", "tag", "product", "product_action"]
MOST_KEYS = 8
OTHERS = "other"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class InteractionTimeseries(Period):
    """Which interactions to count, and how."""

    since: Since = Field(description="from this day or time on, ISO 8601 UTC")
    bucket: Bucket = Field(default="day", description="per what; `all` counts the whole period together")
    group_by: Group = Field(default="source_type", description="what to tell apart within each bucket")


async def interaction_timeseries(context: ToolContext, arguments: InteractionTimeseries) -> ToolResult:
    """Read the period's pages and count; what was cut off by the page budget is said."""
    since, until = milliseconds(arguments.since), milliseconds(arguments.until)
    read = await read_interactions(
        context.platform,
        Wanted(
            source_type=arguments.source_type,
            q=arguments.q,
            product_id=arguments.product_id,
            since=since,
            until=until,
        ),
    )
    rows = read.distinct
    found = _by_key(rows, arguments) if arguments.bucket == "all" else _by_time(rows, arguments)
    return shown(
        context,
        NAME,
        found,
        total=len(rows),
        partial=not read.complete,
        window=window_of(context.platform, since, until),
        note=_note(read, rows, arguments),
    )


def _note(read: Read, rows: list[Row], arguments: InteractionTimeseries) -> str:
    notes = [] if arguments.bucket == "all" else ["Newest first; buckets without interactions are left out."]
    if merged := len(read.rows) - len(rows):
        notes.append(f"{merged} rows are analyses of web sessions counted already.")
    if read.shortfall:
        notes.append(f"{read.shortfall} Counts of the earliest buckets may be too low.")
    return " ".join(notes)


def _by_time(rows: list[Row], arguments: InteractionTimeseries) -> list[Found]:
    buckets: dict[datetime, list[Row]] = {}
    for row in rows:
        buckets.setdefault(_begin(row, arguments.bucket), []).append(row)
    kept = _most_common(rows, arguments.group_by)
    return [
        Found(
            type="analytics",
            id=f"{_name(arguments)}:{begin:%Y-%m-%dT%H}",
            title=_title(begin, arguments.bucket),
            at=begin.strftime("%Y-%m-%dT%H:%M:%SZ"),
            facts=_counts(buckets[begin], arguments.group_by, kept),
        )
        for begin in sorted(buckets, reverse=True)
    ]


def _by_key(rows: list[Row], arguments: InteractionTimeseries) -> list[Found]:
    """One thing per channel, tag or product, the most frequent first."""
    if arguments.group_by == "product_action":
        return _products_by_action(rows, arguments)
    counted = Counter(key for row in rows for key in _keys(row, arguments.group_by))
    first, last = _ends(rows)
    return [
        Found(
            type="analytics",
            id=f"{_name(arguments)}:{key}",
            title=key,
            facts={"count": count, "people": _people(rows, key, arguments.group_by), "first": first, "last": last},
        )
        for key, count in counted.most_common()
    ]


def _products_by_action(rows: list[Row], arguments: InteractionTimeseries) -> list[Found]:
    """One thing per product, what is picked up most first."""
    actions: dict[str, Counter[str]] = {}
    for row in rows:
        for product, action in _product_actions(row):
            actions.setdefault(product, Counter())[action] += 1
    ranked = sorted(actions.items(), key=lambda entry: (-entry[1]["pickup"], -entry[1].total(), entry[0]))
    return [
        Found(
            type="analytics",
            id=f"{_name(arguments)}:{product}",
            title="Product",
            facts={"productId": product, **{name: counted[name] for name in sorted(counted)}},
        )
        for product, counted in ranked
    ]


def _counts(rows: list[Row], group: Group, kept: frozenset[str]) -> dict[str, JsonValue]:
    counted = Counter(key if key in kept else OTHERS for row in rows for key in _keys(row, group))
    facts: dict[str, JsonValue] = {key: counted[key] for key in sorted(counted)}
    if people := sum(_people_in(row) for row in rows):
        facts["people"] = people
    return {**facts, "total": len(rows)}


def _most_common(rows: list[Row], group: Group) -> frozenset[str]:
    counted = Counter(key for row in rows for key in _keys(row, group))
    return frozenset(key for key, _ in counted.most_common(MOST_KEYS))


def _keys(row: Row, group: Group) -> list[str]:
    match group:
        case "source_type":
            return [text_of(row, "sourceType", limit=20) or "unknown"]
        case "tag":
            return list(dict.fromkeys(strings_of(row.get("tags"), limit=20)))
        case "product":
            return list(dict.fromkeys(strings_of(row.get("productIds"), limit=20)))
        case "product_action":
            return [f"{action} {product}" for product, action in _product_actions(row)]


def _product_actions(row: Row) -> list[tuple[str, str]]:
    done = rows_of(object_of(row.get("data")), "productInteractions")
    found = [(text_of(one, "productId", limit=128), text_of(one, "type", limit=20)) for one in done]
    return [(product, action) for product, action in found if product is not None and action is not None]


def _people(rows: list[Row], key: str, group: Group) -> int | None:
    return sum(_people_in(row) for row in rows if key in _keys(row, group)) or None


def _people_in(row: Row) -> int:
    return count_of(object_of(row.get("data")), "peopleCount") or 0


def _ends(rows: list[Row]) -> tuple[str | None, str | None]:
    times = [time for row in rows if (time := milliseconds_of(row.get("timestamp"))) is not None]
    return (iso_time_of(min(times)), iso_time_of(max(times))) if times else (None, None)


def _begin(row: Row, bucket: Bucket) -> datetime:
    # Only rows with a time are inside a period.
    moment = datetime.fromtimestamp((milliseconds_of(row.get("timestamp")) or 0) / 1000, UTC)
    if bucket == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday()) if bucket == "week" else day


def _title(begin: datetime, bucket: Bucket) -> str:
    match bucket:
        case "hour":
            return f"{begin:%Y-%m-%d %H}:00"
        case "week":
            return f"week from {begin:%Y-%m-%d}"
        case _:
            return f"{begin:%Y-%m-%d} {WEEKDAYS[begin.weekday()]}"


def _name(arguments: InteractionTimeseries) -> str:
    """What was counted, so that equal counts have one number in the whole turn and others do not share it."""
    filters = [arguments.source_type, arguments.q, arguments.product_id]
    parts = [arguments.group_by, arguments.bucket, *(value for value in filters if value)]
    if arguments.bucket == "all":
        parts += [f"{arguments.since:%Y-%m-%dT%H}", f"{arguments.until:%Y-%m-%dT%H}" if arguments.until else "now"]
    return "timeseries:" + ":".join(parts)
