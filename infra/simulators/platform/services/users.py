"""The user service's permissions, found by the internal or by the login service's id."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.errors import not_found
from infra.simulators.platform.simulator import simulator_of

SELECT_PERMISSIONS = "SELECT permissions FROM member WHERE id = :id OR better_auth_id = :id"


def read_permissions(request: Request) -> Response:
    """`chat` is absent for a user without chat. Personal, so the gateway's shared cache must not keep it."""
    parameters = {"id": request.path_params["user_id"]}
    with simulator_of(request).database.connect() as connection:
        row = connection.execute(SELECT_PERMISSIONS, parameters).fetchone()
    if row is None:
        raise not_found("User")
    return JSONResponse(json.loads(row["permissions"]), headers={"Cache-Control": "private, no-store"})
