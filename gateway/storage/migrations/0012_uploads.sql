-- Files that were sent and are of no question yet, bytes included. A question takes them, as artifacts; what none takes
-- is let go of.

CREATE TABLE upload (
    id              TEXT PRIMARY KEY,  -- of the artifact that it becomes
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('file', 'image')),
    title           TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    file_name       TEXT,
    sha256          TEXT NOT NULL,
    object_key      TEXT NOT NULL,
    body            BLOB NOT NULL,
    created_at      INTEGER NOT NULL
);
CREATE INDEX upload_by_owner ON upload (organization_id, user_id);
CREATE INDEX upload_by_age ON upload (created_at);

-- What is let go of is to leave the files too.
CREATE TRIGGER upload_lost AFTER DELETE ON upload
BEGIN UPDATE search_purge SET deleted = deleted + 1; END;
