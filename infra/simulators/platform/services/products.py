"""The product service in its two known shapes, A and B (setting `product_shape`)."""

import json
import sqlite3
import uuid
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.errors import bad_request, forbidden, not_found
from infra.simulators.platform.search import MATCH_PRODUCTS, rank
from infra.simulators.platform.services.parameters import (
    ORGANIZATION_HEADER,
    one_of,
    required_text,
    whole_number,
)
from infra.simulators.platform.simulator import Simulator, simulator_of
from infra.simulators.platform.timeline import iso

MAX_PAGE_SIZE: Final = 100
MAX_QUERY: Final = 512

COUNT_PRODUCTS = "SELECT count(*) FROM product WHERE organization_id = :organization_id"
SELECT_PRODUCTS = """
SELECT * FROM product WHERE organization_id = :organization_id ORDER BY n LIMIT :limit OFFSET :offset
"""
SELECT_PRODUCT = "SELECT * FROM product WHERE id = :id"
SELECT_CATEGORIES = """
SELECT category AS name, count(*) AS count FROM product
WHERE organization_id = :organization_id AND category IS NOT NULL GROUP BY category ORDER BY category
"""
SELECT_BETTER_AUTH_ID = "SELECT better_auth_id FROM organization WHERE id = :id"


def search_products(request: Request) -> Response:
    """A answers `results` with `_score`, at most 50; B answers `products` with `name`, without a limit."""
    simulator = simulator_of(request)
    organization_id = _query_owner(request, simulator)
    query = required_text(request, "q", max_length=MAX_QUERY)
    is_a = simulator.settings.product_shape == "A"
    if is_a:
        one_of(request, "mode", ("semantic", "fts", "hybrid"))
    limit = whole_number(request, "limit", default=10 if is_a else 20, maximum=50 if is_a else None)
    with simulator.database.connect() as connection:
        hits = rank(connection, MATCH_PRODUCTS, organization_id=organization_id, query=query, limit=limit)
    if is_a:
        results = [{**_product(simulator, hit.row), "_score": hit.score} for hit in hits]
        return JSONResponse({"results": results, "total": len(results), "query": query})
    products = [_product(simulator, hit.row) for hit in hits]
    return JSONResponse({"products": products, "total": len(products), "page": 1, "pageSize": limit})


def list_products(request: Request) -> Response:
    """One page of the catalogue, in the order of creation; `q` is ignored."""
    simulator = simulator_of(request)
    organization_id = _path_owner(request, simulator)
    page = whole_number(request, "page", default=1)
    size = whole_number(request, "pageSize", default=20, maximum=MAX_PAGE_SIZE)
    window = {"organization_id": organization_id, "limit": size, "offset": (page - 1) * size}
    with simulator.database.connect() as connection:
        total = connection.execute(COUNT_PRODUCTS, {"organization_id": organization_id}).fetchone()[0]
        rows = connection.execute(SELECT_PRODUCTS, window).fetchall()
    products = [_product(simulator, row) for row in rows]
    return JSONResponse({"products": products, "total": total, "page": page, "pageSize": size})


def list_categories(request: Request) -> Response:
    """Categories with counts. Only B has this route; A takes `categories` for a product id."""
    simulator = simulator_of(request)
    if simulator.settings.product_shape == "A":
        raise not_found("Product")
    parameters = {"organization_id": _query_owner(request, simulator)}
    with simulator.database.connect() as connection:
        rows = connection.execute(SELECT_CATEGORIES, parameters).fetchall()
    return JSONResponse({"categories": [dict(row) for row in rows]})


def read_product(request: Request) -> Response:
    simulator = simulator_of(request)
    return JSONResponse(_product(simulator, _find(request, simulator)))


def read_ai_descriptions(request: Request) -> Response:
    row = _find(request, simulator_of(request))
    return JSONResponse({"descriptions": json.loads(row["ai_descriptions"])})


def _find(request: Request, simulator: Simulator) -> sqlite3.Row:
    with simulator.database.connect() as connection:
        row = connection.execute(SELECT_PRODUCT, {"id": request.path_params["product_id"]}).fetchone()
        if row is None or not _speaks_for(connection, request, row["organization_id"]):
            raise not_found("Product")
    assert isinstance(row, sqlite3.Row)
    return row


def _path_owner(request: Request, simulator: Simulator) -> str:
    asked = str(request.path_params["organization_id"])
    settings = simulator.settings
    if settings.product_shape == "A" and settings.product_owner == "internal" and not _is_uuid(asked):
        raise bad_request()
    return _owner(request, simulator, asked)


def _query_owner(request: Request, simulator: Simulator) -> str:
    header = request.headers.get(ORGANIZATION_HEADER, "")
    return _owner(request, simulator, request.query_params.get("organizationId") or header)


def _owner(request: Request, simulator: Simulator, asked: str) -> str:
    """Return the asked organization: its own id, or the login service's id for it, must be in the header."""
    with simulator.database.connect() as connection:
        if not asked or not _speaks_for(connection, request, asked):
            raise forbidden()
    return asked


def _speaks_for(connection: sqlite3.Connection, request: Request, owner: str) -> bool:
    header = request.headers.get(ORGANIZATION_HEADER, "")
    if header == owner:
        return True
    row = connection.execute(SELECT_BETTER_AUTH_ID, {"id": header}).fetchone()
    return row is not None and row["better_auth_id"] == owner


def _is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def _product(simulator: Simulator, row: sqlite3.Row) -> dict[str, Any]:
    name = {"name": row["title"]} if simulator.settings.product_shape == "B" else {}
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "externalId": row["external_id"],
        "title": row["title"],
        **name,
        "description": row["description"],
        "images": json.loads(row["images"]),
        "price": row["price"],
        "category": row["category"],
        "metadata": json.loads(row["metadata"]),
        "crawlerJobId": None,
        "createdAt": iso(row["created_ms"]),
        "updatedAt": iso(row["created_ms"]),
    }
