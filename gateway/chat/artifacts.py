"""The facts of artifacts: what lasts of a turn beside its messages, in versions that never change."""

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

from shared.artifacts import ArtifactKind
from shared.ids import ArtifactId, MessageId, OrganizationId, RunId, SessionId, TurnId, new_id

MadeBy = Literal["crew", "user"]
PictureFormat = Literal["png", "svg"]
# In which forms each kind can be had; the first is how it is stored.
Format = Literal["json", "csv", "md", "png", "svg", "file", "image"]
FORMATS: Final[dict[ArtifactKind, tuple[Format, ...]]] = {
    "chart": ("json", "csv", "png", "svg"),
    "table": ("json", "csv"),
    "summary": ("md",),
    "file": ("file",),
    "image": ("image",),
}


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a version as they are stored, with a type and an extension of our own choice."""

    data: bytes
    media_type: str
    extension: str
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is to be stored: the first version of a fresh id, or a further one.

    `object_key` is its place among the objects; nobody else ever has that key.
    """

    artifact_id: ArtifactId
    is_first: bool
    kind: ArtifactKind
    title: str
    body: Body
    object_key: str
    sha256: str
    made_by: MadeBy
    created_at: int


@dataclass(frozen=True, slots=True)
class Version:
    """A stored version. Times are Unix milliseconds."""

    version: int
    title: str
    media_type: str
    file_name: str | None
    byte_count: int
    sha256: str
    made_by: MadeBy
    created_at: int
    object_key: str


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact and its newest version."""

    id: ArtifactId
    session_id: SessionId
    turn_id: TurnId
    message_id: MessageId
    kind: ArtifactKind
    created_at: int
    latest: Version


@dataclass(frozen=True, slots=True)
class RunCall:
    """The tool call that makes an artifact: it makes one at most, however often it is sent."""

    organization_id: OrganizationId
    turn_id: TurnId
    run_id: RunId
    call_id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ArtifactFilter:
    """Which artifacts are listed: those of a session, in the order of their making, or all of a user, newest first."""

    session_id: SessionId | None = None
    turn_id: TurnId | None = None
    kind: ArtifactKind | None = None


@dataclass(frozen=True, slots=True)
class ArtifactLimits:
    """Bytes of one version, versions that one turn may make, versions of one artifact, bytes that may wait."""

    max_bytes: int
    per_turn: int
    versions: int
    spool_bytes: int


@dataclass(frozen=True, slots=True)
class WaitingObject:
    """Bytes that are not yet where they belong."""

    key: str
    media_type: str
    body: bytes
    attempts: int


def object_key(root: str, organization_id: OrganizationId, artifact_id: ArtifactId, extension: str) -> str:
    """A fresh key, made of nothing that came from outside: not even the organization's id is ours."""
    organization = hashlib.sha256(organization_id.encode()).hexdigest()[:32]
    return f"{root}/{organization}/{artifact_id}/{new_id('obj')}.{extension}"
