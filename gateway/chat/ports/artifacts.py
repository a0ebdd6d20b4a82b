"""What lasts beside messages, and where its bytes lie."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from gateway.chat.artifacts import (
    Artifact,
    ArtifactFilter,
    ArtifactLimits,
    NewVersion,
    PictureFormat,
    RunCall,
    Version,
    WaitingObject,
)
from gateway.chat.attachments import Attachment, KeptFile, UploadLimits
from gateway.chat.images import CleanImage
from gateway.chat.model import (
    Page,
    Principal,
)
from shared.ids import (
    ArtifactId,
    OrganizationId,
    SessionId,
)


class Artifacts(Protocol):
    """What lasts of turns beside their messages. Foreign and missing are both `NotFound`.

    Whoever may read a session may read its artifacts; only its owner changes them.
    """

    async def make(self, call: RunCall, new: NewVersion, limits: ArtifactLimits) -> tuple[Artifact, bool]:
        """Store what a call of a running turn makes, body included, once; whether it was there before.

        An artifact of that id that the session has gets another version. Raises TurnOver, ToolBudgetSpent, NotFound,
        KindDiffers, TooManyVersions, IdempotencyKeyReused, SpoolFull, StorageFull.
        """
        ...

    async def revise(self, principal: Principal, new: NewVersion, limits: ArtifactLimits) -> Artifact:
        """Add a version to an artifact of one's own. Raises NotFound, KindDiffers, TooManyVersions, SpoolFull."""
        ...

    async def find(self, principal: Principal, artifact_id: ArtifactId) -> Artifact:
        """Raises NotFound."""
        ...

    async def list_artifacts(
        self, principal: Principal, which: ArtifactFilter, page: Page
    ) -> tuple[list[Artifact], str | None]:
        """Of a session, or of one's own, with the cursor of the next page. Raises NotFound, InvalidCursor."""
        ...

    async def list_versions(self, principal: Principal, artifact_id: ArtifactId) -> list[Version]:
        """All versions, oldest first. Raises NotFound."""
        ...

    async def read(
        self, principal: Principal, artifact_id: ArtifactId, version: int
    ) -> tuple[Artifact, Version, bytes | None]:
        """A version, with its bytes as long as they wait for their place. Raises NotFound."""
        ...

    async def delete(self, principal: Principal, artifact_id: ArtifactId, now: int) -> None:
        """Remove an artifact of one's own with all its versions; with an entry of the audit log. Raises NotFound."""
        ...


class ObjectLedger(Protocol):
    """Which bytes are still to be brought to the objects, and which to be removed there; of everybody."""

    async def root(self) -> str:
        """The first word of all keys of this store: no other store ever has it."""
        ...

    async def take_waiting(self, *, now: int, until: int, limit: int) -> list[WaitingObject]:
        """What is due, oldest first; nobody else is given it until that time."""
        ...

    async def note_stored(self, key: str) -> bool:
        """Let go of the bytes that waited; False when nobody wants the object any more."""
        ...

    async def note_failed(self, key: str, try_at: int) -> None:
        """Try again then."""
        ...

    async def take_removals(self, *, now: int, until: int, limit: int) -> list[str]:
        """Keys of what was deleted; nobody else is given them until that time."""
        ...

    async def note_removed(self, keys: Sequence[str]) -> None: ...

    async def note_not_removed(self, keys: Sequence[str], try_at: int) -> None:
        """Try again then."""
        ...

    async def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are of a version."""
        ...

    async def brought(self, after: str, limit: int) -> list[str]:
        """Keys of versions whose bytes have arrived at their objects, after `after`, in the order of characters."""
        ...

    async def expire(self, made_before: int, limit: int) -> int:
        """Delete artifacts that were made before that time; how many."""
        ...


class Objects(Protocol):
    """Bytes that last, each under a key that is written once. All raise ObjectsUnavailable."""

    async def put(self, key: str, body: bytes, media_type: str) -> None:
        """Store; the same again changes nothing. Whoever reads the key gets all of it, or nothing before."""
        ...

    def read(self, key: str) -> AsyncGenerator[bytes]:
        """The bytes, piece by piece. Raises ObjectMissing."""
        ...

    async def remove(self, keys: Sequence[str]) -> None:
        """Remove; what is not there is removed already."""
        ...

    async def list_keys(self, prefix: str, after: str, limit: int) -> list[str]:
        """At most so many keys that begin with `prefix` and come after `after`, in the order of their characters."""
        ...

    async def link(self, key: str, *, media_type: str, disposition: str, seconds: int) -> str | None:
        """A URL that gives the object for so long, to anybody; None where there is no such thing."""
        ...


class UploadStore(Protocol):
    """Files that wait for a question. Foreign and missing are both `NotFound`."""

    async def keep(self, principal: Principal, new: NewVersion, limits: UploadLimits) -> None:
        """Store a file. Raises TooManyUploads, SpoolFull, StorageFull."""
        ...

    async def find(self, principal: Principal, session_id: SessionId, file: KeptFile) -> Attachment:
        """One's own file that waits, or one of the session; without a name where there is none."""
        ...

    async def read(self, principal: Principal, artifact_id: ArtifactId) -> tuple[Attachment, bytes]:
        """One's own file that waits. Raises NotFound."""
        ...

    async def discard(self, principal: Principal, artifact_ids: Sequence[ArtifactId]) -> int:
        """Let go of those of one's own that still wait; how many."""
        ...

    async def expire(self, before: int, limit: int) -> int:
        """Let go of what waits since before that time; how many."""
        ...


class Charts(Protocol):
    """Draws charts."""

    async def draw(self, vega_lite: bytes, wanted: PictureFormat, organization_id: OrganizationId) -> bytes:
        """A picture of a Vega-Lite specification. Nothing that it names is fetched. Organizations take turns.

        Raises PicturesUnavailable, TooManyPictures.
        """
        ...


class Images(Protocol):
    """Takes images in."""

    async def clean(self, data: bytes, organization_id: OrganizationId) -> CleanImage:
        """The picture alone, written anew. Organizations take turns.

        Raises ImageRefused, PicturesUnavailable, TooManyPictures.
        """
        ...
