"""The product service over HTTP in both of its shapes."""

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import FIRST_ORGANIZATION, SECOND_ORGANIZATION
from tests.infra.simulators.platform.server import FIRST, serve, settings_in

SEARCH = "/api/v1/products/search"
LIST = f"/api/v1/products/organization/{FIRST}"
PRODUCT_FIELDS = {
    "id",
    "organizationId",
    "externalId",
    "title",
    "description",
    "images",
    "price",
    "category",
    "metadata",
    "crawlerJobId",
    "createdAt",
    "updatedAt",
}


@pytest.fixture(scope="module")
def client_b(generated_dir: Path) -> Generator[httpx.Client]:
    with serve(settings_in(generated_dir, product_shape="B")) as served:
        yield served


def test_shape_a_answers_results_with_an_underscored_score(client: httpx.Client) -> None:
    body = client.get(SEARCH, params={"q": "shirts", "organizationId": FIRST, "mode": "hybrid"}).json()
    assert (set(body), body["query"], body["total"]) == ({"results", "total", "query"}, "shirts", 10)
    assert [set(product) for product in body["results"]] == [PRODUCT_FIELDS | {"_score"}] * 10
    assert {product["category"] for product in body["results"]} == {"Shirts"}


def test_shape_b_answers_products_with_a_name(client_b: httpx.Client) -> None:
    body = client_b.get(SEARCH, params={"q": "shirts", "organizationId": FIRST, "limit": 500}).json()
    assert {**body, "products": []} == {"products": [], "total": 12, "page": 1, "pageSize": 500}
    assert [set(product) for product in body["products"]] == [PRODUCT_FIELDS | {"name"}] * 12
    assert all(product["name"] == product["title"] for product in body["products"])


@pytest.mark.parametrize("params", [{}, {"q": "a", "limit": 51}, {"q": "a", "mode": "guess"}])
def test_shape_a_checks_its_parameters(client: httpx.Client, params: dict[str, str | int]) -> None:
    assert client.get(SEARCH, params=params).status_code == 400


def test_the_catalogue_is_paged_and_q_is_ignored(client: httpx.Client) -> None:
    pages = [client.get(LIST, params={"page": page, "pageSize": 25, "q": "bag"}).json() for page in (1, 2, 3)]
    assert [(page["page"], page["pageSize"], page["total"], len(page["products"])) for page in pages] == [
        (1, 25, 60, 25),
        (2, 25, 60, 25),
        (3, 25, 60, 10),
    ]
    assert len({product["id"] for page in pages for product in page["products"]}) == effects.PRODUCTS
    assert client.get(LIST, params={"pageSize": 101}).status_code == 400


def test_a_product_has_cents_a_metadata_object_and_iso_times(client: httpx.Client) -> None:
    product = client.get(LIST, params={"pageSize": 1}).json()["products"][0]
    assert product | {"id": "", "images": [], "description": ""} == {
        "id": "",
        "organizationId": FIRST,
        "externalId": effects.STOCK_OUT_SKU,
        "title": effects.STOCK_OUT_TITLE,
        "description": "",
        "images": [],
        "price": 2150,
        "category": "Shirts",
        "metadata": {
            "currency": "EUR",
            "sourceUrl": "https://shop.example/fernhill/products/fh-sh-01",
            "inStock": False,
            "sku": effects.STOCK_OUT_SKU,
            "brand": "Fernhill",
        },
        "crawlerJobId": None,
        "createdAt": "2026-08-04T00:00:00.000Z",
        "updatedAt": "2026-08-04T00:00:00.000Z",
    }


def test_shape_a_wants_a_uuid_in_the_path(client: httpx.Client) -> None:
    path = f"/api/v1/products/organization/{FIRST_ORGANIZATION.better_auth_id}"
    assert client.get(path).status_code == 400


def test_only_shape_b_knows_categories(client: httpx.Client, client_b: httpx.Client) -> None:
    assert client.get("/api/v1/products/categories").status_code == 404
    assert client_b.get("/api/v1/products/categories", params={"organizationId": FIRST}).json() == {
        "categories": [
            {"name": "Bags", "count": 8},
            {"name": "Gifts", "count": 8},
            {"name": "Hats", "count": 8},
            {"name": "Jackets", "count": 8},
            {"name": "Shirts", "count": 12},
            {"name": "Shoes", "count": 8},
            {"name": "Trousers", "count": 8},
        ]
    }


def test_one_product_and_its_ai_descriptions_belong_to_one_organization(client: httpx.Client) -> None:
    product = client.get(LIST, params={"pageSize": 1}).json()["products"][0]
    path = f"/api/v1/products/{product['id']}"
    assert client.get(path).json() == product
    described = client.get(f"{path}/ai-descriptions").json()["descriptions"]
    assert [(set(one), one["productId"]) for one in described] == [
        (
            {
                "id",
                "productId",
                "imageUrl",
                "description",
                "features",
                "colors",
                "materials",
                "style",
                "modelUsed",
                "createdAt",
            },
            product["id"],
        )
    ]
    foreign = client.get(path, headers={"X-Organization-Id": SECOND_ORGANIZATION.id})
    assert (foreign.status_code, foreign.json()) == (404, {"error": "Not Found", "message": "Product not found"})


def test_products_can_live_under_the_login_service_s_id(tmp_path: Path) -> None:
    asked = {"q": "shirt", "organizationId": FIRST}
    with serve(settings_in(tmp_path, product_owner="better_auth")) as client:
        assert client.get(SEARCH, params=asked).json()["total"] == 0
        login_id = client.get(f"/api/v1/organizations/{FIRST}").json()["betterAuthOrgId"]
        assert client.get(SEARCH, params=asked | {"organizationId": login_id}).json()["total"] == 10
        foreign = asked | {"organizationId": SECOND_ORGANIZATION.better_auth_id}
        assert client.get(SEARCH, params=foreign).status_code == 403
        assert client.get(f"/api/v1/products/organization/{login_id}").json()["total"] == effects.PRODUCTS
