-- What is remembered of what people said. A memory goes with the session in which it was said, and with its user.

-- A question that was asked in a widget: nothing is remembered of it, and nothing remembered is told to it.
ALTER TABLE turn ADD COLUMN is_widget INTEGER NOT NULL DEFAULT 0 CHECK (is_widget IN (0, 1));

CREATE TABLE memory (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    scope           TEXT NOT NULL CHECK (scope IN ('user', 'session')),
    session_id      TEXT REFERENCES session (id) ON DELETE CASCADE,  -- where it was said; NULL once its user changed it
    message_id      TEXT REFERENCES message (id) ON DELETE CASCADE,
    text            TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('fact', 'preference')),
    digest          TEXT NOT NULL,     -- of the text without case, accents and punctuation
    embedder        TEXT,              -- whose vector this is: those of different embedders are never compared
    sketch          BLOB,              -- the signs of the vector
    vector          BLOB,              -- its scale, then a signed byte a dimension
    created_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    use_count       INTEGER NOT NULL DEFAULT 0,
    -- What took its place. It is told to nobody any more, and goes with what replaced it.
    superseded_by   TEXT REFERENCES memory (id) ON DELETE CASCADE,
    CHECK (scope = 'user' OR session_id IS NOT NULL)
);
-- The same words again are the same memory.
CREATE UNIQUE INDEX memory_once ON memory (
    organization_id, user_id, scope, CASE scope WHEN 'session' THEN session_id ELSE '' END, digest)
    WHERE superseded_by IS NULL;
CREATE INDEX memory_by_owner ON memory (organization_id, user_id, number) WHERE superseded_by IS NULL;
-- All that the first step of a search reads.
CREATE INDEX memory_near ON memory (organization_id, user_id, scope, session_id, embedder, number, sketch)
    WHERE superseded_by IS NULL;
CREATE INDEX memory_by_session ON memory (session_id);
CREATE INDEX memory_by_message ON memory (message_id);
CREATE INDEX memory_replaced ON memory (superseded_by) WHERE superseded_by IS NOT NULL;

-- As with messages: one word for an organization and a user, so that a search walks their memories and no others.
CREATE VIEW memory_content AS
SELECT number, text, 'o' || hex(organization_id) || 'u' || hex(user_id) AS owner FROM memory;

CREATE VIRTUAL TABLE memory_search USING fts5 (
    owner, text, content = 'memory_content', content_rowid = 'number',
    tokenize = "porter unicode61 remove_diacritics 2");

CREATE TRIGGER memory_found AFTER INSERT ON memory
BEGIN
    INSERT INTO memory_search (rowid, owner, text) SELECT number, owner, text FROM memory_content WHERE number = NEW.number;
END;

CREATE TRIGGER memory_found_otherwise AFTER UPDATE OF text ON memory
BEGIN
    INSERT INTO memory_search (memory_search, rowid, owner, text)
    VALUES ('delete', OLD.number, 'o' || hex(OLD.organization_id) || 'u' || hex(OLD.user_id), OLD.text);
    INSERT INTO memory_search (rowid, owner, text) SELECT number, owner, text FROM memory_content WHERE number = NEW.number;
    UPDATE search_purge SET deleted = deleted + 1;
END;

CREATE TRIGGER memory_lost BEFORE DELETE ON memory
BEGIN
    INSERT INTO memory_search (memory_search, rowid, owner, text)
    VALUES ('delete', OLD.number, 'o' || hex(OLD.organization_id) || 'u' || hex(OLD.user_id), OLD.text);
    UPDATE search_purge SET deleted = deleted + 1;
END;
