"""Bodies of uploads."""

from pydantic import Field

from gateway.api.bodies import WITHOUT_NUL, Body, Time
from gateway.chat.attachments import MAX_NAME_CHARACTERS
from gateway.chat.timestamps import iso
from gateway.chat.uploads import Upload
from shared.artifacts import ArtifactKind


class UploadQuery(Body):
    """Query of an upload."""

    name: str | None = Field(
        default=None, min_length=1, max_length=MAX_NAME_CHARACTERS, pattern=WITHOUT_NUL, description="of the file"
    )


class UploadBody(Body):
    """A file that waits for a question. With one it becomes an artifact of the session, of the same id."""

    id: str
    url: str = Field(description="where its bytes are, from the root of this service; what a question names it by")
    kind: ArtifactKind
    name: str
    media_type: str
    bytes: int = Field(description="as it is kept: an image is written anew")
    width: int | None = Field(description="of an image, in pixels")
    height: int | None
    expires_at: Time = Field(description="when it is let go of, unless a question has taken it")


def upload_body(upload: Upload) -> UploadBody:
    """An upload as clients read it."""
    attachment = upload.attachment
    return UploadBody(
        id=attachment.artifact_id,
        url=attachment.url,
        kind=attachment.kind,
        name=attachment.name,
        media_type=attachment.media_type,
        bytes=attachment.byte_count,
        width=upload.width,
        height=upload.height,
        expires_at=iso(upload.expires_at),
    )
