"""The first organization's patterns and reports: what the pattern service would have derived from the rows."""

from collections.abc import Sequence
from typing import Any, Final

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import PatternRow, ReportRow, compact
from infra.simulators.platform.seed.catalogue import product_id_of
from infra.simulators.platform.seed.dice import dice, stable_id
from infra.simulators.platform.seed.web import Session
from infra.simulators.platform.timeline import MS_PER_DAY, Timeline

HOURLY_REPORTS: Final = 24
DAILY_REPORTS: Final = 14
MS_PER_HOUR: Final = 3_600_000


def first_patterns(seed: int, organization: Organization, timeline: Timeline) -> list[PatternRow]:
    """Return the patterns, deliberately not in order of time."""
    rows = [
        pattern_row(organization, number, day_ms=timeline.ms(day), kind=kind, confidence=confidence, data=data)
        for number, (day, kind, confidence, data) in enumerate([*_planted(timeline), *_everyday()])
    ]
    dice(seed, "patterns").shuffle(rows)
    return rows


def first_reports(
    seed: int, organization: Organization, timeline: Timeline, sessions: Sequence[Session]
) -> list[ReportRow]:
    """Return the reports of all periods, deliberately not in order of time."""
    spans = [("1h", 89, 90, 89 * MS_PER_DAY + hour * MS_PER_HOUR) for hour in range(1, HOURLY_REPORTS + 1)]
    spans += [("daily", day - 1, day, day * MS_PER_DAY) for day in range(91 - DAILY_REPORTS, 91)]
    spans += [("weekly", max(day - 7, 0), day, day * MS_PER_DAY) for day in range(90, 6, -7)]
    spans += [("monthly", day - 30, day, day * MS_PER_DAY) for day in (30, 60, 90)]
    spans += [("yearly", 0, 90, 90 * MS_PER_DAY)]
    rows = [
        ReportRow(
            id=stable_id(organization.id, "report", period, offset),
            organization_id=organization.id,
            period=period,
            source_type=None,
            report=compact(_report(organization, timeline, sessions, first=first, end=end)),
            product_ids=compact([product_id_of(organization, effects.STOCK_OUT_SKU)])
            if end > effects.STOCK_OUT_DAY
            else None,
            generated_ms=timeline.ms(0) + offset,
        )
        for period, first, end, offset in spans
    ]
    dice(seed, "reports").shuffle(rows)
    return rows


def pattern_row(
    organization: Organization, number: int, *, day_ms: int, kind: str, confidence: float, data: dict[str, Any]
) -> PatternRow:
    """Return a pattern; `data` holds at least `insights` and `interactionCount`."""
    return PatternRow(
        id=stable_id(organization.id, "pattern", number),
        organization_id=organization.id,
        type=kind,
        confidence=confidence,
        data=compact(data),
        detected_ms=day_ms,
        created_ms=day_ms,
    )


def _planted(timeline: Timeline) -> list[tuple[int, str, float, dict[str, Any]]]:
    drop, burst = timeline.date_of(effects.CHECKOUT_DROP_DAY), effects.DELIVERY_BURST_FIRST_DAY
    last = burst + effects.DELIVERY_BURST_DAYS - 1
    return [
        (effects.CHECKOUT_DROP_DAY + 4, "anomaly", 0.91, {
            "title": "Checkout conversion drop",
            "severity": "high",
            "source": "web",
            "insights": f"Checkout conversion fell from {effects.CONVERSION_BEFORE_DROP_PERCENT} % to "
            f"{effects.CONVERSION_AFTER_DROP_PERCENT} % since {drop}: {effects.PAYMENT_ERROR_SESSIONS} sessions met a "
            "payment error (status 502) on the checkout page and left with a filled cart.",
            "description": "Fewer visitors finish the payment step since that date.",
            "recommendations": ["Repair the card payment service behind the checkout page"],
            "interactionCount": effects.CHECKOUTS_BEFORE_DROP + effects.CHECKOUTS_AFTER_DROP,
        }),
        (last + 1, "anomaly", 0.84, {
            "title": "Burst of delivery complaints",
            "severity": "high",
            "source": "social",
            "insights": f"{effects.DELIVERY_COMPLAINTS} posts complained about late or damaged delivery between "
            f"{timeline.date_of(burst)} and {timeline.date_of(last)}; in the rest of the 90 days "
            f"{effects.DELIVERY_FRIENDLY_POSTS} posts mention delivery, all friendly.",
            "recommendations": ["Speak with the courier and answer the open posts"],
            "interactionCount": effects.DELIVERY_POSTS,
        }),
        (88, "trend", 0.88, {
            "title": "Weekend footfall",
            "severity": "low",
            "source": "cctv",
            "insights": "Store cameras record about twice as many batches on a Saturday or Sunday as on a weekday, "
            "with four to nine people instead of one to four in each.",
            "interactionCount": effects.CCTV_ROWS,
        }),
        (effects.STOCK_OUT_DAY + 6, "anomaly", 0.79, {
            "title": f"{effects.STOCK_OUT_TITLE} out of stock",
            "severity": "medium",
            "source": "web",
            "insights": f"{effects.STOCK_OUT_SESSIONS} analysed sessions since "
            f"{timeline.date_of(effects.STOCK_OUT_DAY)} ended because the "
            f"{effects.STOCK_OUT_TITLE} was out of stock in every size.",
            "recommendations": [f"Restock the {effects.STOCK_OUT_TITLE}"],
            "interactionCount": effects.STOCK_OUT_SESSIONS,
        }),
        (86, "engagement", 0.76, {
            "title": f"{effects.PICKED_UP_TITLE} picked up but rarely bought",
            "severity": "medium",
            "source": "cctv",
            "insights": f"The {effects.PICKED_UP_TITLE} was picked up {effects.PICKED_UP_PICKUPS} times on camera and "
            f"bought {effects.PICKED_UP_PURCHASES} times.",
            "interactionCount": effects.PICKED_UP_PICKUPS,
        }),
        (84, "anomaly", 0.68, {
            "title": f"{effects.SHRINKING_TITLE} shrinks",
            "severity": "medium",
            "source": "social",
            "insights": f"{effects.SHRINKING_POSTS} posts say that the {effects.SHRINKING_TITLE} shrank in the wash.",
            "interactionCount": effects.SHRINKING_POSTS,
        }),
    ]  # fmt: skip


def _everyday() -> list[tuple[int, str, float, dict[str, Any]]]:
    texts = (
        (12, "engagement", 0.55, "Visitors who zoom into a picture look at more products than the others."),
        (25, "general", 0.42, "Most visits come from search and from the newsletter."),
        (33, "trend", 0.61, "Mobile visits are about two thirds of all visits."),
        (41, "engagement", 0.47, "The size guide is opened mostly on shoe pages."),
        (52, "general", 0.38, "Autumn colours are mentioned more often in posts."),
        (64, "trend", 0.58, "Gift sets gain attention towards the end of each month."),
        (77, "general", 0.35, "Staff at the north store are praised in several posts."),
    )
    return [
        (day, kind, confidence, {"insights": insight, "interactionCount": 20 + day})
        for day, kind, confidence, insight in texts
    ]


def _report(
    organization: Organization, timeline: Timeline, sessions: Sequence[Session], *, first: int, end: int
) -> dict[str, Any]:
    visits = [session for session in sessions if first <= session.day < end]
    checkouts = [session for session in visits if session.reached_checkout]
    purchases = sum(session.role == "purchase" for session in checkouts)
    failed = sum(session.role == "payment_error" for session in checkouts)
    conversion = round(100 * purchases / len(checkouts), 1) if checkouts else None
    anomalies: list[dict[str, Any]] = []
    if failed:
        anomalies.append(_anomaly(
            "Checkout conversion drop", "checkout_conversion_percent", conversion, "high", "web",
            f"{failed} of {len(checkouts)} sessions at the payment step met a payment error on the checkout page; "
            f"{purchases} bought.",
        ))  # fmt: skip
    burst_days = range(effects.DELIVERY_BURST_FIRST_DAY, effects.DELIVERY_BURST_FIRST_DAY + effects.DELIVERY_BURST_DAYS)
    complaints = sum(
        effects.DELIVERY_COMPLAINTS // effects.DELIVERY_BURST_DAYS for day in burst_days if first <= day < end
    )
    if complaints:
        anomalies.append(_anomaly(
            "Burst of delivery complaints", "delivery_complaints", complaints, "high", "social",
            f"{complaints} posts complain about late or damaged delivery.",
        ))  # fmt: skip
    if end > effects.STOCK_OUT_DAY:
        missing = sum(session.role == "stock_out" for session in visits)
        anomalies.append(_anomaly(
            f"{effects.STOCK_OUT_TITLE} out of stock", "sessions_without_stock", missing, "medium", "web",
            f"{missing} sessions ended at a product page without stock.",
        ))  # fmt: skip
    return {
        "window": {"from": str(timeline.date_of(first)), "to": str(timeline.date_of(end - 1))},
        "patterns": [
            {
                "type": "general",
                "insights": f"{len(visits)} web sessions, {len(checkouts)} at the payment step, {purchases} purchases.",
            }
        ],
        "anomalies": anomalies,
        "correlations": [],
        "productIds": [product_id_of(organization, effects.STOCK_OUT_SKU)] if end > effects.STOCK_OUT_DAY else [],
        "metadata": {"overall_confidence": 0.8},
    }


def _anomaly(
    title: str, metric: str, value: float | None, severity: str, channel: str, description: str
) -> dict[str, Any]:
    return {
        "title": title,
        "metric": metric,
        "value": value,
        "severity": severity,
        "channel": channel,
        "description": description,
    }
