"""The analytics service: counts, events (oldest first) and what it calls sessions."""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.services.parameters import (
    path_organization,
    query_organization,
    text,
    whole_number,
)
from infra.simulators.platform.simulator import simulator_of

MAX_PAGE: Final = 100

COUNT_BY_TYPE_AND_SOURCE = """
SELECT event_type, source, count(*) AS rows FROM analytics_event WHERE organization_id = :organization_id
GROUP BY event_type, source ORDER BY event_type, source
"""
COUNT_EVENTS = """
SELECT count(*) FROM analytics_event WHERE organization_id = :organization_id
  AND (:event_type IS NULL OR event_type = :event_type) AND (:source IS NULL OR source = :source)
"""
SELECT_EVENTS = """
SELECT * FROM analytics_event WHERE organization_id = :organization_id
  AND (:event_type IS NULL OR event_type = :event_type) AND (:source IS NULL OR source = :source)
ORDER BY created_ms ASC, n ASC LIMIT :limit OFFSET :offset
"""
# The platform groups by `source` and calls it sessionId.
SELECT_SESSIONS = """
SELECT source AS sessionId, count(*) AS eventCount, min(created_ms) AS firstSeen, max(created_ms) AS lastSeen
FROM analytics_event WHERE organization_id = :organization_id GROUP BY source ORDER BY source
"""


def read_overview(request: Request) -> Response:
    return _overview(request, query_organization(request))


def read_summary(request: Request) -> Response:
    return _overview(request, path_organization(request))


def list_events(request: Request) -> Response:
    return _events(request, query_organization(request))


def list_organization_events(request: Request) -> Response:
    return _events(request, path_organization(request))


def list_sessions(request: Request) -> Response:
    parameters = {"organization_id": query_organization(request)}
    limit = whole_number(request, "limit", default=20, maximum=MAX_PAGE)
    offset = whole_number(request, "offset", default=0, minimum=0)
    with simulator_of(request).database.connect() as connection:
        sessions = [dict(row) for row in connection.execute(SELECT_SESSIONS, parameters)]
    return JSONResponse({"sessions": sessions[offset : offset + limit], "total": len(sessions)})


def _overview(request: Request, organization_id: str) -> Response:
    by_type: dict[str, int] = {}
    by_source: dict[str, int] = {}
    with simulator_of(request).database.connect() as connection:
        for row in connection.execute(COUNT_BY_TYPE_AND_SOURCE, {"organization_id": organization_id}):
            by_type[row["event_type"]] = by_type.get(row["event_type"], 0) + row["rows"]
            by_source[row["source"]] = by_source.get(row["source"], 0) + row["rows"]
    return JSONResponse({"total": sum(by_type.values()), "byType": by_type, "bySource": by_source})


def _events(request: Request, organization_id: str) -> Response:
    filters = {
        "organization_id": organization_id,
        "event_type": text(request, "eventType", max_length=128),
        "source": text(request, "source", max_length=128),
    }
    limit = whole_number(request, "limit", default=20, maximum=MAX_PAGE)
    offset = whole_number(request, "offset", default=0, minimum=0)
    with simulator_of(request).database.connect() as connection:
        total = connection.execute(COUNT_EVENTS, filters).fetchone()[0]
        rows = connection.execute(SELECT_EVENTS, {**filters, "limit": limit, "offset": offset}).fetchall()
    events = [
        {
            "id": row["id"],
            "organizationId": row["organization_id"],
            "eventType": row["event_type"],
            "source": row["source"],
            "metadata": row["metadata"],
            "createdAt": row["created_ms"],
        }
        for row in rows
    ]
    return JSONResponse({"events": events, "total": total})
