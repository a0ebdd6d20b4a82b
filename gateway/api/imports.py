"""Import a session that was exported as JSON."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response
from gateway.api.idempotency import REPLAYED, idempotency_key
from gateway.api.services import public
from gateway.api.session_bodies import session_body
from gateway.protocols.requests import check_values
from gateway.protocols.session_document import SessionDocument


async def import_session(request: Request) -> Response:
    """Make a session of the caller's own of the document: whole, or not at all."""
    principal = await principal_of(request)
    services = public(request)
    key = idempotency_key(request)
    raw = await services.import_bodies.read(request, principal.organization_id)
    check_values(raw)
    document = SessionDocument.model_validate_json(raw or b"{}")
    session_id, is_replay = await services.transfers.take_in(principal, document, key)
    response = json_response(session_body(await services.sessions.find(principal, session_id)), 201)
    response.headers.update(REPLAYED if is_replay else {})
    return response
