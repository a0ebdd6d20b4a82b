"""Files that wait for a question, in SQLite; a question takes them as artifacts, in its own transaction."""

from collections.abc import Sequence

from pydantic_core import to_json

from gateway.chat.artifacts import NewVersion
from gateway.chat.attachments import Attachment, KeptFile, UploadLimits
from gateway.chat.errors import NotFound, SpoolFull, StorageFull, TooManyUploads
from gateway.chat.model import Principal
from gateway.storage.ballast import Ballast
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import ArtifactId, SessionId

USER_HAS_ROOM = """
SELECT 1 WHERE :per_user > (
    SELECT count(*) FROM upload WHERE organization_id = :organization_id AND user_id = :user_id)
"""

# What waits of everybody lies in one place.
ALL_HAVE_ROOM = """
SELECT 1 WHERE :spool_bytes >= :byte_count + (SELECT coalesce(sum(length(body)), 0) FROM upload)
  + (SELECT coalesce(sum(length(body)), 0) FROM object_outbox)
"""

INSERT_UPLOAD = """
INSERT INTO upload (id, organization_id, user_id, kind, title, media_type, file_name, sha256, object_key, body,
                    created_at)
VALUES (:artifact_id, :organization_id, :user_id, :kind, :title, :media_type, :file_name, :sha256, :object_key, :body,
        :created_at)
"""

SELECT_ATTACHABLE = """
SELECT id, 1, kind, coalesce(file_name, title), media_type, length(body) FROM upload
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :artifact_id AND :version = 1
UNION ALL
SELECT artifact.id, version.version, artifact.kind, coalesce(version.file_name, version.title), version.media_type,
       version.byte_count
FROM artifact JOIN session ON session.id = artifact.session_id
JOIN artifact_version AS version ON version.artifact_id = artifact.id
WHERE artifact.organization_id = :organization_id AND session.user_id = :user_id
  AND artifact.session_id = :session_id AND artifact.id = :artifact_id AND version.version = :version
"""

SELECT_BODY = """
SELECT id, 1, kind, coalesce(file_name, title), media_type, length(body), body FROM upload
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :artifact_id
"""

DISCARD = """
DELETE FROM upload
WHERE organization_id = :organization_id AND user_id = :user_id AND id IN (SELECT value FROM json_each(:ids))
RETURNING id
"""

FORGET_OLD_UPLOADS = """
DELETE FROM upload WHERE id IN (
    SELECT id FROM upload WHERE created_at < :before ORDER BY created_at LIMIT :limit)
RETURNING id
"""

# An artifact of the session has no upload any more: then these change nothing.
TAKE_ARTIFACT = """
INSERT INTO artifact (id, organization_id, user_id, session_id, turn_id, message_id, kind, latest_version, created_at)
SELECT upload.id, upload.organization_id, upload.user_id, turn.session_id, turn.id, turn.question_message_id,
       upload.kind, 1, :now
FROM upload JOIN turn ON turn.organization_id = upload.organization_id AND turn.id = :turn_id
WHERE upload.organization_id = :organization_id AND upload.user_id = :user_id AND upload.id = :artifact_id
"""

TAKE_VERSION = """
INSERT INTO artifact_version (artifact_id, version, organization_id, title, media_type, file_name, byte_count, sha256,
                              object_key, made_by, created_at)
SELECT id, 1, organization_id, title, media_type, file_name, length(body), sha256, object_key, 'user', created_at
FROM upload
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :artifact_id
"""

TAKE_BYTES = """
INSERT INTO object_outbox (object_key, media_type, body, try_at)
SELECT object_key, media_type, body, :now FROM upload
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :artifact_id
"""

DELETE_TAKEN = """
DELETE FROM upload WHERE organization_id = :organization_id AND user_id = :user_id AND id = :artifact_id
"""

SESSION_HAS_IT = """
SELECT 1 FROM artifact JOIN artifact_version AS version ON version.artifact_id = artifact.id
WHERE artifact.organization_id = :organization_id AND artifact.user_id = :user_id
  AND artifact.session_id = :session_id AND artifact.id = :artifact_id AND version.version = :version
"""


class SqliteUploads:
    """The port `UploadStore` on SQLite."""

    def __init__(self, database: Database, ballast: Ballast) -> None:
        self._database = database
        self._ballast = ballast

    async def keep(self, principal: Principal, new: NewVersion, limits: UploadLimits) -> None:
        if not self._ballast.has_room:
            raise StorageFull
        values: dict[str, Value] = {
            **owner(principal),
            "artifact_id": new.artifact_id,
            "kind": new.kind,
            "title": new.title,
            "media_type": new.body.media_type,
            "file_name": new.body.file_name,
            "sha256": new.sha256,
            "object_key": new.object_key,
            "body": new.body.data,
            "byte_count": len(new.body.data),
            "created_at": new.created_at,
            "per_user": limits.per_user,
            "spool_bytes": limits.spool_bytes,
        }
        await self._database.batch(
            [
                Statement(USER_HAS_ROOM, values, otherwise=TooManyUploads),
                Statement(ALL_HAVE_ROOM, values, otherwise=SpoolFull),
                Statement(INSERT_UPLOAD, values),
            ]
        )

    async def find(self, principal: Principal, session_id: SessionId, file: KeptFile) -> Attachment:
        values: dict[str, Value] = {
            **owner(principal),
            "session_id": session_id,
            "artifact_id": file.artifact_id,
            "version": file.version,
        }
        rows = await self._database.rows(SELECT_ATTACHABLE, values)
        if not rows:
            return Attachment(file.artifact_id, file.version, "file", "", "", 0)
        return _attachment(rows[0])

    async def read(self, principal: Principal, artifact_id: ArtifactId) -> tuple[Attachment, bytes]:
        rows = await self._database.rows(SELECT_BODY, {**owner(principal), "artifact_id": artifact_id})
        if not rows:
            raise NotFound
        body = rows[0][-1]
        assert isinstance(body, bytes)
        return _attachment(rows[0]), body

    async def discard(self, principal: Principal, artifact_ids: Sequence[ArtifactId]) -> int:
        values = {**owner(principal), "ids": to_json(artifact_ids).decode()}
        (rows,) = await self._database.batch([Statement(DISCARD, values)])
        return len(rows)

    async def expire(self, before: int, limit: int) -> int:
        (rows,) = await self._database.batch([Statement(FORGET_OLD_UPLOADS, {"before": before, "limit": limit})])
        return len(rows)


def attach(common: dict[str, Value], attachment: Attachment) -> list[Statement]:
    """What gives a file to the turn of `common`; of a file that the session does not have NotFound comes of it."""
    values: dict[str, Value] = {
        **common,
        "artifact_id": attachment.artifact_id,
        "version": attachment.version,
    }
    return [
        Statement(TAKE_ARTIFACT, values),
        Statement(TAKE_VERSION, values),
        Statement(TAKE_BYTES, values),
        Statement(DELETE_TAKEN, values),
        Statement(SESSION_HAS_IT, values, otherwise=NotFound),
    ]


def _attachment(row: Row) -> Attachment:
    return Attachment(
        artifact_id=ArtifactId(text(row[0])),
        version=integer(row[1]),
        kind=one_of(row[2]),
        name=text(row[3]),
        media_type=text(row[4]),
        byte_count=integer(row[5]),
    )
