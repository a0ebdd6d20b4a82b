"""Patterns and reports derived from an orders file: real aggregates in uniform, readable sentences."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from infra.simulators.platform.orders.invoice import money
from infra.simulators.platform.orders.totals import ProductTotals, Totals
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import PatternRow, ReportRow, compact
from infra.simulators.platform.seed.dice import stable_id
from infra.simulators.platform.seed.findings import pattern_row
from infra.simulators.platform.timeline import MS_PER_DAY

BEST_SELLERS: Final = 20
MAX_DAYS: Final = 31


def order_patterns(organization: Organization, totals: Totals, currency: str) -> list[PatternRow]:
    """Return the patterns; empty for a file without a row."""
    if totals.last_ms is None:
        return []
    span = period_of(totals)
    findings = (
        ("trend", "Best-selling products, cancellations netted", _netted_sentence(totals)),
        ("trend", "Best-selling products, cancellations not netted", _not_netted_sentence(totals)),
        ("general", "Orders per country", f"Orders and cancellations per country, {span}: {countries(totals)}"),
        ("trend", "Orders per day", f"Orders and cancellations over time, {span}: {days(totals)}"),
        ("general", "Revenue", _revenue_sentence(totals, currency)),
        ("general", "Cancellation share", _cancellation_sentence(totals)),
    )
    return [
        pattern_row(
            organization,
            number,
            day_ms=totals.last_ms,
            kind=kind,
            confidence=1.0,
            data={
                "title": title,
                "source": "web",
                "insights": insights,
                "interactionCount": totals.orders + totals.cancellations,
            },
        )
        for number, (kind, title, insights) in enumerate(findings)
    ]


def order_reports(organization: Organization, totals: Totals, patterns: list[PatternRow]) -> list[ReportRow]:
    """Return a report for every period that is long enough for the whole file."""
    if totals.first_ms is None or totals.last_ms is None:
        return []
    days_covered = (totals.last_ms - totals.first_ms) // MS_PER_DAY + 1
    periods = [name for name, days in (("weekly", 7), ("monthly", 31)) if days_covered <= days] + ["yearly"]
    report: dict[str, Any] = {
        "window": {"from": str(day_of(totals.first_ms)), "to": str(day_of(totals.last_ms))},
        "patterns": [{"type": row.type, "data": row.data} for row in patterns],
        "anomalies": [],
        "correlations": [],
        "productIds": [],
        "metadata": {"overall_confidence": 1.0},
    }
    return [
        ReportRow(
            id=stable_id(organization.id, "order report", period),
            organization_id=organization.id,
            period=period,
            source_type="web",
            report=compact(report),
            product_ids=None,
            generated_ms=totals.last_ms,
        )
        for period in periods
    ]


def _netted_sentence(totals: Totals) -> str:
    return (
        "Best-selling products by units sold, most units first, cancellations netted (units sold minus units "
        f"cancelled), {period_of(totals)}: {best_sellers(totals, lambda product: product.net)}"
    )


def _not_netted_sentence(totals: Totals) -> str:
    return (
        "Best-selling products by units sold, most units first, cancellations not netted (cancelled units are not "
        f"taken off), {period_of(totals)}: {best_sellers(totals, lambda product: product.sold)}"
    )


def _revenue_sentence(totals: Totals, currency: str) -> str:
    return (
        f"Revenue, {period_of(totals)}: sales {money(totals.sales)} {currency}, refunds and cancellations "
        f"{money(totals.refunds)} {currency}, net {money(totals.net)} {currency}; net per country: "
        f"{net_by_country(totals, currency)}"
    )


def _cancellation_sentence(totals: Totals) -> str:
    return (
        f"Cancellations, {period_of(totals)}: {totals.cancellations} of {totals.orders + totals.cancellations} "
        f"invoices are cancellations ({share(totals)} %); {totals.units_cancelled} units cancelled, "
        f"{totals.units_sold} units sold."
    )


def best_sellers(totals: Totals, units: Callable[[ProductTotals], int]) -> str:
    """Return `1. NAME (SKU 123): 45 units; 2. …`, ties in the order of the stock codes."""
    ranked = sorted(totals.products.values(), key=lambda product: (-units(product), product.stock_code))
    return _numbered(
        f"{product.name} (SKU {product.stock_code}): {units(product)} units" for product in ranked[:BEST_SELLERS]
    )


def countries(totals: Totals) -> str:
    """Return `1. Germany: 10 orders, 2 cancellations; 2. …`, every country."""
    names = set(totals.orders_by_country) | set(totals.cancellations_by_country)
    ranked = sorted(names, key=lambda name: (-totals.orders_by_country[name], name))
    return _numbered(
        f"{name}: {totals.orders_by_country[name]} orders, {totals.cancellations_by_country[name]} cancellations"
        for name in ranked
    )


def net_by_country(totals: Totals, currency: str) -> str:
    ranked = sorted(totals.net_by_country.items(), key=lambda entry: (-entry[1], entry[0]))
    return _numbered(f"{name}: {money(net)} {currency}" for name, net in ranked)


def days(totals: Totals) -> str:
    """Return `2010-12-01: 100 orders, 5 cancellations, net 1.00; …`; months when there are more than 31 days."""
    every_day = sorted(totals.net_by_day)
    if len(every_day) <= MAX_DAYS:
        return _periods(totals, {day: str(day) for day in every_day})
    return "per month: " + _periods(totals, {day: f"{day:%Y-%m}" for day in every_day})


def period_of(totals: Totals) -> str:
    """Return `2010-12-01 to 2010-12-05`."""
    if totals.first_ms is None or totals.last_ms is None:
        return "no orders"
    return f"{day_of(totals.first_ms)} to {day_of(totals.last_ms)}"


def share(totals: Totals) -> Decimal:
    """Return cancellations in percent of all invoices, one decimal."""
    invoices = totals.orders + totals.cancellations
    return (Decimal(100 * totals.cancellations) / max(invoices, 1)).quantize(Decimal("0.1"))


def day_of(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).date()


def _periods(totals: Totals, labels: dict[date, str]) -> str:
    orders: Counter[str] = Counter()
    cancellations: Counter[str] = Counter()
    net: dict[str, Decimal] = {}
    for day, label in labels.items():
        orders[label] += totals.orders_by_day[day]
        cancellations[label] += totals.cancellations_by_day[day]
        net[label] = net.get(label, Decimal(0)) + totals.net_by_day[day]
    return "; ".join(
        f"{label}: {orders[label]} orders, {cancellations[label]} cancellations, net {money(net[label])}"
        for label in net
    )


def _numbered(entries: Iterable[str]) -> str:
    return "; ".join(f"{number}. {entry}" for number, entry in enumerate(entries, start=1))
