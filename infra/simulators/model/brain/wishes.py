"""What a clause wants beyond finding and counting: a course over time, a report, the catalogue in order, deeds."""

from infra.simulators.model.brain.question import Clause
from infra.simulators.model.brain.words import areas, stem_set

_COURSE = stem_set("busiest busy quietest daily hourly course timeline trend")
_SPANS = stem_set("day days hour hours week weeks")
_PER = ("per day", "per hour", "per week", "over time", "by day", "by hour", "which days", "which day", "what day")
_PICKED = stem_set("pick picked pickup")
_DEED = stem_set("buy bought purchase return touch browse")
_ANOMALY = stem_set("anomaly anomalies outlier unusual")
_REPORT = stem_set("report")
# What a report on everything may be called beside.
_BROAD = stem_set(
    "report daily weekly monthly yearly day week month year last this manager boss team management business shop store "
    "make write prepare create need want short full give send whole everything summary"
)
_ORDERED = stem_set("cheapest cheap expensive priciest")
_STOCK = stem_set("stock")
_CHANNEL_MARKS = {
    "web": (" web ", " web,", " web?", "website", "online", " web."),
    "cctv": ("cctv", "camera", "in-store", "in store", "instore", "footfall"),
    "social": ("social", "posts", "tweets"),
}
_UNITS = {"hour": ("per hour", "by hour", "hourly", "hours"), "week": ("per week", "by week", "weeks")}


def wants_broad_report(clause: Clause) -> bool:
    """A report on everything, for somebody."""
    known = set(clause.stems)
    return bool(known & _REPORT) and known <= _BROAD


def wants_deeds(clause: Clause) -> bool:
    """What people did with products: "picked up but rarely bought"."""
    known = set(clause.stems)
    return bool(known & _PICKED) and bool(known & (_DEED | stem_set("camera product item shelf")))


def wants_course(clause: Clause) -> bool:
    """Counts along time."""
    known = set(clause.stems)
    text = clause.text.lower()
    is_named = bool(known & _COURSE) and bool(known & _SPANS | (known & stem_set("daily hourly timeline")))
    return is_named or any(words in text for words in _PER) or wants_broad_report(clause)


def wants_report(clause: Clause) -> bool:
    """What the platform reports about a period."""
    known = set(clause.stems)
    return bool(known & (_ANOMALY | _REPORT)) or (clause.asks_why and bool(known & stem_set("drop conversion")))


def asks_anomalies(clause: Clause) -> bool:
    return bool(set(clause.stems) & _ANOMALY)


def wants_catalogue(clause: Clause) -> bool:
    """Products in the order of their prices, or those (not) in stock, or a report on all."""
    known = set(clause.stems)
    return bool(known & _ORDERED) or bool(known & _STOCK and clause.wanted) or wants_broad_report(clause)


def channels_of(clause: Clause) -> tuple[str, ...]:
    """The channels that the clause names; "web vs in-store" names two."""
    text = f" {clause.text.lower()} "
    return tuple(name for name, marks in _CHANNEL_MARKS.items() if any(mark in text for mark in marks))


def bucket_of(clause: Clause) -> str:
    text = clause.text.lower()
    return next((unit for unit, words in _UNITS.items() if any(word in text for word in words)), "day")


def rhythm_of(clause: Clause) -> str:
    """Which report: of the hour, the day, the week, the month or the year."""
    known = set(clause.stems)
    text = clause.text.lower()
    if "today" in text or "yesterday" in text or "daily" in text:
        return "daily"
    if "hour" in known:
        return "1h"
    if known & stem_set("month monthly"):
        return "monthly"
    return "yearly" if known & stem_set("year yearly") else "weekly"


def category_of(clause: Clause) -> str | None:
    """The kind of product in "cheapest five shirts in stock"."""
    kinds = (word for word in clause.subject if not areas(word) and word not in _STOCK | _ORDERED)
    return None if wants_broad_report(clause) else next(kinds, None)


def stock_of(clause: Clause) -> bool | None:
    text = clause.text.lower()
    if "out of stock" in text or "not in stock" in text:
        return False
    return True if "in stock" in text else None
