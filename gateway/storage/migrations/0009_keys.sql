-- What a key may do, how long, and when it was used; who did what to keys and data, never to be changed.

ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'chat:read chat:write';  -- words, in order
ALTER TABLE api_key ADD COLUMN expires_at INTEGER;
ALTER TABLE api_key ADD COLUMN last_used_at INTEGER;
CREATE INDEX api_key_by_organization ON api_key (organization_id, created_at DESC, id DESC);

CREATE TABLE audit_entry (
    number          INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,     -- who did it
    action          TEXT NOT NULL,     -- a noun and what was done to it: key.issued
    object_id       TEXT NOT NULL,
    at              INTEGER NOT NULL
);
CREATE INDEX audit_by_organization ON audit_entry (organization_id, number DESC);

CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
