"""The pattern service: patterns, and reports under the same path when `period` is given."""

import json
import sqlite3
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.errors import not_found
from infra.simulators.platform.search import MATCH_PATTERNS, rank
from infra.simulators.platform.services.parameters import (
    ORGANIZATION_HEADER,
    one_of,
    path_organization,
    query_organization,
    required_text,
    text,
    whole_number,
)
from infra.simulators.platform.simulator import simulator_of

PERIODS: Final = ("1h", "daily", "weekly", "monthly", "yearly")
MAX_QUERY: Final = 512

# No ORDER BY: the platform has none, so clients must sort. The generator writes the rows out of order.
SELECT_PATTERNS = "SELECT * FROM pattern WHERE organization_id = :organization_id"
SELECT_REPORTS = "SELECT * FROM report WHERE organization_id = :organization_id AND period = :period"
SELECT_PATTERN = "SELECT * FROM pattern WHERE id = :id AND organization_id = :organization_id"


def list_patterns(request: Request) -> Response:
    """Patterns, or with `period` a different body; the organization is in the path."""
    return _list(request, path_organization(request))


def list_patterns_by_query(request: Request) -> Response:
    """The same, the organization in `organizationId`."""
    return _list(request, query_organization(request))


def search_patterns(request: Request) -> Response:
    """Ranked patterns, their fields under `metadata`, no total; the limit is called `topK`."""
    organization_id = path_organization(request)
    query = required_text(request, "q", max_length=MAX_QUERY)
    top = whole_number(request, "topK", default=10)
    with simulator_of(request).database.connect() as connection:
        hits = rank(connection, MATCH_PATTERNS, organization_id=organization_id, query=query, limit=top)
    results = [{"id": h.row["id"], "score": h.score, "metadata": _metadata(h.row)} for h in hits]
    return JSONResponse({"results": results, "query": query})


def read_pattern(request: Request) -> Response:
    """One pattern of the caller's organization."""
    parameters = {
        "id": request.path_params["pattern_id"],
        "organization_id": request.headers.get(ORGANIZATION_HEADER, ""),
    }
    with simulator_of(request).database.connect() as connection:
        row = connection.execute(SELECT_PATTERN, parameters).fetchone()
    if row is None:
        raise not_found("Pattern")
    return JSONResponse(_pattern(row))


def _list(request: Request, organization_id: str) -> Response:
    limit = whole_number(request, "limit", default=20)
    offset = whole_number(request, "offset", default=0, minimum=0)
    period = one_of(request, "period", PERIODS)
    query = text(request, "query", max_length=MAX_QUERY)
    with simulator_of(request).database.connect() as connection:
        if period is not None:
            parameters = {"organization_id": organization_id, "period": period}
            reports = connection.execute(SELECT_REPORTS, parameters).fetchall()
            page = [_report(row) for row in reports[offset : offset + limit]]
            return JSONResponse({"results": page, "total": len(reports)})
        rows = connection.execute(SELECT_PATTERNS, {"organization_id": organization_id}).fetchall()
    if query is not None:
        rows = [row for row in rows if query.lower() in f"{row['type']} {row['data']}".lower()]
    page = [_pattern(row) for row in rows[offset : offset + limit]]
    return JSONResponse({"patterns": page, "total": len(rows)})


def _pattern(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "type": row["type"],
        "confidence": row["confidence"],
        "data": row["data"],
        "detectedAt": row["detected_ms"],
        "createdAt": row["created_ms"],
    }


def _report(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "period": row["period"],
        "sourceType": row["source_type"],
        "report": row["report"],
        "productIds": row["product_ids"],
        "generatedAt": row["generated_ms"],
    }


def _metadata(row: sqlite3.Row) -> dict[str, Any]:
    data = json.loads(row["data"])
    metadata = {"organizationId": row["organization_id"], "type": row["type"]}
    return metadata | {key: data[key] for key in ("description", "insights") if key in data}
