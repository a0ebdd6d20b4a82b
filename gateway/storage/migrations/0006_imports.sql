-- Sessions that are being taken in, in several transactions: what a gateway left unfinished it removes when it starts.

CREATE TABLE session_import (
    session_id      TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL,
    owner           TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_import_by_owner ON session_import (owner);
