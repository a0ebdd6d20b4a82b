"""Artifacts and their versions in SQLite; the bytes of a new version are committed beside it."""

from gateway.chat.artifacts import (
    Artifact,
    ArtifactFilter,
    ArtifactLimits,
    NewVersion,
    RunCall,
    Version,
)
from gateway.chat.errors import (
    IdempotencyKeyReused,
    KindDiffers,
    NotFound,
    SpoolFull,
    StorageFull,
    ToolBudgetSpent,
    TooManyVersions,
    TurnOver,
)
from gateway.chat.model import Page, Principal
from gateway.storage.audit import audit
from gateway.storage.ballast import Ballast
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import AFTER_ALL_IDS, SELECT_READABLE_SESSION, owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import ArtifactId, MessageId, SessionId, TurnId

# A run may write as long as its turn is its own; what is being stopped may not.
RUN_HAS_TURN = """
SELECT 1 FROM turn
WHERE organization_id = :organization_id AND id = :turn_id AND run_id = :run_id AND status = 'running'
  AND stop_requested = 0
"""

SELECT_BY_CALL = """
SELECT artifact_id, version, fingerprint FROM artifact_version
WHERE organization_id = :organization_id AND turn_id = :turn_id AND call_id = :call_id
"""

CALL_IS_NEW = """
SELECT 1 WHERE NOT EXISTS (
    SELECT 1 FROM artifact_version
    WHERE organization_id = :organization_id AND turn_id = :turn_id AND call_id = :call_id)
"""

TURN_HAS_ROOM = """
SELECT 1 WHERE :per_turn > (
    SELECT count(*) FROM artifact_version WHERE organization_id = :organization_id AND turn_id = :turn_id)
"""

# What waits of everybody lies in one place.
SPOOL_HAS_ROOM = """
SELECT 1 WHERE :spool_bytes >= :byte_count + (SELECT coalesce(sum(length(body)), 0) FROM object_outbox)
"""

INSERT_ARTIFACT = """
INSERT INTO artifact (id, organization_id, user_id, session_id, turn_id, message_id, kind, latest_version, created_at)
SELECT :artifact_id, organization_id, user_id, session_id, id, message_id, :kind, 0, :now FROM turn
WHERE organization_id = :organization_id AND id = :turn_id
"""

# In another session of the same user there is none of that id.
TURN_HAS_ARTIFACT = """
SELECT 1 FROM artifact JOIN turn ON turn.session_id = artifact.session_id
WHERE artifact.organization_id = :organization_id AND artifact.id = :artifact_id AND turn.id = :turn_id
"""

USER_HAS_ARTIFACT = """
SELECT 1 FROM artifact JOIN session ON session.id = artifact.session_id
WHERE artifact.organization_id = :organization_id AND artifact.id = :artifact_id AND session.user_id = :user_id
"""

KIND_IS_SAME = """
SELECT 1 FROM artifact WHERE organization_id = :organization_id AND id = :artifact_id AND kind = :kind
"""

ADD_VERSION = """
UPDATE artifact SET latest_version = latest_version + 1
WHERE organization_id = :organization_id AND id = :artifact_id AND latest_version < :versions
"""

INSERT_VERSION = """
INSERT INTO artifact_version (artifact_id, version, organization_id, title, media_type, file_name, byte_count, sha256,
                              object_key, made_by, created_at, turn_id, call_id, fingerprint)
SELECT id, latest_version, organization_id, :title, :media_type, :file_name, :byte_count, :sha256,
       :object_key, :made_by, :now, :turn_id, :call_id, :fingerprint
FROM artifact WHERE organization_id = :organization_id AND id = :artifact_id
"""

INSERT_BYTES = """
INSERT INTO object_outbox (object_key, media_type, body, try_at) VALUES (:object_key, :media_type, :body, :now)
"""

SELECT_MADE = """
SELECT artifact.id, artifact.session_id, artifact.turn_id, artifact.message_id, artifact.kind, artifact.created_at,
       version.version, version.title, version.media_type, version.file_name, version.byte_count, version.sha256,
       version.made_by, version.created_at, version.object_key
FROM artifact JOIN artifact_version AS version ON version.artifact_id = artifact.id
WHERE artifact.organization_id = :organization_id AND artifact.id = :artifact_id
  AND version.version = coalesce(:version, artifact.latest_version)
"""

SELECT_ARTIFACT = """
SELECT artifact.id, artifact.session_id, artifact.turn_id, artifact.message_id, artifact.kind, artifact.created_at,
       version.version, version.title, version.media_type, version.file_name, version.byte_count, version.sha256,
       version.made_by, version.created_at, version.object_key, waiting.body
FROM artifact JOIN session ON session.id = artifact.session_id
JOIN artifact_version AS version ON version.artifact_id = artifact.id
LEFT JOIN object_outbox AS waiting ON waiting.object_key = version.object_key AND :version IS NOT NULL
WHERE artifact.organization_id = :organization_id AND artifact.id = :artifact_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND version.version = coalesce(:version, artifact.latest_version)
"""

SELECT_ARTIFACTS = """
SELECT artifact.id, artifact.session_id, artifact.turn_id, artifact.message_id, artifact.kind, artifact.created_at,
       version.version, version.title, version.media_type, version.file_name, version.byte_count, version.sha256,
       version.made_by, version.created_at, version.object_key
FROM artifact JOIN session ON session.id = artifact.session_id
JOIN artifact_version AS version ON version.artifact_id = artifact.id AND version.version = artifact.latest_version
WHERE artifact.organization_id = :organization_id AND artifact.session_id = :session_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND (:of_turn IS NULL OR artifact.turn_id = :of_turn) AND (:kind IS NULL OR artifact.kind = :kind)
  AND (artifact.created_at, artifact.id) > (:created_after, :id_after)
ORDER BY artifact.created_at, artifact.id LIMIT :limit
"""

SELECT_OWN_ARTIFACTS = """
SELECT artifact.id, artifact.session_id, artifact.turn_id, artifact.message_id, artifact.kind, artifact.created_at,
       version.version, version.title, version.media_type, version.file_name, version.byte_count, version.sha256,
       version.made_by, version.created_at, version.object_key
FROM artifact
JOIN artifact_version AS version ON version.artifact_id = artifact.id AND version.version = artifact.latest_version
WHERE artifact.organization_id = :organization_id AND artifact.user_id = :user_id
  AND (:of_turn IS NULL OR artifact.turn_id = :of_turn) AND (:kind IS NULL OR artifact.kind = :kind)
  AND (artifact.created_at, artifact.id) < (:created_before, :id_before)
ORDER BY artifact.created_at DESC, artifact.id DESC LIMIT :limit
"""

SELECT_VERSIONS = """
SELECT version.version, version.title, version.media_type, version.file_name, version.byte_count, version.sha256,
       version.made_by, version.created_at, version.object_key
FROM artifact JOIN session ON session.id = artifact.session_id
JOIN artifact_version AS version ON version.artifact_id = artifact.id
WHERE artifact.organization_id = :organization_id AND artifact.id = :artifact_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
ORDER BY version.version
"""

DELETE_ARTIFACT = """
DELETE FROM artifact
WHERE organization_id = :organization_id AND id = (
    SELECT artifact.id FROM artifact JOIN session ON session.id = artifact.session_id
    WHERE artifact.organization_id = :organization_id AND artifact.id = :artifact_id AND session.user_id = :user_id)
"""


class CallTaken(Exception):
    """The call has made its artifact before."""


class SqliteArtifacts:
    """The port `Artifacts` on SQLite."""

    def __init__(self, database: Database, ballast: Ballast) -> None:
        self._database = database
        self._ballast = ballast

    async def make(self, call: RunCall, new: NewVersion, limits: ArtifactLimits) -> tuple[Artifact, bool]:
        values: dict[str, Value] = {
            "organization_id": call.organization_id,
            "turn_id": call.turn_id,
            "run_id": call.run_id,
            "call_id": call.call_id,
            "fingerprint": call.fingerprint,
            **_given(new, limits),
        }
        try:
            rows = await self._write(
                [
                    Statement(RUN_HAS_TURN, values, otherwise=TurnOver),
                    Statement(CALL_IS_NEW, values, otherwise=CallTaken),
                    Statement(TURN_HAS_ROOM, values, otherwise=ToolBudgetSpent),
                    Statement(INSERT_ARTIFACT, values)
                    if new.is_first
                    else Statement(TURN_HAS_ARTIFACT, values, otherwise=NotFound),
                    *_insert_version(values),
                ]
            )
        except CallTaken:
            return await self._replayed(call), True
        return _artifact(rows[0]), False

    async def revise(self, principal: Principal, new: NewVersion, limits: ArtifactLimits) -> Artifact:
        values: dict[str, Value] = {
            **owner(principal),
            "turn_id": None,
            "call_id": None,
            "fingerprint": None,
            **_given(new, limits),
        }
        is_own = Statement(USER_HAS_ARTIFACT, values, otherwise=NotFound)
        return _artifact((await self._write([is_own, *_insert_version(values)]))[0])

    async def find(self, principal: Principal, artifact_id: ArtifactId) -> Artifact:
        values = {**owner(principal), "artifact_id": artifact_id, "version": None}
        return _artifact(await self._one(SELECT_ARTIFACT, values))

    async def list_artifacts(
        self, principal: Principal, which: ArtifactFilter, page: Page
    ) -> tuple[list[Artifact], str | None]:
        values: dict[str, Value] = {
            **owner(principal),
            "of_turn": which.turn_id,
            "kind": which.kind,
            "limit": page.limit + 1,
        }
        if which.session_id is None:
            created_before, id_before = unpack(page.cursor) if page.cursor else (MAX_INTEGER, AFTER_ALL_IDS)
            before: dict[str, Value] = {"created_before": created_before, "id_before": id_before}
            rows = await self._database.rows(SELECT_OWN_ARTIFACTS, {**values, **before})
        else:
            created_after, id_after = unpack(page.cursor) if page.cursor else (-1, "")
            values |= {"session_id": which.session_id, "created_after": created_after, "id_after": id_after}
            rows = await self._database.rows(SELECT_ARTIFACTS, values)
            if not rows and not await self._database.rows(SELECT_READABLE_SESSION, values):
                raise NotFound
        artifacts = [_artifact(row) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return artifacts, None if is_last else pack(artifacts[-1].created_at, artifacts[-1].id)

    async def list_versions(self, principal: Principal, artifact_id: ArtifactId) -> list[Version]:
        rows = await self._database.rows(SELECT_VERSIONS, {**owner(principal), "artifact_id": artifact_id})
        if not rows:
            raise NotFound
        return [_version(row) for row in rows]

    async def read(
        self, principal: Principal, artifact_id: ArtifactId, version: int
    ) -> tuple[Artifact, Version, bytes | None]:
        values = {**owner(principal), "artifact_id": artifact_id, "version": version}
        row = await self._one(SELECT_ARTIFACT, values)
        body = row[-1]
        assert body is None or isinstance(body, bytes)
        artifact = _artifact(row)
        return artifact, artifact.latest, body

    async def delete(self, principal: Principal, artifact_id: ArtifactId, now: int) -> None:
        values = {**owner(principal), "artifact_id": artifact_id}
        await self._database.batch(
            [
                Statement(DELETE_ARTIFACT, values, otherwise=NotFound),
                audit(principal, "artifact.deleted", artifact_id, now),
            ]
        )

    async def _write(self, statements: list[Statement]) -> list[Row]:
        if not self._ballast.has_room:
            raise StorageFull
        *_, rows = await self._database.batch(statements)
        return rows

    async def _replayed(self, call: RunCall) -> Artifact:
        values: dict[str, Value] = {
            "organization_id": call.organization_id,
            "turn_id": call.turn_id,
            "call_id": call.call_id,
        }
        artifact_id, version, fingerprint = await self._one(SELECT_BY_CALL, values)
        if fingerprint != call.fingerprint:
            raise IdempotencyKeyReused
        return _artifact(await self._one(SELECT_MADE, {**values, "artifact_id": artifact_id, "version": version}))

    async def _one(self, sql: str, values: dict[str, Value]) -> Row:
        rows = await self._database.rows(sql, values)
        if not rows:
            raise NotFound
        return rows[0]


def _given(new: NewVersion, limits: ArtifactLimits) -> dict[str, Value]:
    return {
        "artifact_id": new.artifact_id,
        "kind": new.kind,
        "title": new.title,
        "media_type": new.body.media_type,
        "file_name": new.body.file_name,
        "byte_count": len(new.body.data),
        "sha256": new.sha256,
        "object_key": new.object_key,
        "body": new.body.data,
        "made_by": new.made_by,
        "now": new.created_at,
        "version": None,
        "per_turn": limits.per_turn,
        "versions": limits.versions,
        "spool_bytes": limits.spool_bytes,
    }


def _insert_version(values: dict[str, Value]) -> list[Statement]:
    return [
        Statement(KIND_IS_SAME, values, otherwise=KindDiffers),
        Statement(SPOOL_HAS_ROOM, values, otherwise=SpoolFull),
        Statement(ADD_VERSION, values, otherwise=TooManyVersions),
        Statement(INSERT_VERSION, values),
        Statement(INSERT_BYTES, values),
        Statement(SELECT_MADE, values),
    ]


def _artifact(row: Row) -> Artifact:
    return Artifact(
        id=ArtifactId(text(row[0])),
        session_id=SessionId(text(row[1])),
        turn_id=TurnId(text(row[2])),
        message_id=MessageId(text(row[3])),
        kind=one_of(row[4]),
        created_at=integer(row[5]),
        latest=_version(row[6:15]),
    )


def _version(row: Row) -> Version:
    return Version(
        version=integer(row[0]),
        title=text(row[1]),
        media_type=text(row[2]),
        file_name=None if row[3] is None else text(row[3]),
        byte_count=integer(row[4]),
        sha256=text(row[5]),
        made_by=one_of(row[6]),
        created_at=integer(row[7]),
        object_key=text(row[8]),
    )
