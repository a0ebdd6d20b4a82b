"""The catalogue: both shapes, categories, prices, one product with everything about it."""

from typing import Any

import pytest
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.crew_container.tools.conftest import Toolbox

LIST = "/products/organization/org-1"


def product(
    number: int, *, category: str | None = "Shirts", price: int | None = None, **metadata: Any
) -> dict[str, Any]:
    return {
        "id": f"p-{number}",
        "title": f"Shirt {number}",
        "price": 1000 + number if price is None else price,
        "category": category,
        "metadata": {"currency": "EUR", "inStock": True, **metadata},
    }


def catalogue(rows: list[dict[str, Any]]) -> Any:
    def answer(request: Request) -> dict[str, Any]:
        page, size = int(request.query_params["page"]), int(request.query_params["pageSize"])
        return {"products": rows[(page - 1) * size : page * size], "total": len(rows), "page": page, "pageSize": size}

    return answer


async def test_the_cheapest_in_stock_of_a_category(toolbox: Toolbox) -> None:
    rows = [product(n, price=5000 - n) for n in range(150)]
    rows += [product(200, price=1, inStock=False), product(201, price=2, category="Hats"), product(202, price=None)]
    rows[-1]["price"] = None
    toolbox.gateway.data[LIST] = catalogue(rows)
    result = await toolbox.use("list_products", category="shirt", in_stock=True, sort="cheapest", limit=3)
    assert [(item.id, item.facts["price"]) for item in result.items] == [
        ("p-149", 48.51),
        ("p-148", 48.52),
        ("p-147", 48.53),
    ]
    assert (result.total, result.partial, result.note) == (151, False, None)
    dear = await toolbox.use("list_products", category="Shirts", sort="most_expensive", limit=1)
    assert dear.items[0].id == "p-0"


async def test_the_catalogue_is_counted_by_category(toolbox: Toolbox) -> None:
    rows = [product(1), product(2, category="Hats"), product(3), product(4, category=None)]
    toolbox.gateway.data[LIST] = catalogue(rows)
    result = await toolbox.use("list_products", limit=2)
    assert result.items[0].facts == {"(none)": 1, "Hats": 1, "Shirts": 2}
    assert [item.id for item in result.items[1:]] == ["p-1", "p-2"]
    assert result.total == 4
    second = await toolbox.use("list_products", limit=2, page=2)
    assert [item.id for item in second.items] == ["p-3", "p-4"]


async def test_a_catalogue_that_is_too_long_is_partial_and_counted_there(toolbox: Toolbox) -> None:
    toolbox.gateway.data[LIST] = catalogue([product(n) for n in range(1_050)])
    toolbox.gateway.data["/products/categories"] = {"categories": [{"name": "Shirts", "count": 1_050}, "odd"]}
    result = await toolbox.use("list_products", limit=1)
    assert (result.partial, result.total, result.note) == (True, 1_000, "Only 1000 of 1050 products could be read.")
    assert result.items[0].facts == {"Shirts": 1_050}
    # Version A of the service has no categories.
    toolbox.gateway.data["/products/categories"] = JSONResponse({"error": "Not Found"}, 404)
    assert (await toolbox.use("list_products", limit=1)).items[0].facts == {"Shirts": 1_000}


async def test_a_category_that_does_not_exist_names_those_that_do(toolbox: Toolbox) -> None:
    toolbox.gateway.data[LIST] = catalogue([product(1), product(2, category="Hats")])
    result = await toolbox.use("list_products", category="Boats")
    assert (result.ok, result.total, result.note) == (True, 0, "Nothing fits. The categories are: Hats, Shirts.")


async def test_what_cannot_be_bought(toolbox: Toolbox) -> None:
    unknown = product(3)
    del unknown["metadata"]["inStock"]
    toolbox.gateway.data[LIST] = catalogue([product(1), product(2, inStock=False), unknown])
    result = await toolbox.use("list_products", category="Shirts", in_stock=False)
    assert [item.id for item in result.items] == ["p-2"]


DETAILS = {
    "descriptions": [
        {
            "description": "A soft shirt.",
            "features": ["linen body"],
            "colors": ["navy"],
            "materials": ["linen", "cotton"],
            "style": "relaxed",
            "modelUsed": "m",
        }
    ]
}


async def test_a_product_with_everything_about_it(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/products/p-1"] = product(1) | {"description": "A shirt.", "name": "Other"}
    toolbox.gateway.data["/ai-descriptions"] = DETAILS
    result = await toolbox.use("get_product", id="p-1")
    (item,) = result.items
    assert (item.type, item.id, item.title, item.text) == ("product", "p-1", "Shirt 1", "A shirt.\nA soft shirt.")
    assert item.facts == {
        "price": 10.01,
        "currency": "EUR",
        "inStock": True,
        "category": "Shirts",
        "features": ["linen body"],
        "colors": ["navy"],
        "materials": ["linen", "cotton"],
        "style": "relaxed",
    }
    assert (result.total, result.partial) == (1, False)


async def test_a_product_without_its_details_is_half_a_product(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/products/p-1"] = product(1)
    toolbox.gateway.data["/ai-descriptions"] = Response(status_code=500)
    result = await toolbox.use("get_product", id="p-1")
    assert (result.ok, result.shown, result.partial) == (True, 1, True)
    assert result.note == "Its details could not be read. The platform is out of order at the moment."


async def test_a_product_that_is_not_there_is_not_an_outage(toolbox: Toolbox) -> None:
    problem = JSONResponse({"code": "not_found", "detail": "x"}, 404, media_type="application/problem+json")
    toolbox.gateway.data["/products/p-9"] = toolbox.gateway.data["/ai-descriptions"] = problem
    result = await toolbox.use("get_product", id="p-9")
    assert (result.ok, result.total, result.items) == (True, 0, ())
    assert result.note == "There is no product with this id in this organization."
    toolbox.gateway.data["/products/p-9"] = Response(status_code=500)
    failed = await toolbox.use("get_product", id="p-9")
    assert failed.error is not None
    assert failed.error.code == "unavailable"


@pytest.mark.parametrize("wrong", ["../users/1", "a b", "", "x" * 129, "p?organizationId=org-2"])
async def test_an_id_is_an_id(toolbox: Toolbox, wrong: str) -> None:
    with pytest.raises(ValidationError):
        await toolbox.use("get_product", id=wrong)


async def test_usage_events_are_counted_by_type_and_by_source(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/analytics/overview"] = {
        "total": 9,
        "byType": {"login": 4, "export": 5, "odd": "x"},
        "bySource": {},
    }
    result = await toolbox.use("get_analytics_overview")
    assert [(item.title, item.facts) for item in result.items] == [("Usage events by type", {"export": 5, "login": 4})]
    assert (result.total, result.window) == (9, "all time")
