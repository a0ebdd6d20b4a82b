CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE organization (
    id TEXT PRIMARY KEY, better_auth_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    context TEXT NOT NULL, context_id TEXT NOT NULL, created_ms INTEGER NOT NULL
);

CREATE TABLE member (
    id TEXT PRIMARY KEY, better_auth_id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, permissions TEXT NOT NULL
);

CREATE TABLE interaction (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, source_type TEXT NOT NULL,
    session_id TEXT, data TEXT NOT NULL, summary TEXT, confidence REAL, tags TEXT, product_ids TEXT,
    timestamp_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL
);
CREATE INDEX interaction_in_time ON interaction (organization_id, timestamp_ms, n);

CREATE TABLE pattern (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, type TEXT NOT NULL,
    confidence REAL, data TEXT NOT NULL, detected_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL
);

CREATE TABLE report (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, period TEXT NOT NULL,
    source_type TEXT, report TEXT NOT NULL, product_ids TEXT, generated_ms INTEGER NOT NULL
);

CREATE TABLE product (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, external_id TEXT NOT NULL,
    title TEXT NOT NULL, description TEXT, images TEXT NOT NULL, price INTEGER, category TEXT, metadata TEXT,
    ai_descriptions TEXT NOT NULL, created_ms INTEGER NOT NULL
);
CREATE INDEX product_of_organization ON product (organization_id, n);

CREATE TABLE passage (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, type TEXT NOT NULL, content TEXT NOT NULL
);

CREATE TABLE analytics_event (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, event_type TEXT NOT NULL,
    source TEXT NOT NULL, metadata TEXT, created_ms INTEGER NOT NULL
);

-- One ranked text per row that can be searched "by meaning"; rowid is the n of its table.
CREATE VIRTUAL TABLE interaction_text USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE pattern_text USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE product_text USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE passage_text USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2');
