"""The interaction service: list, count, search, analyse, create."""

import json
import sqlite3
import time
import uuid
from collections import Counter
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.errors import bad_request, forbidden
from infra.simulators.platform.organizations import CHANNELS
from infra.simulators.platform.rows import InteractionRow, compact, insert_rows
from infra.simulators.platform.search import INDEX_INTERACTIONS, MATCH_INTERACTIONS, rank
from infra.simulators.platform.services.parameters import (
    ORGANIZATION_HEADER,
    like,
    one_of,
    path_organization,
    required_text,
    text,
    whole_number,
)
from infra.simulators.platform.simulator import Simulator, simulator_of

MAX_PAGE: Final = 100
MAX_DATA_CHARACTERS: Final = 65_536

COUNT_INTERACTIONS = """
SELECT count(*) FROM interaction
WHERE organization_id = :organization_id
  AND (:source_type IS NULL OR source_type = :source_type)
  AND (:product IS NULL OR product_ids LIKE :product)
  AND (:q IS NULL OR data LIKE :q OR summary LIKE :q)
"""
SELECT_INTERACTIONS = """
SELECT * FROM interaction
WHERE organization_id = :organization_id
  AND (:source_type IS NULL OR source_type = :source_type)
  AND (:product IS NULL OR product_ids LIKE :product)
  AND (:q IS NULL OR data LIKE :q OR summary LIKE :q)
ORDER BY timestamp_ms ASC, n ASC LIMIT :limit OFFSET :offset
"""
COUNT_BY_SOURCE = """
SELECT source_type, count(*) AS rows FROM interaction WHERE organization_id = :organization_id GROUP BY source_type
"""
SELECT_OLDEST = """
SELECT summary, tags, product_ids FROM interaction WHERE organization_id = :organization_id
ORDER BY timestamp_ms ASC, n ASC LIMIT :limit
"""
LAST_INTERACTION = "SELECT coalesce(max(n), 0) FROM interaction"


class CreateInteraction(BaseModel):
    """The body of create-interaction."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    organization_id: Annotated[str, StringConstraints(min_length=1)]
    source_type: Literal["web", "cctv", "social"]
    session_id: Annotated[str, StringConstraints(max_length=128)] | None = None
    data: str | dict[str, Any]
    summary: Annotated[str, StringConstraints(max_length=4096)] | None = None
    timestamp: Annotated[int, Field(strict=True)]


def list_interactions(request: Request) -> Response:
    """Oldest first, at most 100 a page (a larger `limit` is cut, not refused), no date filter."""
    page = whole_number(request, "page", default=1)
    limit = min(whole_number(request, "limit", default=20), MAX_PAGE)
    filters = {
        "organization_id": path_organization(request),
        "source_type": one_of(request, "sourceType", CHANNELS),
        "product": like(text(request, "productId", max_length=128)),
        "q": like(text(request, "q", max_length=256)),
    }
    with simulator_of(request).database.connect() as connection:
        total = connection.execute(COUNT_INTERACTIONS, filters).fetchone()[0]
        window = {**filters, "limit": limit, "offset": (page - 1) * limit}
        rows = connection.execute(SELECT_INTERACTIONS, window).fetchall()
    interactions = [_interaction(row) for row in rows]
    return JSONResponse({"interactions": interactions, "total": total, "page": page, "limit": limit})


def count_interactions(request: Request) -> Response:
    """All-time counts by channel; `from` and `to` are ignored like every other parameter."""
    with simulator_of(request).database.connect() as connection:
        rows = connection.execute(COUNT_BY_SOURCE, {"organization_id": path_organization(request)}).fetchall()
    counts = dict.fromkeys(CHANNELS, 0) | {row["source_type"]: row["rows"] for row in rows}
    return JSONResponse({**counts, "total": sum(counts.values())})


def search_interactions(request: Request) -> Response:
    """Ranked rows that have a summary; no channel filter, no time."""
    organization_id = path_organization(request)
    query = required_text(request, "q", max_length=512)
    limit = whole_number(request, "limit", default=10, maximum=50)
    with simulator_of(request).database.connect() as connection:
        hits = rank(connection, MATCH_INTERACTIONS, organization_id=organization_id, query=query, limit=limit)
    results = [
        {"id": h.row["id"], "score": h.score, "sourceType": h.row["source_type"], "summary": h.row["summary"]}
        for h in hits
    ]
    return JSONResponse({"results": results, "query": query, "total": len(results)})


def analyse_interactions(request: Request) -> Response:
    """A canned analysis. As in the platform it reads the OLDEST rows, whatever `period` says."""
    organization_id = path_organization(request)
    period = one_of(request, "period", ("daily", "weekly", "monthly")) or "daily"
    limit = whole_number(request, "limit", default=50, maximum=200)
    with simulator_of(request).database.connect() as connection:
        parameters = {"organization_id": organization_id, "limit": limit}
        rows = connection.execute(SELECT_OLDEST, parameters).fetchall()
    tags = _most_common(rows, "tags")
    return JSONResponse(
        {
            "summary": f"{period} analysis of {len(rows)} interactions; frequent tags: {', '.join(tags) or 'none'}",
            "tags": tags,
            "confidence": 0.5,
            "productIds": _most_common(rows, "product_ids"),
            "sentiment": "neutral",
        }
    )


async def create_interaction(request: Request) -> Response:
    """Accept a row. The platform queues it; here it is stored before the answer, so tests need not wait."""
    try:
        body = CreateInteraction.model_validate_json(await request.body())
    except ValidationError as exc:
        raise bad_request() from exc
    data = body.data if isinstance(body.data, str) else compact(body.data)
    if len(data) > MAX_DATA_CHARACTERS:
        raise bad_request()
    if request.headers.get(ORGANIZATION_HEADER) != body.organization_id:
        raise forbidden()
    await run_in_threadpool(_store, simulator_of(request), body, data)
    return JSONResponse({"queued": True}, 202)


def _store(simulator: Simulator, body: CreateInteraction, data: str) -> None:
    row = InteractionRow(
        id=str(uuid.uuid4()),
        organization_id=body.organization_id,
        source_type=body.source_type,
        session_id=body.session_id,
        data=data,
        summary=body.summary,
        confidence=None,
        tags=None,
        product_ids=None,
        timestamp_ms=body.timestamp,
        created_ms=time.time_ns() // 1_000_000,
    )
    with simulator.database.connect() as connection:
        connection.execute("BEGIN IMMEDIATE")
        last = connection.execute(LAST_INTERACTION).fetchone()[0]
        insert_rows(connection, [row])
        connection.execute(INDEX_INTERACTIONS, {"after": last})


def _interaction(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "organizationId": row["organization_id"],
        "sourceType": row["source_type"],
        "sessionId": row["session_id"],
        "data": row["data"],
        "summary": row["summary"],
        "confidence": row["confidence"],
        "tags": row["tags"],
        "productIds": row["product_ids"],
        "timestamp": row["timestamp_ms"],
        "createdAt": row["created_ms"],
    }


def _most_common(rows: list[sqlite3.Row], column: str) -> list[str]:
    values = Counter(value for row in rows if row[column] for value in json.loads(row[column]))
    return [value for value, _ in values.most_common(5)]
