"""What an orders file adds up to: by product, by country, by day. Exact: integers and Decimal."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from infra.simulators.platform.orders.invoice import Invoice


@dataclass(slots=True)
class ProductTotals:
    """Units sold are positive quantities, units cancelled negative ones; `orders` counts invoices that sold it."""

    stock_code: str
    sold: int = 0
    cancelled: int = 0
    orders: int = 0
    first_ms: int | None = None
    names: Counter[str] = field(default_factory=Counter)
    prices: Counter[Decimal] = field(default_factory=Counter)

    @property
    def net(self) -> int:
        return self.sold - self.cancelled

    @property
    def name(self) -> str:
        """The most frequent description (the first of equals), or the stock code when there is none."""
        return self.names.most_common(1)[0][0] if self.names else self.stock_code

    @property
    def price(self) -> Decimal | None:
        """The most frequent price above zero."""
        return self.prices.most_common(1)[0][0] if self.prices else None


@dataclass(slots=True)
class Totals:
    """Sums over all invoices; `first_ms` and `last_ms` are None for a file without a row."""

    products: dict[str, ProductTotals] = field(default_factory=dict)
    orders_by_country: Counter[str] = field(default_factory=Counter)
    cancellations_by_country: Counter[str] = field(default_factory=Counter)
    orders_by_day: Counter[date] = field(default_factory=Counter)
    cancellations_by_day: Counter[date] = field(default_factory=Counter)
    adjustments: int = 0
    net_by_country: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    net_by_day: defaultdict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    sales: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)
    lines: int = 0
    first_ms: int | None = None
    last_ms: int | None = None

    @property
    def orders(self) -> int:
        return self.orders_by_country.total()

    @property
    def cancellations(self) -> int:
        return self.cancellations_by_country.total()

    @property
    def units_sold(self) -> int:
        return sum(product.sold for product in self.products.values())

    @property
    def units_cancelled(self) -> int:
        return sum(product.cancelled for product in self.products.values())

    @property
    def net(self) -> Decimal:
        return self.sales - self.refunds

    def add(self, invoice: Invoice) -> None:
        """Add one invoice. Money: positive lines are sales, negative ones refunds."""
        day = datetime.fromtimestamp(invoice.ordered_ms / 1000, tz=UTC).date()
        cancelled = invoice.is_cancellation
        (self.cancellations_by_country if cancelled else self.orders_by_country)[invoice.country] += 1
        (self.cancellations_by_day if cancelled else self.orders_by_day)[day] += 1
        self.adjustments += invoice.is_adjustment
        self.net_by_country[invoice.country] += invoice.total
        self.net_by_day[day] += invoice.total
        self.lines += len(invoice.lines)
        self.first_ms = _earliest(self.first_ms, invoice.ordered_ms)
        self.last_ms = max(self.last_ms or 0, invoice.ordered_ms)
        self._add_lines(invoice)

    def _add_lines(self, invoice: Invoice) -> None:
        sold: set[str] = set()
        for line in invoice.lines:
            product = self.products.setdefault(line.stock_code, ProductTotals(line.stock_code))
            amount = line.quantity * line.price
            if amount >= 0:
                self.sales += amount
            else:
                self.refunds -= amount
            if line.quantity >= 0:
                product.sold += line.quantity
            else:
                product.cancelled -= line.quantity
            if line.quantity > 0 and not invoice.is_cancellation:
                sold.add(line.stock_code)
            if line.description:
                product.names[line.description] += 1
            if line.price > 0:
                product.prices[line.price] += 1
            product.first_ms = _earliest(product.first_ms, line.ordered_ms)
        for stock_code in sold:
            self.products[stock_code].orders += 1


def _earliest(known: int | None, other: int) -> int:
    return other if known is None else min(known, other)
