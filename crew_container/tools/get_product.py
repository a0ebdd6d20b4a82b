"""Read one product with everything that is known about it."""

import asyncio

from pydantic import Field, JsonValue

from crew_container.gateway_client.platform import NotThere, Platform, PlatformError, TurnOver
from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import Row, cut, rows_of, strings_of, text_of
from crew_container.tools.products import product
from crew_container.tools.results import Found, ToolContext, shown
from shared.ids import ID_PATTERN
from shared.tools import ToolResult

NAME = "get_product"
DESCRIPTION = (
    "One product by its id, with its whole description, features, colours, materials and style. Use it to name a "
    "product of which only the id is known, and for questions about one product's details."
)
PATH = "/api/v1/products/"
MAX_DESCRIPTION = 1_500


class GetProduct(Arguments):
    """Which product."""

    id: str = Field(pattern=ID_PATTERN, description="the product's id, as another tool gave it")


async def get_product(context: ToolContext, arguments: GetProduct) -> ToolResult:
    """Read the product and what was found out from its pictures; without the second it is a product all the same."""
    async with asyncio.TaskGroup() as both:
        product_read = both.create_task(_read(context.platform, PATH + arguments.id))
        descriptions_read = both.create_task(_read(context.platform, f"{PATH}{arguments.id}/ai-descriptions"))
    row, described = product_read.result(), descriptions_read.result()
    for part in (row, described):
        if isinstance(part, TurnOver):
            raise part
    if isinstance(row, NotThere):
        return shown(context, NAME, [], total=0, note="There is no product with this id in this organization.")
    if isinstance(row, Exception):
        raise row
    has_failed = isinstance(described, PlatformError) and not isinstance(described, NotThere)
    found = _described(
        product(row, max_description=MAX_DESCRIPTION), {} if isinstance(described, Exception) else described
    )
    note = f"Its details could not be read. {described}" if has_failed else None
    return shown(context, NAME, [found], total=1, partial=has_failed, note=note)


async def _read(platform: Platform, path: str) -> Row | PlatformError | TurnOver:
    try:
        return await platform.get(path)
    except (PlatformError, TurnOver) as exc:
        return exc


def _described(found: Found, body: Row) -> Found:
    told: list[str] = [found.text] if found.text else []
    facts: dict[str, JsonValue] = dict(found.facts)
    for row in rows_of(body, "descriptions")[:3]:
        if text := text_of(row, "description", limit=MAX_DESCRIPTION):
            told.append(text)
        for name in ("features", "colors", "materials"):
            if name not in facts and (values := strings_of(row.get(name), limit=10)):
                facts[name] = [*values]
        if style := text_of(row, "style", limit=80):
            facts.setdefault("style", style)
    text = cut("\n".join(dict.fromkeys(told)), MAX_DESCRIPTION) or None
    return Found(type=found.type, id=found.id, title=found.title, text=text, facts=facts)
