"""Sessions by the names that a request gives them: our id, or one that the client chose."""

from typing import Final

from starlette.requests import Request

from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.model import Principal
from shared.ids import SessionId

# A path of the documents has a chat where one of ours has a session.
PATH_NAMES: Final = ("session_id", "chat_id")


async def session_of(request: Request, principal: Principal, name: str | None = None) -> SessionId:
    """The session that the path, or `name`, is about. Raises NotFound."""
    return await public(request).chat.resolve_session(principal, path_name(request) if name is None else name)


def path_name(request: Request) -> str:
    """What the path calls the session. Raises NotFound."""
    return path_id(request, next(name for name in PATH_NAMES if name in request.path_params))
