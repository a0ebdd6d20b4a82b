"""Load an orders file as an organization's data: invoices, products, patterns, context, and a report of the load.

Every row of the file is either loaded or named in the report's `bad_lines`. Counting with the interactions list:
q=`Order from Germany` finds Germany's orders and q=`Cancellation from Germany` its cancellations. Where one country's
name begins another's (the report's `ambiguous_countries`) the comma after the name makes the count exact:
q=`Order from Niger,`.
"""

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

from infra.simulators.platform.orders.findings import countries, order_patterns, order_reports, period_of
from infra.simulators.platform.orders.invoice import Invoice, money
from infra.simulators.platform.orders.lines import read_order_lines
from infra.simulators.platform.orders.problems import BadLine
from infra.simulators.platform.orders.staging import Stage
from infra.simulators.platform.orders.totals import ProductTotals, Totals
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import ProductRow, compact, insert_rows
from infra.simulators.platform.seed.catalogue import product_id_of
from infra.simulators.platform.seed.company import organization_rows


def load_orders(
    connection: sqlite3.Connection, path: Path, *, organization: Organization, owner_id: str, currency: str
) -> dict[str, Any]:
    """Fill the tables and return the load report (JSON). Raises `CsvRefused`.

    Report: `{file, rows, loaded, bad, bad_lines:[{line,reason}], invoices, orders, cancellations,
    adjustments, products, conflicts:[{line,invoice,field,kept,ignored}], ambiguous_countries}`; rows = loaded + bad.
    """
    stage = Stage(connection)
    bad: list[BadLine] = []
    for line in read_order_lines(path):
        if isinstance(line, BadLine):
            bad.append(line)
        else:
            stage.add(line)
    totals, conflicts = Totals(), []
    for lines in stage.invoices():
        invoice = Invoice(lines)
        totals.add(invoice)
        conflicts += invoice.conflicts()
        insert_rows(connection, [invoice.interaction(organization, currency), invoice.event(organization)])
    stage.drop()
    _insert_derived(connection, path, organization, owner_id=owner_id, currency=currency, totals=totals)
    return {
        "file": path.name,
        "rows": totals.lines + len(bad),
        "loaded": totals.lines,
        "bad": len(bad),
        "bad_lines": [{"line": entry.line, "reason": entry.reason} for entry in bad],
        "invoices": totals.orders + totals.cancellations,
        "orders": totals.orders,
        "cancellations": totals.cancellations,
        "adjustments": totals.adjustments,
        "products": len(totals.products),
        "conflicts": conflicts,
        "ambiguous_countries": _ambiguous_countries(totals),
    }


def _insert_derived(
    connection: sqlite3.Connection,
    path: Path,
    organization: Organization,
    *,
    owner_id: str,
    currency: str,
    totals: Totals,
) -> None:
    products = [_product(organization, owner_id, currency, product) for product in totals.products.values()]
    patterns = order_patterns(organization, totals, currency)
    insert_rows(connection, products)
    insert_rows(connection, patterns)
    insert_rows(connection, order_reports(organization, totals, patterns))
    name = path.stem.replace("-", " ").replace("_", " ").title()
    summary = (
        f"{name} is a shop known by its orders file {path.name}. Period: {period_of(totals)}. {totals.orders} orders "
        f"and {totals.cancellations} cancellations in {len(totals.net_by_country)} countries, {len(totals.products)} "
        f"products, {totals.units_sold} units sold, {totals.units_cancelled} units cancelled, net revenue "
        f"{money(totals.net)} {currency}."
    )
    passages = {
        "about": summary,
        "countries": f"Orders and cancellations per country: {countries(totals)}",
        "definitions": "An invoice whose number starts with C is a cancellation, every other invoice is an order. "
        f"{totals.adjustments} of the orders have negative quantities only: they are stock adjustments. Netted means "
        "units sold minus units cancelled.",
    }
    rows = organization_rows(
        organization,
        name=name,
        summary=summary,
        topics=["orders", "products", "cancellations", "countries"],
        passages=passages,
        products=len(products),
        at_ms=totals.last_ms or 0,
    )
    insert_rows(connection, rows)


def _product(organization: Organization, owner_id: str, currency: str, totals: ProductTotals) -> ProductRow:
    other_names = [name for name in totals.names if name != totals.name]
    metadata = {
        "currency": currency,
        "sourceUrl": None,
        "inStock": None,
        "sku": totals.stock_code,
        "brand": None,
        "unitsSold": totals.sold,
        "unitsCancelled": totals.cancelled,
        "unitsNet": totals.net,
        "orders": totals.orders,
    }
    return ProductRow(
        id=product_id_of(organization, totals.stock_code),
        organization_id=owner_id,
        external_id=totals.stock_code,
        title=totals.name,
        description=f"Also called: {'; '.join(other_names)}" if other_names else None,
        images="[]",
        price=None if totals.price is None else int(Decimal(money(totals.price)) * 100),
        category=None,
        metadata=compact(metadata),
        ai_descriptions="[]",
        created_ms=totals.first_ms or 0,
    )


def _ambiguous_countries(totals: Totals) -> list[str]:
    names = sorted(totals.net_by_country)
    return [name for name in names if any(other != name and other.lower().startswith(name.lower()) for other in names)]
