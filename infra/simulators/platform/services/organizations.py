"""The organization service. With the internal key it does not compare the organization header."""

import json
import sqlite3

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.errors import not_found
from infra.simulators.platform.simulator import simulator_of
from infra.simulators.platform.timeline import iso

SELECT_ORGANIZATION = "SELECT * FROM organization WHERE id = :id"


def read_organization(request: Request) -> Response:
    row = _find(request)
    if row is None:
        raise not_found("Organization")
    return JSONResponse(
        {
            "id": row["id"],
            "betterAuthOrgId": row["better_auth_id"],
            "name": row["name"],
            "logo": None,
            "status": "active",
            "createdAt": iso(row["created_ms"]),
            "updatedAt": iso(row["created_ms"]),
        }
    )


def read_context(request: Request) -> Response:
    """The generated summary of an organization; of an unknown one: 200 with nulls, not 404."""
    row = _find(request)
    if row is None:
        nothing = {"id": None, "organizationId": None, "crawlId": None, "contextType": None}
        return JSONResponse({**nothing, "structuredData": {}, "generatedAt": None})
    return JSONResponse(
        {
            "id": row["context_id"],
            "organizationId": row["id"],
            "crawlId": None,
            "contextType": "ai_generated_summary",
            "structuredData": json.loads(row["context"]),
            "generatedAt": iso(row["created_ms"]),
        }
    )


def _find(request: Request) -> sqlite3.Row | None:
    parameters = {"id": request.path_params["organization_id"]}
    with simulator_of(request).database.connect() as connection:
        row: sqlite3.Row | None = connection.execute(SELECT_ORGANIZATION, parameters).fetchone()
    return row
