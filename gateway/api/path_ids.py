"""Ids in paths: what cannot be an id of ours is not found, like an id that is nobody's."""

from starlette.requests import Request

from gateway.chat.errors import NotFound
from shared.ids import is_id


def path_id(request: Request, name: str) -> str:
    """The id at `{name}` of the path. Raises NotFound."""
    found: str = request.path_params[name]
    if not is_id(found):
        raise NotFound
    return found
