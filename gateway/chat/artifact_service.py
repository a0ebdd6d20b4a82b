"""The one door to artifacts: made by runs, revised and removed by their owners, read by whoever reads the session."""

import hashlib
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass

from gateway.chat.artifact_bodies import body_of, picture_key
from gateway.chat.artifacts import (
    FORMATS,
    Artifact,
    ArtifactFilter,
    ArtifactLimits,
    Format,
    MadeBy,
    NewVersion,
    PictureFormat,
    RunCall,
    Version,
    object_key,
)
from gateway.chat.csv_text import chart_csv, table_csv
from gateway.chat.errors import (
    ArtifactTooLarge,
    FormatUnavailable,
    LinksOff,
    NotFound,
    ObjectDamaged,
    ObjectMissing,
    ObjectsUnavailable,
    ToolNotGranted,
)
from gateway.chat.media_types import BYTES, CSV, IMAGES, SVG, TEXTS, UNKNOWN
from gateway.chat.model import Grant, Page, Principal
from gateway.chat.ports.artifacts import Artifacts, Charts, Objects, UploadStore
from gateway.chat.ports.clock import Clock
from shared.artifacts import TOOL, Content, NewArtifact
from shared.ids import ArtifactId, OrganizationId, new_id

PICTURES: dict[PictureFormat, str] = {"png": IMAGES["png"], "svg": SVG}
EXTENSIONS = {media_type: extension for extension, media_type in {**TEXTS, **IMAGES}.items()} | {BYTES: UNKNOWN}


@dataclass(frozen=True, slots=True)
class Reading:
    """The bytes of a version in one of its formats; `name` is that of a file, without its end.

    The pieces raise ObjectMissing, ObjectDamaged, ObjectsUnavailable. What was given before is not to be trusted then.
    """

    pieces: AsyncGenerator[bytes]
    media_type: str
    extension: str
    name: str
    byte_count: int


class ArtifactService:
    """Makes, revises, lists, reads and removes artifacts."""

    def __init__(
        self,
        artifacts: Artifacts,
        objects: Objects,
        charts: Charts,
        uploads: UploadStore,
        *,
        root: str,
        limits: ArtifactLimits,
        clock: Clock,
        on_change: Callable[[], None],
        link_seconds: int,
    ) -> None:
        """`root` begins all keys; `on_change` hears that something waits to be brought to the objects or removed."""
        self._link_seconds = link_seconds
        self._artifacts = artifacts
        self._objects = objects
        self._charts = charts
        self._uploads = uploads
        self._root = root
        self._limits = limits
        self._clock = clock
        self._on_change = on_change

    async def make(self, grant: Grant, call_id: str, asked: NewArtifact) -> tuple[Artifact, bool]:
        """Keep what a tool of a run has made, once a call; whether it was kept before.

        Raises ToolNotGranted, ToolBudgetSpent, TurnOver, NotFound, ContentRefused, ArtifactTooLarge, KindDiffers,
        TooManyVersions, IdempotencyKeyReused, SpoolFull, StorageFull.
        """
        if TOOL not in grant.tools:
            raise ToolNotGranted
        new = self._version(grant.organization_id, asked.artifact_id, asked.title, asked.content, made_by="crew")
        fingerprint = hashlib.sha256(asked.model_dump_json().encode()).hexdigest()
        call = RunCall(grant.organization_id, grant.turn_id, grant.run_id, call_id, fingerprint)
        made, is_replay = await self._artifacts.make(call, new, self._limits)
        self._on_change()
        return made, is_replay

    async def revise(self, principal: Principal, artifact_id: ArtifactId, title: str, content: Content) -> Artifact:
        """Add a version to an artifact of one's own.

        Raises NotFound, ContentRefused, ArtifactTooLarge, KindDiffers, TooManyVersions, SpoolFull, StorageFull.
        """
        new = self._version(principal.organization_id, artifact_id, title, content, made_by="user")
        revised = await self._artifacts.revise(principal, new, self._limits)
        self._on_change()
        return revised

    async def find(self, principal: Principal, artifact_id: ArtifactId) -> Artifact:
        """Raises NotFound."""
        return await self._artifacts.find(principal, artifact_id)

    async def list_artifacts(
        self, principal: Principal, which: ArtifactFilter, page: Page
    ) -> tuple[list[Artifact], str | None]:
        """A page of a session's artifacts, or of one's own. Raises NotFound, InvalidCursor."""
        return await self._artifacts.list_artifacts(principal, which, page)

    async def list_versions(self, principal: Principal, artifact_id: ArtifactId) -> list[Version]:
        """All versions, oldest first. Raises NotFound."""
        return await self._artifacts.list_versions(principal, artifact_id)

    async def delete(self, principal: Principal, artifact_id: ArtifactId) -> None:
        """Remove an artifact of one's own with all its versions, or an upload. Raises NotFound."""
        try:
            await self._artifacts.delete(principal, artifact_id, self._clock())
        except NotFound:
            if not await self._uploads.discard(principal, [artifact_id]):
                raise
        self._on_change()

    async def read(self, principal: Principal, artifact_id: ArtifactId, version: int, wanted: Format | None) -> Reading:
        """A version in the format that is wanted, or as it is stored.

        Raises NotFound, FormatUnavailable; where a format is made of what is stored ObjectMissing, ObjectDamaged and
        ObjectsUnavailable too; of a picture that was not drawn before PicturesUnavailable.
        """
        try:
            artifact, found, body = await self._artifacts.read(principal, artifact_id, version)
        except NotFound:
            return await self._read_upload(principal, artifact_id, version, wanted)
        formats = FORMATS[artifact.kind]
        if wanted is not None and wanted not in formats:
            raise FormatUnavailable(formats)
        name, extension = _named(found)
        stored = self._pieces(found, body)
        if wanted is None or wanted == formats[0]:
            return Reading(stored, found.media_type, extension, name, found.byte_count)
        if wanted == "png" or wanted == "svg":
            picture = await self._picture(principal, found, stored, wanted)
            return Reading(_once(picture), PICTURES[wanted], wanted, name, len(picture))
        made = _as_csv(artifact, await _whole(stored))
        return Reading(_once(made), CSV, "csv", name, len(made))

    async def link(
        self, principal: Principal, artifact_id: ArtifactId, version: int, *, disposition_of: Callable[[str, str], str]
    ) -> tuple[str, int]:
        """A URL of the stored bytes, and how many seconds it is good. `disposition_of` takes a name and its end.

        Raises NotFound, LinksOff, ObjectsUnavailable (also for bytes that are still on their way).
        """
        _, found, body = await self._artifacts.read(principal, artifact_id, version)
        if self._link_seconds == 0:
            raise LinksOff
        if body is not None:
            raise ObjectsUnavailable("This version is still on its way to the store; download it here.")
        name, extension = _named(found)
        url = await self._objects.link(
            found.object_key,
            media_type=found.media_type,
            disposition=disposition_of(name, extension),
            seconds=self._link_seconds,
        )
        if url is None:
            raise LinksOff
        return url, self._link_seconds

    async def _read_upload(
        self, principal: Principal, artifact_id: ArtifactId, version: int, wanted: Format | None
    ) -> Reading:
        """What is to come with a question is read under the URL that it will have then."""
        upload, body = await self._uploads.read(principal, artifact_id)
        if version != upload.version:
            raise NotFound
        formats = FORMATS[upload.kind]
        if wanted not in (None, formats[0]):
            raise FormatUnavailable(formats)
        name, extension = named(upload.name, upload.media_type)
        return Reading(_once(body), upload.media_type, extension, name, len(body))

    async def _picture(
        self, principal: Principal, version: Version, stored: AsyncGenerator[bytes], wanted: PictureFormat
    ) -> bytes:
        """Drawn when it is first asked for and kept beside its version; without the objects it is drawn each time."""
        key = picture_key(version.object_key, wanted)
        with suppress(ObjectMissing, ObjectsUnavailable):
            return await _whole(self._objects.read(key))
        picture = await self._charts.draw(await _whole(stored), wanted, principal.organization_id)
        with suppress(ObjectsUnavailable):
            await self._objects.put(key, picture, PICTURES[wanted])
        return picture

    def _version(
        self,
        organization_id: OrganizationId,
        artifact_id: ArtifactId | None,
        title: str,
        content: Content,
        *,
        made_by: MadeBy,
    ) -> NewVersion:
        body = body_of(title, content)
        if len(body.data) > self._limits.max_bytes:
            raise ArtifactTooLarge(f"An artifact may have {self._limits.max_bytes} bytes.")
        is_first = artifact_id is None
        if artifact_id is None:
            artifact_id = ArtifactId(new_id("art"))
        return NewVersion(
            artifact_id=artifact_id,
            is_first=is_first,
            kind=content.kind,
            title=title,
            body=body,
            object_key=object_key(self._root, organization_id, artifact_id, body.extension),
            sha256=hashlib.sha256(body.data).hexdigest(),
            made_by=made_by,
            created_at=self._clock(),
        )

    def _pieces(self, version: Version, body: bytes | None) -> AsyncGenerator[bytes]:
        pieces = _once(body) if body is not None else self._objects.read(version.object_key)
        return _checked(pieces, version)


async def _checked(pieces: AsyncGenerator[bytes], version: Version) -> AsyncGenerator[bytes]:
    """The pieces, the last one only when all of them together are what was stored."""
    digest = hashlib.sha256()
    kept: bytes | None = None
    async with aclosing(pieces):
        async for piece in pieces:
            digest.update(piece)
            if kept is not None:
                yield kept
            kept = piece
    if digest.hexdigest() != version.sha256:
        raise ObjectDamaged
    if kept is not None:
        yield kept


async def _once(body: bytes) -> AsyncGenerator[bytes]:
    yield body


async def _whole(pieces: AsyncGenerator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


def _as_csv(artifact: Artifact, stored: bytes) -> bytes:
    return table_csv(stored) if artifact.kind == "table" else chart_csv(json.loads(stored))


def _named(version: Version) -> tuple[str, str]:
    if version.file_name is None:
        return version.title, EXTENSIONS.get(version.media_type, UNKNOWN)
    return named(version.file_name, version.media_type)


def named(file_name: str, media_type: str) -> tuple[str, str]:
    """Name and end of a file. A name keeps an end that is not the one it gets: `report.html` becomes `.html.bin`."""
    extension = EXTENSIONS.get(media_type, UNKNOWN)
    stem, _, end = file_name.rpartition(".")
    is_same = end.lower() == extension or (extension, end.lower()) == ("jpg", "jpeg")
    return (stem if stem and is_same else file_name), extension
