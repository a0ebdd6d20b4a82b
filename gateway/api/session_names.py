"""Sessions by the names that a request gives them: our id, or one that the client chose."""

from starlette.requests import Request

from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.model import Principal
from shared.ids import SessionId


async def session_of(request: Request, principal: Principal, name: str | None = None) -> SessionId:
    """The session that the path, or `name`, is about. Raises NotFound."""
    return await public(request).chat.resolve_session(principal, name or path_id(request, "session_id"))
