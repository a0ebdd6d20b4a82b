"""Files on their way in: an image is read and written anew, a question takes them, what none takes is let go of."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from gateway.chat.artifacts import Body, NewVersion, object_key
from gateway.chat.attachments import (
    Attachment,
    GivenFile,
    InlineFile,
    KeptFile,
    UploadLimits,
    attachment_of,
    plain_name,
)
from gateway.chat.errors import ArtifactTooLarge, ContentRefused, ImageRefused, StorageUnavailable
from gateway.chat.media_types import IMAGES, text_type
from gateway.chat.model import Principal
from gateway.chat.ports.artifacts import Images, UploadStore
from gateway.chat.ports.clock import Clock
from shared.artifacts import ArtifactKind
from shared.ids import ArtifactId, OrganizationId, SessionId, new_id

log = logging.getLogger(__name__)

MAX_TITLE_CHARACTERS: Final = 200
EXPIRED_AT_ONCE: Final = 20
LOOK_SECONDS: Final = 60.0
# What clients call types of theirs.
ALIASES: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
UNSAID: Final = ("", "application/octet-stream", "binary/octet-stream")
ANY_IMAGE: Final = "image/*"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits for its question. `width` and `height` are of images, in pixels."""

    attachment: Attachment
    expires_at: int
    width: int | None = None
    height: int | None = None


class Uploads:
    """Takes files in."""

    def __init__(
        self,
        store: UploadStore,
        images: Images,
        *,
        root: str,
        limits: UploadLimits,
        clock: Clock,
        on_attached: Callable[[], None],
    ) -> None:
        """`root` begins all keys of objects; `on_attached` hears that bytes wait to be brought to the objects."""
        self._store = store
        self._images = images
        self._root = root
        self._limits = limits
        self._clock = clock
        self._on_attached = on_attached

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Let go of what no question takes, until the context is left."""
        loop = asyncio.create_task(self._forget(), name="uploads that are too old")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def take(self, principal: Principal, file: InlineFile) -> Upload:
        """Keep a file until a question takes it.

        Raises ContentRefused, ImageRefused, ArtifactTooLarge, PicturesUnavailable, TooManyUploads, SpoolFull,
        StorageFull.
        """
        new, size = await self._new(principal.organization_id, file)
        await self._store.keep(principal, new, self._limits)
        width, height = size or (None, None)
        return Upload(attachment_of(new), new.created_at + self._limits.kept_seconds * 1_000, width, height)

    @asynccontextmanager
    async def taken(
        self, principal: Principal, files: Sequence[GivenFile]
    ) -> AsyncGenerator[Sequence[Attachment | KeptFile]]:
        """The files of one question, those that came with it kept; what it does not take is let go of at the end.

        Raises what `take` raises.
        """
        own: list[ArtifactId] = []
        taken: list[Attachment | KeptFile] = []
        try:
            for file in files:
                if isinstance(file, KeptFile):
                    taken.append(file)
                    continue
                attachment = (await self.take(principal, file)).attachment
                own.append(attachment.artifact_id)
                taken.append(attachment)
            yield taken
        finally:
            if own:
                with suppress(StorageUnavailable):
                    await self._store.discard(principal, own)

    async def resolved(
        self, principal: Principal, session_id: SessionId, files: Sequence[Attachment | KeptFile]
    ) -> tuple[Attachment, ...]:
        """All of them as attachments. One that is not there is found out when the question is accepted."""
        return tuple(
            [
                file if isinstance(file, Attachment) else await self._store.find(principal, session_id, file)
                for file in files
            ]
        )

    def note_attached(self) -> None:
        """A question has taken files."""
        self._on_attached()

    async def read(self, principal: Principal, artifact_id: ArtifactId) -> tuple[Attachment, bytes]:
        """A file of one's own that waits. Raises NotFound."""
        return await self._store.read(principal, artifact_id)

    async def _new(
        self, organization_id: OrganizationId, file: InlineFile
    ) -> tuple[NewVersion, tuple[int, int] | None]:
        if not file.data:
            raise ContentRefused("The file is empty.")
        if len(file.data) > self._limits.max_bytes:
            raise self._too_large
        kind: ArtifactKind = "file"
        size: tuple[int, int] | None = None
        name = plain_name(file.name, "file")
        if _says_image(file):
            kind = "image"
            clean = await self._images.clean(file.data, organization_id)
            _check_type(file, clean.media_type)
            body = Body(
                clean.data, clean.media_type, clean.extension, plain_name(file.name, f"image.{clean.extension}")
            )
            size = clean.width, clean.height
        else:
            media_type, extension = text_type(name, file.data)
            body = Body(file.data, media_type, extension, name)
        if len(body.data) > self._limits.max_bytes:
            # Written anew, an image may be larger than it was.
            raise self._too_large
        artifact_id = ArtifactId(new_id("art"))
        new = NewVersion(
            artifact_id=artifact_id,
            is_first=True,
            kind=kind,
            title=(body.file_name or name)[:MAX_TITLE_CHARACTERS],
            body=body,
            object_key=object_key(self._root, organization_id, artifact_id, body.extension),
            sha256=hashlib.sha256(body.data).hexdigest(),
            made_by="user",
            created_at=self._clock(),
        )
        return new, size

    @property
    def _too_large(self) -> ArtifactTooLarge:
        return ArtifactTooLarge(f"A file may have {self._limits.max_bytes} bytes.")

    async def _forget(self) -> None:
        while True:
            try:
                before = self._clock() - self._limits.kept_seconds * 1_000
                while await self._store.expire(before, EXPIRED_AT_ONCE):
                    pass
            except StorageUnavailable:
                log.warning("old uploads not let go of: the store does not answer")
            except Exception:
                # The boundary of the loop: what is left stays until it goes on.
                log.exception("letting go of old uploads failed")
            await asyncio.sleep(LOOK_SECONDS)


def _says_image(file: InlineFile) -> bool:
    """Whether it is to be an image: by its type, or where none is said by its name."""
    said = _said(file)
    if said not in UNSAID:
        return said.startswith("image/")
    return (file.name or "").rpartition(".")[2].lower() in {*IMAGES, "jpeg"}


def _check_type(file: InlineFile, found: str) -> None:
    said = _said(file)
    if said not in (*UNSAID, ANY_IMAGE, found):
        raise ImageRefused(f"The image is {found}, not what it was sent as.")


def _said(file: InlineFile) -> str:
    said = (file.media_type or "").partition(";")[0].strip().lower()
    return ALIASES.get(said, said)
