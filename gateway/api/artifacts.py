"""Artifacts: list them, read one and its bytes, add a version, remove one."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.artifact_bodies import (
    ArtifactList,
    ArtifactsQuery,
    ContentQuery,
    LinkBody,
    ReviseArtifact,
    VersionList,
    artifact_body,
    parse_content,
    version_body,
)
from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, json_response, parse_query
from gateway.api.download import Download, attachment
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.errors import NotFound
from shared.ids import ArtifactId

NUMBER = re.compile(r"[1-9][0-9]{0,8}")


async def list_artifacts(request: Request) -> Response:
    """What the turns of a session have left, in the order of its making; or all of one's own, newest first."""
    principal = await principal_of(request)
    query = parse_query(request, ArtifactsQuery)
    session_id = None if query.session_id is None else await session_of(request, principal, query.session_id)
    artifacts, after = await public(request).artifacts.list_artifacts(principal, query.which(session_id), query.page)
    return json_response(ArtifactList(artifacts=[artifact_body(artifact) for artifact in artifacts], after=after))


async def read_artifact(request: Request) -> Response:
    """One artifact, with its newest version."""
    principal = await principal_of(request)
    return json_response(artifact_body(await public(request).artifacts.find(principal, _artifact_id(request))))


async def list_versions(request: Request) -> Response:
    """All versions of an artifact, oldest first."""
    principal = await principal_of(request)
    versions = await public(request).artifacts.list_versions(principal, _artifact_id(request))
    return json_response(VersionList(versions=[version_body(version) for version in versions]))


async def revise_artifact(request: Request) -> Response:
    """Add a version; the earlier ones stay as they are."""
    principal = await principal_of(request)
    artifact_id = _artifact_id(request)
    raw = await public(request).artifact_bodies.read(request, principal.organization_id)
    body = parse_content(raw, ReviseArtifact)
    revised = await public(request).artifacts.revise(principal, artifact_id, body.title, body.content)
    return json_response(artifact_body(revised), 201)


async def delete_artifact(request: Request) -> Response:
    """Remove an artifact with all its versions."""
    principal = await principal_of(request)
    await public(request).artifacts.delete(principal, _artifact_id(request))
    return Response(status_code=204, headers=PRIVATE)


async def download_artifact(request: Request) -> ASGIApp:
    """The bytes of a version, as a file that no browser shows or runs."""
    principal = await principal_of(request)
    query = parse_query(request, ContentQuery)
    reading = await public(request).artifacts.read(principal, _artifact_id(request), _version(request), query.format)
    pieces = reading.pieces if request.method == "HEAD" else _joined(await anext(reading.pieces, b""), reading.pieces)
    return Download(
        pieces,
        name=reading.name,
        extension=reading.extension,
        media_type=reading.media_type,
        byte_count=reading.byte_count,
    )


async def link_artifact(request: Request) -> Response:
    """A URL that gives the bytes of a version, as they are stored, to whoever has it, for a short while."""
    principal = await principal_of(request)
    url, seconds = await public(request).artifacts.link(
        principal, _artifact_id(request), _version(request), disposition_of=attachment
    )
    return json_response(LinkBody(url=url, expires_in_seconds=seconds))


async def _joined(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The first piece was asked for before the response began: a store that does not answer is a problem document."""
    yield first
    async with aclosing(rest):
        async for piece in rest:
            yield piece


def _artifact_id(request: Request) -> ArtifactId:
    return ArtifactId(path_id(request, "artifact_id"))


def _version(request: Request) -> int:
    number: str = request.path_params["version"]
    if NUMBER.fullmatch(number) is None:
        raise NotFound
    return int(number)
