"""Export a session as a file."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.types import ASGIApp

from gateway.api.authentication import principal_of
from gateway.api.bodies import Body, parse_query
from gateway.api.download import Download
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.model import Outline, Principal
from gateway.chat.transfers import Transfers
from gateway.protocols.session_document import SessionDocumentWriter
from gateway.protocols.session_markdown import SessionMarkdownWriter

UNTITLED = "session"
Writer = SessionDocumentWriter | SessionMarkdownWriter


class ExportQuery(Body):
    """Query of an export."""

    format: Literal["markdown", "json"] = Field(
        default="markdown", description="`markdown` is for people; `json` has everything and can be imported"
    )


async def export_session(request: Request) -> ASGIApp:
    """The branch that is shown, as a file; answers that are being written are left out."""
    principal = await principal_of(request)
    query = parse_query(request, ExportQuery)
    transfers = public(request).transfers
    outline = await transfers.outline(principal, await session_of(request, principal))
    writer: Writer = SessionDocumentWriter() if query.format == "json" else SessionMarkdownWriter()
    return Download(
        _written(transfers, principal, outline, writer),
        name=outline.title or UNTITLED,
        extension=writer.extension,
        media_type=writer.media_type,
    )


async def _written(
    transfers: Transfers, principal: Principal, outline: Outline, writer: Writer
) -> AsyncGenerator[bytes]:
    yield writer.head(outline)
    async with aclosing(transfers.messages(principal, outline)) as pages:
        async for page in pages:
            yield b"".join(writer.message(message) for message in page)
    yield writer.tail()
