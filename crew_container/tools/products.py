"""Project one product to what a model needs. Both shapes of the product service are understood."""

from pydantic import JsonValue

from crew_container.tools.fields import Row, id_of, number_of, object_of, scalars_of, strings_of, text_of
from crew_container.tools.results import Found

MAX_DESCRIPTION = 240
_NOT_FACTS = frozenset({"currency", "sourceUrl", "organizationId"})


def product(row: Row, *, max_description: int = MAX_DESCRIPTION) -> Found:
    """Return a product as a thing found; prices are in the currency's unit, not in cents."""
    metadata = object_of(row.get("metadata"))
    return Found(
        type="product",
        id=id_of(row),
        title=title_of(row),
        text=text_of(row, "description", limit=max_description),
        score=number_of(row, "_score", "score"),
        facts={**_price(row, metadata), **_further_facts(row, metadata)},
    )


def title_of(row: Row) -> str:
    """What the product is called."""
    return text_of(row, "title", "name", limit=120) or "(product without a name)"


def is_in_stock(row: Row) -> bool | None:
    """Whether it can be bought, if the service says so."""
    value = object_of(row.get("metadata")).get("inStock", row.get("inStock"))
    return value if isinstance(value, bool) else None


def _price(row: Row, metadata: Row) -> dict[str, JsonValue]:
    cents = number_of(row, "price")
    if cents is None:
        return {}
    currency = text_of(metadata, "currency", limit=8) or text_of(row, "currency", limit=8)
    return {"price": round(cents / 100, 2), **({"currency": currency} if currency else {})}


def _further_facts(row: Row, metadata: Row) -> dict[str, JsonValue]:
    facts = scalars_of(metadata, without=_NOT_FACTS, limit=10)
    if category := text_of(row, "category", limit=60):
        facts["category"] = category
    if tags := strings_of(row.get("tags", metadata.get("tags")), limit=8):
        facts["tags"] = [*tags]
    return facts
