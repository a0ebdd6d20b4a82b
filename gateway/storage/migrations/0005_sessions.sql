-- How sessions are named, arranged and shown; what is found in messages; what could be asked next.

ALTER TABLE session ADD COLUMN title_origin TEXT NOT NULL DEFAULT 'question'
    CHECK (title_origin IN ('question', 'model', 'user'));
ALTER TABLE session ADD COLUMN title_model TEXT;  -- the model that wrote the title, as it names itself
ALTER TABLE session ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1));
ALTER TABLE session ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1));
ALTER TABLE session ADD COLUMN visibility TEXT NOT NULL DEFAULT 'private'
    CHECK (visibility IN ('private', 'organization'));
-- Whose title it was is not known any more: it is treated as the user's, which nobody overwrites.
UPDATE session SET title_origin = 'user' WHERE title IS NOT NULL;

DROP INDEX session_by_owner;
CREATE INDEX session_by_owner
    ON session (organization_id, user_id, is_archived, is_pinned DESC, updated_at DESC, id DESC);
CREATE INDEX session_shown ON session (organization_id, is_archived, updated_at DESC, id DESC)
    WHERE visibility = 'organization';
CREATE INDEX message_readable ON message (session_id) WHERE status <> 'pending';

-- A message that can be found. The index is external to FTS5, so a text is stored once; the triggers below keep both in
-- the transaction that changes the message. Numbers grow: the newest is found first.
CREATE TABLE search_entry (
    number          INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    message_id      TEXT NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE
);
CREATE INDEX search_entry_by_owner ON search_entry (organization_id, user_id, number);

-- `owner` is one word for an organization and a user: a search walks their messages and no others.
CREATE VIEW search_content AS
SELECT search_entry.number AS number, message.text AS text,
       'o' || hex(search_entry.organization_id) || 'u' || hex(search_entry.user_id) AS owner
FROM search_entry JOIN message ON message.id = search_entry.message_id;

CREATE VIRTUAL TABLE message_search USING fts5 (
    owner, text, content = 'search_content', content_rowid = 'number', columnsize = 0,
    tokenize = "unicode61 remove_diacritics 2");

-- FTS5 keeps the words of deleted rows until its segments are merged: how often there was something to clear away.
CREATE TABLE search_purge (
    deleted INTEGER NOT NULL,
    purged  INTEGER NOT NULL
);
INSERT INTO search_purge (deleted, purged) VALUES (0, 0);

CREATE TRIGGER message_found AFTER INSERT ON message WHEN NEW.status <> 'pending' AND NEW.text <> ''
BEGIN
    INSERT INTO search_entry (organization_id, user_id, message_id)
    SELECT organization_id, user_id, NEW.id FROM session WHERE id = NEW.session_id;
    INSERT INTO message_search (rowid, owner, text)
    SELECT number, owner, text FROM search_content
    WHERE number = (SELECT number FROM search_entry WHERE message_id = NEW.id);
END;

CREATE TRIGGER message_found_otherwise AFTER UPDATE OF status, text ON message
WHEN OLD.text <> NEW.text OR (OLD.status = 'pending') <> (NEW.status = 'pending')
BEGIN
    INSERT INTO message_search (message_search, rowid, owner, text)
    SELECT 'delete', number, 'o' || hex(organization_id) || 'u' || hex(user_id), OLD.text
    FROM search_entry WHERE message_id = OLD.id;
    UPDATE search_purge SET deleted = deleted + (SELECT count(*) FROM search_entry WHERE message_id = OLD.id);
    DELETE FROM search_entry WHERE message_id = OLD.id;
    INSERT INTO search_entry (organization_id, user_id, message_id)
    SELECT organization_id, user_id, NEW.id FROM session
    WHERE id = NEW.session_id AND NEW.status <> 'pending' AND NEW.text <> '';
    INSERT INTO message_search (rowid, owner, text)
    SELECT number, owner, text FROM search_content
    WHERE number = (SELECT number FROM search_entry WHERE message_id = NEW.id);
END;

-- Before, because the text is needed to take its words out of the index.
CREATE TRIGGER message_lost BEFORE DELETE ON message
BEGIN
    INSERT INTO message_search (message_search, rowid, owner, text)
    SELECT 'delete', number, 'o' || hex(organization_id) || 'u' || hex(user_id), OLD.text
    FROM search_entry WHERE message_id = OLD.id;
    UPDATE search_purge SET deleted = deleted + (SELECT count(*) FROM search_entry WHERE message_id = OLD.id);
    DELETE FROM search_entry WHERE message_id = OLD.id;
END;

INSERT INTO search_entry (organization_id, user_id, message_id)
SELECT session.organization_id, session.user_id, message.id
FROM message JOIN session ON session.id = message.session_id
WHERE message.status <> 'pending' AND message.text <> ''
ORDER BY message.created_at, message.session_id, message.position;
INSERT INTO message_search (message_search) VALUES ('rebuild');

-- What could be asked after an answer; at most one row a turn.
CREATE TABLE suggestion (
    turn_id         TEXT PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL,
    texts           TEXT NOT NULL,  -- JSON list
    model           TEXT NOT NULL
) WITHOUT ROWID;
