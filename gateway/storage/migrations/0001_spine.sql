-- Sessions, messages, turns, their events; keys and grants. Times are Unix milliseconds and never decide an order.

CREATE TABLE session (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    title           TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
);
CREATE INDEX session_by_owner ON session (organization_id, user_id, updated_at DESC, id DESC);

CREATE TABLE turn (
    number          INTEGER PRIMARY KEY,  -- order of acceptance: the queue
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    session_id      TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    question        TEXT NOT NULL,
    message_id      TEXT NOT NULL UNIQUE,
    status          TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'done', 'failed', 'stopped', 'interrupted')),
    attempt         INTEGER NOT NULL DEFAULT 0,
    fence           INTEGER NOT NULL DEFAULT 0,
    run_id          TEXT UNIQUE,
    worker_id       TEXT,
    error_code      TEXT,
    created_at      INTEGER NOT NULL,
    started_at      INTEGER,
    finished_at     INTEGER,
    UNIQUE (session_id, position)
);
CREATE UNIQUE INDEX one_running_turn_per_session ON turn (session_id) WHERE status = 'running';
CREATE INDEX turn_queue ON turn (number) WHERE status = 'queued';
CREATE INDEX turn_open ON turn (session_id, position) WHERE status IN ('queued', 'running');

CREATE TRIGGER terminal_turn_status_is_final BEFORE UPDATE OF status ON turn
WHEN OLD.status IN ('done', 'failed', 'stopped', 'interrupted') AND NEW.status <> OLD.status
BEGIN SELECT RAISE(ABORT, 'the turn is over'); END;

CREATE TABLE turn_event (
    turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (turn_id, seq)
) WITHOUT ROWID;

CREATE TABLE message (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    session_id      TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    role            TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    turn_id         TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    status          TEXT NOT NULL CHECK (status IN ('pending', 'complete', 'failed', 'stopped', 'interrupted')),
    text            TEXT NOT NULL,
    parts           TEXT NOT NULL,
    reference_list  TEXT NOT NULL,
    metadata        TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    UNIQUE (session_id, position),
    UNIQUE (turn_id, role)
);

CREATE TABLE api_key (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    digest          TEXT NOT NULL,
    created_at      INTEGER NOT NULL
);

-- One row a run. A grant is live while its turn runs under its fence, so it ends in the transaction that ends the turn.
CREATE TABLE run_grant (
    digest          TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    turn_id         TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    fence           INTEGER NOT NULL,
    worker_id       TEXT NOT NULL
);
CREATE INDEX run_grant_by_turn ON run_grant (turn_id);
