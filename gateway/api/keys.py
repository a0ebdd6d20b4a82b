"""Keys of the organization and its audit log, for its administrators."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import admin_of
from gateway.api.bodies import PRIVATE, json_response, parse_body, parse_query
from gateway.api.key_bodies import (
    AuditEntryBody,
    AuditList,
    IssueKey,
    KeyList,
    PageQuery,
    RotateKey,
    key_body,
    new_key_body,
)
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.timestamps import iso


async def list_keys(request: Request) -> Response:
    """The organization's keys, newest first."""
    admin = await admin_of(request)
    keys, after = await public(request).keys.list_keys(admin, parse_query(request, PageQuery).page)
    return json_response(KeyList(keys=[key_body(key) for key in keys], after=after))


async def issue_key(request: Request) -> Response:
    """Make a key; its text is in this answer only."""
    admin = await admin_of(request)
    body = await parse_body(request, IssueKey)
    key, presented = await public(request).keys.issue(
        admin, user_id=body.user_id, name=body.name, scopes=body.scopes, lifetime_seconds=body.expires_in_seconds
    )
    return json_response(new_key_body(key, presented), 201)


async def rotate_key(request: Request) -> Response:
    """Make a key that may do what another one may; that one ends after a grace time."""
    admin = await admin_of(request)
    key_id = path_id(request, "key_id")
    body = await parse_body(request, RotateKey)
    key, presented = await public(request).keys.rotate(admin, key_id, body.grace_seconds)
    return json_response(new_key_body(key, presented), 201)


async def revoke_key(request: Request) -> Response:
    """End a key at once."""
    admin = await admin_of(request)
    await public(request).keys.revoke(admin, path_id(request, "key_id"))
    return Response(status_code=204, headers=PRIVATE)


async def read_audit(request: Request) -> Response:
    """Who did what to keys and data of the organization, newest first."""
    admin = await admin_of(request)
    entries, after = await public(request).audit.list_entries(admin, parse_query(request, PageQuery).page)
    listed = [
        AuditEntryBody(
            number=entry.number,
            user_id=entry.user_id,
            action=entry.action,
            object_id=entry.object_id,
            at=iso(entry.at),
        )
        for entry in entries
    ]
    return json_response(AuditList(entries=listed, after=after))
