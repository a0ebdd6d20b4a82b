"""Sessions that others may look at."""

from gateway.api.endpoint import CHAT, Endpoint
from gateway.api.share_bodies import NewShareBody, SharedSession, ShareList, ShareSession, SharesQuery
from gateway.api.shares import SHARED, list_shares, read_shared, revoke_share, share_session
from gateway.chat.errors import (
    SessionTooLarge,
    SharedReadsFull,
    TooManySharedReads,
    TooManyShares,
)

ROUTES = (
    Endpoint(
        "POST",
        f"{CHAT}/sessions/{{session_id}}/shares",
        share_session,
        "Share a session as it is now: whoever gets the link may read it",
        NewShareBody,
        status=201,
        body=ShareSession,
        errors=(404, TooManyShares, 413, 415, 422, SessionTooLarge, 503, 507),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/shares",
        list_shares,
        "Your shares, newest first",
        ShareList,
        query=SharesQuery,
        errors=(400, 404, 422, 503),
    ),
    Endpoint(
        "DELETE",
        f"{CHAT}/shares/{{share_id}}",
        revoke_share,
        "Revoke a share: its link shows nothing from now on",
        None,
        status=204,
        errors=(404, 503),
    ),
    Endpoint(
        "GET",
        f"{SHARED}/{{token}}",
        read_shared,
        "What somebody shared; the token is all it needs",
        SharedSession,
        errors=(404, TooManySharedReads, SharedReadsFull, 503),
        needs_key=False,
    ),
)
