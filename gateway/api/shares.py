"""Share a session, list and revoke your shares; read what somebody shared."""

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, json_response, parse_body, parse_query
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.api.share_bodies import NewShareBody, ShareBody, ShareList, ShareSession, SharesQuery
from gateway.chat.model import Share, Snapshot
from gateway.chat.timestamps import iso
from shared.ids import ShareId

SHARED = "/api/v1/shared"
# The address is the credential: no page that it leads to may learn it, no search engine, no cache.
UNLISTED = {
    **PRIVATE,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
}


async def share_session(request: Request) -> Response:
    """Take a snapshot of a session; the token to read it is told here and nowhere else."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = await parse_body(request, ShareSession)
    share, token = await public(request).sharing.share(principal, session_id, body.expires_in_seconds)
    made = NewShareBody(**_body(share).model_dump(), token=token, url=f"{SHARED}/{token}")
    return json_response(made, 201)


async def list_shares(request: Request) -> Response:
    """The caller's own shares, newest first."""
    principal = await principal_of(request)
    query = parse_query(request, SharesQuery)
    session_id = None if query.session_id is None else await session_of(request, principal, query.session_id)
    shares, after = await public(request).sharing.list_shares(principal, session_id, query.page)
    return json_response(ShareList(shares=[_body(share) for share in shares], after=after))


async def revoke_share(request: Request) -> Response:
    """Remove a snapshot: its token shows nothing from now on."""
    principal = await principal_of(request)
    await public(request).sharing.revoke(principal, ShareId(path_id(request, "share_id")))
    return Response(status_code=204, headers=PRIVATE)


async def read_shared(request: Request) -> ASGIApp:
    """What a token shows, to anybody."""
    reads = public(request).shared_reads
    with reads.take() as place:
        snapshot = await public(request).sharing.read(request.path_params["token"])
        reads.count(snapshot.share_id)
        return place.held_by(Response(_shared_json(snapshot), 200, UNLISTED, "application/json"))


def _body(share: Share) -> ShareBody:
    return ShareBody(
        id=share.id,
        session_id=share.session_id,
        title=share.title,
        created_at=iso(share.created_at),
        expires_at=None if share.expires_at is None else iso(share.expires_at),
    )


def _shared_json(snapshot: Snapshot) -> bytes:
    """A `SharedSession`; the messages are stored as they are shown."""
    head = to_json(
        {
            "title": snapshot.title,
            "shared_at": iso(snapshot.created_at),
            "expires_at": None if snapshot.expires_at is None else iso(snapshot.expires_at),
        }
    )
    return head[:-1] + b',"messages":%b}' % snapshot.messages.encode()
