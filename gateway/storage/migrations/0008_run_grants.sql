-- A grant names its run, what it allows and what is left of it. It outlives its turn as a dead one, so that a run which
-- does not stop is told why; `expires_at` says how long. Grants of an earlier version are dead: nothing is carried over.

DROP TABLE run_grant;

CREATE TABLE run_grant (
    digest          TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    turn_id         TEXT REFERENCES turn (id) ON DELETE SET NULL,
    run_id          TEXT NOT NULL,
    fence           INTEGER NOT NULL,
    worker_id       TEXT NOT NULL,
    tools           TEXT NOT NULL,     -- JSON list of tool names
    requests_left   INTEGER NOT NULL,
    pages_left      INTEGER NOT NULL,
    bytes_left      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
);
CREATE INDEX run_grant_by_turn ON run_grant (turn_id);
CREATE UNIQUE INDEX run_grant_by_run ON run_grant (run_id);
CREATE INDEX run_grant_by_end ON run_grant (expires_at);
