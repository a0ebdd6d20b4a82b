"""Say what would become of a question, without asking it."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.bodies import json_response
from gateway.api.explanation_bodies import ExplanationBody
from gateway.api.idempotency import idempotency_key
from gateway.api.services import public
from gateway.chat.errors import NotFound, NothingToExplain
from gateway.chat.model import Principal
from gateway.protocols.commands import Command
from shared.ids import SessionId

NO_QUESTION = "Only a question can be explained, not the repetition of an answer."


async def explained(request: Request, principal: Principal, command: Command) -> Response:
    """Explain what a body asks. Raises NotFound, AgentUnknown, NothingToExplain, HTTPException 400."""
    # Nothing is kept that could be repeated; a header that would be refused with the question is refused here too.
    idempotency_key(request)
    if command.organization not in (None, principal.organization_id):
        raise NotFound
    if not command.text:
        raise NothingToExplain(NO_QUESTION)
    session_id: SessionId | None = None
    if command.session is not None:
        try:
            session_id = await public(request).chat.resolve_session(principal, command.session)
        except NotFound:
            # A client's own name for a session that its first question will make.
            session_id = None
    found = await public(request).explaining.explain(
        principal, command.text, session_id, command.agent, is_widget=command.is_widget
    )
    return json_response(ExplanationBody.of(found))
