-- What lasts of turns beside their messages: charts, tables, summaries, files, images. Versions are added, never changed.

CREATE TABLE artifact (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    session_id      TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    turn_id         TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    message_id      TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('chart', 'table', 'summary', 'file', 'image')),
    latest_version  INTEGER NOT NULL,
    created_at      INTEGER NOT NULL
);
CREATE INDEX artifact_by_session ON artifact (session_id, created_at, id);
CREATE INDEX artifact_by_turn ON artifact (turn_id);
CREATE INDEX artifact_by_message ON artifact (message_id);
CREATE INDEX artifact_by_age ON artifact (created_at);

CREATE TABLE artifact_version (
    artifact_id     TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE,
    version         INTEGER NOT NULL,
    organization_id TEXT NOT NULL,
    title           TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    file_name       TEXT,              -- what the file was called, as data; no path is ever made of it
    byte_count      INTEGER NOT NULL,
    sha256          TEXT NOT NULL,
    object_key      TEXT NOT NULL UNIQUE,
    made_by         TEXT NOT NULL CHECK (made_by IN ('crew', 'user')),
    created_at      INTEGER NOT NULL,
    turn_id         TEXT,              -- the call that made it: it makes one at most
    call_id         TEXT,
    fingerprint     TEXT,
    PRIMARY KEY (artifact_id, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX one_artifact_version_per_call ON artifact_version (turn_id, call_id) WHERE call_id IS NOT NULL;

CREATE TRIGGER artifact_version_is_final BEFORE UPDATE ON artifact_version
BEGIN SELECT RAISE(ABORT, 'versions are not changed'); END;

-- Bytes on their way to the objects: committed with their version, let go of when they have arrived.
CREATE TABLE object_outbox (
    object_key TEXT PRIMARY KEY REFERENCES artifact_version (object_key) ON DELETE CASCADE,
    media_type TEXT NOT NULL,
    body       BLOB NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    try_at     INTEGER NOT NULL
);
CREATE INDEX object_outbox_due ON object_outbox (try_at);

-- Objects of versions that were deleted, whatever deleted them.
CREATE TABLE object_removal (
    object_key TEXT PRIMARY KEY,
    try_at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX object_removal_due ON object_removal (try_at);

CREATE TRIGGER artifact_version_lost AFTER DELETE ON artifact_version
BEGIN
    INSERT INTO object_removal (object_key, try_at) VALUES (OLD.object_key, 0) ON CONFLICT (object_key) DO NOTHING;
END;

-- The first word of all keys: two databases with one bucket between them do not meet.
CREATE TABLE object_root (
    name TEXT NOT NULL
);
INSERT INTO object_root (name) VALUES ('store-' || lower(hex(randomblob(8))));
