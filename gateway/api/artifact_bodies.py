"""Bodies of artifacts: what there is, its versions, a new version, a link."""

from typing import Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, Body, Time
from gateway.chat.artifacts import FORMATS, Artifact, ArtifactFilter, Format, MadeBy, Version
from gateway.chat.errors import ContentRefused
from gateway.chat.model import Page
from gateway.chat.timestamps import iso
from shared.artifacts import ArtifactKind, Content, Title
from shared.ids import ID_PATTERN, SessionId, TurnId

# How pydantic begins what a check of ours says.
VALUE_ERROR = "Value error, "
Made = TypeVar("Made", bound=BaseModel)


class VersionBody(Body):
    """A version; it never changes."""

    version: int
    title: str
    media_type: str
    file_name: str | None = Field(description="what a file was called by whoever made it")
    bytes: int = Field(description="as it is stored")
    sha256: str = Field(description="of the stored bytes, in hexadecimal")
    made_by: MadeBy
    created_at: Time


class ArtifactBody(Body):
    """An artifact and its newest version. Its bytes are at `…/versions/{version}/content`."""

    id: str
    session_id: str
    turn_id: str
    message_id: str
    kind: ArtifactKind
    formats: list[Format] = Field(description="in which it can be had; the first is how it is stored")
    created_at: Time
    latest: VersionBody


class ArtifactList(Body):
    """A page of the artifacts of a session, oldest first, or of all of yours, newest first; `after` is the cursor."""

    artifacts: list[ArtifactBody]
    after: str | None


class VersionList(Body):
    """All versions of an artifact, oldest first."""

    versions: list[VersionBody]


class ReviseArtifact(Body):
    """A new version of an artifact of yours, of the same kind."""

    title: Title
    content: Content


class LinkBody(Body):
    """Where a version can be read without a key, for a while."""

    url: str
    expires_in_seconds: int


class ArtifactsQuery(Body):
    """Query of the list of artifacts: of a session, or without one of all that are yours."""

    session_id: SessionId | None = Field(default=None, pattern=ID_PATTERN)
    turn_id: TurnId | None = Field(default=None, pattern=ID_PATTERN)
    kind: Literal["chart", "table", "summary", "file", "image"] | None = None
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)

    def which(self, session_id: SessionId | None) -> ArtifactFilter:
        """What is listed, of the session that this names, if it names one."""
        return ArtifactFilter(session_id, self.turn_id, self.kind)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)


class ContentQuery(Body):
    """Query of the bytes of a version."""

    format: Format | None = Field(default=None, description="one of its `formats`; by default as it is stored")


def parse_content(raw: bytes, model: type[Made]) -> Made:
    """The body. Raises ValidationError for another shape, ContentRefused for one that makes no chart, table or text.

    How points, scales and series fit together is no matter of shape: no schema says it.
    """
    try:
        return model.model_validate_json(raw or b"{}", strict=True)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        if any(fault["type"] != "value_error" for fault in faults):
            raise
        told = dict.fromkeys(fault["msg"].removeprefix(VALUE_ERROR) for fault in faults)
        raise ContentRefused(f"{'; '.join(told)}.") from error


def artifact_body(artifact: Artifact) -> ArtifactBody:
    """An artifact as clients read it."""
    return ArtifactBody(
        id=artifact.id,
        session_id=artifact.session_id,
        turn_id=artifact.turn_id,
        message_id=artifact.message_id,
        kind=artifact.kind,
        formats=list(FORMATS[artifact.kind]),
        created_at=iso(artifact.created_at),
        latest=version_body(artifact.latest),
    )


def version_body(version: Version) -> VersionBody:
    """A version as clients read it."""
    return VersionBody(
        version=version.version,
        title=version.title,
        media_type=version.media_type,
        file_name=version.file_name,
        bytes=version.byte_count,
        sha256=version.sha256,
        made_by=version.made_by,
        created_at=iso(version.created_at),
    )
