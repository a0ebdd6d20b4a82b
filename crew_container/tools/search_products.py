"""Find products in the catalogue."""

from pydantic import Field

from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import count_of, list_of
from crew_container.tools.products import product
from crew_container.tools.results import ToolContext, shown
from shared.tools import ToolResult

NAME = "search_products"
DESCRIPTION = (
    "Find products of the catalogue by name or meaning: price, stock, category, units sold. The best matches only; for "
    "the cheapest, for counts and for whole categories use list_products."
)
PATH = "/api/v1/products/search"


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
    found = [product(row) for row in list_of(body, "results", "products")[: arguments.limit]]
    return shown(context, NAME, found, total=count_of(body, "total"))
