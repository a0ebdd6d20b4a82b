"""Who the credential says one is, for clients that show it or hide what one may not do."""

from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import Body, json_response


class Whoami(Body):
    """The user, in which organization, and as what."""

    organization_id: str
    user_id: str
    role: Literal["admin", "member"] = Field(description="an administrator may call `/api/v1/admin`")


async def whoami(request: Request) -> Response:
    """Tell who asks."""
    principal = await principal_of(request)
    return json_response(
        Whoami(organization_id=principal.organization_id, user_id=principal.user_id, role=principal.role)
    )
