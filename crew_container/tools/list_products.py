"""List the catalogue, or one category of it, sorted by price when asked to, and count it by category.

The platform neither filters nor sorts, so the whole catalogue is read, as far as a page budget goes.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, JsonValue

from crew_container.gateway_client.platform import Platform, PlatformError
from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import Row, count_of, list_of, number_of, rows_of, text_of
from crew_container.tools.products import is_in_stock, product
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "list_products"
DESCRIPTION = (
    "List the products of the catalogue or of one category, by price when wanted, and count them per category; `total` "
    "counts all that fit. Use it for 'cheapest', 'most expensive', 'how many products', 'what is out of stock'."
)
PATH = "/api/v1/products/organization/{organization}"
CATEGORIES_PATH = "/api/v1/products/categories"
PAGE_SIZE = 100
MAX_PAGES = 10
UNSORTED = float("inf")


class ListProducts(Arguments):
    """Which products, in which order, and which of them to show."""

    category: str | None = Field(default=None, max_length=80, description="only this category, such as Shirts")
    in_stock: bool | None = Field(default=None, description="true: only what can be bought; false: only what cannot")
    sort: Literal["catalogue", "cheapest", "most_expensive"] = Field(
        default="catalogue", description="which come first"
    )
    limit: int = Field(default=20, ge=1, le=100, description="how many to show at most")
    page: int = Field(default=1, ge=1, le=1000, description="which page of that many to show")


@dataclass(slots=True)
class _Catalogue:
    """What was read of it, and how much there is."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    interruption: PlatformError | None = None

    @property
    def complete(self) -> bool:
        return len(self.rows) >= self.total


async def list_products(context: ToolContext, arguments: ListProducts) -> ToolResult:
    """Read, choose, sort, count."""
    catalogue = await _read(context.platform)
    wanted = [row for row in catalogue.rows if _is_wanted(row, arguments)]
    if arguments.sort != "catalogue":
        sign = 1 if arguments.sort == "cheapest" else -1
        # What has no price is neither cheap nor expensive.
        wanted.sort(key=lambda row: UNSORTED if (price := number_of(row, "price")) is None else sign * price)
    first = (arguments.page - 1) * arguments.limit
    found = [product(row) for row in wanted[first : first + arguments.limit]]
    if arguments.category is None and arguments.page == 1:
        found = [await _categories(context.platform, catalogue), *found]
    return shown(
        context,
        NAME,
        found,
        total=len(wanted),
        partial=not catalogue.complete,
        note=_note(catalogue, arguments, has_found=bool(wanted)),
    )


async def _read(platform: Platform) -> _Catalogue:
    catalogue = _Catalogue()
    for page in range(1, MAX_PAGES + 1):
        try:
            body = await platform.get(PATH, {"page": page, "pageSize": PAGE_SIZE})
        except PlatformError as exc:
            if page == 1:
                raise
            catalogue.interruption = exc
            break
        rows = list_of(body, "products", "results")
        catalogue.rows += rows
        catalogue.total = count_of(body, "total") or len(catalogue.rows)
        if catalogue.complete or not rows:
            break
    return catalogue


async def _categories(platform: Platform, catalogue: _Catalogue) -> Found:
    """Counts per category: our own, or the platform's where the catalogue is too long for us and it has them."""
    counted = Counter(_category(row) or "(none)" for row in catalogue.rows)
    if not catalogue.complete:
        counted = await _counted_there(platform) or counted
    facts: dict[str, JsonValue] = dict(sorted(counted.items()))
    return Found(type="analytics", id="product-categories", title="Products per category", facts=facts)


async def _counted_there(platform: Platform) -> Counter[str]:
    try:
        body = await platform.get(CATEGORIES_PATH, {"organizationId": platform.organization_id})
    except PlatformError:
        return Counter()
    listed = ((text_of(row, "name", limit=60), count_of(row, "count")) for row in rows_of(body, "categories"))
    return Counter({name: count for name, count in listed if name is not None and count is not None})


def _note(catalogue: _Catalogue, arguments: ListProducts, *, has_found: bool) -> str | None:
    notes = []
    if not has_found and arguments.category is not None:
        names = sorted({name for row in catalogue.rows if (name := _category(row)) is not None})
        notes.append(f"Nothing fits. The categories are: {', '.join(names)}."[:400])
    if not catalogue.complete:
        reason = f" {catalogue.interruption}" if catalogue.interruption is not None else ""
        notes.append(f"Only {len(catalogue.rows)} of {catalogue.total} products could be read.{reason}")
    return " ".join(notes) or None


def _is_wanted(row: Row, arguments: ListProducts) -> bool:
    is_category = arguments.category is None or _plain(arguments.category) in _plain(_category(row) or "")
    return is_category and arguments.in_stock in {None, is_in_stock(row)}


def _category(row: Row) -> str | None:
    return text_of(row, "category", limit=60)


def _plain(category: str) -> str:
    """Without case and plural, so that "shirt" is a category of "Shirts"."""
    return category.casefold().strip().removesuffix("s")
