"""One invoice: an order or a cancellation, and the interaction it becomes.

An invoice is a cancellation when its number starts with C, as the data set's own description says. An invoice with
another number and negative quantities only is a stock adjustment: it stays an order, as a count of invoice numbers
would have it, and carries the tag `adjustment` beside it.
Lines of one invoice that disagree on country, time or customer stay one invoice: its first line decides, and every
disagreement is named in the load report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from infra.simulators.platform.orders.lines import OrderLine
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import EventRow, InteractionRow, compact
from infra.simulators.platform.seed.catalogue import product_id_of
from infra.simulators.platform.seed.dice import stable_id

CENT: Final = Decimal("0.01")
# The create endpoint's limit for `data` is 65,536 characters; the longest invoices have over a thousand lines.
MAX_ITEMS: Final = 25


@dataclass(frozen=True, slots=True)
class Invoice:
    """All loaded lines of an invoice, at least one."""

    lines: Sequence[OrderLine]

    @property
    def number(self) -> str:
        return self.lines[0].invoice

    @property
    def country(self) -> str:
        return self.lines[0].country

    @property
    def ordered_ms(self) -> int:
        return self.lines[0].ordered_ms

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def total(self) -> Decimal:
        return sum((line.quantity * line.price for line in self.lines), Decimal(0))

    @property
    def is_cancellation(self) -> bool:
        return self.number.upper().startswith("C")

    @property
    def is_adjustment(self) -> bool:
        return not self.is_cancellation and all(line.quantity < 0 for line in self.lines)

    def conflicts(self) -> list[dict[str, object]]:
        """Return where lines disagree with the first: `{line, invoice, field, kept, ignored}`."""
        first = self.lines[0]
        return [
            {"line": line.line, "invoice": self.number, "field": field, "kept": kept, "ignored": ignored}
            for line in self.lines[1:]
            for field in ("country", "ordered_ms", "customer")
            if (kept := getattr(first, field)) != (ignored := getattr(line, field))
        ]

    def interaction(self, organization: Organization, currency: str) -> InteractionRow:
        """Return the row whose summary CROW's `q` can count by kind and country."""
        first = self.lines[0]
        kind = "Cancellation" if self.is_cancellation else "Order"
        items = [
            {"sku": line.stock_code, "quantity": line.quantity, "unitPrice": str(line.price)}
            for line in self.lines[:MAX_ITEMS]
        ]
        data: dict[str, Any] = {
            "invoiceNo": self.number,
            "country": self.country,
            "customerId": first.customer,
            "lines": len(self.lines),
            "units": self.units,
            "total": money(self.total),
            "currency": currency,
            "items": items,
            "itemsOmitted": len(self.lines) - len(items),
        }
        skus = dict.fromkeys(line.stock_code for line in self.lines)
        return InteractionRow(
            id=stable_id(organization.id, "invoice", self.number),
            organization_id=organization.id,
            source_type="web",
            session_id=None,
            data=compact(data),
            summary=f"{kind} from {self.country}, invoice {self.number}, {len(self.lines)} lines, "
            f"{self.units} units, {money(self.total)}",
            confidence=None,
            tags=compact([kind.lower(), *(["adjustment"] if self.is_adjustment else [])]),
            product_ids=compact([product_id_of(organization, sku) for sku in skus]),
            timestamp_ms=self.ordered_ms,
            created_ms=self.ordered_ms,
        )

    def event(self, organization: Organization) -> EventRow:
        return EventRow(
            id=stable_id(organization.id, "invoice event", self.number),
            organization_id=organization.id,
            event_type="cancellation" if self.is_cancellation else "order",
            source="web",
            metadata=None,
            created_ms=self.ordered_ms,
        )


def money(amount: Decimal) -> str:
    """Return an amount with two decimals, halves rounded up."""
    return str(amount.quantize(CENT, rounding=ROUND_HALF_UP))
