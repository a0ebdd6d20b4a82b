"""Erasure of users and of the organization, for its administrators."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import admin_of
from gateway.api.bodies import json_response, parse_body
from gateway.api.key_bodies import EraseOrganization, receipt_body
from gateway.api.path_ids import path_id
from gateway.api.services import public
from shared.ids import OrganizationId, UserId


async def erase_user(request: Request) -> Response:
    """Remove everything of a user of the organization."""
    admin = await admin_of(request)
    receipt = await public(request).erasures.erase_user(admin, UserId(path_id(request, "user_id")))
    return json_response(receipt_body(receipt))


async def erase_organization(request: Request) -> Response:
    """Remove everything of the organization, its keys too."""
    admin = await admin_of(request)
    body = await parse_body(request, EraseOrganization)
    receipt = await public(request).erasures.erase_organization(admin, OrganizationId(body.organization_id))
    return json_response(receipt_body(receipt))
