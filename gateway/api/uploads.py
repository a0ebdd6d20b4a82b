"""Uploads: a file that is to come with a question."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response, parse_query
from gateway.api.services import public
from gateway.api.upload_bodies import UploadQuery, upload_body
from gateway.chat.attachments import InlineFile


async def upload_file(request: Request) -> Response:
    """Keep the bytes of the body until a question names them; images are read and written anew.

    The header Content-Type says what they are; without it, or with `application/octet-stream`, the name does.
    """
    principal = await principal_of(request)
    query = parse_query(request, UploadQuery)
    data = await public(request).upload_bodies.read_bytes(request, principal.organization_id)
    file = InlineFile(query.name, request.headers.get("content-type"), data)
    return json_response(upload_body(await public(request).uploads.take(principal, file)), 201)
