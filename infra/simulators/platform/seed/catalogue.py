"""The first organization's sixty products."""

from dataclasses import dataclass
from typing import Any, Final

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import ProductRow, compact
from infra.simulators.platform.seed.dice import stable_id

CURRENCY: Final = "EUR"
BRAND: Final = "Fernhill"


@dataclass(frozen=True, slots=True)
class Line:
    """A category: how its products are called, made and priced (cents; a step from one to the next)."""

    code: str
    category: str
    noun: str
    materials: tuple[str, str]
    style: str
    first_price: int
    price_step: int
    names: tuple[str, ...]


LINES: Final = (
    Line("TR", "Trousers", "Trousers", ("cotton twill", "elastane"), "walking", 4950, 410, (
        "Moss", "Nettle", "Orchard", "Pine", "Quarry", "Reed", "Sorrel", "Thicket")),
    Line("JK", "Jackets", "Jacket", ("waxed cotton", "recycled polyester"), "weatherproof", 8900, 1350, (
        "Gale", "Harrow", "Inlet", "Juniper", "Kestrel", "Lichen", "Mistral", "North")),
    Line("SE", "Shoes", "Shoe", ("suede", "natural rubber"), "trail", 7450, 890, (
        "Pebble", "Ridge", "Shale", "Scree", "Summit", "Tarn", "Trail", "Valley")),
    Line("BG", "Bags", "Bag", ("canvas", "leather"), "everyday", 3900, 1120, (
        "Acorn Tote", "Bramble Sling", "Heather Day", "Larch Weekender", "Maple Satchel", "Oak Duffel", "Rowan Roll",
        "Yew Field")),
    Line("HT", "Hats", "Hat", ("merino wool", "felt"), "outdoor", 1850, 230, (
        "Bracken", "Clover", "Drizzle", "Ember", "Foxglove", "Hazel", "Ivy", "Wren")),
    Line("GF", "Gifts", "Set", ("enamel", "ash wood"), "home", 1290, 340, (
        "Candle", "Enamel Mug", "Field Notebook", "Garden Tool", "Lantern", "Picnic", "Soap", "Thermos")),
)  # fmt: skip

OTHER_SHIRTS: Final = (
    ("Glen Twill Shirt", 3490),
    ("Hollow Poplin Shirt", 3690),
    ("Island Camp Shirt", 3890),
    ("Jasper Cord Shirt", 4190),
    ("Knoll Overshirt", 4690),
    ("Loch Heavy Shirt", 5190),
)


def first_catalogue(organization: Organization, owner_id: str, created_ms: int) -> list[ProductRow]:
    """Return the products; shirts first. `owner_id` is what the product service stores them under."""
    shirts = ((title, price) for title, price in OTHER_SHIRTS)
    rows = [_shirt(organization, owner_id, created_ms, effects.STOCK_OUT_SKU, effects.STOCK_OUT_TITLE, 2150)]
    rows += [
        _shirt(organization, owner_id, created_ms, sku, title, price)
        for sku, title, price in effects.CHEAPEST_SHIRTS_IN_STOCK
    ]
    rows += [
        _shirt(organization, owner_id, created_ms, f"FH-SH-{number:02}", title, price)
        for number, (title, price) in enumerate(shirts, start=len(rows) + 1)
    ]
    for line in LINES:
        rows += [
            product_row(
                organization,
                owner_id=owner_id,
                created_ms=created_ms,
                sku=f"FH-{line.code}-{number:02}",
                title=f"{name} {line.noun}",
                category=line.category,
                price=line.first_price + line.price_step * (number - 1),
                materials=line.materials,
                style=line.style,
            )
            for number, name in enumerate(line.names, start=1)
        ]
    return rows


def _shirt(organization: Organization, owner_id: str, created_ms: int, sku: str, title: str, price: int) -> ProductRow:
    return product_row(
        organization,
        owner_id=owner_id,
        created_ms=created_ms,
        sku=sku,
        title=title,
        category="Shirts",
        price=price,
        materials=("linen", "cotton") if "Linen" in title else ("cotton", "recycled cotton"),
        style="relaxed",
        in_stock=sku != effects.STOCK_OUT_SKU,
    )


def product_row(
    organization: Organization,
    *,
    owner_id: str,
    created_ms: int,
    sku: str,
    title: str,
    category: str,
    price: int,
    materials: tuple[str, str],
    style: str,
    in_stock: bool = True,
    currency: str = CURRENCY,
    brand: str = BRAND,
) -> ProductRow:
    """Return one product with its AI description; `price` in cents."""
    product_id = product_id_of(organization, sku)
    slug = sku.lower()
    image = f"https://shop.example/{brand.lower()}/{slug}.jpg"
    described: dict[str, Any] = {
        "id": stable_id(organization.id, "ai-description", sku),
        "productId": product_id,
        "imageUrl": image,
        "description": f"{title}: {style} piece in {materials[0]} with details in {materials[1]}.",
        "features": [f"{materials[0]} body", f"{style} cut"],
        "colors": ["moss green", "stone"] if len(title) % 2 else ["navy", "sand"],
        "materials": list(materials),
        "style": style,
        "modelUsed": "simulated",
        "createdAt": None,
    }
    return ProductRow(
        id=product_id,
        organization_id=owner_id,
        external_id=sku,
        title=title,
        description=f"{title} from {brand}, made of {materials[0]} and {materials[1]}.",
        images=compact([image]),
        price=price,
        category=category,
        metadata=compact(
            {
                "currency": currency,
                "sourceUrl": f"https://shop.example/{brand.lower()}/products/{slug}",
                "inStock": in_stock,
                "sku": sku,
                "brand": brand,
            }
        ),
        ai_descriptions=compact([described]),
        created_ms=created_ms,
    )


def product_id_of(organization: Organization, sku: str) -> str:
    return stable_id(organization.id, "product", sku)
