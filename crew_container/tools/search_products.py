"""Find products in the catalogue."""

from pydantic import Field, JsonValue

from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import Row, count_of, number_of, object_of, rows_of, scalars_of, strings_of, text_of
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "search_products"
DESCRIPTION = "Find products of the catalogue by name, category or meaning: price, stock, category, units sold."
PATH = "/api/v1/products/search"
_NOT_FACTS = frozenset({"currency", "sourceUrl", "organizationId"})


class SearchProducts(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=256, description="name, category or description of the products")
    limit: int = Field(default=10, ge=1, le=20, description="how many at most")


async def search_products(context: ToolContext, arguments: SearchProducts) -> ToolResult:
    """Ask CROW's product search; both of its answers are understood (`results` with scores, `products` with pages)."""
    organization = context.platform.organization_id
    body = await context.platform.get(
        PATH, {"q": arguments.query, "organizationId": organization, "limit": arguments.limit}
    )
    found = [_product(row) for row in rows_of(body, "results", "products")[: arguments.limit]]
    return shown(context, NAME, found, total=count_of(body, "total"))


def _product(row: Row) -> Found:
    metadata = object_of(row.get("metadata"))
    return Found(
        type="product",
        id=str(row.get("id")),
        title=text_of(row, "title", "name", limit=120) or "(product without a name)",
        text=text_of(row, "description", limit=240),
        score=number_of(row, "_score", "score"),
        facts={**_price(row, metadata), **_further_facts(row, metadata)},
    )


def _price(row: Row, metadata: Row) -> dict[str, JsonValue]:
    cents = number_of(row, "price")
    if cents is None:
        return {}
    currency = text_of(metadata, "currency", limit=8) or text_of(row, "currency", limit=8)
    return {"price": round(cents / 100, 2), "currency": currency}


def _further_facts(row: Row, metadata: Row) -> dict[str, JsonValue]:
    facts = scalars_of(metadata, without=_NOT_FACTS, limit=10)
    if category := text_of(row, "category", limit=60):
        facts["category"] = category
    if tags := strings_of(row.get("tags", metadata.get("tags")), limit=8):
        facts["tags"] = [*tags]
    return facts
